/** Tax of shipping: by the class of the method, or by the goods in the parcel, from the checkout to the credit note. */
import { expect, test } from "vitest";
import { z } from "zod";
import { promote } from "../support/back-office/promotions.ts";
import { colleague, read, save } from "../support/back-office/settings.ts";
import { benelux } from "../support/back-office/shipping.ts";
import { documents, invoicingShop } from "../support/back-office/tax-documents.ts";
import { present } from "../support/mutations.ts";
import { buy, orderOf, payFor, readOrder, refund, runRetries, type Wish } from "../support/order-changes.ts";
import { type Shop, shop } from "../support/shop.ts";

const book: Wish = { prices: { EUR: 2_495 }, taxClass: "reduced" };
const mugs: Wish = { prices: { EUR: 1_490 }, quantity: 2 };
const download: Wish = { prices: { EUR: 9_900 }, weightGrams: null };

async function shopWith(taxBasis: string): Promise<Shop> {
  const s = await invoicingShop();
  await save(s, "shippingMethodSave", { id: "home-standard", taxBasis });
  return s;
}

const line = z.object({
  name: z.string(),
  base: z.object({ minor: z.number() }),
  amount: z.object({ minor: z.number() }),
});
const orderTotals = z.object({ total: z.object({ minor: z.number() }), taxLines: z.array(line) });

const shown = (lines: readonly z.infer<typeof line>[]) =>
  lines.map(({ name, base, amount }) => [name, base.minor, amount.minor]);

/** The taxes of an order and of the shipping on its invoice. */
async function taxesOf(s: Shop, wishes: Wish[]) {
  const bought = await buy(s, wishes);
  const totals = orderTotals.parse((await readOrder(s, bought)).totals);
  await runRetries(s);
  const [invoice] = (await documents(s)).filter(({ order }) => order.id === bought.orderId);
  const shipping = present(invoice).items.find(({ line }) => line === null);
  return { bought, order: shown(totals.taxLines), shipping: shown(present(shipping).taxLines), total: totals.total };
}

test("shipping of one kind of goods bears their tax, also beside a download", async () => {
  const s = await shopWith("GOODS_PROPORTIONAL");
  expect(await taxesOf(s, [book])).toMatchObject({
    order: [["VAT 7%", 2_332 + 458, 163 + 32]],
    shipping: [["VAT 7%", 458, 32]],
  });
  expect((await taxesOf(s, [book, download])).shipping).toEqual([["VAT 7%", 458, 32]]);
});

test("shipping of several kinds of goods is split by their value, and each share bears their tax", async () => {
  const s = await shopWith("GOODS_PROPORTIONAL");
  expect(await taxesOf(s, [book, mugs])).toMatchObject({
    shipping: [
      ["VAT 19%", 267 - 43, 43],
      ["VAT 7%", 223 - 15, 15],
    ],
    order: [
      ["VAT 19%", 2_504 + 224, 476 + 43],
      ["VAT 7%", 2_332 + 208, 163 + 15],
    ],
    total: { minor: 5_965 },
  });
});

test("with the highest rate of the goods, or the class of the method, shipping bears one tax", async () => {
  const s = await shopWith("GOODS_HIGHEST");
  expect((await taxesOf(s, [book, mugs])).shipping).toEqual([["VAT 19%", 412, 78]]);
  expect((await taxesOf(s, [book, download])).shipping).toEqual([["VAT 7%", 458, 32]]);
  const byClass = await shopWith("CLASS");
  expect((await taxesOf(byClass, [book])).shipping).toEqual([["VAT 19%", 412, 78]]);
});

test("free goods count by their list prices, and without any price the class of the method applies", async () => {
  const s = await shopWith("GOODS_PROPORTIONAL");
  await promote(s, { rateOff: "1" });
  expect((await taxesOf(s, [book])).shipping).toEqual([["VAT 7%", 458, 32]]);
  expect((await taxesOf(s, [{ ...book, prices: { EUR: 0 } }])).shipping).toEqual([["VAT 19%", 412, 78]]);
});

test("a share of goods that bear no tax is untaxed, and the document still adds up", async () => {
  const s = await shopWith("GOODS_PROPORTIONAL");
  await s.corruptStore("DELETE FROM tax_rates WHERE tax_class = 'zero'");
  const { shipping } = await taxesOf(s, [{ ...book, taxClass: "zero" }, mugs]);
  expect(shipping).toEqual([
    ["VAT 19%", 224, 43],
    ["No tax", 223, 0],
  ]);
});

