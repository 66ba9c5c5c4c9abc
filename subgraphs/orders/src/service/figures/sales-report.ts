/** The sales report: what was sold, cancelled and given back in a span of days in the shop's time zone. Its rows always add up to its total. */
import { codedError } from "@hansa/kit/errors";
import { type Money, sum } from "@hansa/kit/money";
import type { Context } from "../../context.ts";
import type { SalesReportBy } from "../../generated/resolvers.ts";
import { findSales, type SalesHeading, type SalesSum } from "../../store/sales.ts";
import { localDay, startOfDay } from "../books/days.ts";

/** One line of a report. `key` is null for what belongs under no heading. */
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
const longestDays = 366;
const mostRows = 500;

/** A busy year is read a month at a time, and buyers get their turn in between. */
const daysAtOnce = 31;

/** Refuses spans that are not whole days of the shop, are empty, or longer than 366 days. Thirteen statements at most. */
export async function reportSales(
  context: Context,
  { from, to, by }: { from: number; to: number; by: SalesReportBy },
): Promise<Report> {
  const { timeZone } = await context.loaders.settings();
  const [fromDay, toDay] = [localDay(from, timeZone), localDay(to, timeZone)];
  if (startOfDay(fromDay, timeZone) !== from || startOfDay(toDay, timeZone) !== to)
    throw codedError("BAD_USER_INPUT", `from and to must be the beginning of a day in the time zone ${timeZone}.`);
  if (toDay <= fromDay || toDay - fromDay > longestDays)
    throw codedError("BAD_USER_INPUT", `to must be later than from, by ${longestDays} days at most.`);

  const isTime = by === "DAY" || by === "WEEK" || by === "MONTH";
  const heading: SalesHeading = isTime ? "DAY" : by;
  const found = await readSales(context, heading, fromDay, toDay);
  const sums = isTime ? found.map((day) => ({ ...day, key: spanOf(by, Number(day.key)) })) : found;
  const headings = groupBy(sums, (part) => part.key);
  const sorted = isTime ? headings : headings.sort((a, b) => unitsIn(b) - unitsIn(a));
  const row = (parts: readonly SalesSum[]) => rowOf(parts, by, parts[0]?.key ?? null, labelOf(by, parts));
  const left = sorted.slice(mostRows).flat();
  return {
    from,
    to,
    by,
    rows: sorted.slice(0, mostRows).map(row),
    rest: left.length > 0 ? rowOf(left, by, null, "Everything else") : null,
    total: { ...rowOf(sums, by, null, "Total"), orders: sum(sums.map(({ orders }) => orders)) },
  };
}

/** Days never share a fact, and those that are over get no more of them: parts read one after another fit together. */
async function readSales(
  { store, world }: Context,
  heading: SalesHeading,
  fromDay: number,
  toDay: number,
): Promise<SalesSum[]> {
  const found: SalesSum[] = [];
  for (let day = fromDay; day < toDay; day += daysAtOnce) {
    const part = await store.read((db) => findSales(db, heading, day, Math.min(day + daysAtOnce, toDay)));
    for (const sums of part) found.push(sums);
    await world.breathe();
  }
  return found;
}

/** The name of the day, ISO week or month in which a day lies: 2026-01-15, 2026-W03, 2026-01. */
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

/** An order stands under one product or variant for each of its lines, so there it cannot be counted. */
function rowOf(found: readonly SalesSum[], by: SalesReportBy, key: string | null, label: string): ReportRow {
  const count = (of: (part: SalesSum) => number) => sum(found.map(of));
  const add = (of: (part: SalesSum) => number): Money[] =>
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
