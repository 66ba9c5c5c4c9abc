/** Invoices, credit notes and the tax report for tests: reads them and sums them independently of the service. */
import type { TaxClass } from "@hansa/commerce/tax-class";
import { userWith } from "@hansa/kit/testing";
import { z } from "zod";
import { seedRates } from "../../../src/service/seed.ts";
import { rates } from "../data/rates.ts";
import { type Shop, type ShopOptions, shop } from "../shop.ts";
import { save } from "./settings.ts";

export const finance = {
  viewer: userWith("user_finance", ["reports:read", "orders:read", "settings:read"], "FINANCE"),
};

const money = z.object({ minor: z.number(), currency: z.string() });
const place = { country: z.string().nullable(), region: z.string().nullable() };
const taxLine = z.object({
  name: z.string(),
  rate: z.string(),
  category: z.string(),
  ...place,
  base: money,
  amount: money,
});
const document = z.object({
  kind: z.enum(["INVOICE", "CREDIT_NOTE"]),
  number: z.string(),
  cause: z.string(),
  reverses: z.string().nullable(),
  replaces: z.string().nullable(),
  date: z.string(),
  deliveredAt: z.string().nullable(),
  total: money,
  tax: money,
  rounding: money,
  taxLines: z.array(taxLine),
  invoiceDate: z.string().nullable(),
  items: z.array(
    z.object({
      line: z.object({ id: z.string() }).nullable(),
      quantity: z.number(),
      unitPrice: money,
      total: money,
      taxLines: z.array(taxLine),
    }),
  ),
  seller: z.record(z.string(), z.unknown()),
  buyer: z.record(z.string(), z.unknown()).nullable(),
  order: z.object({ id: z.string() }),
});
export type Document = z.infer<typeof document>;
const page = z.object({
  totalCount: z.number(),
  pageInfo: z.object({ endCursor: z.string().nullable(), hasNextPage: z.boolean() }),
  nodes: z.array(document),
});

const lines = "taxLines { name rate category country region base { minor currency } amount { minor currency } }";
const documentsText = `query ($after: String, $filter: TaxDocumentFilter) { taxDocuments(first: 40, after: $after, filter: $filter) {
  totalCount pageInfo { endCursor hasNextPage }
  nodes { kind number cause reverses replaces date deliveredAt total { minor currency } tax { minor currency } rounding { minor currency } ${lines}
    invoiceDate items { line { id } quantity unitPrice { minor currency } total { minor currency } ${lines} }
    seller { name legalName address { line1 city postalCode country } country vatId supportEmail }
    buyer { lastName company vatId country } order { id } } } }`;

/** All documents that match the filter, read page by page. */
export async function documents(s: Shop, filter: Record<string, unknown> = {}): Promise<Document[]> {
  const all: Document[] = [];
  for (let after: string | null = null; ; ) {
    const { data, errors } = await s.query(documentsText, { after, filter }, finance);
    if (errors) throw new Error(JSON.stringify(errors));
    const { nodes, totalCount, pageInfo } = page.parse(data?.taxDocuments);
    all.push(...nodes);
    if (!pageInfo.hasNextPage) {
      if (all.length !== totalCount) throw new Error(`${totalCount} documents were counted, and ${all.length} listed`);
      return all;
    }
    after = pageInfo.endCursor;
  }
}

const taxed = z.object({ base: money, tax: money, total: money });
const sums = { sales: taxed, cancellations: taxed, refunds: taxed, net: taxed };
const range = z.object({ count: z.number(), first: z.string().nullable(), last: z.string().nullable() });
const report = z.object({
  month: z.string().nullable(),
  timeZone: z.string(),
  from: z.string(),
  to: z.string(),
  rows: z.array(z.object({ name: z.string(), rate: z.string(), category: z.string(), ...place, ...sums })),
  recapitulative: z.array(
    z.object({ vatId: z.string().nullable(), country: z.string(), category: z.string(), base: money }),
  ),
  totals: z.array(z.object({ currency: z.string(), ...sums, rounding: money })),
  invoices: range,
  creditNotes: range,
});
const amount = "{ base { minor currency } tax { minor currency } total { minor currency } }";
const amounts = `sales ${amount} cancellations ${amount} refunds ${amount} net ${amount}`;
const reportText = `query ($month: String, $from: String, $to: String) { taxReport(month: $month, from: $from, to: $to) {
  month timeZone from to rows { name rate category country region ${amounts} }
  recapitulative { vatId country category base { minor currency } }
  totals { currency ${amounts} rounding { minor currency } } invoices { count first last } creditNotes { count first last } } }`;

/** The report of a month, or of a period from one month to another. */
export async function taxReport(s: Shop, period: string | { from: string; to: string }) {
  const args = typeof period === "string" ? { month: period } : period;
  const { data, errors } = await s.query(reportText, args, finance);
  if (errors) throw new Error(JSON.stringify(errors));
  return report.parse(data?.taxReport);
}

/** Net amounts by rate as `name rate: base + tax`, without zero amounts. */
export function byRate(found: readonly { name: string; rate: string; baseMinor: number; taxMinor: number }[]) {
  const known = new Map<string, { base: number; tax: number }>();
  for (const { name, rate, baseMinor, taxMinor } of found) {
    const before = known.get(`${name} ${rate}`) ?? { base: 0, tax: 0 };
    known.set(`${name} ${rate}`, { base: before.base + baseMinor, tax: before.tax + taxMinor });
  }
  return Object.fromEntries([...known].filter(([, { base, tax }]) => base !== 0 || tax !== 0).sort());
}

/** Invoices less credit notes, by rate. */
export function netOf(all: readonly Document[]) {
  return byRate(
    all.flatMap(({ kind, taxLines }) =>
      taxLines.map(({ name, rate, base, amount: tax }) => {
        const sign = kind === "INVOICE" ? 1 : -1;
        return { name, rate, baseMinor: sign * base.minor, taxMinor: sign * tax.minor };
      }),
    ),
  );
}

/** A shop in Berlin with the settings that invoices need: three tax rates, seller and VAT id. */
export async function invoicingShop(options: ShopOptions = {}): Promise<Shop> {
  const s = await shop(options);
  const tax = (taxClass: TaxClass, name: string, rate: number) => {
    return { id: `DE-${taxClass}`, country: "DE", region: null, taxClass, name, rate, startsAt: 0 };
  };
  const taxRates = [tax("reduced", "VAT 7%", 70_000), tax("zero", "VAT 0%", 0)];
  await seedRates(s.running.service.deps, { ...rates, zones: [], taxRates });
  await save(s, "shopSettingsUpdate", {
    legalName: "Kontor GmbH",
    legalAddress: { line1: "Kai 1", city: "Bremen", postalCode: "28195", country: "DE" },
    vatId: "DE136695976",
    timeZone: "Europe/Berlin",
  });
  return s;
}
