/** The value from which a cart is sent free: by methods and promotions, in its currency, to the country of its last address. */
import { expect, test } from "vitest";
import { promote } from "../support/back-office/promotions.ts";
import { save } from "../support/back-office/settings.ts";
import { rate, standard } from "../support/back-office/shipping.ts";
import { change, present } from "../support/mutations.ts";
import { cartWith, fillIn, start } from "../support/purchase.ts";
import { type Shop, shop } from "../support/shop.ts";

const from = (fromSubtotalMinor: number, minor: number, grams = 10_000) => ({
  ...rate("EUR", grams, minor),
  fromSubtotalMinor,
});
const freeOverFifty = [from(0, 490), from(5_000, 0), rate("USD", 10_000, 550)];

/** A shop whose standard method to the home country has these rates. */
async function shopWith(rates: readonly object[]) {
  const s = await shop();
  await save(s, "shippingMethodSave", { id: "home-standard", rates });
  return s;
}

async function cartOf(s: Shop, minor: number, weightGrams: number | null = 250, currency = "EUR") {
  const { variantId } = await s.products.sell({ prices: { [currency]: minor }, weightGrams });
  return cartWith(s, [{ variantId, quantity: 1 }], {}, currency);
}

async function freeShippingOf(s: Shop, cartId: string) {
  const text = `query ($id: ID!) {
    cart(id: $id) { freeShipping { country from { minor currency } missing { minor currency } } }
  }`;
  const { data, errors } = await s.query(text, { id: cartId });
  expect(errors).toBeUndefined();
  return Object(data?.cart).freeShipping;
}

const eur = (minor: number) => ({ minor, currency: "EUR" });
const toGermany = (fromMinor: number, missing: number) => ({
  country: "DE",
  from: eur(fromMinor),
  missing: eur(missing),
});

test.each([
  [4_090, 910],
  [4_999, 1],
  [5_000, 0],
  [9_000, 0],
])("a cart of %d lacks %d for a method that is free from 50.00", async (minor, missing) => {
  const s = await shopWith(freeOverFifty);
  expect(await freeShippingOf(s, (await cartOf(s, minor)).id)).toEqual(toGermany(5_000, missing));
});

test("nothing is said where no method is free from a value: without steps, always free, in another currency, too heavy, not sent", async () => {
  const plain = await shopWith([from(0, 490)]);
  expect(await freeShippingOf(plain, (await cartOf(plain, 1_000)).id)).toBeNull();
  // As goods that are fetched at the shop.
  const fetched = await shopWith([from(0, 0), from(5_000, 0)]);
  expect(await freeShippingOf(fetched, (await cartOf(fetched, 1_000)).id)).toBeNull();
  const s = await shopWith([...freeOverFifty, from(0, 1_490, 30_000)]);
  expect(await freeShippingOf(s, (await cartOf(s, 1_000, 250, "USD")).id)).toBeNull();
  expect(await freeShippingOf(s, (await cartOf(s, 1_000, 10_001)).id)).toBeNull();
  expect(await freeShippingOf(s, (await cartOf(s, 1_000, null)).id)).toBeNull();
  await save(s, "shippingMethodSave", { id: "home-standard", active: false });
  expect(await freeShippingOf(s, (await cartOf(s, 1_000)).id)).toBeNull();
});

test("goods that are not sent do not count for a method, and the nearest of several values counts", async () => {
  const s = await shopWith([...freeOverFifty, from(3_000, 200), from(8_000, 0, 20_000)]);
  const mug = await s.products.sell({ prices: { EUR: 2_000 } });
  const download = await s.products.sell({ prices: { EUR: 9_000 }, weightGrams: null });
  const lines = [mug, download].map(({ variantId }) => ({ variantId, quantity: 1 }));
  const cart = await cartWith(s, lines);
  expect(await freeShippingOf(s, cart.id)).toEqual(toGermany(5_000, 3_000));
  await change(s, "cartLinesAdd", { cartId: cart.id, lines: [{ variantId: mug.variantId, quantity: 2 }] });
  expect(await freeShippingOf(s, cart.id)).toEqual(toGermany(5_000, 0));
});

test("the country is that of the checkout's address", async () => {
  const s = await shopWith(freeOverFifty);
  const { zone } = await save(s, "shippingZoneSave", { name: "Overseas", countries: ["AU"] });
  const overseas = { ...standard, zoneId: present(zone).id, rates: [from(0, 4_900), from(20_000, 0)] };
  const { method } = await save(s, "shippingMethodSave", overseas);
  const cart = await cartOf(s, 6_000);
  const { checkout } = await start(s, cart.id);
  const place = { lastName: "Ada", line1: "Quay 1", city: "Sydney", region: "NSW", postalCode: "2000", country: "AU" };
  const filled = { shippingAddress: place, shippingOptionId: present(method).id };
  await fillIn(s, present(checkout).id, {}, filled);
  expect(await freeShippingOf(s, cart.id)).toEqual({ country: "AU", from: eur(20_000), missing: eur(14_000) });
});

test("a promotion that sends free from a value counts, if its method is offered there and it needs no code", async () => {
  const s = await shopWith([from(0, 490)]);
  const minimums = { minimumSubtotals: [eur(15_000)] };
  const terms = { freeShipping: true, countries: ["DE"], shippingMethodIds: ["home-standard"], ...minimums };
  await promote(s, { ...terms, code: "SENT" });
  await promote(s, { ...terms, countries: ["AT"] });
  await promote(s, { ...terms, usesTotal: 5 });
  await promote(s, { ...terms, maximumDiscounts: [eur(100)] });
  const [some, enough] = [await cartOf(s, 14_090), await cartOf(s, 15_000)];
  expect(await freeShippingOf(s, some.id)).toBeNull();
  await promote(s, terms);
  expect(await freeShippingOf(s, some.id)).toEqual(toGermany(15_000, 910));
  expect(await freeShippingOf(s, enough.id)).toEqual(toGermany(15_000, 0));
  await save(s, "shippingMethodSave", { id: "home-standard", active: false });
  expect(await freeShippingOf(s, some.id)).toBeNull();
});

test("a promotion beside one that stands alone is not promised", async () => {
  const s = await shopWith([from(0, 490)]);
  await promote(s, { freeShipping: true, minimumSubtotals: [eur(15_000)] });
  await promote(s, { rateOff: "0.5", combines: false });
  expect(await freeShippingOf(s, (await cartOf(s, 14_000)).id)).toBeNull();
});

test("a checkout in progress has the promotions of its start: a later one is not said to be reached", async () => {
  const s = await shopWith([from(0, 490)]);
  const [reached, missed] = [await cartOf(s, 15_000), await cartOf(s, 14_000)];
  await start(s, reached.id);
  await start(s, missed.id);
  await promote(s, { freeShipping: true, minimumSubtotals: [eur(15_000)] });
  expect(await freeShippingOf(s, reached.id)).toBeNull();
  // A change of the goods ends the checkout.
  expect(await freeShippingOf(s, missed.id)).toEqual(toGermany(15_000, 1_000));
});
