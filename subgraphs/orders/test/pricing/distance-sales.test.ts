/** Sales to consumers in other member states: the seller's tax or that of the destination, and never none for want of a rate. */
import { expect, test } from "vitest";
import { read, save } from "../support/back-office/settings.ts";
import { estimate } from "../support/back-office/shipping.ts";
import {
  addRate,
  buyTo,
  download,
  mugs,
  shopOfLaws,
  shown,
  totalsOf,
  vienna,
} from "../support/back-office/tax-laws.ts";
import { change } from "../support/mutations.ts";
import { buy } from "../support/order-changes.ts";
import { begin, home } from "../support/purchase.ts";
import { type Shop, shop } from "../support/shop.ts";

const taxesOf = async (s: Shop, ...sale: Parameters<typeof buyTo> extends [Shop, ...infer Rest] ? Rest : never) =>
  shown((await totalsOf(s, await buyTo(s, ...sale))).taxLines);

const consumerShop = (settings: Record<string, unknown> = {}) => shopOfLaws({ reverseCharge: false, ...settings });

test("under HOME two mugs and a parcel for Vienna bear 6.34 at 19 % of Germany, whatever rates Austria has", async () => {
  const s = await consumerShop();
  expect(await read(s, "shopSettings")).toMatchObject({ distanceSales: "HOME" });
  expect(await taxesOf(s, vienna, [mugs])).toEqual([["STANDARD", "DE", 3_336, 634]]);
  expect(await taxesOf(s, vienna, [download])).toEqual([["STANDARD", "DE", 839, 160]]);
  await addRate(s, "AT", "0.2");
  const { total, tax, taxIncluded, taxLines } = await totalsOf(s, await buyTo(s, vienna, [mugs]));
  expect([total.minor, tax.minor, taxIncluded]).toEqual([3_970, 634, true]);
  expect(taxLines).toMatchObject([{ name: "VAT 19%", category: "STANDARD", country: "DE" }]);
  const net = await consumerShop({ pricesIncludeTax: false });
  expect(await taxesOf(net, vienna, [mugs])).toEqual([["STANDARD", "DE", 3_970, 754]]);
});

test("under DESTINATION a class has its rate in Austria, else that of STANDARD, and downloads too", async () => {
  const s = await consumerShop({ distanceSales: "DESTINATION" });
  await addRate(s, "AT", "0.2");
  await addRate(s, "AT", "0.1", { taxClass: "BOOKS" });
  expect(await taxesOf(s, vienna, [{ ...mugs, taxClass: "books" }])).toEqual([
    ["STANDARD", "AT", 2_709, 271],
    ["STANDARD", "AT", 825, 165],
  ]);
  expect(await taxesOf(s, vienna, [{ ...mugs, taxClass: "reduced" }])).toEqual([["STANDARD", "AT", 3_308, 662]]);
  expect(await taxesOf(s, vienna, [{ ...download, taxClass: "digital" }])).toEqual([["STANDARD", "AT", 833, 166]]);
  expect(await taxesOf(s, vienna, [{ ...mugs, taxClass: "zero" }])).toEqual([
    ["STANDARD", "AT", 825, 165],
    ["UNTAXED", "AT", 2_980, 0],
  ]);
});

test("under DESTINATION a member state without a rate is not served, with goods or with downloads, and no list offers it", async () => {
  const s = await consumerShop({ distanceSales: "DESTINATION" });
  const served = ["CH", "DE", "FR", "US"];
  const refused = { __typename: "CountryNotServedError", country: "AT", served };
  for (const [wish, field] of [
    [mugs, "shippingAddress"],
    [download, "billingAddress"],
  ] as const) {
    const { checkoutId } = await begin(s, wish);
    expect(await change(s, "checkoutUpdate", { checkoutId, [field]: vienna })).toMatchObject({
      ...refused,
      path: ["input", field, "country"],
    });
  }
  expect((await s.query("{ shop { shipsTo } }")).data).toEqual({ shop: { shipsTo: served } });
  expect(await estimate(s, "AT")).toEqual([]);
  expect(await estimate(s, "FR")).toEqual([expect.objectContaining({ price: { minor: 990 } })]);
  await save(s, "shopSettingsUpdate", { reverseCharge: true });
  // A company needs no rate.
  expect(await estimate(s, "AT")).toHaveLength(1);
  await save(s, "shopSettingsUpdate", { reverseCharge: false });
  await addRate(s, "AT", "0.2");
  expect((await s.query("{ shop { shipsTo } }")).data).toEqual({ shop: { shipsTo: ["AT", ...served] } });
  expect(await estimate(s, "AT")).toHaveLength(1);
  expect(await taxesOf(s, vienna, [mugs])).toEqual([["STANDARD", "AT", 3_308, 662]]);
});

test("a checkout that began under HOME is refused when the owner chooses DESTINATION without a rate", async () => {
  const s = await consumerShop();
  const { checkoutId } = await begin(s, mugs);
  expect(await change(s, "checkoutUpdate", { checkoutId, shippingAddress: vienna })).toMatchObject({
    __typename: "CheckoutSaved",
  });
  await save(s, "shopSettingsUpdate", { distanceSales: "DESTINATION" });
  expect(await change(s, "checkoutUpdate", { checkoutId, shippingOptionId: "abroad" })).toMatchObject({
    __typename: "CountryNotServedError",
    path: null,
  });
});

test("at home a class without a rate has that of STANDARD, and ZERO is untaxed", async () => {
  const s = await shop();
  const shippingAddress = home;
  const taxed = async (taxClass: string) => {
    const bought = await buy(s, [{ ...mugs, taxClass }], {}, { addresses: { shippingAddress } });
    return shown((await totalsOf(s, bought)).taxLines);
  };
  expect(await taxed("books")).toEqual([["STANDARD", "DE", 2_916, 554]]);
  expect(await taxed("zero")).toEqual([
    ["STANDARD", "DE", 412, 78],
    ["UNTAXED", "DE", 2_980, 0],
  ]);
});

test("a shop outside the Union has no distance sales: goods abroad are exports under both settings", async () => {
  const s = await consumerShop({ country: "CH", vatId: null });
  for (const distanceSales of ["HOME", "DESTINATION"]) {
    await save(s, "shopSettingsUpdate", { distanceSales });
    expect(await taxesOf(s, vienna, [mugs])).toEqual([["EXPORT", "AT", 3_970, 0]]);
  }
});
