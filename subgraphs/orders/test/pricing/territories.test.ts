/** Taxes by place: territories, exports to a place without a rate, and companies with an id of the seller's own member state. */
import { expect, test } from "vitest";
import { save } from "../support/back-office/settings.ts";
import { taxReport } from "../support/back-office/tax-documents.ts";
import {
  addRate,
  belfast,
  buyTo,
  company,
  download,
  monaco,
  mugs,
  shopOfPlaces,
  shown,
  tenerife,
  totalsOf,
  vienna,
} from "../support/back-office/tax-laws.ts";
import { change, present } from "../support/mutations.ts";
import { runRetries } from "../support/order-changes.ts";
import { begin, complete, fillIn, home, pay } from "../support/purchase.ts";
import type { Shop } from "../support/shop.ts";

const taxesOf = async (s: Shop, ...sale: Parameters<typeof buyTo> extends [Shop, ...infer Rest] ? Rest : never) =>
  shown((await totalsOf(s, await buyTo(s, ...sale))).taxLines);

const outside = {
  Heligoland: { ...home, city: "Helgoland", postalCode: "27498" },
  Büsingen: { ...home, city: "Büsingen", postalCode: "78266" },
  Livigno: { ...home, city: "Livigno", region: "SO", postalCode: "23041", country: "IT" },
  "Livigno by its former code": { ...home, city: "Livigno", region: "SO", postalCode: "23030", country: "IT" },
  Campione: { ...home, city: "Campione d'Italia", region: "CO", postalCode: "22061", country: "IT" },
  "Las Palmas": { ...home, city: "Las Palmas", region: "ES-GC", postalCode: "35001", country: "ES" },
  Tenerife: tenerife,
  Ceuta: { ...home, city: "Ceuta", region: "ES-CE", postalCode: "51001", country: "ES" },
  Melilla: { ...home, city: "Melilla", region: "ES-ML", postalCode: "52006", country: "ES" },
  Réunion: { ...home, city: "Saint-Denis", postalCode: "97400", country: "FR" },
  Nouméa: { ...home, city: "Nouméa", postalCode: "98800", country: "FR" },
  Athos: { ...home, city: "Karyes", postalCode: "63086", country: "GR" },
  Åland: { ...home, city: "Mariehamn", postalCode: "22100", country: "FI" },
};

test("goods for a territory outside the Union's tax are exports, whatever rate its country has, and downloads are untaxed", async () => {
  const s = await shopOfPlaces();
  for (const [country, rate] of Object.entries({ ES: "0.21", FI: "0.255", GR: "0.24", IT: "0.22" }))
    await addRate(s, country, rate);
  for (const distanceSales of ["HOME", "DESTINATION"]) {
    await save(s, "shopSettingsUpdate", { distanceSales });
    for (const [name, address] of Object.entries(outside))
      expect(await taxesOf(s, address), `${name}, ${distanceSales}`).toEqual([
        ["EXPORT", address.country, 3_970, 0],
        ["UNTAXED", address.country, 999, 0],
      ]);
  }
  const chiuro = { ...outside["Livigno by its former code"], city: "Chiuro" };
  expect(await taxesOf(s, chiuro, [mugs])).toEqual([["STANDARD", "IT", 3_254, 716]]);
});

test("a rate of the territory itself applies there, and needs no region that the postal code tells", async () => {
  const s = await shopOfPlaces();
  await addRate(s, "ES", "0.07", { region: "ES-CN" });
  await addRate(s, "FR", "0.085", { region: "FR-974" });
  expect(await taxesOf(s, tenerife, [mugs])).toEqual([["STANDARD", "ES", 3_710, 260]]);
  expect(await taxesOf(s, outside.Réunion, [mugs])).toEqual([["STANDARD", "FR", 3_659, 311]]);
  const paris = { ...home, city: "Paris", postalCode: "75001", country: "FR" };
  expect(await taxesOf(s, paris, [mugs])).toEqual([["STANDARD", "DE", 3_336, 634]]);
  const { data } = await s.query(`{ addressFormat(country: "FR") { fields { name required } } }`);
  expect(Object(data).addressFormat.fields).not.toContainEqual({ name: "region", required: true });
});

test("Monaco is France: its companies get intra-Community supplies, and its consumers have the tax of a member state", async () => {
  const s = await shopOfPlaces();
  const buyer = { ...monaco, company: "Rocher SARL", vatId: "FR40303265045" };
  expect(await taxesOf(s, buyer)).toEqual([
    ["INTRA_COMMUNITY", "FR", 3_336, 0],
    ["REVERSE_CHARGE", "FR", 839, 0],
  ]);
  expect(await taxesOf(s, monaco, [mugs])).toEqual([["STANDARD", "DE", 3_336, 634]]);
  await save(s, "shopSettingsUpdate", { distanceSales: "DESTINATION" });
  expect(await taxesOf(s, monaco, [mugs])).toEqual([["STANDARD", "FR", 3_308, 662]]);
});

