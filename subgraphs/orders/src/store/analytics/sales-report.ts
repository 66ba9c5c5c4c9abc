/** Queries of the sales report: sums of the sales facts of a period, by one dimension. */
import { choice, nullsFirst, type Reader, statement } from "@hansa/kit/store";
import { and, asc, gte, lt, sql } from "drizzle-orm";
import { salesFacts } from "../tables.ts";

/** The dimensions of a report. Weeks and months are sums of days. */
export type SalesDimension = "DAY" | "PRODUCT" | "VARIANT" | "COUNTRY" | "PROMOTION";

const dimensions = {
  DAY: { key: sql<string | null>`cast(${salesFacts.day} AS text)`, by: salesFacts.day },
  PRODUCT: { key: sql<string | null>`${salesFacts.productId}`, by: salesFacts.productId },
  VARIANT: { key: sql<string | null>`${salesFacts.variantId}`, by: salesFacts.variantId },
  COUNTRY: { key: sql<string | null>`${salesFacts.country}`, by: salesFacts.country },
  PROMOTION: { key: sql<string | null>`${salesFacts.promotionKey}`, by: salesFacts.promotionKey },
};

const counts = {
  orders: sql<number>`sum(${salesFacts.orders})`,
  units: sql<number>`sum(${salesFacts.units})`,
  unitsCancelled: sql<number>`sum(${salesFacts.unitsCancelled})`,
};
const amounts = {
  grossMinor: sql<number>`sum(${salesFacts.grossMinor})`,
  discountMinor: sql<number>`sum(${salesFacts.discountMinor})`,
  shippingMinor: sql<number>`sum(${salesFacts.shippingMinor})`,
  taxMinor: sql<number>`sum(${salesFacts.taxMinor})`,
  totalMinor: sql<number>`sum(${salesFacts.totalMinor})`,
  cancelledMinor: sql<number>`sum(${salesFacts.cancelledMinor})`,
  refundedMinor: sql<number>`sum(${salesFacts.refundedMinor})`,
};

/** The sums of one key of a dimension in one currency. */
export type SalesSum = { key: string | null; label: string | null; currency: string } & Record<
  keyof typeof counts | keyof typeof amounts,
  number
>;

/** The sums of the days from `fromDay` up to, not including, `toDay`, by dimension and currency. */
export function findSales(db: Reader, heading: SalesDimension, fromDay: number, toDay: number): Promise<SalesSum[]> {
  return salesSums(db, heading, fromDay, toDay);
}

const { day } = salesFacts;
const salesSums = statement([choice<SalesDimension>(), day, day], (db: Reader, heading, fromDay, toDay) => {
  const { key, by } = dimensions[heading];
  const label = heading === "PROMOTION" ? sql<string | null>`max(${salesFacts.promotionLabel})` : key;
  return db
    .select({ key, label, currency: salesFacts.currency, ...counts, ...amounts })
    .from(salesFacts)
    .where(and(gte(day, fromDay), lt(day, toDay)))
    .groupBy(by, salesFacts.currency)
    .orderBy(nullsFirst(asc(by)), asc(salesFacts.currency));
});
