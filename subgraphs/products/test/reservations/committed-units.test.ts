/** Committed units: sold units are on the shelf until they are sent, and a count does not make them available again. */
import { products as contract } from "@hansa/contracts/products";
import { findEvents } from "@hansa/kit/messaging";
import { callPeer } from "@hansa/kit/rpc";
import { expect, test } from "vitest";
import { importFile } from "../support/imports.ts";
import { buyUnits, endUnits, reserve } from "../support/reservations.ts";
import { adjust, change, manager, type Shop, sell, shop } from "../support/shop.ts";

const unitsOf = async (s: Shop, sku: string): Promise<unknown> => {
  const text = "query ($sku: String!) { variant(sku: $sku) { onHand committed available stockStatus } }";
  return Object(await s.query(text, { sku }, manager)).data.variant;
};

const count = (s: Shop, variantId: string, counted: number, input: Record<string, unknown> = {}) =>
  change(
    s,
    "inventoryAdjust",
    { variantId, counted, reason: "COUNTED", idempotencyKey: s.runtime.newId("key"), ...input },
    `... on ValidationError { problems { path code } } ... on StockReservedError { onHand committed reserved message }
     ... on InventoryAdjusted { variant { onHand committed available } }`,
  );

/** A variant with 200 units, of which 22 are sold. */
async function soldTwentyTwo(s: Shop, sku = "MUG") {
  const sold = await sell(s, { sku, title: "Mug", stock: 200 });
  await buyUnits(s, "chk_1", sold.variantId, 11);
  await buyUnits(s, "chk_2", sold.variantId, 11);
  return sold;
}

const movements = (s: Shop) => s.rows("SELECT reason, delta, on_hand_after AS after FROM stock_ledger ORDER BY id");
const inOrder = (s: Shop) => s.rows("SELECT insertion, reason FROM stock_ledger ORDER BY insertion");

test("sold units are on the shelf until they are sent, and counting the shelf changes nothing", async () => {
  const s = await shop();
  const { variantId } = await soldTwentyTwo(s);
  const sold = { onHand: 200, committed: 22, available: 178 };
  expect(await unitsOf(s, "MUG")).toMatchObject(sold);
  expect(await count(s, variantId, 200)).toEqual({ __typename: "InventoryAdjusted", variant: sold });
  expect(await movements(s)).toEqual([{ reason: "RECEIVED", delta: 200, after: 200 }]);
  await endUnits(s, { checkoutId: "chk_1", variantId }, "sent", { causeId: "ship_1", quantity: 2 });
  expect(await unitsOf(s, "MUG")).toMatchObject({ onHand: 198, committed: 20, available: 178 });
  await endUnits(s, { checkoutId: "chk_1", variantId }, "cancelled", { causeId: "cancel_1", quantity: 1 });
  expect(await unitsOf(s, "MUG")).toMatchObject({ onHand: 198, committed: 19, available: 179 });
  expect((await movements(s)).slice(1)).toEqual([{ reason: "SHIPPED", delta: -2, after: 198 }]);
  expect(await inOrder(s)).toEqual([
    { insertion: 1, reason: "RECEIVED" },
    { insertion: 2, reason: "SHIPPED" },
  ]);
});

test("units are sent and cancelled once for each cause and line, and never more than their checkout committed", async () => {
  const s = await shop();
  const { variantId } = await soldTwentyTwo(s);
  const end = (outcome: "sent" | "cancelled", causeId: string, quantity: number) =>
    endUnits(s, { checkoutId: "chk_1", variantId }, outcome, { causeId, quantity });
  for (const _twice of [1, 2]) {
    await end("sent", "ship_1", 8);
    await end("cancelled", "cancel_1", 5);
    await end("cancelled", "chk_1", 11);
  }
  expect(await unitsOf(s, "MUG")).toMatchObject({ onHand: 192, committed: 11, available: 181 });
  expect(await s.rows("SELECT cause_id AS cause, quantity FROM commitment_ends ORDER BY quantity DESC")).toEqual([
    { cause: "ship_1", quantity: 8 },
    { cause: "cancel_1", quantity: 3 },
    { cause: "chk_1", quantity: 0 },
  ]);
});

test("after five of five are sold and counted, the next buyer gets none", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "LAST", stock: 5 });
  await buyUnits(s, "chk_1", variantId, 5);
  expect(await count(s, variantId, 5)).toMatchObject({ variant: { onHand: 5, committed: 5, available: 0 } });
  expect(await unitsOf(s, "LAST")).toMatchObject({ stockStatus: "OUT_OF_STOCK" });
  await expect(buyUnits(s, "chk_2", variantId, 1)).rejects.toThrow("outOfStock");
});

