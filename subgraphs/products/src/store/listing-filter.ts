/** Which products a list holds: one filter for every list, whether it is shown a page at a time or counted. */
import type { Reader } from "@hansa/kit/store";
import { and, between, eq, exists, gt, gte, inArray, lte, ne, not, or, type SQL, sql } from "drizzle-orm";
import { holdsAt } from "./prices.ts";
import { foundBy, isAmong } from "./search-index.ts";
import { stockLevels } from "./stock-tables.ts";
import {
  type ProductRow,
  priceRanges,
  prices,
  productCollections,
  productFacets,
  products,
  variants,
} from "./tables.ts";

export type ListingFilter = {
  /** Words that must all be found; undefined: not a search. */
  words: readonly string[] | undefined;
  status: ProductRow["status"];
  /** The time that prices and what customers see are looked at. */
  now: number;
  /** Also what customers will only see later, or never did. */
  unpublishedToo: boolean;
  /** The collection and everything beneath it. */
  collectionId: string | undefined;
  facets: readonly { facet: string; values: readonly string[] }[];
  /** Prices are compared in it. */
  currency: string;
  priceMin: number | undefined;
  priceMax: number | undefined;
  inStock: boolean | undefined;
  /** Changed at or after this time. */
  updatedFrom: number | undefined;
  /** The smallest `ratingRank` wanted. */
  ratingRank: number | undefined;
};

/** Whether a product, joined with its range in the filter's currency and with what was searched for, is in the list. */
export function isListed(db: Reader, filter: ListingFilter) {
  const { status, now, unpublishedToo, collectionId, inStock, updatedFrom, ratingRank } = filter;
  return and(
    eq(products.status, status),
    unpublishedToo ? undefined : lte(products.publishedAt, now),
    collectionId === undefined ? undefined : isInCollection(db, collectionId),
    isPriced(db, filter),
    updatedFrom === undefined ? undefined : gte(products.updatedAt, updatedFrom),
    ratingRank === undefined ? undefined : gte(products.ratingRank, ratingRank),
    inStock === undefined ? undefined : inStock ? isBuyable(db) : not(isBuyable(db)),
    ...filter.facets.map(({ facet, values }) => hasFacet(db, facet, values)),
  );
}

/** The range of a product's prices in the filter's currency. */
export function inCurrency({ currency }: ListingFilter) {
  return and(eq(priceRanges.productId, products.id), eq(priceRanges.currency, currency));
}

/** Joins what was found in the full-text index, if the list is a search. */
export function searched<Query extends { innerJoin(table: SQL, on: SQL): Query }>(
  { words }: ListingFilter,
  query: Query,
): Query {
  return words ? query.innerJoin(foundBy(words), eq(sql`found.row`, products.searchRow)) : query;
}

/** Whether the words of a search are in the product: for what needs no rank, which costs more to compute than to find. */
export function isFound({ words }: ListingFilter): SQL | undefined {
  return words && isAmong(words, products.searchRow);
}

/** The ids of these collections and of all beneath them, each with the one of these that it is in or beneath: (root, id). */
export function treesOf(collectionIds: readonly string[]): SQL {
  return sql`(WITH RECURSIVE tree(root, id) AS (
    SELECT id, id FROM collections WHERE ${inArray(sql`id`, [...collectionIds])}
    UNION SELECT tree.root, collections.id FROM collections JOIN tree ON collections.parent_id = tree.id
  ) SELECT root, id FROM tree)`;
}

function isInCollection(db: Reader, collectionId: string) {
  return exists(
    db
      .select({ id: productCollections.productId })
      .from(productCollections)
      .innerJoin(sql`${treesOf([collectionId])} tree`, eq(sql`tree.id`, productCollections.collectionId))
      .where(eq(productCollections.productId, products.id)),
  );
}

/**
 * The range says at once whether a variant is above one bound or below the other. For both, one and the same variant must be between:
 * the cheapest, the dearest, or one that only a look at all of them finds.
 */
function isPriced(db: Reader, { priceMin, priceMax, currency, now }: ListingFilter) {
  const isAbove = priceMin === undefined ? undefined : gte(priceRanges.maxMinor, priceMin);
  const isBelow = priceMax === undefined ? undefined : lte(priceRanges.minMinor, priceMax);
  if (priceMin === undefined || priceMax === undefined) return and(isAbove, isBelow);
  const variantBetween = db
    .select({ id: variants.id })
    .from(variants)
    .innerJoin(prices, and(eq(prices.variantId, variants.id), eq(prices.currency, currency)))
    .where(and(eq(variants.productId, products.id), between(prices.minor, priceMin, priceMax), holdsAt(db, now)));
  const { minMinor, maxMinor } = priceRanges;
  return and(isAbove, isBelow, or(gte(minMinor, priceMin), lte(maxMinor, priceMax), exists(variantBetween)));
}

function hasFacet(db: Reader, facet: string, values: readonly string[]) {
  return exists(
    db
      .select({ id: productFacets.productId })
      .from(productFacets)
      .where(
        and(
          eq(productFacets.productId, products.id),
          eq(productFacets.facetCode, facet),
          inArray(productFacets.value, [...values]),
        ),
      ),
  );
}

/** It is not archived, and a variant of it is not counted or has units that are free. */
function isBuyable(db: Reader): SQL {
  const buyable = db
    .select({ id: variants.id })
    .from(variants)
    .leftJoin(stockLevels, eq(stockLevels.variantId, variants.id))
    .where(
      and(
        eq(variants.productId, products.id),
        ne(products.status, "ARCHIVED"),
        or(eq(variants.tracked, false), gt(stockLevels.onHand, stockLevels.reserved)),
      ),
    );
  return exists(buyable);
}
