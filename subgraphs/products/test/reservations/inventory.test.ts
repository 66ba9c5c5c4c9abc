/** Inventory: limits of adjustments, the stock ledger, and untracked variants. */
import { products as contract } from "@hansa/contracts/products";
import { callPeer } from "@hansa/kit/rpc";
import { userWith } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { z } from "zod";
import { recordMovement } from "../../src/service/reservations/stock-movements.ts";
import { adjust, change, codeOf, manager, noon, type Shop, sell, shop, walk } from "../support/shop.ts";

const clerk = userWith("user_clerk", ["inventory:read"]);
const movements = z.object({
  stockMovements: z.object({
    totalCount: z.number(),
    nodes: z.array(z.object({ delta: z.number(), onHandAfter: z.number(), reason: z.string() })),
  }),
});

/** The movements of a variant, the newest first. */
async function movementsOf({ query }: Shop, variantId: string) {
  const text = `query ($id: ID!) { stockMovements(filter: { variantId: $id }) { totalCount nodes { delta onHandAfter reason } } }`;
  return movements.parse((await query(text, { id: variantId }, manager)).data).stockMovements;
}

test("movements always sum to the units on hand, even when tracking ends and starts again", async () => {
  const s = await shop();
  const { productId, variantId } = await sell(s, { sku: "TEA", stock: 7 });
  const count = (tracked: boolean) => change(s, "variantSave", { id: variantId, productId, sku: "TEA", tracked });
  expect(await count(false)).toEqual({ __typename: "VariantSaved" });
  const afterwards = await movementsOf(s, variantId);
  expect(afterwards.nodes.map(({ delta }) => delta)).toEqual([-7, 7]);
  expect(afterwards.nodes[0]).toEqual({ delta: -7, onHandAfter: 0, reason: "COUNTED" });

  await count(true);
  expect(await adjust(s, variantId, 3, "again")).toMatchObject({ variant: { available: 3 } });
  const { nodes, totalCount } = await movementsOf(s, variantId);
  expect(nodes.reduce((total, { delta }) => total + delta, 0)).toBe(3);
  expect(totalCount).toBe(3);
});

test("tracking cannot end while units are reserved, and an empty stock level leaves no movement", async () => {
  const s = await shop();
  const held = await sell(s, { sku: "HELD", stock: 2 });
  const empty = await sell(s, { sku: "EMPTY", stock: 0 });
  const line = { variantId: held.variantId, quantity: 1, expectedPriceMinor: 1_000 };
  const checkout = {
    checkoutId: "chk_1",
    cartId: "cart_1",
    userId: null,
    network: null,
    currency: "EUR",
    expiresAt: noon + 1,
  };
  await callPeer(s.peer, contract.reserve, { ...checkout, lines: [line] });
  const stop = (id: string, productId: string, sku: string) =>
    change(s, "variantSave", { id, productId, sku, tracked: false }, "... on ValidationError { problems { code } }");
  expect(await stop(held.variantId, held.productId, "HELD")).toEqual({
    __typename: "ValidationError",
    problems: [{ code: "RESERVED" }],
  });
  expect(await stop(empty.variantId, empty.productId, "EMPTY")).toEqual({ __typename: "VariantSaved" });
  expect((await movementsOf(s, empty.variantId)).totalCount).toBe(0);
});

test("no stock level exceeds the greatest countable one", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "MANY", stock: 1_000_000_000 });
  expect(await adjust(s, variantId, 1_000_000_000, "second")).toMatchObject({ __typename: "InventoryAdjusted" });
  const input = { variantId, delta: 147_483_648, reason: "RECEIVED", idempotencyKey: "third" };
  expect(await change(s, "inventoryAdjust", input, "... on ValidationError { problems { code path } }")).toEqual({
    __typename: "ValidationError",
    problems: [{ code: "TOO_MANY", path: ["input", "delta"] }],
  });
  expect(await adjust(s, variantId, 147_483_647, "brim")).toMatchObject({ variant: { available: 2_147_483_647 } });
});

test.each([
  ["a delta of zero", { delta: 0 }, "delta"],
  ["a delta beyond all shelves", { delta: -2_147_483_648 }, "delta"],
  ["a note of 501 characters", { note: "x".repeat(501) }, "note"],
  ["an empty key", { idempotencyKey: "" }, "idempotencyKey"],
  ["a blank key", { idempotencyKey: "  " }, "idempotencyKey"],
])("%s is refused and changes nothing", async (_what, wrong, field) => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "ONE", stock: 1 });
  const input = { variantId, delta: 1, reason: "COUNTED", idempotencyKey: "key", ...wrong };
  expect(await change(s, "inventoryAdjust", input, "... on ValidationError { problems { path } }")).toEqual({
    __typename: "ValidationError",
    problems: [{ path: ["input", field] }],
  });
  expect((await movementsOf(s, variantId)).totalCount).toBe(1);
});

