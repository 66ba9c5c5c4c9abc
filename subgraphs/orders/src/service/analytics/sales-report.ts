/** Sales report: sales, cancellations and refunds by day in the shop's time zone. Its rows always add up to its total. */

import { type Money, sum } from "@hansa/commerce/money";
import { CodedError } from "@hansa/kit/runtime";
import type { Context } from "../../context.ts";
import type { SalesReportBy } from "../../generated/resolvers.ts";
import { findSales, type SalesDimension, type SalesSum } from "../../store/analytics/sales-report.ts";
import { findReducedTaxes, type ReductionSum } from "../../store/invoicing/tax-report.ts";
import { localDay, startOfDay } from "../invoicing/calendar.ts";

/** One row of a report. `key` is null for amounts that belong to no heading. */
export type ReportRow = {
  key: string | null;
  label: string;
  by: SalesReportBy;
  orders: number | null;
  units: number;
  unitsCancelled: number;
  gross: Money[];
  discount: Money[];
  shipping: Money[];
  tax: Money[];
  total: Money[];
  cancelled: Money[];
  refunded: Money[];
  /** Null unless `by` is COUNTRY. */
  cancelledTax: Money[] | null;
  refundedTax: Money[] | null;
};

export type Report = {
  from: number;
  to: number;
  by: SalesReportBy;
  rows: ReportRow[];
  rest: ReportRow | null;
  total: ReportRow;
};

const dayMs = 24 * 60 * 60 * 1_000;
const maxDays = 366;
const maxRows = 500;

/** A year is read month by month, so that other requests run in between. */
const batchDays = 31;

/** Rejects periods that are not whole days of the shop, are empty, or exceed 366 days. Executes at most 26 statements. */
export async function reportSales(
  context: Context,
  { from, to, by }: { from: number; to: number; by: SalesReportBy },
): Promise<Report> {
  const { timeZone } = await context.loaders.settings();
  const [fromDay, toDay] = [localDay(from, timeZone), localDay(to, timeZone)];
  if (startOfDay(fromDay, timeZone) !== from || startOfDay(toDay, timeZone) !== to)
    throw new CodedError("BAD_USER_INPUT", `from and to must be the beginning of a day in the time zone ${timeZone}.`);
  if (toDay <= fromDay || toDay - fromDay > maxDays)
    throw new CodedError("BAD_USER_INPUT", `to must be later than from, by ${maxDays} days at most.`);

  const isTime = by === "DAY" || by === "WEEK" || by === "MONTH";
  const heading: SalesDimension = isTime ? "DAY" : by;
  const found = await readSales(context, heading, fromDay, toDay);
  const sums = isTime ? found.map((day) => ({ ...day, key: spanOf(by, Number(day.key)) })) : found;
  const headings = groupBy(sums, (part) => part.key);
  const sorted = isTime ? headings : headings.sort((a, b) => unitsIn(b) - unitsIn(a));
  const row = (parts: readonly TaxedSum[]) => rowOf(parts, by, parts[0]?.key ?? null, labelOf(by, parts));
  const left = sorted.slice(maxRows).flat();
  return {
    from,
    to,
    by,
    rows: sorted.slice(0, maxRows).map(row),
    rest: left.length > 0 ? rowOf(left, by, null, "Everything else") : null,
    total: { ...rowOf(sums, by, null, "Total"), orders: sum(sums.map(({ orders }) => orders)) },
  };
}

/** The sums of one key in one currency, with the taxes in cancellations and refunds. */
type TaxedSum = SalesSum & { cancelledTaxMinor: number; refundedTaxMinor: number };