test("Northern Ireland is a member state for goods and not for services", async () => {
  const s = await shopOfPlaces();
  const buyer = { ...belfast, company: "Lagan Ltd", vatId: "XI100000089" };
  expect(await taxesOf(s, buyer)).toEqual([
    ["INTRA_COMMUNITY", "GB", 3_336, 0],
    ["UNTAXED", "GB", 999, 0],
  ]);
  expect(await taxesOf(s, belfast)).toEqual([
    ["STANDARD", "DE", 3_336, 634],
    ["UNTAXED", "GB", 999, 0],
  ]);
  const london = { ...belfast, city: "London", postalCode: "EC1A 1BB" };
  expect(await taxesOf(s, london, [mugs])).toEqual([["EXPORT", "GB", 3_970, 0]]);
  await save(s, "shopSettingsUpdate", { distanceSales: "DESTINATION" });
  const { checkoutId } = await begin(s);
  expect(await change(s, "checkoutUpdate", { checkoutId, shippingAddress: belfast })).toMatchObject({
    __typename: "CountryNotServedError",
    message: "The shop does not sell to Northern Ireland.",
    country: "GB",
  });
  await addRate(s, "GB", "0.2");
  expect(await taxesOf(s, london, [mugs])).toEqual([["STANDARD", "GB", 3_308, 662]]);
  expect(await taxesOf(s, belfast, [mugs])).toEqual([["STANDARD", "GB", 3_308, 662]]);
  await runRetries(s);
  const { rows } = await taxReport(s, "2026-01");
  const british = rows.filter(({ name }) => name === "GB VAT").map(({ region, net }) => [region, net.tax.minor]);
  expect(british).toEqual([
    [null, 662],
    ["GB-NIR", 662],
  ]);
});

test("goods that leave the Union are an export wherever no rate is found at the place: Oregon beside a rate of New York", async () => {
  const s = await shopOfPlaces({ exportPrices: "NET" });
  await s.corruptStore("DELETE FROM tax_rates WHERE country = 'US'");
  await addRate(s, "US", "0.08875", { region: "US-NY" });
  const newYork = { ...home, city: "New York", region: "NY", postalCode: "10001", country: "US" };
  const portland = { ...newYork, city: "Portland", region: "OR", postalCode: "97201" };
  expect(await taxesOf(s, portland)).toEqual([
    ["EXPORT", "US", 3_336, 0],
    ["UNTAXED", "US", 999, 0],
  ]);
  expect(await taxesOf(s, newYork, [mugs])).toEqual([["STANDARD", "US", 3_646, 324]]);
});

test("a company with an id of the seller's own member state that sends abroad pays the home rate", async () => {
  const s = await shopOfPlaces();
  await addRate(s, "AT", "0.2");
  const german = { ...vienna, company: "Nordlicht GmbH", vatId: "DE129273398" };
  for (const distanceSales of ["HOME", "DESTINATION"]) {
    await save(s, "shopSettingsUpdate", { distanceSales });
    expect(await taxesOf(s, german), distanceSales).toEqual([["STANDARD", "DE", 4_175, 794]]);
  }
  expect(await taxesOf(s, { ...german, company: undefined })).toEqual([["STANDARD", "AT", 4_141, 828]]);
  expect(await taxesOf(s, { ...tenerife, company: "Nordlicht GmbH", vatId: "DE129273398" }, [mugs])).toEqual([
    ["EXPORT", "ES", 3_970, 0],
  ]);
});

test("a seller on the Canary Islands exports to the mainland, and sells at the rate of the islands", async () => {
  const address = { line1: "Calle 1", city: "Las Palmas", region: "ES-GC", postalCode: "35001", country: "ES" };
  const seller = { country: "ES", legalAddress: address, vatId: null, reverseCharge: false };
  const s = await shopOfPlaces(seller);
  await addRate(s, "ES", "0.07", { region: "ES-CN" });
  expect(await taxesOf(s, tenerife, [mugs])).toEqual([["STANDARD", "ES", 3_710, 260]]);
  const madrid = { ...home, city: "Madrid", region: "ES-M", postalCode: "28001", country: "ES" };
  expect(await taxesOf(s, madrid, [mugs])).toEqual([["EXPORT", "ES", 3_970, 0]]);
});

test("a checkout from before keeps its total and its taxes to its order", async () => {
  const s = await shopOfPlaces({ pricesIncludeTax: false });
  const { checkoutId } = await begin(s, { prices: { EUR: 1_490 }, taxClass: "books" }, {}, 2);
  await fillIn(s, checkoutId);
  // Books had no rate then, and bore no tax; shipping has its class.
  await s.corruptStore(
    `UPDATE checkouts SET pricing_terms = replace(pricing_terms, ',"distanceSales":"HOME"', ''), tax_parts = '[]', tax_minor = 188,
      total_minor = subtotal_minor + shipping_minor + 188`,
  );
  const payment = await pay(s, checkoutId);
  expect(payment.amountMinor).toBe(4_158);
  const { order } = await complete(s, checkoutId);
  expect(present(order)).toMatchObject({ totals: { total: { minor: 4_158 }, tax: { minor: 188 } } });
});

test("a VAT id of a company abroad needs no rate of its member state", async () => {
  const s = await shopOfPlaces({ distanceSales: "DESTINATION" });
  expect(await taxesOf(s, company)).toEqual([
    ["INTRA_COMMUNITY", "AT", 3_336, 0],
    ["REVERSE_CHARGE", "AT", 839, 0],
  ]);
  expect((await s.query("{ shop { shipsTo } }")).data).toMatchObject({
    shop: { shipsTo: expect.arrayContaining(["AT"]) },
  });
  const { checkoutId } = await begin(s, download);
  expect(await change(s, "checkoutUpdate", { checkoutId, billingAddress: vienna })).toMatchObject({
    __typename: "CountryNotServedError",
  });
});
