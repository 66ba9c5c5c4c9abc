/** The months of a shop, closed at its end: tax reports and document numbers against the sum of the documents. */
import { TaxReportDocument } from "@hansa/client/documents/settings";
import type { TaxReportQuery } from "@hansa/client/generated/graphql";
import { executeInProcess } from "../../cli/host/in-process-client.ts";
import { compare, type Disagreement, type Documents, type NamedTax, named, signOf, taxesFound } from "./comparison.ts";
import { type PurchaseShop, staff } from "./shop.ts";
import { timeZone } from "./terms.ts";

/** The part of the report in which a document counts. */
const partOf = {
  SALE: "sales",
  CANCELLATION: "cancellations",
  REFUND: "refunds",
  REVERSAL: "refunds",
  CORRECTION: "refunds",
};
const calendar = new Intl.DateTimeFormat("sv-SE", { timeZone, year: "numeric", month: "2-digit" });

/** The month in the shop's time zone, such as `2026-01`. */
export function monthOf(at: string | number): string {
  return calendar.format(new Date(at));
}

/** Closes each month up to now; `documents` are those of all orders. */
export async function closeMonths({ shop }: PurchaseShop, documents: Documents) {
  const disagreements = (["INVOICE", "CREDIT_NOTE"] as const).flatMap((kind) => {
    const { count, last } = numbersOf(documents, kind);
    return compare(`numbers of ${kind}`, count, Number(last?.replace("C", "") ?? 0));
  });
  const months = new Set([...documents.map(({ issuedAt }) => issuedAt), shop.runtime.now()].map(monthOf));
  for (const month of months) {
    const { taxReport } = await executeInProcess(shop, staff, TaxReportDocument, { month });
    const ofMonth = documents.filter(({ issuedAt }) => monthOf(issuedAt) === month);
    disagreements.push(...compareMonth(month, ofMonth, taxReport));
  }
  return { months: months.size, disagreements };
}

/** Compares the report of a month with the sum of its documents: by part, currency and tax; by currency; by number. */
export function compareMonth(month: string, documents: Documents, report: TaxReportQuery["taxReport"]): Disagreement[] {
  const { rows, totals, invoices, creditNotes } = report;
  const expected = documents.flatMap((document) => {
    const { currency } = document.total;
    const net = taxesFound(document.taxLines, signOf(document));
    return [...put(currency, partOf[document.cause], taxesFound(document.taxLines, 1)), ...put(currency, "net", net)];
  });
  const found = rows.flatMap(({ sales, cancellations, refunds, net, ...rate }) =>
    Object.entries({ sales, cancellations, refunds, net }).flatMap(([part, { base, tax }]) =>
      put(base.currency, part, taxesFound([{ ...rate, base, amount: tax }], 1)),
    ),
  );
  return compare(
    month,
    {
      taxes: named(expected),
      totals: sumsOf(documents.map((document) => [document.total.currency, signOf(document) * document.total.minor])),
      ...{ invoices: numbersOf(documents, "INVOICE"), creditNotes: numbersOf(documents, "CREDIT_NOTE") },
    },
    {
      taxes: named(found),
      totals: sumsOf(totals.map(({ currency, net, rounding }) => [currency, net.total.minor + rounding.minor])),
      ...{ invoices, creditNotes },
    },
  );
}

/** The sum of each key, if it is not zero. */
export function sumsOf(amounts: readonly (readonly [key: string, minor: number])[]): Record<string, number> {
  const sums = new Map<string, number>();
  for (const [key, minor] of amounts) sums.set(key, (sums.get(key) ?? 0) + minor);
  return Object.fromEntries([...sums].filter(([, sum]) => sum !== 0).sort());
}

function put(currency: string, part: string, taxes: readonly NamedTax[]): NamedTax[] {
  return taxes.map((tax) => ({ ...tax, name: `${currency} ${part} ${tax.name}` }));
}

function numbersOf(documents: Documents, kind: Documents[number]["kind"]) {
  const numbers = documents.flatMap((document) => (document.kind === kind ? [document.number] : [])).sort();
  return { count: numbers.length, first: numbers[0] ?? null, last: numbers.at(-1) ?? null };
}