/** No fact belongs to two days, and past days get no new facts: batches that are read one after another are consistent. */
async function readSales(
  { store, runtime }: Context,
  heading: SalesDimension,
  fromDay: number,
  toDay: number,
): Promise<TaxedSum[]> {
  const found: TaxedSum[] = [];
  for (let day = fromDay; day < toDay; day += batchDays) {
    const end = Math.min(day + batchDays, toDay);
    const [sales, taxes] = await store.read(
      async (db) =>
        [
          await findSales(db, heading, day, end),
          heading === "COUNTRY" ? await findReducedTaxes(db, day, end) : [],
        ] as const,
    );
    for (const sums of sales) found.push({ ...sums, cancelledTaxMinor: 0, refundedTaxMinor: 0 });
    for (const sums of taxes) found.push(reductionOf(sums));
    await runtime.yieldToEventLoop();
  }
  return found;
}

/** A sum that has nothing but the tax in cancellations, or in refunds less those that banks returned. */
function reductionOf({ country, currency, cause, taxMinor }: ReductionSum): TaxedSum {
  const isCancelled = cause === "CANCELLATION";
  const counts = { orders: 0, units: 0, unitsCancelled: 0, grossMinor: 0, discountMinor: 0, shippingMinor: 0 };
  const amounts = { taxMinor: 0, totalMinor: 0, cancelledMinor: 0, refundedMinor: 0 };
  const taxes = { cancelledTaxMinor: isCancelled ? taxMinor : 0, refundedTaxMinor: isCancelled ? 0 : taxMinor };
  return { key: country, label: country, currency, ...counts, ...amounts, ...taxes };
}

/** The name of the day, ISO week or month that contains a day: 2026-01-15, 2026-W03, 2026-01. */
function spanOf(by: SalesReportBy, day: number): string {
  const date = new Date(day * dayMs).toISOString();
  if (by === "MONTH") return date.slice(0, "2026-01".length);
  return by === "WEEK" ? isoWeek(day) : date.slice(0, "2026-01-15".length);
}

/** A week belongs to the year in which its Thursday lies. */
function isoWeek(day: number): string {
  const mondayFirst = (((day + 3) % 7) + 7) % 7;
  const thursday = day - mondayFirst + 3;
  const year = new Date(thursday * dayMs).getUTCFullYear();
  const week = 1 + Math.floor((thursday - Date.UTC(year, 0, 1) / dayMs) / 7);
  return `${year}-W${String(week).padStart(2, "0")}`;
}

function labelOf(by: SalesReportBy, [first]: readonly SalesSum[]): string {
  if (first?.key) return by === "PROMOTION" ? (first.label ?? first.key) : first.key;
  const without = { COUNTRY: "No address", PROMOTION: "No promotion", PRODUCT: "Beside the lines" };
  return by === "COUNTRY" || by === "PROMOTION" ? without[by] : without.PRODUCT;
}

/** An order belongs to several products or variants, so reports by these do not count orders. */
function rowOf(found: readonly TaxedSum[], by: SalesReportBy, key: string | null, label: string): ReportRow {
  const count = (of: (part: TaxedSum) => number) => sum(found.map(of));
  const add = (of: (part: TaxedSum) => number): Money[] =>
    groupBy(found, (part) => part.currency)
      .map((parts) => ({ minor: sum(parts.map(of)), currency: parts[0]?.currency ?? "" }))
      .sort((a, b) => (a.currency < b.currency ? -1 : 1));
  return {
    key,
    label,
    by,
    orders: by === "PRODUCT" || by === "VARIANT" ? null : count((part) => part.orders),
    units: count((part) => part.units),
    unitsCancelled: count((part) => part.unitsCancelled),
    gross: add((part) => part.grossMinor),
    discount: add((part) => part.discountMinor),
    shipping: add((part) => part.shippingMinor),
    tax: add((part) => part.taxMinor),
    total: add((part) => part.totalMinor),
    cancelled: add((part) => part.cancelledMinor),
    refunded: add((part) => part.refundedMinor),
    cancelledTax: by === "COUNTRY" ? add((part) => part.cancelledTaxMinor) : null,
    refundedTax: by === "COUNTRY" ? add((part) => part.refundedTaxMinor) : null,
  };
}

function unitsIn(found: readonly SalesSum[]): number {
  return sum(found.map(({ units }) => units));
}

function groupBy<Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key): Row[][] {
  const groups = new Map<Key, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return [...groups.values()];
}
