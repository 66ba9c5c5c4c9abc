/** Counts of product lists, and of facet values in them: for the shop, or for many collections at once. */
import type { Reader } from "@hansa/kit/store/store";
import { and, asc, count, desc, eq, inArray, type SQL, sql } from "drizzle-orm";
import { facets, facetValues, priceRanges, productFacets, products } from "../catalogue/tables.ts";
import { inCurrency, isFound, isListed, type ListingFilter } from "./product-filter.ts";
import { selectMembers } from "./product-lists.ts";

/** `collectionId` is null for the whole shop. */
type Counted = { collectionId: string | null; count: number };

/** The column of `listedIn`. */
const listedCollection = sql<string | null>`listed.collection_id`;

/**
 * The count of a list of the shop stops here. Its products are examined one by one, which takes several times as long as counting rows of an
 * index; of a longer list, the filter panel counts the first ones in the order of the shop, and those of a search in the order of their age.
 */
export const maxCountedProducts = 1_000;

/** The number of products in each list, at most `maxCountedProducts`; empty lists are left out. */
export function countListings(db: Reader, collectionIds: readonly string[] | null, filter: ListingFilter) {
  return db
    .select({ collectionId: listedCollection, count: count() })
    .from(listedIn(db, collectionIds, filter))
    .groupBy(listedCollection);
}

export type CountedValue = Counted & { facet: string; value: string; label: string };

/** The number of products per value of these facets in each list, highest first; without `codes`, of all facets. */
export function countFacetValues(
  db: Reader,
  collectionIds: readonly string[] | null,
  { filter, codes }: { filter: ListingFilter; codes: readonly string[] | undefined },
) {
  const counted = db
    .select({
      collectionId: sql<string | null>`${listedCollection}`.as("collection_id"),
      facetCode: productFacets.facetCode,
      value: productFacets.value,
      count: count().as("count"),
    })
    .from(listedIn(db, collectionIds, filter))
    .innerJoin(productFacets, eq(productFacets.productId, sql`listed.product_id`))
    .where(codes === undefined ? undefined : inArray(productFacets.facetCode, [...codes]))
    .groupBy(listedCollection, productFacets.facetCode, productFacets.value)
    .as("counted");
  return db
    .select({
      collectionId: counted.collectionId,
      facet: facets.code,
      value: facetValues.value,
      label: facetValues.label,
      count: counted.count,
    })
    .from(counted)
    .innerJoin(facets, eq(facets.code, counted.facetCode))
    .innerJoin(facetValues, and(eq(facetValues.facetCode, counted.facetCode), eq(facetValues.value, counted.value)))
    .orderBy(desc(counted.count), asc(facetValues.position), asc(facetValues.value));
}

/**
 * The products of each list, as `listed(collection_id, product_id)`. Materialized: joined with values of facets, the planner would
 * otherwise go through all products once for each value.
 */
function listedIn(db: Reader, collectionIds: readonly string[] | null, filter: ListingFilter): SQL {
  const collectionId = collectionIds === null ? sql<null>`NULL` : sql<string>`standing.root`;
  const query = db
    .select({
      collectionId: sql<string | null>`${collectionId}`.as("collection_id"),
      productId: sql`${products.id}`.as("product_id"),
    })
    .from(products)
    .leftJoin(priceRanges, inCurrency(filter))
    .$dynamic();
  const placed =
    collectionIds === null
      ? query
      : query.innerJoin(selectMembers(collectionIds), eq(sql`standing.product_id`, products.id));
  const listed = placed.where(and(isListed(db, filter), isFound(filter)));
  if (collectionIds === null) {
    if (!filter.words) listed.orderBy(asc(products.featuredRank), asc(products.id));
    listed.limit(maxCountedProducts);
  }
  return sql`(WITH members AS MATERIALIZED ${listed} SELECT collection_id, product_id FROM members) listed`;
}
