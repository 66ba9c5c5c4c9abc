/** Queries of the tax report: sums of the documents of a period, by place, rate, currency and cause, or by country of the sale. */
import { type Reader, statement } from "@hansa/kit/store";
import { and, asc, desc, eq, gte, lt, ne, sql } from "drizzle-orm";
import { soldOrders, type TaxFactRow, taxFacts } from "../tables.ts";

export type TaxSum = Omit<TaxFactRow, "seq" | "position" | "orderId" | "day">;

/** The sums of the days from `fromDay` up to, not including, `toDay`: by country, the highest rate first. */
export function findTaxSums(db: Reader, fromDay: number, toDay: number): Promise<TaxSum[]> {
  return taxSums(db, fromDay, toDay);
}

const sums = {
  baseMinor: sql<number>`sum(${taxFacts.baseMinor})`,
  taxMinor: sql<number>`sum(${taxFacts.taxMinor})`,
};

const taxSums = statement([taxFacts.day, taxFacts.day], (db: Reader, fromDay, toDay) => {
  const { country, region, currency, name, rate, cause } = taxFacts;
  return db
    .select({ country, region, currency, name, rate, cause, ...sums })
    .from(taxFacts)
    .where(and(gte(taxFacts.day, fromDay), lt(taxFacts.day, toDay)))
    .groupBy(country, region, currency, rate, name, cause)
    .orderBy(asc(sql`${country} IS NULL`), asc(country), desc(rate), asc(region), asc(name), asc(currency), asc(cause));
});

/** The tax of a reduction of sales, by the country of the sale as in the sales report. */
export type ReductionSum = Pick<TaxFactRow, "cause" | "currency" | "country" | "taxMinor">;

/** The taxes of cancellations, refunds and returned refunds, by country of the sale. */
export function findReducedTaxes(db: Reader, fromDay: number, toDay: number): Promise<ReductionSum[]> {
  return reducedTaxes(db, fromDay, toDay);
}

const reducedTaxes = statement([taxFacts.day, taxFacts.day], (db: Reader, fromDay, toDay) => {
  const { currency, cause } = taxFacts;
  return db
    .select({ country: soldOrders.country, currency, cause, taxMinor: sums.taxMinor })
    .from(taxFacts)
    .innerJoin(soldOrders, eq(soldOrders.orderId, taxFacts.orderId))
    .where(and(gte(taxFacts.day, fromDay), lt(taxFacts.day, toDay), ne(cause, "SALE")))
    .groupBy(soldOrders.country, currency, cause);
});
