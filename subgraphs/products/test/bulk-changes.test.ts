/** Bulk changes: all or none, with each fault reported by its position. */
import { findEvents } from "@hansa/kit/messaging";
import { expect, test } from "vitest";
import { buyUnits } from "./support/reservations.ts";
import { change, manager, noon, type Shop, sell, shop } from "./support/shop.ts";

const problems = "... on ValidationError { problems { path code } }";

const setPrices = (s: Shop, prices: readonly object[]) =>
  change(
    s,
    "variantPricesSet",
    { prices },
    `... on VariantPricesSaved { variants { sku price { minor } } } ${problems}`,
  );

const adjustMany = (s: Shop, adjustments: readonly object[], idempotencyKey = "key") =>
  change(
    s,
    "inventoryAdjustMany",
    { adjustments: adjustments.map((one) => ({ reason: "RECEIVED", ...one })), idempotencyKey },
    `... on InventoryAdjustedMany { variants { sku available } }
     ... on StockShortageError { shortages { position variant { sku } onHand committed reserved } } ${problems}`,
  );

async function published(s: Shop, type: string): Promise<unknown[]> {
  const { events } = await s.service.deps.store.read((db) => findEvents(db, 0, 500));
  return events.filter((event) => event.type === type).map(({ payload }) => payload);
}

test("many prices are set together, lists follow, and each change is published", async () => {
  const s = await shop();
  const a = await sell(s, { sku: "A" });
  const b = await sell(s, { sku: "B" });
  await s.runtime.advance(1);
  const before = (await published(s, "product.priceChanged")).length;
  const response = await setPrices(s, [
    { variantId: b.variantId, currency: "EUR", amountMinor: 200 },
    { variantId: a.variantId, currency: "EUR", amountMinor: 300 },
    { variantId: b.variantId, currency: "GBP", amountMinor: 150 },
  ]);
  expect(response).toEqual({
    __typename: "VariantPricesSaved",
    variants: [
      { sku: "B", price: { minor: 200 } },
      { sku: "A", price: { minor: 300 } },
    ],
  });
  const text = `{ products(sort: PRICE_ASC) { nodes { priceRange { min { minor } } } } }`;
  const range = (minor: number) => ({ priceRange: { min: { minor } } });
  expect((await s.query(text)).data).toEqual({ products: { nodes: [range(200), range(300)] } });
  expect((await published(s, "product.priceChanged")).length).toBe(before + 3);
});

test("one wrong price sets none, and every fault is named by its position", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "A" });
  await s.runtime.advance(1);
  const good = { variantId, currency: "EUR", amountMinor: 1 };
  const response = await setPrices(s, [
    good,
    { ...good, variantId: "var_none" },
    { ...good, amountMinor: -1, currency: "CHF" },
    good,
    { ...good, startsAt: new Date(noon - 3_600_000).toISOString() },
  ]);
  expect(response).toEqual({
    __typename: "ValidationError",
    problems: [
      { path: ["input", "prices", "1", "variantId"], code: "UNKNOWN" },
      { path: ["input", "prices", "2", "currency"], code: "NOT_OFFERED" },
      { path: ["input", "prices", "2", "amountMinor"], code: "NEGATIVE" },
      { path: ["input", "prices", "3", "variantId"], code: "NOT_DISTINCT" },
      { path: ["input", "prices", "4", "startsAt"], code: "IN_THE_PAST" },
    ],
  });
  expect(await s.rows("SELECT minor FROM prices")).toEqual([{ minor: 1_000 }]);
});

test.each([0, 251])("%i changes at once are refused", async (count) => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "A" });
  const many = <T>(one: T) => Array.from({ length: count }, () => one);
  const refused = (field: string) => ({
    __typename: "ValidationError",
    problems: [{ path: ["input", field], code: "WRONG_COUNT" }],
  });
  expect(await setPrices(s, many({ variantId, currency: "EUR", amountMinor: 1 }))).toEqual(refused("prices"));
  expect(await adjustMany(s, many({ variantId, delta: 1 }))).toEqual(refused("adjustments"));
});

