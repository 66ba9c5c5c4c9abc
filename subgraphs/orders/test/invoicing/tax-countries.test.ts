/** Taxes by country and region: in tax lines, in the tax report of one month and of several, and in the sales report by country. */
import { expect, test } from "vitest";
import { z } from "zod";
import { rebuildProjections } from "../../src/service/analytics/rebuild.ts";
import { seedRates } from "../../src/service/seed.ts";
import { save } from "../support/back-office/settings.ts";
import { documents, finance, invoicingShop, taxReport } from "../support/back-office/tax-documents.ts";
import { present } from "../support/mutations.ts";
import { type Bought, buy, cancelParts, refundUnits, runRetries, ship } from "../support/order-changes.ts";
import { home } from "../support/purchase.ts";
import type { Shop, ShopOptions } from "../support/shop.ts";

const dayMs = 24 * 60 * 60_000;
const vienna = { ...home, line1: "Ring 1", city: "Wien", postalCode: "1010", country: "AT" };
const paris = { ...home, line1: "Rue 1", city: "Paris", postalCode: "75001", country: "FR" };
const london = { ...home, line1: "1 Quay", city: "London", postalCode: "EC1A 1BB", country: "GB" };
const francisco = {
  ...home,
  line1: "1 Pier",
  city: "San Francisco",
  region: "US-CA",
  postalCode: "94103",
  country: "US",
};

/** A shop with a rate of 20 % in Austria, France and Great Britain, and one of 8 % for the state of California. */
async function shopOfCountries(options: ShopOptions = {}): Promise<Shop> {
  const s = await invoicingShop({ distanceSales: "DESTINATION", ...options });
  const rate = { taxClass: "standard" as const, name: "VAT 20%", rate: 200_000, region: null, startsAt: 0 };
  const taxRates = ["AT", "GB"].map((country) => ({ ...rate, id: `${country}-20`, country }));
  const days = { etaDaysMin: 2, etaDaysMax: 5 };
  const isles = { id: "isles", label: "Isles", carrier: "Post", taxClass: "standard" as const, ...days };
  const methods = [{ ...isles, rates: [{ currency: "EUR", upToGrams: 10_000, minor: 1_490 }] }];
  await seedRates(s.running.service.deps, {
    taxRates,
    zones: [{ id: "isles", name: "Isles", countries: ["GB"], methods }],
  });
  return s;
}

const methodsTo: Readonly<Record<string, string>> = { AT: "abroad", FR: "abroad", GB: "isles", US: "overseas" };

/** Two units at 12.00 EUR, sent to this address. */
async function buyTo(
  s: Shop,
  shippingAddress: typeof home & { company?: string; vatId?: string },
  taxClass = "standard",
): Promise<Bought> {
  const shippingOptionId = methodsTo[shippingAddress.country];
  const wishes = [{ prices: { EUR: 1_200 }, quantity: 2, taxClass, weightGrams: 50 }];
  return buy(s, wishes, {}, { addresses: { shippingAddress, shippingOptionId } });
}

const placesOf = (rows: readonly { country: string | null; region: string | null; name: string; rate: string }[]) =>
  rows.map(({ country, region, name, rate }) => [country, region, name, rate]);

test("20 % of three countries are three rows of the report, refunds included, and their sum is that of the documents", async () => {
  const s = await shopOfCountries();
  await buyTo(s, paris);
  const austrian = await buyTo(s, vienna);
  await buyTo(s, london);
  await ship(s, austrian, 1);
  await refundUnits(s, austrian, 1);
  await runRetries(s);
  const { rows, totals } = await taxReport(s, "2026-01");
  expect(rows.map(({ country, region, name }) => [country, region, name])).toEqual([
    ["AT", null, "VAT 20%"],
    ["FR", null, "TVA 20%"],
    ["GB", null, "VAT 20%"],
  ]);
  expect(rows.map(({ sales, refunds }) => [sales.tax.minor, refunds.tax.minor])).toEqual([
    [648, 200],
    [648, 0],
    [648, 0],
  ]);
  const sumOf = (of: (row: (typeof rows)[number]) => number) => rows.reduce((total, row) => total + of(row), 0);
  expect(totals).toMatchObject([{ currency: "EUR", net: { tax: { minor: sumOf(({ net }) => net.tax.minor) } } }]);
  const all = await documents(s);
  const signed = all.map(({ kind, tax }) => (kind === "INVOICE" ? tax.minor : -tax.minor));
  expect(sumOf(({ net }) => net.tax.minor)).toBe(signed.reduce((total, minor) => total + minor, 0));
  expect(all.flatMap(({ taxLines }) => taxLines.map(({ country }) => country)).sort()).toEqual([
    "AT",
    "AT",
    "FR",
    "GB",
  ]);
  expect((await rebuildProjections(s.running.service.deps)).filter(({ identical }) => !identical)).toEqual([]);
});

