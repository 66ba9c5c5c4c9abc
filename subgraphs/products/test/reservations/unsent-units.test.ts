/** Upgrade from a version that took sold units off the shelf: orders tells those that were not sent, once, and a count before that is refused. */
import { products as contract } from "@hansa/contracts/products";
import { callPeer } from "@hansa/kit/rpc";
import { expect, test } from "vitest";
import { learnUnsentUnits } from "../../src/service/reservations/unsent-units.ts";
import { importFile, jsonLines, queue, upload } from "../support/imports.ts";
import { buyUnits, endUnits } from "../support/reservations.ts";
import { change, manager, type Shop, shop } from "../support/shop.ts";

const unitsOf = async (s: Shop, sku: string): Promise<unknown> => {
  const text = "query ($sku: String!) { variant(sku: $sku) { onHand committed available } }";
  return Object(await s.query(text, { sku }, manager)).data.variant;
};

/** Turns committed units into sold ones as an older version stored them: their units have left the shelf with a movement. */
async function takeOffShelf(s: Shop): Promise<void> {
  await s.corruptStore(`INSERT INTO stock_ledger (id, variant_id, delta, on_hand_after, reason, cause_id, cause_line, at)
      SELECT 'stk_' || checkout_id || variant_id, variant_id, -quantity,
        level.on_hand - sum(quantity) OVER (PARTITION BY variant_id ORDER BY checkout_id), 'SOLD', checkout_id, variant_id, 1
      FROM reservation_lines JOIN stock_levels AS level USING (variant_id) WHERE reservation_lines.committed > 0;
    UPDATE stock_levels SET on_hand = on_hand - committed, committed = 0;
    UPDATE reservation_lines SET committed = NULL`);
}

/** A variant with 200 units, imported, of which an older version has sold 22: two of them are sent, and one is cancelled. */
async function oldShop() {
  const s = await shop();
  await importFile(s, jsonLines([{ handle: "mug", title: "Mug", variants: [{ sku: "MUG", stock: 200 }] }]), {
    format: "JSON_LINES",
  });
  const [row] = await s.rows("SELECT id FROM variants");
  const variantId = String(Object(row).id);
  const [product] = await s.rows("SELECT id FROM products");
  await change(s, "variantPriceSet", { variantId, currency: "EUR", amountMinor: 1_000 });
  await change(s, "productPublish", { id: Object(product).id });
  for (const id of ["chk_1", "chk_2"]) await buyUnits(s, id, variantId, 11);
  await takeOffShelf(s);
  return { s, variantId };
}

const count = (s: Shop, variantId: string, counted: number) =>
  change(s, "inventoryAdjust", { variantId, counted, reason: "COUNTED", idempotencyKey: s.runtime.newId("key") });

test("after an upgrade unsent units are on the shelf again by one movement, available ones stay, and it happens once", async () => {
  const { s, variantId } = await oldShop();
  expect(await unitsOf(s, "MUG")).toEqual({ onHand: 178, committed: 0, available: 178 });
  s.peers.orders.unsent.units = [
    { checkoutId: "chk_1", variantId, units: 8 },
    { checkoutId: "chk_2", variantId, units: 11 },
    { checkoutId: "chk_other", variantId, units: 7 },
  ];
  for (const _twice of [1, 2]) {
    await learnUnsentUnits(s.service.deps);
    expect(await unitsOf(s, "MUG")).toEqual({ onHand: 197, committed: 19, available: 178 });
  }
  expect(await s.rows("SELECT delta, on_hand_after AS after FROM stock_ledger WHERE reason = 'UPGRADED'")).toEqual([
    { delta: 19, after: 197 },
  ]);
  expect(await s.rows("SELECT on_hand, committed FROM imported_stock")).toEqual([{ on_hand: 219, committed: 19 }]);
  expect(await count(s, variantId, 197)).toEqual({ __typename: "InventoryAdjusted" });
  await endUnits(s, { checkoutId: "chk_1", variantId }, "sent", { causeId: "ship_1", quantity: 8 });
  expect(await unitsOf(s, "MUG")).toEqual({ onHand: 189, committed: 11, available: 178 });
  expect((await s.service.checkIntegrity()).filter(({ broken }) => broken > 0)).toEqual([]);
});

test("until orders has told them, goods are sold and received, but neither counted nor imported, and no parcel is lost", async () => {
  const { s, variantId } = await oldShop();
  s.peers.orders.unsent.units = undefined;
  await expect(count(s, variantId, 200)).rejects.toThrow();
  const ship = () => endUnits(s, { checkoutId: "chk_1", variantId }, "sent", { causeId: "ship_1", quantity: 11 });
  await expect(ship()).rejects.toThrow("500");
  await queue(s, await upload(s, jsonLines([{ sku: "MUG", stock: 200 }])), { format: "JSON_LINES", kind: "STOCK" });
  await s.service.runJobsOnce().catch(() => undefined);
  await buyUnits(s, "chk_3", variantId, 8);
  expect(await unitsOf(s, "MUG")).toEqual({ onHand: 178, committed: 8, available: 170 });

  s.peers.orders.unsent.units = [{ checkoutId: "chk_1", variantId, units: 11 }];
  await s.service.runJobsOnce();
  expect(await unitsOf(s, "MUG")).toEqual({ onHand: 200, committed: 19, available: 181 });
  await ship();
  await ship();
  expect(await unitsOf(s, "MUG")).toEqual({ onHand: 189, committed: 8, available: 181 });
});

test("units of an order that the older version has rolled back are not counted again", async () => {
  const { s, variantId } = await oldShop();
  const lines = [{ lineId: "line_1", variantId, quantity: 11 }];
  await callPeer(s.peer, contract.restock, { causeId: "chk_1", lines });
  s.peers.orders.unsent.units = [{ checkoutId: "chk_1", variantId, units: 11 }];
  await learnUnsentUnits(s.service.deps);
  await endUnits(s, { checkoutId: "chk_1", variantId }, "cancelled", { causeId: "chk_1", quantity: 11 });
  expect(await unitsOf(s, "MUG")).toEqual({ onHand: 189, committed: 0, available: 189 });
});

test("a level at the maximum stays there, and no unit is sold twice", async () => {
  const { s, variantId } = await oldShop();
  const full = 2_147_483_640;
  for (const delta of [1_000_000_000, 999_999_999, full - 2_000_000_177])
    await change(s, "inventoryAdjust", { variantId, delta, reason: "RECEIVED", idempotencyKey: `fill-${delta}` });
  s.peers.orders.unsent.units = [{ checkoutId: "chk_1", variantId, units: 11 }];
  await learnUnsentUnits(s.service.deps);
  expect(await unitsOf(s, "MUG")).toEqual({ onHand: 2_147_483_647, committed: 11, available: 2_147_483_636 });
});
