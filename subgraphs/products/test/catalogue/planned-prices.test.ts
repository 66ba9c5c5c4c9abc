/** Planned prices: applied to lists at their start, replaceable and cancellable, with one event each. */
import { findEvents } from "@hansa/kit/messaging";
import { expect, test } from "vitest";
import { change, manager, noon, type Shop, sell, setPrice, shop, walk } from "../support/shop.ts";

const minute = 60_000;
const iso = (at: number) => new Date(at).toISOString();
const soon = iso(noon + minute);

const cancel = (s: Shop, variantId: string, input: Record<string, unknown> = {}) =>
  change(s, "variantPriceCancel", { variantId, currency: "EUR", startsAt: soon, ...input });

async function published(s: Shop): Promise<unknown[]> {
  const { events } = await s.service.deps.store.read((db) => findEvents(db, 0, 500));
  return events.filter(({ type }) => type.startsWith("product.price")).map(({ type, payload }) => [type, payload]);
}

async function plan({ query }: Shop, id: string) {
  const text = `query ($id: ID!) { variant(id: $id) { price { minor } priceHistory { price { minor } startsAt } } }`;
  return (await query(text, { id }, manager)).data?.variant;
}

test("when a planned price starts, orders and filters by price follow, and no second event is published", async () => {
  const s = await shop();
  const tea = await sell(s, { sku: "TEA", title: "Tea", prices: { EUR: 500 } });
  await sell(s, { sku: "POT", title: "Pot", prices: { EUR: 300 } });
  await setPrice(s, tea.variantId, 100, { startsAt: soon });
  const before = await published(s);
  const cheap = "products(filter: { priceMax: 200 }";
  const between = "products(filter: { priceMin: 50, priceMax: 150 }";
  const lists = async () => [await walk(s, "products(sort: PRICE_ASC"), await walk(s, cheap), await walk(s, between)];
  await s.service.runJobsOnce();
  expect(await lists()).toEqual([["Pot", "Tea"], [], []]);
  await s.runtime.advance(minute);
  for (let round = 0; round < 2; round += 1) await s.service.runJobsOnce();
  expect(await lists()).toEqual([["Tea", "Pot"], ["Tea"], ["Tea"]]);
  expect(await published(s)).toEqual(before);
});

test("a planned price is in the history, is replaced by another for the same time, and a repetition publishes nothing", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "TEA", prices: { EUR: 500 } });
  await setPrice(s, variantId, 400, { startsAt: soon });
  await setPrice(s, variantId, 300, { startsAt: soon });
  const before = await published(s);
  await setPrice(s, variantId, 300, { startsAt: soon });
  expect(await published(s)).toEqual(before);
  expect(await plan(s, variantId)).toEqual({
    price: { minor: 500 },
    priceHistory: [
      { price: { minor: 300 }, startsAt: soon },
      { price: { minor: 500 }, startsAt: iso(noon) },
    ],
  });
});

test("a cancelled planned price never starts, and the cancellation is published", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "TEA", prices: { EUR: 500 } });
  await setPrice(s, variantId, 400, { startsAt: soon });
  expect(await cancel(s, variantId)).toEqual({ __typename: "VariantSaved" });
  expect((await published(s)).at(-1)).toEqual([
    "product.priceCancelled",
    { variantId, currency: "EUR", startsAt: noon + minute },
  ]);
  expect(await cancel(s, variantId)).toEqual({ __typename: "NotFoundError" });
  await s.runtime.advance(2 * minute);
  await s.service.runJobsOnce();
  expect(await plan(s, variantId)).toEqual({
    price: { minor: 500 },
    priceHistory: [{ price: { minor: 500 }, startsAt: iso(noon) }],
  });
});

test("a price that has started cannot be cancelled: the past does not change", async () => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "TEA", prices: { EUR: 500 } });
  await setPrice(s, variantId, 400, { startsAt: soon });
  await s.runtime.advance(minute);
  expect(await cancel(s, variantId)).toEqual({ __typename: "NotFoundError" });
  expect(await plan(s, variantId)).toMatchObject({ price: { minor: 400 } });
});

test.each([
  ["of another currency", { currency: "GBP" }],
  ["at another time", { startsAt: iso(noon + 2 * minute) }],
  ["of a variant that is not there", { variantId: "var_none" }],
])("a planned price %s is not found for a cancellation", async (_what, input) => {
  const s = await shop();
  const { variantId } = await sell(s, { sku: "TEA" });
  await setPrice(s, variantId, 400, { startsAt: soon });
  expect(await cancel(s, variantId, input)).toEqual({ __typename: "NotFoundError" });
});
