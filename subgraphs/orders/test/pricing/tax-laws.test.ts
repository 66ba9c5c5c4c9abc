/** Three laws without tax: supplies to companies of other member states, and exports, in checkouts and orders. */
import { expect, test } from "vitest";
import { promote } from "../support/back-office/promotions.ts";
import { save } from "../support/back-office/settings.ts";
import { standard } from "../support/back-office/shipping.ts";
import { basket, buyTo, company, mugs, shopOfLaws, shown, totalsOf, zurich } from "../support/back-office/tax-laws.ts";
import { change, present, seeCheckout } from "../support/mutations.ts";
import { orderOf, payFor, ship, staff } from "../support/order-changes.ts";
import { cartWith, fillIn, home, start } from "../support/purchase.ts";
import { minute } from "../support/shop.ts";
import { withdraw } from "../support/withdrawals.ts";

test("a company of another member state pays net: goods as an intra-Community supply, downloads under reverse charge", async () => {
  const s = await shopOfLaws();
  const bought = await buyTo(s, company);
  const { total, taxIncluded, taxLines, lines, shipping, tax } = await totalsOf(s, bought);
  expect([total.minor, shipping.minor, tax.minor, taxIncluded]).toEqual([4_175, 832, 0, false]);
  expect(shown(taxLines)).toEqual([
    ["INTRA_COMMUNITY", "AT", 3_336, 0],
    ["REVERSE_CHARGE", "AT", 839, 0],
  ]);
  expect(taxLines.map(({ name }) => name).sort()).toEqual(["Intra-Community supply", "Reverse charge"]);
  expect(lines.map(({ unitPrice, lineTotal }) => [unitPrice.minor, lineTotal.minor])).toEqual([
    [1_252, 2_504],
    [839, 839],
  ]);
});

test.each([
  ["without the VAT id", { ...company, vatId: undefined }, {}],
  ["without the company", { ...company, company: undefined }, {}],
  ["in a shop without reverse charge", company, { reverseCharge: false }],
])("%s the same order costs what is listed, with the tax of a consumer", async (_what, address, settings) => {
  const s = await shopOfLaws(settings);
  const { total, taxIncluded, taxLines } = await totalsOf(s, await buyTo(s, address));
  expect([total.minor, taxIncluded]).toEqual([4_969, true]);
  expect(shown(taxLines)).toEqual([["STANDARD", "DE", 4_175, 794]]);
});

test("goods that leave the Union are an export at the listed price, and downloads are untaxed", async () => {
  const s = await shopOfLaws();
  const { total, taxLines } = await totalsOf(s, await buyTo(s, zurich));
  expect(total.minor).toBe(4_969);
  expect(shown(taxLines)).toEqual([
    ["EXPORT", "CH", 3_970, 0],
    ["UNTAXED", "CH", 999, 0],
  ]);
});

test("with net export prices goods that leave the Union lose the tax of the shop's country, and downloads do not", async () => {
  const s = await shopOfLaws({ exportPrices: "NET" });
  const { total, taxLines } = await totalsOf(s, await buyTo(s, zurich));
  expect(total.minor).toBe(3_336 + 999);
  expect(shown(taxLines)).toEqual([
    ["EXPORT", "CH", 3_336, 0],
    ["UNTAXED", "CH", 999, 0],
  ]);
  await save(s, "taxRateSave", { name: "MWST 8.1%", country: "CH", rate: "0.081" });
  await s.runtime.advance(minute);
  const taxed = await totalsOf(s, await buyTo(s, zurich, [mugs]));
  expect([taxed.total.minor, taxed.taxIncluded]).toEqual([3_970, true]);
  expect(taxed.taxLines.map(({ category }) => category)).toEqual(["STANDARD"]);
});

test("a class without a rate has that of the standard class, at home and in a country with rates, where it is no export", async () => {
  const s = await shopOfLaws();
  const books = [{ ...mugs, taxClass: "books" }];
  expect(shown((await totalsOf(s, await buyTo(s, home, books))).taxLines)).toEqual([["STANDARD", "DE", 3_336, 634]]);
  const francisco = { ...home, city: "San Francisco", region: "US-CA", postalCode: "94103", country: "US" };
  expect(shown((await totalsOf(s, await buyTo(s, francisco, books))).taxLines)).toEqual([
    ["STANDARD", "US", 3_676, 294],
  ]);
});

