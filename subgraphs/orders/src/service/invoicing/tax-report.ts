/** The tax report of months in the shop's time zone: sales, cancellations and refunds by country and tax rate, with the number ranges of their documents. */

import { type Money, sum } from "@hansa/commerce/money";
import { CodedError } from "@hansa/kit/runtime";
import type { Context } from "../../context.ts";
import { findNumberRanges, type SequenceRange } from "../../store/invoicing/tax-documents.ts";
import { type BuyerSum, findBuyerSums, findTaxSums, type TaxSum } from "../../store/invoicing/tax-report.ts";
import { findSkippedNumbers } from "../../store/order/sequences.ts";
import { findSettings } from "../../store/settings/settings.ts";
import type { SkippedNumbersRow, TaxDocumentRow } from "../../store/tables.ts";
import { taxKey } from "../pricing/taxes.ts";
import { monthOf, startOfDay } from "./calendar.ts";
import { type DistanceSalesNote, noteDistanceSales } from "./distance-sales.ts";
import { printedNumber } from "./tax-documents.ts";

/** The net amount, its tax and their sum. */
type TaxedAmount = { base: Money; tax: Money; total: Money };
type Sums = { sales: TaxedAmount; cancellations: TaxedAmount; refunds: TaxedAmount; net: TaxedAmount };
export type TaxReportRow = Sums & Pick<TaxSum, "country" | "region" | "name" | "rate" | "category">;
type TaxReportTotal = Sums & { currency: string; rounding: Money };
type NumberRange = { count: number; first: string | null; last: string | null };
type SkippedRange = Pick<SkippedNumbersRow, "reason" | "lostSince" | "skippedAt"> & {
  kind: TaxDocumentRow["kind"];
  first: string;
  last: string;
};
type RecapitulativeRow = Omit<BuyerSum, "baseMinor"> & { base: Money };
export type TaxReport = {
  /** Null for several months. */
  month: string | null;
  timeZone: string;
  from: number;
  to: number;
  rows: TaxReportRow[];
  totals: TaxReportTotal[];
  recapitulative: RecapitulativeRow[];
  invoices: NumberRange;
  creditNotes: NumberRange;
  skippedNumbers: SkippedRange[];
  distanceSales: DistanceSalesNote | null;
};

type TaxReportArgs = Partial<Record<"month" | "from" | "to", string | null | undefined>>;

/** Rejects an invalid month or period. Executes seven statements. */
export async function reportTaxes({ store }: Context, args: TaxReportArgs): Promise<TaxReport> {
  const { fromDay, toDay } = readPeriod(args);
  return store.read(async (db) => {
    const settings = await findSettings(db);
    const { timeZone } = settings;
    const sums = await findTaxSums(db, fromDay, toDay);
    const ranges = await findNumberRanges(db, fromDay, toDay);
    const rangeOf = (kind: TaxDocumentRow["kind"]): NumberRange => {
      const own = ranges.filter((range) => range.kind === kind);
      const printed = (sequences: number[], of: (...values: number[]) => number) =>
        sequences.length === 0 ? null : printedNumber(kind, of(...sequences));
      return {
        count: sum(own.map(({ count }) => count)),
        first: printed(
          own.map(({ first }) => first),
          Math.min,
        ),
        last: printed(
          own.map(({ last }) => last),
          Math.max,
        ),
      };
    };
    const [from, to] = [startOfDay(fromDay, timeZone), startOfDay(toDay, timeZone)];
    return {
      month: args.month ?? null,
      timeZone,
      from,
      to,
      rows: groupBy(sums, (part) => `${taxKey(part)} ${part.currency}`).map(([first, ...rest]) => ({
        country: first.country,
        region: first.region,
        name: first.name,
        rate: first.rate,
        category: first.category,
        ...sumsOf([first, ...rest]),
      })),
      totals: groupBy([...sums].sort(byCurrency), ({ currency }) => currency).map(([first, ...rest]) => ({
        currency: first.currency,
        ...sumsOf([first, ...rest]),
        rounding: roundingOf(ranges, first.currency),
      })),
      recapitulative: (await findBuyerSums(db, fromDay, toDay)).map(({ baseMinor, ...buyer }) => {
        return { ...buyer, base: { minor: baseMinor, currency: buyer.currency } };
      }),
      invoices: rangeOf("INVOICE"),
      creditNotes: rangeOf("CREDIT_NOTE"),
      skippedNumbers: (await findSkippedNumbers(db, from, to)).flatMap(skippedRangeOf),
      distanceSales: await noteDistanceSales(db, settings, toDay),
    };
  });
}

