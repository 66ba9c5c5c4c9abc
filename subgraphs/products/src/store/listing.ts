/** Lists of products: one filter for every list, five orders, and a page by key from any place in them. */
import type { Page } from "@hansa/kit/pages";
import type { Reader } from "@hansa/kit/store";
import { and, asc, count, desc, eq, exists, gt, gte, inArray, lt, lte, or, type SQL, sql } from "drizzle-orm";
import { matches, relevance, searchIndex, snippet } from "./search-index.ts";
import {
  facets,
  facetValues,
  type ProductRow,
  priceRanges,
  productCollections,
  productFacets,
  products,
  stockLevels,
  variants,
} from "./tables.ts";

export type ListingFilter = {
  /** Words that must all be found; undefined: not a search. */
  words: readonly string[] | undefined;
  statuses: readonly ProductRow["status"][];
  /** Only what customers see at this time; undefined: also what is planned. */
  visibleAt: number | undefined;
  /** The collection and everything beneath it. */
  collectionId: string | undefined;
  facets: readonly { facet: string; values: readonly string[] }[];
  /** Prices are compared in it. */
  currency: string;
  priceMin: number | undefined;
  priceMax: number | undefined;
  inStock: boolean | undefined;
};

export type ListingSort = "FEATURED" | "RELEVANCE" | "PRICE_ASC" | "PRICE_DESC" | "NEWEST";

/** A product in a list, the values that mark its place, and, in a search, why it was found. */
export type Listed = { product: ProductRow; place: (string | number)[]; snippet: string | null };

/** Products in order; one more than the page, to know whether there is a next. */
export async function findListing(
  db: Reader,
  filter: ListingFilter,
  sort: ListingSort,
  { first, after }: Page,
): Promise<Listed[]> {
  const { key, descending } = sortKey(filter, sort);
  const [place, id] = after ?? [];
  const beyond =
    place === undefined || id === undefined
      ? undefined
      : or(
          descending ? lt(key, place) : gt(key, place),
          and(eq(key, place), descending ? lt(products.id, String(id)) : gt(products.id, String(id))),
        );
  const rows = await searched(
    filter,
    db
      .select({ product: products, key, snippet: filter.words ? snippet : sql<null>`NULL` })
      .from(products)
      .leftJoin(priceRanges, inCurrency(filter))
      .$dynamic(),
  )
    .where(and(conditions(db, filter), beyond))
    .orderBy(descending ? desc(key) : asc(key), descending ? desc(products.id) : asc(products.id))
    .limit(first + 1);
  return rows.map(({ product, key: place, snippet }) => ({ product, place: [place, product.id], snippet }));
}

export async function countListing(db: Reader, filter: ListingFilter): Promise<number> {
  const [row] = await searched(
    filter,
    db.select({ count: count() }).from(products).leftJoin(priceRanges, inCurrency(filter)).$dynamic(),
  ).where(conditions(db, filter));
  return row?.count ?? 0;
}

export type CountedValue = { facet: string; label: string; value: string; valueLabel: string; count: number };

/** How many products of the list have each value of these facets; without `codes`, of all facets. */
export function countFacetValues(
  db: Reader,
  filter: ListingFilter,
  codes: readonly string[] | undefined,
): Promise<CountedValue[]> {
  const listed = searched(
    filter,
    db.select({ id: products.id }).from(products).leftJoin(priceRanges, inCurrency(filter)).$dynamic(),
  ).where(conditions(db, filter));
  return db
    .select({
      facet: facets.code,
      label: facets.label,
      value: facetValues.value,
      valueLabel: facetValues.label,
      count: count(),
    })
    .from(productFacets)
    .innerJoin(facets, eq(facets.code, productFacets.facetCode))
    .innerJoin(
      facetValues,
      and(eq(facetValues.facetCode, productFacets.facetCode), eq(facetValues.value, productFacets.value)),
    )
    .where(
      and(
        inArray(productFacets.productId, listed),
        codes === undefined ? undefined : inArray(productFacets.facetCode, [...codes]),
      ),
    )
    .groupBy(facets.code, facetValues.value)
    .orderBy(asc(facets.position), asc(facetValues.position));
}

/** What is not sold in the currency comes last, whichever way prices are sorted. */
const unsold = Number.MAX_SAFE_INTEGER;

function sortKey({ words }: ListingFilter, sort: ListingSort): { key: SQL<string | number>; descending: boolean } {
  if (sort === "RELEVANCE" && words) return { key: sql<number>`${relevance}`, descending: false };
  if (sort === "NEWEST") return { key: sql<number>`${products.publishedAt}`, descending: true };
  if (sort === "PRICE_ASC")
    return { key: sql<number>`coalesce(${priceRanges.minMinor}, ${unsold})`, descending: false };
  if (sort === "PRICE_DESC") return { key: sql<number>`coalesce(${priceRanges.minMinor}, -1)`, descending: true };
  return { key: sql<number>`${products.featuredRank}`, descending: false };
}

function inCurrency({ currency }: ListingFilter) {
  return and(eq(priceRanges.productId, products.id), eq(priceRanges.currency, currency));
}

/** Joins the full-text index, if the list is a search. */
function searched<Query extends { innerJoin(table: typeof searchIndex, on: SQL): Query }>(
  { words }: ListingFilter,
  query: Query,
): Query {
  return words ? query.innerJoin(searchIndex, eq(searchIndex.row, products.searchRow)) : query;
}

function conditions(db: Reader, filter: ListingFilter) {
  const { words, statuses, visibleAt, collectionId, priceMin, priceMax, inStock } = filter;
  return and(
    words ? matches(words) : undefined,
    inArray(products.status, [...statuses]),
    visibleAt === undefined ? undefined : lte(products.publishedAt, visibleAt),
    collectionId === undefined ? undefined : inCollection(db, collectionId),
    priceMin === undefined ? undefined : gte(priceRanges.maxMinor, priceMin),
    priceMax === undefined ? undefined : lte(priceRanges.minMinor, priceMax),
    inStock === undefined ? undefined : inStock ? hasStock(db) : sql`NOT ${hasStock(db)}`,
    ...filter.facets.map(({ facet, values }) => hasFacet(db, facet, values)),
  );
}

/** In the collection or in one beneath it, however deep. */
function inCollection(db: Reader, collectionId: string) {
  const tree = sql`(WITH RECURSIVE tree(id) AS (
    SELECT ${collectionId} UNION SELECT collections.id FROM collections JOIN tree ON collections.parent_id = tree.id
  ) SELECT id FROM tree)`;
  return exists(
    db
      .select({ id: productCollections.productId })
      .from(productCollections)
      .where(and(eq(productCollections.productId, products.id), sql`${productCollections.collectionId} IN ${tree}`)),
  );
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

/** At least one variant can be sold: it is not counted, or some of it is free. */
function hasStock(db: Reader) {
  return exists(
    db
      .select({ id: variants.id })
      .from(variants)
      .leftJoin(stockLevels, eq(stockLevels.variantId, variants.id))
      .where(
        and(
          eq(variants.productId, products.id),
          or(eq(variants.tracked, false), gt(stockLevels.onHand, stockLevels.reserved)),
        ),
      ),
  );
}