test("a count below the sold units is refused with both numbers", async () => {
  const s = await shop();
  const { variantId } = await soldTwentyTwo(s);
  expect(await count(s, variantId, 21)).toEqual({
    __typename: "StockReservedError",
    onHand: 200,
    committed: 22,
    reserved: 0,
    message: expect.stringMatching(/200 .* 22 /),
  });
  expect(await count(s, variantId, 22)).toMatchObject({ variant: { onHand: 22, committed: 22, available: 0 } });
});

test("stock is adjusted below what is reserved but not below what is sold, and then who pays first gets it", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "KEPT", stock: 5 });
  for (const id of ["chk_1", "chk_2", "chk_3"]) await reserve(s, id, { variantId, quantity: 1 }, {});
  await buyUnits(s, "chk_4", variantId, 2);
  expect(await adjust(s, variantId, -4, "broken")).toEqual({
    __typename: "StockReservedError",
    onHand: 5,
    committed: 2,
    reserved: 3,
  });
  expect(await adjust(s, variantId, -2, "damaged")).toMatchObject({ variant: { available: 0 } });
  const commit = (checkoutId: string) => callPeer(s.peer, contract.commit, { checkoutId });
  expect(await commit("chk_2")).toEqual({ outcome: "committed" });
  const short = { outcome: "outOfStock", lines: [{ variantId, wanted: 1, available: 0 }] };
  expect(await commit("chk_1")).toEqual(short);
  expect(await callPeer(s.peer, contract.release, { checkoutId: "chk_1" })).toEqual({ outcome: "released" });
  expect(await commit("chk_3")).toEqual(short);
  expect(await unitsOf(s, "KEPT")).toMatchObject({ onHand: 3, committed: 3, available: 0 });
});

test("an adjustment has either a change or a count, and only a count is counted", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "ONE", stock: 5 });
  const refused = async (input: Record<string, unknown>) => Object(await count(s, variantId, 5, input)).problems;
  expect(await refused({ delta: 1 })).toEqual([{ path: ["input", "counted"], code: "EXACTLY_ONE" }]);
  expect(await refused({ counted: undefined })).toEqual([{ path: ["input", "counted"], code: "EXACTLY_ONE" }]);
  expect(await refused({ reason: "RECEIVED" })).toEqual([{ path: ["input", "counted"], code: "REASON" }]);
  expect(await refused({ counted: -1 })).toEqual([{ path: ["input", "counted"], code: "NEGATIVE" }]);
});

test("many variants are counted at once, and one below its sold units refuses all", async () => {
  const s = await shop();
  const { variantId } = await soldTwentyTwo(s);
  const other = await sell(s, { sku: "CUP", stock: 3 });
  const countAll = (mugs: number) =>
    change(
      s,
      "inventoryAdjustMany",
      {
        adjustments: [
          { variantId, counted: mugs, reason: "COUNTED" },
          { variantId: other.variantId, counted: 4, reason: "COUNTED" },
        ],
        idempotencyKey: `all-${mugs}`,
      },
      `... on StockShortageError { shortages { position onHand committed } }
       ... on InventoryAdjustedMany { variants { onHand available } }`,
    );
  expect(await countAll(21)).toMatchObject({ shortages: [{ position: 0, onHand: 200, committed: 22 }] });
  expect(await unitsOf(s, "CUP")).toMatchObject({ onHand: 3 });
  expect(await countAll(200)).toMatchObject({
    variants: [
      { onHand: 200, available: 178 },
      { onHand: 4, available: 4 },
    ],
  });
  expect((await movements(s)).filter((row) => Object(row).reason === "COUNTED")).toEqual([
    { reason: "COUNTED", delta: 1, after: 4 },
  ]);
});

test("a file of counted stock has the shelf, and a product file of Shopify the units for sale", async () => {
  const s = await shop();
  await soldTwentyTwo(s);
  expect(await importFile(s, "Variant SKU,Variant Inventory Qty\nMUG,200\n", { kind: "STOCK" })).toMatchObject({
    productsUnchanged: 1,
  });
  expect(await unitsOf(s, "MUG")).toMatchObject({ onHand: 200, available: 178 });
  const below = await importFile(s, "Variant SKU,Variant Inventory Qty\nMUG,21\n", { kind: "STOCK" });
  expect(below).toMatchObject({ refused: { nodes: [{ code: "COMMITTED" }] } });

  const product = (quantity: number, onHand = "") =>
    `Handle,Title,Variant SKU,Variant Inventory Qty${onHand && ",On hand (current)"}\nmug,Mug,MUG,${quantity}${onHand && `,${onHand}`}\n`;
  await importFile(s, product(178));
  expect(await unitsOf(s, "MUG")).toMatchObject({ onHand: 200, committed: 22, available: 178 });
  await importFile(s, product(180));
  expect(await unitsOf(s, "MUG")).toMatchObject({ onHand: 202, available: 180 });
  await importFile(s, product(200, "202"));
  expect(await unitsOf(s, "MUG")).toMatchObject({ onHand: 200, available: 178 });
});

