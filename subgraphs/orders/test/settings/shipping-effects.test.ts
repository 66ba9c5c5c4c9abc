/** Effects of changed shipping: new options are offered immediately, and checkouts keep the chosen option. */
import { expect, test } from "vitest";
import { colleague, save } from "../support/back-office/settings.ts";
import { benelux, estimate, rate } from "../support/back-office/shipping.ts";
import { change, present, seeCheckout } from "../support/mutations.ts";
import { begin, complete, fillIn, home, pay, ready } from "../support/purchase.ts";
import { shop } from "../support/shop.ts";

test("an inactive method is not offered, and a country without a method has no shipping", async () => {
  const s = await shop();
  await save(s, "shippingMethodSave", { id: "abroad", active: false });
  expect(await estimate(s, "FR")).toEqual([]);
  expect((await s.query("{ shop { shipsTo } }")).data).toEqual({ shop: { shipsTo: ["DE", "US"] } });
  const { checkoutId } = await begin(s);
  const shippingAddress = { ...home, country: "FR", postalCode: "75001" };
  expect(await fillIn(s, checkoutId, {}, { shippingAddress, shippingOptionId: null })).toMatchObject({
    __typename: "CountryNotServedError",
    served: ["DE", "US"],
  });
  const { method } = await save(s, "shippingMethodSave", { id: "abroad", active: true });
  expect(method).toMatchObject({ active: true, version: 3 });
  expect(await estimate(s, "FR")).toHaveLength(1);
});

test("a zone is removed with its methods, and nothing is shipped there any more", async () => {
  const s = await shop();
  const { zoneId } = await benelux(s);
  expect(await save(s, "shippingZoneDelete", { id: zoneId, expectedVersion: 1 })).toMatchObject({
    __typename: "ShippingZoneDeleted",
    id: zoneId,
  });
  expect(await estimate(s, "NL")).toEqual([]);
  for (const table of ["shipping_zones", "shipping_zone_countries", "shipping_methods", "shipping_rates"])
    expect(await s.rows(`SELECT * FROM ${table}`)).not.toContainEqual(expect.objectContaining({ zone_id: zoneId }));
  expect((await save(s, "shippingZoneDelete", { id: zoneId })).__typename).toBe("NotFoundError");
});

test.each([
  ["dearer", "shippingMethodSave", { id: "home-standard", rates: [rate("EUR", 10_000, 5_000)] }],
  ["not active", "shippingMethodSave", { id: "home-standard", active: false }],
  ["gone", "shippingZoneDelete", { id: "home" }],
] as const)(
  "a checkout keeps the way of sending that it chose when that is %s, to its order",
  async (_what, field, input) => {
    const s = await shop();
    const { checkoutId } = await ready(s);
    const before = present(await seeCheckout(s, checkoutId));
    await save(s, field, input);
    const after = present(await seeCheckout(s, checkoutId));
    expect([after.selectedShipping, after.totals]).toEqual([before.selectedShipping, before.totals]);
    for (const more of [
      { email: "new@example.com" },
      { shippingAddress: { ...home, line1: "Quay 2" } },
      { shippingAddress: home, shippingOptionId: "home-standard" },
    ]) {
      const { checkout } = await change(s, "checkoutUpdate", { checkoutId, ...more });
      expect(checkout).toMatchObject({ missing: [], selectedShipping: before.selectedShipping, totals: before.totals });
    }
    await pay(s, checkoutId);
    const { order } = await complete(s, checkoutId);
    expect(order).toMatchObject({ state: "CONFIRMED", totals: before.totals, shippingOption: before.selectedShipping });
  },
);

test("a shipping option chosen again or for another country has the current price", async () => {
  const s = await shop();
  const { checkoutId } = await ready(s);
  await save(s, "shippingMethodSave", { id: "home-express", rates: [rate("EUR", 10_000, 2_000)] });
  await save(s, "shippingMethodSave", { id: "home-standard", rates: [rate("EUR", 10_000, 5_000)] });
  const update = (more: Record<string, unknown>) => change(s, "checkoutUpdate", { checkoutId, ...more });
  expect((await update({ shippingOptionId: "home-express" })).checkout).toMatchObject({
    selectedShipping: { id: "home-express", price: { minor: 2_000 } },
  });
  expect((await update({ shippingOptionId: "home-standard" })).checkout).toMatchObject({
    selectedShipping: { id: "home-standard", price: { minor: 5_000 } },
  });
  expect((await update({ shippingAddress: { ...home, country: "FR", postalCode: "75001" } })).checkout).toMatchObject({
    selectedShipping: null,
    missing: ["SHIPPING_METHOD"],
  });
});

test("a mutation that changes the options returns the current ones, also in the middle of a request", async () => {
  const s = await shop();
  const { checkoutId } = await ready(s);
  const offers = "checkout { shippingOptions { id price { minor } } }";
  const update = `checkoutUpdate(input: { checkoutId: "${checkoutId}" }) { ... on CheckoutSaved { ${offers} } }`;
  const text = `mutation {
    off: shippingMethodSave(input: { id: "home-express", active: false }) { __typename }
    one: ${update}
    new: shippingMethodSave(input: { id: "home-standard", rates: [{ currency: "EUR", upToGrams: 1000, amountMinor: 1 }] }) { __typename }
    two: ${update}
  }`;
  const { data } = await s.query(text, {}, colleague("ADMIN"));
  const options = (...all: [string, number][]) => ({
    checkout: { shippingOptions: all.map(([id, minor]) => ({ id, price: { minor } })) },
  });
  expect([data?.one, data?.two]).toEqual([options(["home-standard", 490]), options(["home-standard", 1])]);
});