test("stock of many variants changes together, and each movement is recorded and published", async () => {
  const s = await shop();
  const a = await sell(s, { sku: "A", stock: 5 });
  const b = await sell(s, { sku: "B", stock: 5 });
  await s.runtime.advance(1);
  const before = (await published(s, "stock.changed")).length;
  expect(
    await adjustMany(s, [
      { variantId: b.variantId, delta: 10 },
      { variantId: a.variantId, delta: -2, reason: "DAMAGED", note: "Wet." },
    ]),
  ).toEqual({
    __typename: "InventoryAdjustedMany",
    variants: [
      { sku: "B", available: 15 },
      { sku: "A", available: 3 },
    ],
  });
  expect((await published(s, "stock.changed")).slice(before)).toEqual([
    { variantId: b.variantId, delta: 10, reason: "RECEIVED", onHand: 15, committed: 0 },
    { variantId: a.variantId, delta: -2, reason: "DAMAGED", onHand: 3, committed: 0 },
  ]);
  const text = `query ($id: ID!) { stockMovements(filter: { variantId: $id }, first: 1) { nodes { delta note checkoutId } } }`;
  expect((await s.query(text, { id: a.variantId }, manager)).data).toEqual({
    stockMovements: { nodes: [{ delta: -2, note: "Wet.", checkoutId: null }] },
  });
});

test("a change below the sold units is named with its position, and nothing is changed", async () => {
  const s = await shop();
  const a = await sell(s, { sku: "A", stock: 5 });
  const b = await sell(s, { sku: "B", stock: 5 });
  await buyUnits(s, "chk_1", b.variantId, 4);
  const before = await s.rows("SELECT * FROM stock_levels");
  expect(
    await adjustMany(s, [
      { variantId: a.variantId, delta: 1 },
      { variantId: b.variantId, delta: -2 },
    ]),
  ).toEqual({
    __typename: "StockShortageError",
    shortages: [{ position: 1, variant: { sku: "B" }, onHand: 5, committed: 4, reserved: 0 }],
  });
  expect(await s.rows("SELECT * FROM stock_levels")).toEqual(before);
  expect(await adjustMany(s, [{ variantId: b.variantId, delta: -1 }])).toMatchObject({ variants: [{ available: 0 }] });
});

test("all faults of the input are reported, and nothing is changed", async () => {
  const s = await shop();
  const a = await sell(s, { sku: "A", stock: 5 });
  const file = await sell(s, { sku: "FILE", tracked: false });
  const response = await adjustMany(s, [
    { variantId: a.variantId, delta: 1 },
    { variantId: a.variantId, delta: 0 },
    { variantId: file.variantId, delta: 1 },
    { variantId: "var_none", delta: 1, note: "x".repeat(501) },
  ]);
  expect(response).toEqual({
    __typename: "ValidationError",
    problems: [
      { path: ["input", "adjustments", "1", "delta"], code: "OUT_OF_RANGE" },
      { path: ["input", "adjustments", "1", "variantId"], code: "NOT_DISTINCT" },
      { path: ["input", "adjustments", "2", "variantId"], code: "NOT_TRACKED" },
      { path: ["input", "adjustments", "3", "note"], code: "TOO_LONG" },
      { path: ["input", "adjustments", "3", "variantId"], code: "UNKNOWN" },
    ],
  });
  expect(await s.rows("SELECT on_hand FROM stock_levels")).toEqual([{ on_hand: 5 }]);
  expect(await adjustMany(s, [{ variantId: a.variantId, delta: 1 }], " ")).toMatchObject({
    problems: [{ path: ["input", "idempotencyKey"] }],
  });
});

test("no stock level exceeds the greatest countable one", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "A", stock: 1_000_000_000 });
  await adjustMany(s, [{ variantId, delta: 1_000_000_000 }], "second");
  expect(await adjustMany(s, [{ variantId, delta: 147_483_648 }], "third")).toMatchObject({
    problems: [{ path: ["input", "adjustments", "0", "delta"], code: "TOO_MANY" }],
  });
});

test("the same changes sent twice, even at once, change stock once; others under their key are refused", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "A", stock: 1 });
  const responses = await Promise.all([1, 2].map(() => adjustMany(s, [{ variantId, delta: 5 }])));
  const done = { __typename: "InventoryAdjustedMany", variants: [{ sku: "A", available: 6 }] };
  expect(responses).toEqual([done, done]);
  expect(await adjustMany(s, [{ variantId, delta: 6 }])).toEqual({ __typename: "IdempotencyKeyReusedError" });
  expect(await s.rows("SELECT count(*) AS count FROM stock_ledger")).toEqual([{ count: 2 }]);
});