test("a product file of Shopify that is brought back changes nothing after sales and parcels", async () => {
  const s = await shop();
  const { variantId } = await soldTwentyTwo(s);
  const file = "Handle,Title,Variant SKU,Variant Inventory Qty\nmug,Mug,MUG,178\n";
  await importFile(s, file);
  await buyUnits(s, "chk_3", variantId, 5);
  await endUnits(s, { checkoutId: "chk_1", variantId }, "sent", { causeId: "ship_1", quantity: 3 });
  expect(await importFile(s, file)).toMatchObject({ productsUnchanged: 1 });
  expect(await unitsOf(s, "MUG")).toMatchObject({ onHand: 197, committed: 24, available: 173 });
});

test("tracking off and on keeps the sold units, which leave with their parcel", async () => {
  const s = await shop();
  const { productId, variantId } = await soldTwentyTwo(s);
  const track = (tracked: boolean) =>
    change(s, "variantSave", { id: variantId, productId, sku: "MUG", tracked }, "... on VariantSaved { __typename }");
  await track(false);
  expect(await unitsOf(s, "MUG")).toMatchObject({ onHand: null, committed: null, available: null });
  await endUnits(s, { checkoutId: "chk_1", variantId }, "sent", { causeId: "ship_1", quantity: 2 });
  await track(true);
  expect(await unitsOf(s, "MUG")).toMatchObject({ onHand: 20, committed: 20, available: 0 });
  await adjust(s, variantId, 178, "found");
  await endUnits(s, { checkoutId: "chk_2", variantId }, "sent", { causeId: "ship_2", quantity: 11 });
  expect(await unitsOf(s, "MUG")).toMatchObject({ onHand: 187, committed: 9, available: 178 });

  const line = (tracked: boolean, stock?: number) =>
    JSON.stringify({ handle: "mug", title: "Mug", variants: [{ sku: "MUG", tracked, stock }] });
  await importFile(s, line(false), { format: "JSON_LINES" });
  expect(await importFile(s, line(true, 8), { format: "JSON_LINES" })).toMatchObject({
    refused: { nodes: [{ code: "COMMITTED" }] },
  });
  await importFile(s, line(true, 150), { format: "JSON_LINES" });
  expect(await unitsOf(s, "MUG")).toMatchObject({ onHand: 150, committed: 9, available: 141 });
  expect((await movements(s)).reduce<number>((sum, row) => sum + Object(row).delta, 0)).toBe(150);
});

test("lists of buyable and scarce goods do not count sold units", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "FEW", stock: 6 });
  await buyUnits(s, "chk_1", variantId, 6);
  const text = `{ lowStock(threshold: 0) { totalCount nodes { sku } }
    products(filter: { inStock: true }) { totalCount } }`;
  expect((await s.query(text, {}, manager)).data).toEqual({
    lowStock: { totalCount: 1, nodes: [{ sku: "FEW" }] },
    products: { totalCount: 0 },
  });
});

test("each change of sold units is published with them", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "TOLD", stock: 5 });
  await buyUnits(s, "chk_1", variantId, 3);
  await endUnits(s, { checkoutId: "chk_1", variantId }, "sent", { causeId: "ship_1", quantity: 2 });
  await endUnits(s, { checkoutId: "chk_1", variantId }, "cancelled", { causeId: "cancel_1", quantity: 1 });
  const { events } = await s.service.deps.store.read((db) => findEvents(db, 0, 100));
  const stock = events.filter(({ type }) => type === "stock.changed");
  expect(stock.map(({ version }) => version)).toEqual([2, 2, 2, 2]);
  expect(stock.map(({ payload }) => payload).slice(1)).toEqual([
    { variantId, delta: 0, reason: "SOLD", onHand: 5, committed: 3 },
    { variantId, delta: -2, reason: "SHIPPED", onHand: 3, committed: 1 },
    { variantId, delta: 0, reason: "CANCELLED", onHand: 3, committed: 0 },
  ]);
});