test("a note with a card number is stored with a warning, one with another number without", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "ONE", stock: 1 });
  const { variantId: second } = await sell(s, { sku: "TWO", stock: 1 });
  const adjusted = (note: string, idempotencyKey: string) =>
    change(
      s,
      "inventoryAdjust",
      { variantId, delta: 1, reason: "COUNTED", note, idempotencyKey },
      "... on InventoryAdjusted { warnings { code path } }",
    );
  const warned = {
    __typename: "InventoryAdjusted",
    warnings: [{ code: "CARD_NUMBER", path: ["input", "note"] }],
  };
  expect(await adjusted("Sold on 4111 1111 1111 1111", "a")).toEqual(warned);
  expect(await adjusted("Sold on 4111 1111 1111 1111", "a")).toEqual(warned);
  expect(await adjusted("IMEI 351261435778918", "b")).toEqual({ __typename: "InventoryAdjusted", warnings: [] });
  const many = {
    adjustments: ["fine", "4111-1111-1111-1111"].map((note, index) => ({
      variantId: [variantId, second][index],
      delta: 1,
      reason: "COUNTED",
      note,
    })),
    idempotencyKey: "many",
  };
  const selection = "... on InventoryAdjustedMany { warnings { code path } }";
  expect(await change(s, "inventoryAdjustMany", many, selection)).toEqual({
    __typename: "InventoryAdjustedMany",
    warnings: [{ code: "CARD_NUMBER", path: ["input", "adjustments", "1", "note"] }],
  });
  expect(JSON.stringify(await s.rows("SELECT note FROM stock_ledger"))).toContain("4111 1111 1111 1111");
});

test("untracked and unknown variants cannot be adjusted", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "FILE", tracked: false });
  expect(await adjust(s, variantId, 1, "a")).toMatchObject({ __typename: "ValidationError" });
  expect(await adjust(s, "var_none", 1, "b")).toMatchObject({ __typename: "NotFoundError" });
});

test("the same adjustment sent twice moves stock once, marked as a replay; another one under its key is refused", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "ONCE", stock: 1 });
  expect(await adjust(s, variantId, 5, "key")).toMatchObject({ variant: { available: 6 } });
  expect(await adjust(s, variantId, 5, "key")).toMatchObject({ variant: { available: 6 } });
  expect(await adjust(s, variantId, 6, "key")).toEqual({ __typename: "IdempotencyKeyReusedError" });
  expect((await movementsOf(s, variantId)).totalCount).toBe(2);
});

test("an old movement is never taken for a new one", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "TWICE", stock: 1 });
  const { deps } = s.service;
  const level = { variantId, onHand: 2, committed: 0 };
  const movement = { delta: 1, reason: "RESTOCKED", note: null, causeId: "chk_1", causeLine: "line_1" } as const;
  const record = () => deps.store.write("test", (tx) => recordMovement(deps, tx, level, movement));
  await record();
  await expect(record()).rejects.toThrow("already recorded");
  expect((await movementsOf(s, variantId)).totalCount).toBe(2);
});

test("staff with the stock scope reads stock, published or not, but no list of drafts", async () => {
  const s = await shop();
  const { variantId, productId } = await sell(s, { sku: "NEW", title: "Not yet", publish: false });
  const seen = { variant: { id: variantId, product: { id: productId, title: "Not yet" } } };
  const text = `{ stockMovements { nodes { variant { id product { id title } } } } }`;
  expect((await s.query(text, {}, clerk)).data).toEqual({ stockMovements: { nodes: [seen] } });
  const byId = `query ($id: ID!) { variant(id: $id) { id product { id title } } }`;
  expect((await s.query(byId, { id: variantId }, clerk)).data).toEqual(seen);
  expect((await s.query(byId, { id: variantId }, userWith("user_customer"))).data).toEqual({ variant: null });
  expect((await s.query(`{ products { nodes { id } } }`, {}, clerk)).data).toEqual({ products: { nodes: [] } });
  expect(codeOf(await s.query(`{ products(filter: { status: DRAFT }) { nodes { id } } }`, {}, clerk))).toBe(
    "FORBIDDEN",
  );
});

test("movements are listed in pages, each once, and filtered by reason and time", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "WALK", stock: 1 });
  for (let day = 1; day <= 4; day += 1) {
    await s.runtime.advance(86_400_000);
    await adjust(s, variantId, day, `day-${day}`);
  }
  expect(await walk(s, "stockMovements(filter: {}", { viewer: manager, leaf: "delta" })).toEqual([4, 3, 2, 1, 1]);
  const narrow = `filter: { from: "2026-01-17T12:00:00Z", to: "2026-01-18T12:00:00Z", reason: RECEIVED }`;
  expect(await walk(s, `stockMovements(${narrow}`, { viewer: manager, leaf: "delta" })).toEqual([2]);
});