test("a refund of shipping has the same shares, and the last one completes each tax", async () => {
  const s = await shopWith("GOODS_PROPORTIONAL");
  const { bought } = await taxesOf(s, [book, mugs]);
  for (const shippingMinor of [245, 100, 145]) {
    expect((await refund(s, bought, { lines: [], shippingMinor })).__typename).toBe("OrderRefunded");
    await runRetries(s);
  }
  const notes = (await documents(s, { kind: "CREDIT_NOTE" })).map(({ taxLines }) => shown(taxLines));
  expect(notes[0]).toEqual([
    ["VAT 19%", 134 - 21, 21],
    ["VAT 7%", 111 - 7, 7],
  ]);
  const creditedOf = (tax: string, place: number) =>
    notes.flat().reduce((total, line) => total + (line[0] === tax ? Number(line[place]) : 0), 0);
  expect(["VAT 19%", "VAT 7%"].map((tax) => [creditedOf(tax, 1), creditedOf(tax, 2)])).toEqual([
    [224, 43],
    [208, 15],
  ]);
});

test("with tax on top each share of shipping gets the tax of its goods", async () => {
  const s = await shopWith("GOODS_PROPORTIONAL");
  await save(s, "shopSettingsUpdate", { pricesIncludeTax: false });
  const { order, shipping } = await taxesOf(s, [book, mugs]);
  expect(shipping).toEqual([
    ["VAT 19%", 267, 51],
    ["VAT 7%", 223, 16],
  ]);
  expect(order).toEqual([
    ["VAT 19%", 2_980 + 267, 566 + 51],
    ["VAT 7%", 2_495 + 223, 175 + 16],
  ]);
});

test("a checkout keeps the basis with which its shipping was chosen, to its order", async () => {
  const s = await shopWith("GOODS_PROPORTIONAL");
  const begun = await payFor(s, [book]);
  await save(s, "shippingMethodSave", { id: "home-standard", taxBasis: "CLASS" });
  const totals = orderTotals.parse((await readOrder(s, await orderOf(s, begun))).totals);
  expect(shown(totals.taxLines)).toEqual([["VAT 7%", 2_790, 195]]);
});

test.each([
  ["DE", "GOODS_PROPORTIONAL"],
  ["GR", "GOODS_PROPORTIONAL"],
  ["GB", "GOODS_PROPORTIONAL"],
  ["NO", "GOODS_PROPORTIONAL"],
  ["AU", "GOODS_PROPORTIONAL"],
  ["US", "CLASS"],
  ["JP", "CLASS"],
])("new methods of a new shop in %s have the basis %s, until the owner decides", async (country, basis) => {
  const s = await shop({ country });
  expect(await read(s, "shopSettings")).toMatchObject({ shippingTaxBasis: basis });
  const { methodId } = await benelux(s);
  await save(s, "shopSettingsUpdate", { shippingTaxBasis: "GOODS_HIGHEST" });
  const { method } = await save(s, "shippingMethodSave", { id: methodId, label: "Parcel" });
  expect(method).toMatchObject({ taxBasis: basis });
  const copy = { ...present(method), id: undefined, version: undefined, zone: undefined, taxBasis: undefined };
  const { zone } = await save(s, "shippingZoneSave", { name: "Nordic", countries: ["SE"] });
  const { carrier, label, etaDaysMin, etaDaysMax } = Object(copy);
  const rates = [{ currency: "EUR", upToGrams: 500, amountMinor: 390 }];
  const input = { zoneId: present(zone).id, carrier, label, etaDaysMin, etaDaysMax, rates };
  expect((await save(s, "shippingMethodSave", input)).method).toMatchObject({ taxBasis: "GOODS_HIGHEST" });
  const explicit = await save(s, "shippingMethodSave", { ...input, taxBasis: "CLASS" });
  expect(explicit.method).toMatchObject({ taxBasis: "CLASS" });
});

const noticesIn = async (s: Shop) =>
  Object((await s.query("{ shopSetup { notices } }", {}, colleague("ADMIN"))).data).shopSetup.notices;

test("a new shop has no notices; one of a shop from before is gone once it is decided or acknowledged", async () => {
  const s = await shop();
  expect(await noticesIn(s)).toEqual([]);
  const upgraded = `UPDATE shop_settings SET shipping_tax_basis = 'CLASS', notices = '["SHIPPING_TAX_BASIS"]'`;
  for (const change of [
    { shippingTaxBasis: "CLASS" },
    { shippingTaxBasis: "GOODS_PROPORTIONAL" },
    { acknowledge: ["SHIPPING_TAX_BASIS"] },
  ]) {
    await s.corruptStore(upgraded);
    await save(s, "shopSettingsUpdate", { lowStockThreshold: 7, acknowledge: [] });
    expect(await noticesIn(s)).toEqual(["SHIPPING_TAX_BASIS"]);
    expect(await read(s, "shopSettings")).toMatchObject({ shippingTaxBasis: "CLASS" });
    expect((await save(s, "shopSettingsUpdate", change)).__typename).toBe("ShopSettingsSaved");
    expect(await noticesIn(s)).toEqual([]);
  }
});
