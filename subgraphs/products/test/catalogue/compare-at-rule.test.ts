/** The rule of struck-through prices: `LOWEST` refuses those above the lowest price of the 30 days before, `FREE` takes any. */
import { expect, test } from "vitest";
import { importFile, jsonLines } from "../support/imports.ts";
import { change, manager, noon, type Shop, sell, setPrice, shop } from "../support/shop.ts";

const day = 86_400_000;
const lowest = { compareAtRule: "LOWEST" } as const;
const tooHigh = "... on CompareAtTooHighError { code path lowest { minor currency } }";

const setStruck = (s: Shop, variantId: string, amountMinor: number, compareAtMinor: number) =>
  change(s, "variantPriceSet", { variantId, currency: "EUR", amountMinor, compareAtMinor }, tooHigh);

async function read(s: Shop, id: string) {
  const text = `query ($id: ID!) { variant(id: $id) { price { minor } compareAtPrice { minor } priceHistory { startsAt } } }`;
  const { price, compareAtPrice, priceHistory } = Object((await s.query(text, { id }, manager)).data).variant;
  return { price: price?.minor, compareAt: compareAtPrice?.minor ?? null, prices: priceHistory.length };
}

async function openAlarms(s: Shop): Promise<string[]> {
  const { payload } = await s.service.internal.inject({ url: "/metrics" });
  return payload.split("\n").filter((line) => line.startsWith('hansa_alarms_total{alarm="compare_at_dropped"}'));
}

test("with LOWEST a higher struck-through price is refused with the lowest one, which itself is taken", async () => {
  const s = await shop(lowest);
  const { variantId } = await sell(s, { sku: "TEA", prices: { EUR: 100 } });
  await s.runtime.advance(40 * day);
  await setPrice(s, variantId, 80);
  await s.runtime.advance(day);
  await setPrice(s, variantId, 120);
  await s.runtime.advance(day);
  expect(await setStruck(s, variantId, 70, 120)).toEqual({
    __typename: "CompareAtTooHighError",
    code: "COMPARE_AT_TOO_HIGH",
    path: ["input", "compareAtMinor"],
    lowest: { minor: 80, currency: "EUR" },
  });
  expect(await read(s, variantId)).toEqual({ price: 120, compareAt: null, prices: 3 });
  expect(await setStruck(s, variantId, 70, 81)).toMatchObject({ __typename: "CompareAtTooHighError" });
  expect(await setStruck(s, variantId, 70, 80)).toEqual({ __typename: "VariantSaved" });
  expect(await read(s, variantId)).toEqual({ price: 70, compareAt: 80, prices: 4 });
});

test("with LOWEST a first price cannot be struck through; with FREE any higher one can", async () => {
  for (const compareAtRule of ["LOWEST", "FREE"] as const) {
    const s = await shop({ compareAtRule });
    const { variantId } = await sell(s, { sku: "TEA", prices: {}, publish: false });
    const refused = { __typename: "CompareAtTooHighError", lowest: null };
    const expected = compareAtRule === "FREE" ? { __typename: "VariantSaved" } : refused;
    expect(await setStruck(s, variantId, 70, 80)).toMatchObject(expected);
  }
});

test("many prices are refused together, and the path names the first that is too high", async () => {
  const s = await shop(lowest);
  const tea = await sell(s, { sku: "TEA", prices: { EUR: 100 } });
  const pot = await sell(s, { sku: "POT", prices: { EUR: 100 } });
  await s.runtime.advance(day);
  const price = (variantId: string, compareAtMinor: number) => ({
    variantId,
    currency: "EUR",
    amountMinor: 90,
    compareAtMinor,
  });
  const set = (...prices: object[]) => change(s, "variantPricesSet", { prices }, tooHigh);
  expect(await set(price(tea.variantId, 100), price(pot.variantId, 101))).toEqual({
    __typename: "CompareAtTooHighError",
    code: "COMPARE_AT_TOO_HIGH",
    path: ["input", "prices", "1", "compareAtMinor"],
    lowest: { minor: 100, currency: "EUR" },
  });
  expect(await read(s, tea.variantId)).toMatchObject({ price: 100 });
  expect(await set(price(tea.variantId, 100), price(pot.variantId, 100))).toEqual({ __typename: "VariantPricesSaved" });
});