function roundingOf(ranges: readonly SequenceRange[], currency: string): Money {
  const own = ranges.filter((range) => range.currency === currency);
  const minor = sum(own.map(({ kind, roundingMinor }) => (kind === "INVOICE" ? roundingMinor : -roundingMinor)));
  return { minor, currency };
}

const maxMonths = 12;

/** The first day of the months, and the first day after them. */
function readPeriod({ month, from, to }: TaxReportArgs): { fromDay: number; toDay: number } {
  const isOneMonth = typeof month === "string" && !from && !to;
  const isPeriod = typeof from === "string" && typeof to === "string" && !month;
  if (!isOneMonth && !isPeriod) throw new CodedError("BAD_USER_INPUT", "Give month, or both from and to.");
  const [first, last] = [monthOf(month ?? from ?? ""), monthOf(month ?? to ?? "")];
  if (!first || !last) {
    const names = isOneMonth ? "month is" : "from and to are each";
    throw new CodedError("BAD_USER_INPUT", `${names} a year and a month such as 2026-01.`);
  }
  const count = last.index - first.index + 1;
  if (count < 1 || count > maxMonths)
    throw new CodedError("BAD_USER_INPUT", `to is not before from, and at most ${maxMonths} months are reported.`);
  return { fromDay: first.fromDay, toDay: last.toDay };
}

function byCurrency(a: TaxSum, b: TaxSum): number {
  return a.currency < b.currency ? -1 : a.currency > b.currency ? 1 : 0;
}

/** Empty for order numbers, which are not document numbers. */
function skippedRangeOf({ sequence, first, last, reason, lostSince, skippedAt }: SkippedNumbersRow): SkippedRange[] {
  if (sequence === "order") return [];
  const kind = sequence === "invoice" ? "INVOICE" : "CREDIT_NOTE";
  return [{ kind, first: printedNumber(kind, first), last: printedNumber(kind, last), reason, lostSince, skippedAt }];
}

type NonEmptySums = [TaxSum, ...TaxSum[]];

/** A refund that a bank returned reduces the refunds of the month of its return. An invoice that is corrected counts as refunded, and the new one as a sale. */
function sumsOf(found: NonEmptySums): Sums {
  const of = (...causes: readonly TaxSum["cause"][]) => found.filter(({ cause }) => causes.includes(cause));
  const { currency } = found[0];
  const sales = amountOf(of("SALE"), currency);
  const cancellations = amountOf(of("CANCELLATION"), currency);
  const refunds = amountOf(of("REFUND", "REVERSAL", "CORRECTION"), currency);
  return { sales, cancellations, refunds, net: subtract(sales, cancellations, refunds) };
}

function amountOf(found: readonly TaxSum[], currency: string): TaxedAmount {
  const baseMinor = sum(found.map((part) => part.baseMinor));
  const taxMinor = sum(found.map((part) => part.taxMinor));
  return taxed(baseMinor, taxMinor, currency);
}

function subtract(from: TaxedAmount, ...less: readonly TaxedAmount[]): TaxedAmount {
  const baseMinor = sum([from.base.minor, ...less.map(({ base }) => -base.minor)]);
  const taxMinor = sum([from.tax.minor, ...less.map(({ tax }) => -tax.minor)]);
  return taxed(baseMinor, taxMinor, from.base.currency);
}

function taxed(baseMinor: number, taxMinor: number, currency: string): TaxedAmount {
  return {
    base: { minor: baseMinor, currency },
    tax: { minor: taxMinor, currency },
    total: { minor: sum([baseMinor, taxMinor]), currency },
  };
}

function groupBy(found: readonly TaxSum[], keyOf: (part: TaxSum) => string): NonEmptySums[] {
  const groups = new Map<string, NonEmptySums>();
  for (const part of found) {
    const group = groups.get(keyOf(part));
    if (group) group.push(part);
    else groups.set(keyOf(part), [part]);
  }
  return [...groups.values()];
}
