/** Queries of the tax report: sums of the documents of a period, by place, rate, currency and cause, or by country of the sale. */
import { isAmong, jsonText, listOf, nullsFirst, type Reader, statement } from "@hansa/kit/store";
import { and, asc, desc, eq, gte, inArray, isNotNull, lt, ne, or, type SQLWrapper, sql } from "drizzle-orm";
import { orders, retainedBuyers, soldOrders, type TaxFactRow, taxFacts } from "../tables.ts";

export type TaxSum = Omit<TaxFactRow, "seq" | "position" | "orderId" | "day" | "distanceTo">;

/** The sums of the days from `fromDay` up to, not including, `toDay`: by country, the highest rate first. */
export function findTaxSums(db: Reader, fromDay: number, toDay: number): Promise<TaxSum[]> {
  return taxSums(db, fromDay, toDay);
}

const sums = {
  baseMinor: sql<number>`sum(${taxFacts.baseMinor})`,
  taxMinor: sql<number>`sum(${taxFacts.taxMinor})`,
};

/** The base of sales less that of their credit notes. */
const netMinor = sql<number>`sum(CASE ${taxFacts.cause} WHEN 'SALE' THEN ${taxFacts.baseMinor} ELSE -${taxFacts.baseMinor} END)`;

const taxSums = statement([taxFacts.day, taxFacts.day], (db: Reader, fromDay, toDay) => {
  const { country, region, currency, name, rate, category, cause } = taxFacts;
  return db
    .select({ country, region, currency, name, rate, category, cause, ...sums })
    .from(taxFacts)
    .where(and(gte(taxFacts.day, fromDay), lt(taxFacts.day, toDay)))
    .groupBy(country, region, currency, rate, name, category, cause)
    .orderBy(
      nullsFirst(asc(country)),
      desc(rate),
      nullsFirst(asc(region)),
      asc(name),
      asc(category),
      asc(currency),
      asc(cause),
    );
});

/** The net base of the sales to one buyer, by the buyer's VAT id; null once the retention of the buyer has ended. */
export type BuyerSum = { vatId: string | null } & Pick<TaxFactRow, "country" | "category" | "currency" | "baseMinor">;

/** Supplies to companies of other member states, for the recapitulative statement: by buyer, country, category and currency. */
export function findBuyerSums(db: Reader, fromDay: number, toDay: number): Promise<BuyerSum[]> {
  return buyerSums(db, fromDay, toDay);
}

const vatIdIn = (billing: SQLWrapper, shipping: SQLWrapper) =>
  jsonText(sql`coalesce(${billing}, ${shipping})`, "vatId");
const buyerVatId = sql<string | null>`coalesce(${vatIdIn(orders.billingAddress, orders.shippingAddress)},
  ${vatIdIn(retainedBuyers.billingAddress, retainedBuyers.shippingAddress)})`;

const buyerSums = statement([taxFacts.day, taxFacts.day], (db: Reader, fromDay, toDay) => {
  const { country, category, currency } = taxFacts;
  return db
    .select({ vatId: buyerVatId.as("buyer_vat_id"), country, category, currency, baseMinor: netMinor })
    .from(taxFacts)
    .innerJoin(orders, eq(orders.id, taxFacts.orderId))
    .leftJoin(retainedBuyers, eq(retainedBuyers.orderId, taxFacts.orderId))
    .where(
      and(
        gte(taxFacts.day, fromDay),
        lt(taxFacts.day, toDay),
        inArray(category, ["INTRA_COMMUNITY", "REVERSE_CHARGE"]),
      ),
    )
    .groupBy(sql`buyer_vat_id`, country, category, currency)
    .orderBy(nullsFirst(sql`buyer_vat_id`), nullsFirst(asc(country)), asc(category), asc(currency));
});

/** The net base of distance sales by currency. Sales from before they were marked are those at the rates of the `others`, other member states. */
export function findDistanceSums(
  db: Reader,
  fromDay: number,
  toDay: number,
  others: readonly string[],
): Promise<Pick<TaxFactRow, "currency" | "baseMinor">[]> {
  return distanceSums(db, fromDay, toDay, others);
}

const distanceSums = statement(
  [taxFacts.day, taxFacts.day, listOf(taxFacts.country)],
  (db: Reader, fromDay, toDay, others) => {
    const { day, currency, country, category, distanceTo } = taxFacts;
    const isFormer = and(isAmong(country, others), inArray(category, ["STANDARD", "UNTAXED"]));
    return db
      .select({ currency, baseMinor: netMinor })
      .from(taxFacts)
      .where(and(gte(day, fromDay), lt(day, toDay), or(isNotNull(distanceTo), isFormer)))
      .groupBy(currency)
      .orderBy(asc(currency));
  },
);

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