test("a planned price is checked at its start: a struck-through price that is too high by then is dropped, with an alarm", async () => {
  const s = await shop(lowest);
  const { variantId } = await sell(s, { sku: "TEA", prices: { EUR: 100 } });
  const sale = { compareAtMinor: 100, startsAt: new Date(noon + 20 * day).toISOString() };
  expect(await setPrice(s, variantId, 90, sale)).toEqual({ __typename: "VariantSaved" });
  await s.runtime.advance(5 * day);
  await setPrice(s, variantId, 70);
  await s.runtime.advance(day);
  await setPrice(s, variantId, 95);
  await s.runtime.advance(14 * day);
  // Before the job has checked it, nothing is struck through.
  expect(await read(s, variantId)).toMatchObject({ price: 90, compareAt: null });
  await s.service.runJobsOnce();
  expect(await read(s, variantId)).toEqual({ price: 90, compareAt: null, prices: 4 });
  expect(await openAlarms(s)).toEqual(['hansa_alarms_total{alarm="compare_at_dropped"} 1']);
  expect(await s.rows("SELECT compare_at_minor FROM prices WHERE minor = 90")).toEqual([{ compare_at_minor: null }]);
});

test("a planned price keeps a struck-through price that is low enough, without an alarm", async () => {
  const s = await shop(lowest);
  const { variantId } = await sell(s, { sku: "TEA", prices: { EUR: 100 } });
  await setPrice(s, variantId, 90, { compareAtMinor: 100, startsAt: new Date(noon + 20 * day).toISOString() });
  await s.runtime.advance(20 * day);
  await s.service.runJobsOnce();
  expect(await read(s, variantId)).toMatchObject({ price: 90, compareAt: 100 });
  expect(await openAlarms(s)).toEqual([]);
});

test("another price that is set in the second of the start does not let a planned one pass unchecked", async () => {
  const s = await shop(lowest);
  const { variantId } = await sell(s, { sku: "TEA", prices: { EUR: 100, GBP: 100 } });
  await setPrice(s, variantId, 90, { compareAtMinor: 120, startsAt: new Date(noon + day).toISOString() });
  await s.runtime.advance(day);
  await setPrice(s, variantId, 95, { currency: "GBP" });
  expect(await read(s, variantId)).toMatchObject({ price: 90, compareAt: null });
  expect(await openAlarms(s)).toHaveLength(1);
});

test("an import reports the line of a price that cannot be struck through, for products and for prices alone", async () => {
  const s = await shop(lowest);
  await sell(s, { sku: "TEA", title: "Tea", prices: { EUR: 100 } });
  await s.runtime.advance(day);
  const prices = (compareAt: string) => [{ currency: "EUR", amount: "0.90", compareAt }];
  const product = (compareAt: string) => ({
    title: "Tea",
    handle: "tea",
    variants: [{ sku: "TEA", prices: prices(compareAt) }],
  });
  const pot = { title: "Pot", handle: "pot", variants: [{ sku: "POT", prices: prices("1.00") }] };
  const json = { format: "JSON_LINES" };
  const refused = (line: number, column: string, why: string) => ({
    line,
    column,
    code: "COMPARE_AT_TOO_HIGH",
    message: `This price cannot be struck through: ${why}.`,
    refused: true,
  });
  const bound = "at most 1.00 EUR, the lowest price of the 30 days before";
  const first = await importFile(s, jsonLines([product("1.01"), pot]), json);
  expect(first).toMatchObject({
    productsChanged: 0,
    productsCreated: 0,
    refused: {
      nodes: [
        refused(1, "variants[0].prices", bound),
        refused(2, "variants[0].prices", "the variant had no price in the 30 days before"),
      ],
    },
  });
  const alone = await importFile(s, "Variant SKU,Variant Price,Variant Compare At Price\nTEA,0.90,1.01\n", {
    kind: "PRICES",
  });
  expect(alone).toMatchObject({ refused: { nodes: [refused(2, "Variant Compare At Price", bound)] } });
  expect(await importFile(s, jsonLines([product("1.00")]), json)).toMatchObject({ rowsRefused: 0, productsChanged: 1 });
  expect(await importFile(s, jsonLines([product("1.00")]), json)).toMatchObject({
    rowsRefused: 0,
    productsUnchanged: 1,
  });
});
