/** Prices over time, and the price range of each product for lists. */
import { isAmong, prepared, rowsBy } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
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
import { latestOf } from "./products.ts";
import { type PriceRow, priceRanges, prices, products, variants } from "./tables.ts";

const pricesOf = prepared(["variantIds", "now"], (db: Reader, { variantIds, now }) =>
  db
    .select()
    .from(prices)
    .where(and(isAmong(prices.variantId, variantIds), isEffectiveAt(db, now), isNotNull(prices.minor)))
    .orderBy(asc(prices.variantId), asc(prices.currency)),
);

/** Returns the prices in effect at `now`, one per variant and currency. */
export function findPrices(db: Reader, variantIds: readonly string[], now: number): Promise<PriceRow[]> {
  return pricesOf(db, { variantIds: JSON.stringify(variantIds), now });
}

/** Whether the price has started and no later one of the same variant and currency has. */
export function isEffectiveAt(db: Reader, now: number | Placeholder) {
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

/** Past, current and planned prices of these variants, latest start first. */
export const findPriceHistory = rowsBy(
  prices,
  prices.variantId,
  asc(prices.variantId),
  desc(prices.startsAt),
  asc(prices.currency),
);

/** Inserts a price; one with the same start is replaced, it never was in effect. False if unchanged. */
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

/** Deletes a price that starts at `startsAt`; false, without a change, if there is none or it has started by `now`. */
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

/** Returns products with a started price that their price range does not include yet. */
export async function findProductsWithDuePrices(db: Reader, now: number, limit: number): Promise<string[]> {
  const rows = await db
    .selectDistinct({ productId: variants.productId })
    .from(prices)
    .innerJoin(variants, eq(variants.id, prices.variantId))
    .where(and(eq(prices.applied, false), lte(prices.startsAt, now)))
    .limit(limit);
  return rows.map((row) => row.productId);
}

/** Recomputes the price ranges of a product as of `now`, and marks the included prices as applied. */
export async function refreshPriceRanges(tx: Tx, productId: string, now: number): Promise<void> {
  const ofProduct = tx.select({ id: variants.id }).from(variants).where(eq(variants.productId, productId));
  await tx
    .update(prices)
    .set({ applied: true })
    .where(and(inArray(prices.variantId, ofProduct), lte(prices.startsAt, now), eq(prices.applied, false)));
  await tx
    .update(products)
    .set({ updatedAt: latestOf(now) })
    .where(eq(products.id, productId));
  await tx.delete(priceRanges).where(eq(priceRanges.productId, productId));
  const ranges = await tx
    .select({ currency: prices.currency, minMinor: min(prices.minor), maxMinor: max(prices.minor) })
    .from(prices)
    .where(and(inArray(prices.variantId, ofProduct), isEffectiveAt(tx, now), isNotNull(prices.minor)))
    .groupBy(prices.currency);
  for (const { currency, minMinor, maxMinor } of ranges) {
    if (minMinor === null || maxMinor === null) continue;
    await tx.insert(priceRanges).values({ productId, currency, minMinor, maxMinor });
  }
}

export const findPriceRanges = rowsBy(priceRanges, priceRanges.productId);
