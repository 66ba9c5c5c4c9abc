/** Shipping problems: a checkout says why its goods cannot be shipped to its address. */
import { expect, test } from "vitest";
import { save } from "../support/back-office/settings.ts";
import { rate } from "../support/back-office/shipping.ts";
import { change, present, seeCheckout } from "../support/mutations.ts";
import { begin, cartWith, home, start } from "../support/purchase.ts";
import { type Shop, shop } from "../support/shop.ts";

const boston = { ...home, city: "Boston", region: "MA", postalCode: "02101", country: "US" };

async function problemOf(s: Shop, checkoutId: string, shippingAddress: object = home) {
  const { checkout } = await change(s, "checkoutUpdate", { checkoutId, email: "a@b.example", shippingAddress });
  const shown = present(checkout, "a checkout");
  return [shown.shippingProblem, shown.missing];
}

test("a parcel above the heaviest rate is too heavy, and lighter ones are not", async () => {
  const s = await shop();
  const heavy = await begin(s, { weightGrams: 10_001 });
  expect(await seeCheckout(s, heavy.checkoutId)).toMatchObject({ shippingProblem: null });
  expect(await problemOf(s, heavy.checkoutId)).toEqual(["TOO_HEAVY", ["SHIPPING_METHOD"]]);
  const light = await begin(s, { weightGrams: 10_000 });
  expect(await problemOf(s, light.checkoutId)).toEqual([null, ["SHIPPING_METHOD"]]);
});

test("methods without a rate in the currency, or for the value of the goods, are no options", async () => {
  const s = await shop();
  const { variantId } = await s.products.sell({ prices: { JPY: 1_000 } });
  const cart = await cartWith(s, [{ variantId, quantity: 1 }], {}, "JPY");
  const { checkout } = await start(s, cart.id);
  expect(await problemOf(s, present(checkout).id, boston)).toEqual(["NO_RATE", ["SHIPPING_METHOD"]]);
  await save(s, "shippingMethodSave", { id: "home-express", active: false });
  const rates = [{ ...rate("EUR", 10_000, 0), fromSubtotalMinor: 5_000 }];
  await save(s, "shippingMethodSave", { id: "home-standard", rates });
  const { checkoutId } = await begin(s, { prices: { EUR: 4_999 } });
  expect(await problemOf(s, checkoutId)).toEqual(["NO_RATE", ["SHIPPING_METHOD"]]);
});

test("a country that is no longer served is named, unless a method was chosen before", async () => {
  const s = await shop();
  const { checkoutId } = await begin(s);
  expect(await problemOf(s, checkoutId)).toEqual([null, ["SHIPPING_METHOD"]]);
  const chosen = await begin(s);
  await problemOf(s, chosen.checkoutId);
  await change(s, "checkoutUpdate", { checkoutId: chosen.checkoutId, shippingOptionId: "home-standard" });
  await save(s, "shippingZoneDelete", { id: "home" });
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ shippingOptions: [], shippingProblem: "NOT_SERVED" });
  expect(await seeCheckout(s, chosen.checkoutId)).toMatchObject({ shippingProblem: null, missing: [] });
});

test("goods without a parcel have no shipping problem", async () => {
  const s = await shop();
  await save(s, "shippingZoneDelete", { id: "america" });
  const { checkoutId } = await begin(s, { weightGrams: null });
  expect(await problemOf(s, checkoutId)).toEqual([null, []]);
});
