/** Prices over time, and the price range of each product for lists. */

import { alias, isAmong, listOf, nullsFirst, type Reader, rowInto, rowsBy, statement, type Tx } from "@hansa/kit/store";
import {
  and,
  asc,
  desc,
  eq,
  getTableColumns,
  gt,
  inArray,
  isNotNull,
  lte,
  max,
  min,
  notExists,
  type SQL,
  sql,
} from "drizzle-orm";
import { touchProduct } from "./products.ts";
import { type PriceRow, priceRanges, prices, variants } from "./tables.ts";

/** Returns the prices in effect at `now`, one per variant and currency. */
export const findPrices = statement([listOf(prices.variantId), prices.startsAt], (db: Reader, variantIds, now) =>
  db
    .select()
    .from(prices)
    .where(and(isAmong(prices.variantId, variantIds), isEffectiveAt(db, now), isNotNull(prices.minor)))
    .orderBy(asc(prices.variantId), asc(prices.currency)),
);

/** Returns the prices in effect at `now` of all variants of these products, the lowest of each product and currency first. */
export const findPricesByProducts = statement(
  [listOf(variants.productId), prices.startsAt],
  (db: Reader, productIds, now) =>
    db
      .select({ productId: variants.productId, variantId: prices.variantId, currency: prices.currency })
      .from(variants)
      .innerJoin(prices, eq(prices.variantId, variants.id))
      .where(and(isAmong(variants.productId, productIds), isEffectiveAt(db, now), isNotNull(prices.minor)))
      .orderBy(asc(variants.productId), nullsFirst(asc(prices.minor)), asc(variants.position), asc(variants.id)),
);

/** Returns the prices that start after `now`. */
export const findPlannedPrices = statement([listOf(prices.variantId), prices.startsAt], (db: Reader, variantIds, now) =>
  db
    .select()
    .from(prices)
    .where(and(isAmong(prices.variantId, variantIds), gt(prices.startsAt, now))),
);

/** Whether the price has started and no later one of the same variant and currency has. */
export function isEffectiveAt(db: Reader, now: number | SQL) {
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
  return (await upsertPrice(tx, price)).length === 1;
}

const upsertPrice = statement([getTableColumns(prices)], (tx: Tx, price) => {
  const { minor, compareAtMinor, applied, endsAt, endsPeriod } = price;
  return tx
    .insert(prices)
    .values(price)
    .onConflictDoUpdate({
      target: [prices.variantId, prices.currency, prices.startsAt],
      set: { minor, compareAtMinor, applied, endsAt, endsPeriod },
      setWhere: sql`${prices.minor} IS DISTINCT FROM excluded.minor
        OR ${prices.compareAtMinor} IS DISTINCT FROM excluded.compare_at_minor
        OR ${prices.endsAt} IS DISTINCT FROM excluded.ends_at
        OR ${prices.endsPeriod} <> excluded.ends_period`,
    })
    .returning({ startsAt: prices.startsAt });
});

/** Deletes an entered or a derived price that starts at `startsAt`; false, without a change, if there is none or it has started by `now`. */
export async function deletePlannedPrice(
  tx: Tx,
  price: Pick<PriceRow, "variantId" | "currency" | "startsAt" | "endsPeriod">,
  now: number,
): Promise<boolean> {
  return (await removePlannedPrice(tx, price, now)).length === 1;
}

const { variantId, currency, startsAt, endsPeriod } = prices;
const removePlannedPrice = statement([{ variantId, currency, startsAt, endsPeriod }, startsAt], (tx: Tx, price, now) =>
  tx
    .delete(prices)
    .where(
      and(
        eq(variantId, price.variantId),
        eq(currency, price.currency),
        eq(startsAt, price.startsAt),
        eq(endsPeriod, price.endsPeriod),
        gt(startsAt, now),
      ),
    )
    .returning({ startsAt }),
);

/** Returns products with a started price that their price range does not include yet. */
export async function findProductsWithDuePrices(db: Reader, now: number, limit: number): Promise<string[]> {
  return (await productsWithDuePrices(db, now, limit)).map((row) => row.productId);
}

const productsWithDuePrices = statement([startsAt, "number"], (db: Reader, now, limit) =>
  db
    .selectDistinct({ productId: variants.productId })
    .from(prices)
    .innerJoin(variants, eq(variants.id, variantId))
    .where(and(eq(prices.applied, false), lte(startsAt, now)))
    .limit(limit),
);

/** Returns the prices of a product that have started, are not applied yet, and have a price to strike through: the earliest first. */
export const findUnappliedCompareAts = statement([variants.productId, startsAt], (tx: Tx, productId, now) =>
  tx
    .select()
    .from(prices)
    .where(
      and(
        ofProduct(tx, productId),
        eq(prices.applied, false),
        lte(startsAt, now),
        isNotNull(prices.minor),
        isNotNull(prices.compareAtMinor),
      ),
    )
    .orderBy(asc(startsAt), asc(variantId), asc(currency)),
);

/** Removes the price to strike through from one price. */
export const removeCompareAt = statement([{ variantId, currency, startsAt }], (tx: Tx, price) =>
  tx
    .update(prices)
    .set({ compareAtMinor: null })
    .where(and(eq(variantId, price.variantId), eq(currency, price.currency), eq(startsAt, price.startsAt))),
);

/** Recomputes the price ranges of a product as of `now`, and marks the included prices as applied. */
export async function refreshPriceRanges(tx: Tx, productId: string, now: number): Promise<void> {
  await markApplied(tx, productId, now);
  await touchProduct(tx, productId, now);
  await clearPriceRanges(tx, productId);
  for (const { currency, minMinor, maxMinor } of await currentRanges(tx, productId, now))
    if (minMinor !== null && maxMinor !== null) await addPriceRange(tx, { productId, currency, minMinor, maxMinor });
}

const addPriceRange = rowInto(priceRanges);
const clearPriceRanges = statement([priceRanges.productId], (tx: Tx, productId) =>
  tx.delete(priceRanges).where(eq(priceRanges.productId, productId)),
);
const ofProduct = (db: Reader, productId: SQL) =>
  inArray(variantId, db.select({ id: variants.id }).from(variants).where(eq(variants.productId, productId)));
const markApplied = statement([variants.productId, startsAt], (tx: Tx, productId, now) =>
  tx
    .update(prices)
    .set({ applied: true })
    .where(and(ofProduct(tx, productId), lte(startsAt, now), eq(prices.applied, false))),
);
const currentRanges = statement([variants.productId, startsAt], (tx: Tx, productId, now) =>
  tx
    .select({ currency, minMinor: min(prices.minor), maxMinor: max(prices.minor) })
    .from(prices)
    .where(and(ofProduct(tx, productId), isEffectiveAt(tx, now), isNotNull(prices.minor)))
    .groupBy(currency),
);

export const findPriceRanges = rowsBy(priceRanges, priceRanges.productId);
