/** Query of the tax report: sums of the documents of a period, by currency, rate and cause. */
import { statement } from "@hansa/kit/store/statement";
import type { Reader } from "@hansa/kit/store/store";
import { and, asc, desc, gte, lt, sql } from "drizzle-orm";
import { type TaxFactRow, taxFacts } from "../tables.ts";

export type TaxSum = Pick<TaxFactRow, "currency" | "name" | "rate" | "cause" | "baseMinor" | "taxMinor">;

/** The sums of the days from `fromDay` up to, not including, `toDay`: by currency, the highest rate first. */
export function findTaxSums(db: Reader, fromDay: number, toDay: number): Promise<TaxSum[]> {
  return taxSums(db, fromDay, toDay);
}

const taxSums = statement([taxFacts.day, taxFacts.day], (db: Reader, fromDay, toDay) => {
  const { currency, name, rate, cause } = taxFacts;
  return db
    .select({
      currency,
      name,
      rate,
      cause,
      baseMinor: sql<number>`sum(${taxFacts.baseMinor})`,
      taxMinor: sql<number>`sum(${taxFacts.taxMinor})`,
    })
    .from(taxFacts)
    .where(and(gte(taxFacts.day, fromDay), lt(taxFacts.day, toDay)))
    .groupBy(currency, rate, name, cause)
    .orderBy(asc(currency), desc(rate), asc(name), asc(cause));
});
