/** Shipping by the value of the goods, and promotions by country, shipping method and maximum, through a purchase. */
import { expect, test } from "vitest";
import { apply, marketing, promote } from "../support/back-office/promotions.ts";
import { save } from "../support/back-office/settings.ts";
import { estimate, rate, standard } from "../support/back-office/shipping.ts";
import { change, present, seeCart, seeCheckout } from "../support/mutations.ts";
import { cartWith, complete, fillIn, home, pay, start } from "../support/purchase.ts";
import { type Shop, shop } from "../support/shop.ts";

const eur = (minor: number) => ({ minor, currency: "EUR" });
const sydney = { lastName: "Ada", line1: "Quay 1", city: "Sydney", region: "NSW", postalCode: "2000", country: "AU" };
const freeOverFifty = [rate("EUR", 10_000, 490), { ...rate("EUR", 10_000, 0), fromSubtotalMinor: 5_000 }];

/** A started checkout of one unit at this price. */
async function checkoutOf(s: Shop, minor: number, code?: string) {
  const { variantId } = await s.products.sell({ prices: { EUR: minor } });
  const cart = await cartWith(s, [{ variantId, quantity: 1 }]);
  if (code !== undefined) await apply(s, cart.id, code);
  const { checkout } = await start(s, cart.id);
  return { cartId: cart.id, checkoutId: present(checkout).id };
}

/** A shop that also sends to Australia, by Express at 49.00. */
async function overseasShop() {
  const s = await shop();
  const { zone } = await save(s, "shippingZoneSave", { name: "Overseas", countries: ["AU"] });
  const express = { ...standard, label: "Express", zoneId: present(zone).id, rates: [rate("EUR", 10_000, 4_900)] };
  const { method } = await save(s, "shippingMethodSave", express);
  return { s, express: present(method).id };
}

function sendTo(s: Shop, checkoutId: string, shippingAddress: object, shippingOptionId: string) {
  return fillIn(s, checkoutId, {}, { shippingAddress, shippingOptionId });
}

test.each([
  [4_999, 490],
  [5_000, 0],
])("goods of %d pay %d for shipping that is free from 50.00", async (minor, shipping) => {
  const s = await shop();
  await save(s, "shippingMethodSave", { id: "home-standard", rates: freeOverFifty });
  const { checkoutId } = await checkoutOf(s, minor);
  const { checkout } = await fillIn(s, checkoutId);
  expect(checkout).toMatchObject({ totals: { shipping: eur(shipping), total: eur(minor + shipping) } });
});

test("a discount does not take goods below a step of shipping", async () => {
  const s = await shop();
  await save(s, "shippingMethodSave", { id: "home-standard", rates: freeOverFifty });
  await promote(s, { label: "Ten off", amountsOff: [eur(1_000)] });
  const { checkoutId } = await checkoutOf(s, 5_500);
  const { checkout } = await fillIn(s, checkoutId);
  expect(checkout).toMatchObject({ totals: { discount: eur(1_000), shipping: eur(0), total: eur(4_500) } });
});

test("only goods that need a parcel count for a step, and the estimate of one unit counts its price", async () => {
  const s = await shop();
  await save(s, "shippingMethodSave", { id: "home-standard", rates: freeOverFifty });
  const mug = await s.products.sell({ prices: { EUR: 4_000 } });
  const download = await s.products.sell({ prices: { EUR: 4_000 }, weightGrams: null });
  const lines = [mug, download].map(({ variantId }) => ({ variantId, quantity: 1 }));
  const { checkout } = await start(s, (await cartWith(s, lines)).id);
  const saved = await fillIn(s, present(checkout).id);
  expect(saved.checkout).toMatchObject({ totals: { shipping: eur(490) } });
  expect(await estimate(s, "DE", 250, 4_999)).toEqual([{ label: "Standard", price: { minor: 490 } }, express]);
  expect(await estimate(s, "DE", 250, 5_000)).toEqual([{ label: "Standard", price: { minor: 0 } }, express]);
});
const express = { label: "Express", price: { minor: 1_290 } };

test("of the steps that cover value and weight the highest counts, then the smallest weight", async () => {
  const s = await shop();
  const from = (fromSubtotalMinor: number, grams: number, minor: number) => {
    return { ...rate("EUR", grams, minor), fromSubtotalMinor };
  };
  const rates = [from(5_000, 2_000, 300), from(0, 500, 490), from(0, 9_000, 990), from(5_000, 100, 200)];
  const { method } = await save(s, "shippingMethodSave", { id: "home-standard", rates });
  expect(method).toMatchObject({
    rates: [
      { fromSubtotal: eur(0), upToGrams: 500 },
      { fromSubtotal: eur(0), upToGrams: 9_000 },
      { fromSubtotal: eur(5_000), upToGrams: 100 },
      { fromSubtotal: eur(5_000), upToGrams: 2_000 },
    ],
  });
  const priceOf = async (grams: number, minor: number) => (await estimate(s, "DE", grams, minor))?.at(0)?.price.minor;
  expect(await priceOf(100, 5_000)).toBe(200);
  expect(await priceOf(101, 5_000)).toBe(300);
  expect(await priceOf(2_001, 5_000)).toBe(990);
  expect(await priceOf(100, 4_999)).toBe(490);
});