test("a rate of a region is reported with its region, and exports with the destination", async () => {
  const s = await shopOfCountries();
  await buyTo(s, francisco);
  await buyTo(s, francisco, "zero");
  await buyTo(s, vienna);
  await runRetries(s);
  expect(placesOf((await taxReport(s, "2026-01")).rows)).toEqual([
    ["AT", null, "VAT 20%", "0.2"],
    ["US", "US-CA", "California sales tax", "0.08"],
    ["US", null, "Export", "0"],
  ]);
  const [, untaxed] = await documents(s, { kind: "INVOICE" });
  expect(placesOf(present(untaxed).taxLines)).toEqual([
    ["US", "US-CA", "California sales tax", "0.08"],
    ["US", null, "Export", "0"],
  ]);
});

test("supplies to companies of other member states are reported under the country of destination", async () => {
  const s = await shopOfCountries();
  await save(s, "shopSettingsUpdate", { reverseCharge: true, reverseChargeCheck: "FORM" });
  await buyTo(s, { ...vienna, company: "Fenwarp", vatId: "ATU14243102" });
  await buyTo(s, { ...paris, company: "Martin SARL", vatId: "FR40303265045" });
  await runRetries(s);
  expect(placesOf((await taxReport(s, "2026-01")).rows)).toEqual([
    ["AT", null, "Intra-Community supply", "0"],
    ["FR", null, "Intra-Community supply", "0"],
  ]);
});

test("a report of several months is the sum of its months", async () => {
  const s = await shopOfCountries();
  await buyTo(s, vienna);
  await s.runtime.advance(31 * dayMs);
  const second = await buyTo(s, vienna);
  await buyTo(s, london);
  await s.runtime.advance(28 * dayMs);
  await refundUnits(s, second, 1);
  await runRetries(s);
  const months = await Promise.all(["2026-01", "2026-02", "2026-03"].map((month) => taxReport(s, month)));
  const period = await taxReport(s, { from: "2026-01", to: "2026-03" });
  expect([period.month, period.from, period.to]).toEqual([null, present(months[0]).from, present(months[2]).to]);
  for (const row of period.rows) {
    const own = months.flatMap(({ rows }) => rows.filter(({ country }) => country === row.country));
    for (const amount of ["sales", "refunds", "net"] as const)
      expect(row[amount].tax.minor).toBe(own.reduce((total, one) => total + one[amount].tax.minor, 0));
  }
  expect(period.rows.map(({ country }) => country)).toEqual(["AT", "GB"]);
  expect(period.invoices.count).toBe(3);
  expect(period.creditNotes.count).toBe(1);
});

const row = z.object({ key: z.string().nullable(), cancelledTax: z.unknown(), refundedTax: z.unknown() });
const report = z.object({ rows: z.array(row), total: row });

/** The taxes of refunds and cancellations in the sales report of January. */
async function reducedTaxes(s: Shop, by: string) {
  const text = `{ salesReport(from: "2025-12-31T23:00:00Z", to: "2026-01-31T23:00:00Z", by: ${by}) {
    rows { key ...taxes } total { key ...taxes } } }
    fragment taxes on SalesReportRow { cancelledTax { minor currency } refundedTax { minor currency } }`;
  const { data, errors } = await s.query(text, {}, finance);
  if (errors) throw new Error(JSON.stringify(errors));
  return report.parse(data?.salesReport);
}

test("the sales report by country has the tax of refunds and of cancelled units, as the tax report", async () => {
  const s = await shopOfCountries({ captureMode: "ON_FULFILMENT" });
  const austrian = await buyTo(s, vienna);
  await cancelParts(s, austrian, 1);
  const london1 = await buyTo(s, london);
  await cancelParts(s, london1, 1);
  await runRetries(s);
  const eur = (minor: number) => [{ minor, currency: "EUR" }];
  const { rows, total } = await reducedTaxes(s, "COUNTRY");
  expect([...rows].sort((a, b) => (String(a.key) < String(b.key) ? -1 : 1))).toEqual([
    { key: "AT", cancelledTax: eur(200), refundedTax: eur(0) },
    { key: "GB", cancelledTax: eur(200), refundedTax: eur(0) },
  ]);
  expect(total).toMatchObject({ cancelledTax: eur(400), refundedTax: eur(0) });
  const captured = await shopOfCountries();
  const sent = await buyTo(captured, vienna);
  await ship(captured, sent, 1);
  await refundUnits(captured, sent, 1);
  await cancelParts(captured, await buyTo(captured, london), 1);
  await runRetries(captured);
  expect(await reducedTaxes(captured, "COUNTRY")).toMatchObject({
    rows: [
      { key: "AT", cancelledTax: eur(0), refundedTax: eur(200) },
      { key: "GB", cancelledTax: eur(200), refundedTax: eur(0) },
    ],
  });
  expect((await reducedTaxes(captured, "MONTH")).total).toEqual({ key: null, cancelledTax: null, refundedTax: null });
});