test("a company whose goods stay at home pays their tax, as listed, and a download beside them is net", async () => {
  const s = await shopOfLaws();
  const at = { billingAddress: company };
  const alone = await totalsOf(s, await buyTo(s, home, [mugs], at));
  expect([alone.total.minor, alone.taxIncluded, alone.tax.minor]).toEqual([3_970, true, 634]);
  const both = await totalsOf(s, await buyTo(s, home, basket, at));
  expect([both.total.minor, both.taxIncluded]).toEqual([3_970 + 839, false]);
  expect(shown(both.taxLines)).toEqual([
    ["REVERSE_CHARGE", "DE", 839, 0],
    ["STANDARD", "DE", 3_336, 634],
  ]);
});

test("discounts of a company lose the tax too, minimums look at listed prices, and what is free stays free", async () => {
  const s = await shopOfLaws();
  await promote(s, { rateOff: "0.1", minimumSubtotals: [{ currency: "EUR", minor: 3_979 }] });
  const order = await totalsOf(s, await buyTo(s, company));
  // 10 % off 29.80 and 9.99: 3.98, of which 2.98 and 1.00 without 0.48 and 0.16.
  expect([order.discount.minor, order.total.minor]).toEqual([250 + 84, 4_175 - 250 - 84]);
  const free = await shopOfLaws();
  await promote(free, { rateOff: "1", freeShipping: true });
  const { total, subtotal, discount, shipping } = await totalsOf(
    free,
    await buyTo(free, company, [{ ...mugs, prices: { EUR: 5 } }]),
  );
  expect([subtotal.minor, shipping.minor, discount.minor, total.minor]).toEqual([8, 832, 840, 0]);
});

test("a checkout keeps the laws with which it was priced, to its order", async () => {
  const s = await shopOfLaws();
  const begun = await payFor(s, basket, {}, { addresses: { shippingAddress: company, shippingOptionId: "abroad" } });
  await save(s, "shopSettingsUpdate", { reverseCharge: false, exportPrices: "NET", pricesIncludeTax: false });
  const { total, taxIncluded } = await totalsOf(s, await orderOf(s, begun));
  expect([total.minor, taxIncluded]).toEqual([4_175, false]);
});

test("a checkout shows net totals and net lines to a company, and listed ones again without its VAT id", async () => {
  const s = await shopOfLaws();
  const variants = await Promise.all(
    basket.map(async (wish) => ({ ...(await s.products.sell(wish)), quantity: wish.quantity ?? 1 })),
  );
  const cart = await cartWith(
    s,
    variants.map(({ variantId, quantity }) => ({ variantId, quantity })),
  );
  const checkoutId = present((await start(s, cart.id)).checkout).id;
  const options = { shippingAddress: company, shippingOptionId: "abroad" };
  expect((await fillIn(s, checkoutId, {}, options)).__typename).toBe("CheckoutSaved");
  const net = present(await seeCheckout(s, checkoutId));
  expect(net).toMatchObject({ totals: { total: { minor: 4_175 } }, cart: { totals: { total: { minor: 4_175 } } } });
  const unitsOf = (checkout: unknown) =>
    Object(checkout).cart.lines.map((line: object) => Object(line).unitPrice.minor);
  expect(unitsOf(net)).toEqual([1_252, 839]);
  await change(s, "checkoutUpdate", {
    checkoutId,
    shippingAddress: { ...company, vatId: null },
    shippingOptionId: "abroad",
  });
  const listed = present(await seeCheckout(s, checkoutId));
  expect(listed).toMatchObject({ totals: { total: { minor: 4_969 }, taxIncluded: true } });
  expect(unitsOf(listed)).toEqual([1_490, 999]);
});

test("the withdrawal of a company gives back the net price of the cheapest method", async () => {
  const s = await shopOfLaws();
  const rates = [{ currency: "EUR", upToGrams: 10_000, amountMinor: 490 }];
  await save(s, "shippingMethodSave", { zoneId: "europe", ...standard, rates });
  const bought = await buyTo(s, company, [mugs]);
  expect((await totalsOf(s, bought)).shipping.minor).toBe(832);
  await ship(s, bought, 2);
  await withdraw(s, bought, { lastName: company.lastName });
  const text = "query ($id: ID!) { order(id: $id) { withdrawals { shippingDue { minor } } } }";
  const { data } = await s.query(text, { id: bought.orderId }, staff);
  expect(data).toEqual({ order: { withdrawals: [{ shippingDue: { minor: 412 } }] } });
});