test("two rates for one currency, value and weight are refused, and values below zero", async () => {
  const s = await shop();
  const rates = [...freeOverFifty, { ...rate("EUR", 10_000, 100), fromSubtotalMinor: 5_000 }];
  expect(await save(s, "shippingMethodSave", { id: "home-standard", rates })).toMatchObject({
    problems: [{ path: ["input", "rates", "2", "upToGrams"], code: "DUPLICATE" }],
  });
  const negative = [{ ...rate("EUR", 10_000, 100), fromSubtotalMinor: -1 }];
  expect(await save(s, "shippingMethodSave", { id: "home-standard", rates: negative })).toMatchObject({
    problems: [{ path: ["input", "rates", "0", "fromSubtotalMinor"], code: "OUT_OF_RANGE" }],
  });
});

test("free shipping for a country and a method is not for others, and comes back with the address", async () => {
  const { s, express } = await overseasShop();
  const where = { countries: ["DE"], shippingMethodIds: ["home-standard"] };
  await promote(s, { label: "Sent free", freeShipping: true, ...where });
  const { checkoutId } = await checkoutOf(s, 16_000);
  const abroad = await sendTo(s, checkoutId, sydney, express);
  expect(abroad.checkout).toMatchObject({ discounts: [], totals: { shipping: eur(4_900), total: eur(20_900) } });
  const atHome = await sendTo(s, checkoutId, home, "home-standard");
  expect(atHome.checkout).toMatchObject({ discounts: [{ discount: eur(490) }], totals: { total: eur(16_000) } });
  const fast = await sendTo(s, checkoutId, home, "home-express");
  expect(fast.checkout).toMatchObject({ discounts: [], totals: { total: eur(17_290) } });
  await sendTo(s, checkoutId, home, "home-standard");
  await pay(s, checkoutId);
  expect((await complete(s, checkoutId)).order).toMatchObject({ totals: { total: eur(16_000) } });
});

test("a maximum bounds free shipping, in each currency that has one", async () => {
  const { s, express } = await overseasShop();
  await promote(s, { label: "Sent free", code: "FREE", freeShipping: true, maximumDiscounts: [eur(1_000)] });
  const { checkoutId } = await checkoutOf(s, 16_000, "free");
  const { checkout } = await sendTo(s, checkoutId, sydney, express);
  expect(checkout).toMatchObject({ discounts: [{ discount: eur(1_000) }], totals: { total: eur(19_900) } });
  const { variantId } = await s.products.sell({ prices: { JPY: 1_000 } });
  const cart = await cartWith(s, [{ variantId, quantity: 1 }], {}, "JPY");
  expect(await apply(s, cart.id, "free")).toMatchObject({ __typename: "CodeRejectedError", reason: "NOT_APPLICABLE" });
});

test("a code for elsewhere does not count, until the address of the checkout is there", async () => {
  const { s, express } = await overseasShop();
  await promote(s, { label: "Down under", code: "MATE", rateOff: "0.1", countries: ["AU"] });
  await promote(s, { label: "At home", code: "HOME", rateOff: "0.1", countries: ["DE"] });
  const { cartId, checkoutId } = await checkoutOf(s, 10_000, "home");
  const rejected = { __typename: "CodeRejectedError", reason: "NOT_APPLICABLE" };
  await sendTo(s, checkoutId, sydney, express);
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ discounts: [], totals: { total: eur(14_900) } });
  expect(await seeCart(s, cartId)).toMatchObject({ code: "HOME", codeRejection: "NOT_APPLICABLE" });
  expect(await apply(s, cartId, "mate")).toMatchObject({ __typename: "CartSaved" });
  expect(await seeCart(s, cartId)).toMatchObject({ codeRejection: null, totals: { discount: eur(1_000) } });
  const { variantId } = await s.products.sell();
  const other = await cartWith(s, [{ variantId, quantity: 1 }]);
  expect(await apply(s, other.id, "mate")).toMatchObject(rejected);
});

test("a promotion names methods for free shipping only, and methods that exist", async () => {
  const s = await shop();
  const saveAs = (more: object) => change(s, "promotionSave", { label: "Off", ...more }, marketing);
  expect(await saveAs({ rateOff: "0.1", shippingMethodIds: ["home-standard"] })).toMatchObject({
    problems: [{ path: ["input", "shippingMethodIds"], code: "NO_FREE_SHIPPING" }],
  });
  expect(await saveAs({ freeShipping: true, shippingMethodIds: ["home-standard", "none"] })).toMatchObject({
    problems: [{ path: ["input", "shippingMethodIds", "1"], code: "UNKNOWN_METHOD" }],
  });
  expect(await saveAs({ rateOff: "0.1", maximumDiscounts: [eur(0), { minor: 1, currency: "CHF" }] })).toMatchObject({
    problems: [
      { path: ["input", "maximumDiscounts", "0", "minor"], code: "TOO_SMALL" },
      { path: ["input", "maximumDiscounts", "1", "currency"], code: "NOT_OFFERED" },
    ],
  });
  const all = { countries: [], shippingMethodIds: [], maximumDiscounts: [] };
  expect(await saveAs({ freeShipping: true, ...all })).toMatchObject({ promotion: { ...all, freeShipping: true } });
});
