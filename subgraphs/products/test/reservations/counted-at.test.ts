/** Counts of stock that say when they were made: the movements since then are taken into account. */
import { expect, test } from "vitest";
import { buyUnits, endUnits } from "../support/reservations.ts";
import { adjust, change, type Shop, sell, shop } from "../support/shop.ts";

const count = (s: Shop, variantId: string, counted: number, input: Record<string, unknown> = {}) =>
  change(
    s,
    "inventoryAdjust",
    { variantId, counted, reason: "COUNTED", idempotencyKey: s.runtime.newId("key"), ...input },
    "... on ValidationError { problems { path code } } ... on InventoryAdjusted { variant { onHand committed } }",
  );

test("units that left or came between counting and entering are not taken back", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "MUG", title: "Mug", stock: 200 });
  await buyUnits(s, "chk_1", variantId, 22);
  await s.runtime.advance(60_000);
  const countedAt = new Date(s.runtime.now()).toISOString();
  await s.runtime.advance(60_000);
  await endUnits(s, { checkoutId: "chk_1", variantId }, "sent", { causeId: "ship_1", quantity: 5 });
  await adjust(s, variantId, 3, "received");
  await s.runtime.advance(60_000);
  expect(await count(s, variantId, 199, { countedAt })).toMatchObject({ variant: { onHand: 197, committed: 17 } });
  expect(await count(s, variantId, 199, { countedAt })).toMatchObject({ variant: { onHand: 197 } });
  const many = {
    adjustments: [{ variantId, counted: 200, countedAt, reason: "COUNTED" }],
    idempotencyKey: "many",
  };
  expect(await change(s, "inventoryAdjustMany", many, "... on InventoryAdjustedMany { variants { onHand } }")).toEqual({
    __typename: "InventoryAdjustedMany",
    variants: [{ onHand: 198 }],
  });
});

test("the time of a count is past, within 31 days, and only a count has one", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "ONE", stock: 5 });
  const refused = async (input: Record<string, unknown>) => Object(await count(s, variantId, 5, input)).problems;
  const at = (days: number) => new Date(s.runtime.now() + days * 86_400_000).toISOString();
  const outOfRange = [{ path: ["input", "countedAt"], code: "OUT_OF_RANGE" }];
  expect([await refused({ countedAt: at(1) }), await refused({ countedAt: at(-32) })]).toEqual([
    outOfRange,
    outOfRange,
  ]);
  expect(await refused({ counted: undefined, delta: 1, reason: "RECEIVED", countedAt: at(-1) })).toEqual([
    { path: ["input", "countedAt"], code: "REASON" },
  ]);
});
