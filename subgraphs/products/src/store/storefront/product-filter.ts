/** Filter of product lists: one condition for pages and counts. */
import type { SearchWord } from "@hansa/kit/runtime";
import { byEngine, isAmongTexts, type Reader, withoutIndex } from "@hansa/kit/store";
import { and, between, eq, exists, gt, gte, lte, ne, not, or, type SQL, sql } from "drizzle-orm";
import { isEffectiveAt } from "../catalogue/prices.ts";
import {
  type ProductRow,
  priceRanges,
  prices,
  productCollections,
  productFacets,
  products,
  variants,
} from "../catalogue/tables.ts";
import { availableUnits } from "../reservations/stock.ts";
import { stockLevels } from "../reservations/tables.ts";
import { foundBy } from "./search-index.ts";

export type ListingFilter = {
  /** Words that must all match; undefined: not a search. */
  words: readonly SearchWord[] | undefined;
  /** The words as they were typed, whose hits are first, if `words` are also found as other ones. */
  typed?: readonly SearchWord[];
  status: ProductRow["status"];
  /** The time as of which prices and visibility are evaluated. */
  now: number;
  /** Includes products that customers cannot see yet, or never could. */
  unpublishedToo: boolean;
  /** The collection and its descendants. */
  collectionId: string | undefined;
  /** The chosen values that exist. A facet without any has no products. */
  facets: readonly { facet: string; values: readonly string[] }[];
  /** The currency in which prices are compared. */
  currency: string;
  priceMin: number | undefined;
  priceMax: number | undefined;
  inStock: boolean | undefined;
  /** Changed at or after this time. */
  updatedFrom: number | undefined;
  /** The lowest `ratingRank`. */
  ratingRank: number | undefined;
};

/** Whether no product can be in the list, so that it need not be read: nothing that exists was chosen of a facet. */
export function isImpossible({ facets }: ListingFilter): boolean {
  return facets.some(({ values }) => values.length === 0);
}

/**
 * Whether a product, joined with its price range and the search hits, is in the list. The hits of a search lead to its products, and the
 * index of its order to those of another list: by the indexes of publication and rating, the planner would read and sort most of the shop.
 */
export function isListed(db: Reader, filter: ListingFilter, { isByRating = false } = {}) {
  const { words, status, now, unpublishedToo, collectionId, inStock, updatedFrom, ratingRank } = filter;
  const facets = [...filter.facets].sort((one, other) => one.values.length - other.values.length);
  const id = idOf(filter);
  return and(
    words ? eq(withoutIndex(products.status), status) : eq(products.status, status),
    unpublishedToo ? undefined : lte(withoutIndex(products.publishedAt), now),
    collectionId === undefined ? undefined : isInCollection(db, id, collectionId),
    isPriced(db, id, filter),
    updatedFrom === undefined ? undefined : gte(products.updatedAt, updatedFrom),
    ratingRank === undefined
      ? undefined
      : gte(isByRating ? sql`${products.ratingRank}` : withoutIndex(products.ratingRank), ratingRank),
    inStock === undefined ? undefined : inStock ? isBuyable(db, id) : not(isBuyable(db, id)),
    ...facets.slice(0, leadingFacets).map((facet) => hasFacet(db, id, facet)),
    hasFacets(db, id, facets.slice(leadingFacets)),
  );
}

/** The price range of a product in the currency of the filter. Prices never lead to products: a page would sort all products between them. */
export function inCurrency({ currency }: ListingFilter) {
  return and(eq(priceRanges.productId, withoutIndex(products.id)), eq(priceRanges.currency, currency));
}

/** The id of a product, by which a search finds parts of its hits but never other products. */
function idOf({ words }: ListingFilter): SQL {
  return words ? withoutIndex(products.id) : sql`${products.id}`;
}

/** Joins the hits of the full-text index, if the list is a search. */
export function searched<Query extends { innerJoin(table: SQL, on: SQL): Query }>(
  { words }: ListingFilter,
  query: Query,
): Query {
  return words ? query.innerJoin(foundBy(words), eq(sql`found.row`, products.searchRow)) : query;
}

