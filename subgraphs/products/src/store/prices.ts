/** Prices over time, and the range of each product that lists sort by. */
import { isAmong, prepared, rowsBy } from "@hansa/kit/prepared";
import type { Reader, Tx } from "@hansa/kit/store";
import {
  and,
  asc,
  desc,
  eq,
  gt,
  inArray,
  isNotNull,
  lte,
  max,
  min,
  notExists,
  type Placeholder,
  sql,
} from "drizzle-orm";
import { alias } from "drizzle-orm/sqlite-core";
import { later } from "./products.ts";
import { type PriceRow, priceRanges, prices, products, variants } from "./tables.ts";

const pricesOf = prepared(["variantIds", "now"], (db: Reader, { variantIds, now }) =>
  db
    .select()
    .from(prices)
    .where(and(isAmong(prices.variantId, variantIds), holdsAt(db, now), isNotNull(prices.minor)))
    .orderBy(asc(prices.variantId), asc(prices.currency)),
);

/** The prices that hold at `now`, one per variant and currency it is sold in. */
export function findPrices(db: Reader, variantIds: readonly string[], now: number): Promise<PriceRow[]> {
  return pricesOf(db, { variantIds: JSON.stringify(variantIds), now });
}

/** Started, and no later price of the same variant and currency has started too. */
export function holdsAt(db: Reader, now: number | Placeholder) {
  const later = alias(prices, "later");
  const successor = db
    .select({ startsAt: later.startsAt })
    .from(later)
    .where(
      and(
        eq(later.variantId, prices.variantId),
        eq(later.currency, prices.currency),
        gt(later.startsAt, prices.startsAt),
        lte(later.startsAt, now),
      ),
    );
  return and(lte(prices.startsAt, now), notExists(successor));
}

/** Past, present and planned prices of these variants, the latest start first. */
export const findPriceHistory = rowsBy(
  prices,
  prices.variantId,
  asc(prices.variantId),
  desc(prices.startsAt),
  asc(prices.currency),
);

/** Adds a price. A second one for the very same moment replaces the first: it never held. False if it was known exactly so. */
export async function insertPrice(tx: Tx, price: PriceRow): Promise<boolean> {
  const { minor, compareAtMinor, applied } = price;
  const written = await tx
    .insert(prices)
    .values(price)
    .onConflictDoUpdate({
      target: [prices.variantId, prices.currency, prices.startsAt],
      set: { minor, compareAtMinor, applied },
      setWhere: sql`${prices.minor} IS DISTINCT FROM excluded.minor
        OR ${prices.compareAtMinor} IS DISTINCT FROM excluded.compare_at_minor`,
    })
    .returning({ startsAt: prices.startsAt });
  return written.length === 1;
}

/** Takes back a price that begins at `startsAt`; false, and nothing changed, if there is none or it has begun by `now`. */
export async function deletePlannedPrice(
  tx: Tx,
  { variantId, currency, startsAt }: Pick<PriceRow, "variantId" | "currency" | "startsAt">,
  now: number,
): Promise<boolean> {
  const removed = await tx
    .delete(prices)
    .where(
      and(
        eq(prices.variantId, variantId),
        eq(prices.currency, currency),
        eq(prices.startsAt, startsAt),
        gt(prices.startsAt, now),
      ),
    )
    .returning({ startsAt: prices.startsAt });
  return removed.length === 1;
}

/** Products with a planned price that has started and is not in their range yet. */
export async function findProductsWithDuePrices(db: Reader, now: number, limit: number): Promise<string[]> {
  const rows = await db
    .selectDistinct({ productId: variants.productId })
    .from(prices)
    .innerJoin(variants, eq(variants.id, prices.variantId))
    .where(and(eq(prices.applied, false), lte(prices.startsAt, now)))
    .limit(limit);
  return rows.map((row) => row.productId);
}

/** Computes a product's ranges anew from the prices that hold at `now`, and marks those as known. */
export async function refreshPriceRanges(tx: Tx, productId: string, now: number): Promise<void> {
  const ofProduct = tx.select({ id: variants.id }).from(variants).where(eq(variants.productId, productId));
  await tx
    .update(prices)
    .set({ applied: true })
    .where(and(inArray(prices.variantId, ofProduct), lte(prices.startsAt, now), eq(prices.applied, false)));
  await tx
    .update(products)
    .set({ updatedAt: later(now) })
    .where(eq(products.id, productId));
  await tx.delete(priceRanges).where(eq(priceRanges.productId, productId));
  const ranges = await tx
    .select({ currency: prices.currency, minMinor: min(prices.minor), maxMinor: max(prices.minor) })
    .from(prices)
    .where(and(inArray(prices.variantId, ofProduct), holdsAt(tx, now), isNotNull(prices.minor)))
    .groupBy(prices.currency);
  for (const { currency, minMinor, maxMinor } of ranges) {
    if (minMinor === null || maxMinor === null) continue;
    await tx.insert(priceRanges).values({ productId, currency, minMinor, maxMinor });
  }
}

export const findPriceRanges = rowsBy(priceRanges, priceRanges.productId);
