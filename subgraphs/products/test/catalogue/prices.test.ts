/** Prices over time: current, planned and past prices, and the update of lists. */
import { expect, test } from "vitest";
import { change, manager, noon, sell, setPrice, shop } from "../support/shop.ts";

const minute = 60_000;
const iso = (at: number) => new Date(at).toISOString();
const problems = "... on ValidationError { problems { path code } }";

test("a planned price applies from its start, in the variant at once and in lists after the next job", async () => {
  const s = await shop();
  const { variantId, productId } = await sell(s, { sku: "TEA", prices: { EUR: 1_000 } });
  await setPrice(s, variantId, 800, { startsAt: iso(noon + 10 * minute), compareAtMinor: 1_000 });
  const text = `query ($id: ID!) {
    product(id: $id) { priceRange { min { minor } } variants { nodes { price { decimal } compareAtPrice { decimal } } } }
  }`;
  const seen = async () => (await s.query(text, { id: productId })).data?.product;
  const range = (minor: number) => ({ min: { minor } });
  const before = { price: { decimal: "10.00" }, compareAtPrice: null };
  const after = { price: { decimal: "8.00" }, compareAtPrice: { decimal: "10.00" } };
  await s.runtime.advance(10 * minute - 1);
  await s.service.runJobsOnce();
  expect(await seen()).toEqual({ priceRange: range(1_000), variants: { nodes: [before] } });
  await s.runtime.advance(1);
  expect(await seen()).toEqual({ priceRange: range(1_000), variants: { nodes: [after] } });
  await s.service.runJobsOnce();
  expect(await seen()).toEqual({ priceRange: range(800), variants: { nodes: [after] } });
});

test("any number of due prices reaches the lists in one job", async () => {
  const s = await shop();
  for (let number = 1; number <= 101; number += 1) {
    const { variantId } = await sell(s, { sku: `T${number}`, prices: {}, stock: 0, publish: false });
    await setPrice(s, variantId, 500, { startsAt: iso(noon + minute) });
  }
  await s.runtime.advance(minute);
  await s.service.runJobsOnce();
  const text = `{ products(filter: { status: DRAFT, priceMax: 500 }) { totalCount } }`;
  expect((await s.query(text, {}, manager)).data).toEqual({ products: { totalCount: 101 } });
});

test("a price may start a little late by the client's clock, but not in the past", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "TEA", prices: {} });
  const input = { variantId, currency: "EUR", amountMinor: 700 };
  expect(await change(s, "variantPriceSet", { ...input, startsAt: iso(noon - 5 * minute - 1) }, problems)).toEqual({
    __typename: "ValidationError",
    problems: [{ path: ["input", "startsAt"], code: "IN_THE_PAST" }],
  });
  await change(s, "variantPriceSet", { ...input, startsAt: iso(noon - 5 * minute) });
  const text = `query ($id: ID!) { variant(id: $id) { price { minor } priceHistory { startsAt } } }`;
  expect((await s.query(text, { id: variantId }, manager)).data).toEqual({
    variant: { price: { minor: 700 }, priceHistory: [{ startsAt: iso(noon) }] },
  });
});

test.each([
  ["below zero", { amountMinor: -1 }, "amountMinor"],
  ["in a currency that the shop does not sell in", { amountMinor: 1, currency: "CHF" }, "currency"],
  ["reduced from less", { amountMinor: 500, compareAtMinor: 500 }, "compareAtMinor"],
  ["of more than the shop can add up", { amountMinor: 2 ** 53 - 1 }, "amountMinor"],
  ["reduced from more than the shop can add up", { amountMinor: 1, compareAtMinor: 2 ** 53 - 1 }, "compareAtMinor"],
])("a price %s is refused by name", async (_what, wrong, field) => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "TEA" });
  const response = await change(s, "variantPriceSet", { variantId, currency: "EUR", ...wrong }, problems);
  expect(response).toMatchObject({ __typename: "ValidationError", problems: [{ path: ["input", field] }] });
});

test("a variant without a price in a currency is not sold in it", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "TEA", prices: { EUR: 1_000, JPY: 1_500 } });
  await s.runtime.advance(minute);
  await setPrice(s, variantId, null);
  const text = `query ($id: ID!) { variant(id: $id) {
    prices { decimal currency } price { minor } jpy: price(currency: "JPY") { decimal } product { priceRange { min { minor } } }
  } }`;
  expect((await s.query(text, { id: variantId })).data).toEqual({
    variant: {
      prices: [{ decimal: "1500", currency: "JPY" }],
      price: null,
      jpy: { decimal: "1500" },
      product: { priceRange: null },
    },
  });
});

test("the history has the latest start first over all currencies, each period until the next of its currency", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "TEA", prices: { EUR: 100, GBP: 90 } });
  const [first, second, third] = [noon, noon + minute, noon + 2 * minute].map(iso);
  await s.runtime.advance(minute);
  await setPrice(s, variantId, 80, { currency: "GBP" });
  await setPrice(s, variantId, 110, { startsAt: third });
  const text = `query ($id: ID!, $first: Int, $currency: CurrencyCode) { variant(id: $id) {
    priceHistory(first: $first, currency: $currency) { price { minor currency } startsAt endsAt }
  } }`;
  const history = async (variables: object) =>
    (await s.query(text, { id: variantId, ...variables }, manager)).data?.variant;
  const eur = [
    { price: { minor: 110, currency: "EUR" }, startsAt: third, endsAt: null },
    { price: { minor: 100, currency: "EUR" }, startsAt: first, endsAt: third },
  ];
  const gbp = [
    { price: { minor: 80, currency: "GBP" }, startsAt: second, endsAt: null },
    { price: { minor: 90, currency: "GBP" }, startsAt: first, endsAt: second },
  ];
  expect(await history({})).toEqual({ priceHistory: [eur[0], gbp[0], eur[1], gbp[1]] });
  expect(await history({ currency: "EUR" })).toEqual({ priceHistory: eur });
  expect(await history({ first: 1 })).toEqual({ priceHistory: [eur[0]] });
});