/** The ids of these collections and their descendants, as (root, id). Of one collection, the planner knows that it is one row. */
export function treesOf(collectionIds: readonly string[]): SQL {
  const [only, ...others] = collectionIds;
  const isRoot = only !== undefined && others.length === 0 ? eq(sql`id`, only) : isAmongTexts(sql`id`, collectionIds);
  return sql`(WITH RECURSIVE tree(root, id) AS (
    SELECT id, id FROM collections WHERE ${isRoot}
    UNION SELECT tree.root, collections.id FROM collections JOIN tree ON collections.parent_id = tree.id
  ) SELECT root, id FROM tree)`;
}

function isInCollection(db: Reader, id: SQL, collectionId: string) {
  return exists(
    db
      .select({ id: productCollections.productId })
      .from(productCollections)
      .innerJoin(sql`${treesOf([collectionId])} tree`, eq(sql`tree.id`, productCollections.collectionId))
      .where(eq(productCollections.productId, id)),
  );
}

/**
 * The price range decides one bound alone. For both bounds, one and the same variant must be between them: the cheapest, the most expensive,
 * or one that is only found among all variants.
 */
function isPriced(db: Reader, id: SQL, { priceMin, priceMax, currency, now }: ListingFilter) {
  const isAbove = priceMin === undefined ? undefined : gte(priceRanges.maxMinor, priceMin);
  const isBelow = priceMax === undefined ? undefined : lte(priceRanges.minMinor, priceMax);
  if (priceMin === undefined || priceMax === undefined) return and(isAbove, isBelow);
  const variantBetween = db
    .select({ id: variants.id })
    .from(variants)
    .innerJoin(prices, and(eq(prices.variantId, variants.id), eq(prices.currency, currency)))
    .where(and(eq(variants.productId, id), between(prices.minor, priceMin, priceMax), isEffectiveAt(db, now)));
  const { minMinor, maxMinor } = priceRanges;
  return and(isAbove, isBelow, or(gte(minMinor, priceMin), lte(maxMinor, priceMax), exists(variantBetween)));
}

function hasFacet(db: Reader, id: SQL, { facet, values }: ListingFilter["facets"][number]) {
  return exists(
    db
      .select({ id: productFacets.productId })
      .from(productFacets)
      .where(
        and(
          eq(productFacets.productId, id),
          eq(productFacets.facetCode, facet),
          // A product has few values of a facet: SQLite would look each of these up for each product.
          isAmongTexts(withoutIndex(productFacets.value), values),
        ),
      ),
  );
}

/**
 * So many facets of a filter, those with the fewest values, are conditions of their own, by whose index PostgreSQL finds products. All others are a
 * single condition there, which is checked for each product: neither texts of statements nor the time to plan them grow with their number.
 */
const leadingFacets = 3;

function hasFacets(db: Reader, id: SQL, facets: ListingFilter["facets"]): SQL | undefined {
  if (facets.length === 0) return undefined;
  const { productId, facetCode, value } = productFacets;
  const keys = facets.flatMap(({ facet, values }) => values.map((one) => `${facet}${separator}${one}`));
  const isWanted = isAmongTexts(sql`${facetCode} || ${separator} || ${value}`, keys);
  return byEngine({
    // It keeps no text for long, and checks the condition of each facet only where all earlier ones hold.
    sqlite: sql.join(
      facets.map((facet) => hasFacet(db, id, facet)),
      sql` AND `,
    ),
    pg: sql`(SELECT count(DISTINCT ${facetCode}) FROM ${productFacets} WHERE ${productId} = ${id} AND ${isWanted}) = ${facets.length}`,
  });
}

/** Codes and values of facets are one line each. */
const separator = "\n";

/** Not archived, with a variant that is untracked or has available units. */
function isBuyable(db: Reader, id: SQL): SQL {
  const buyable = db
    .select({ id: variants.id })
    .from(variants)
    .leftJoin(stockLevels, eq(stockLevels.variantId, variants.id))
    .where(
      and(
        eq(variants.productId, id),
        ne(products.status, "ARCHIVED"),
        or(eq(variants.tracked, false), gt(availableUnits, 0)),
      ),
    );
  return exists(buyable);
}
