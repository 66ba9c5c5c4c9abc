/** How many products a list holds, and how many of them have each value of a facet: for the whole shop, or for many collections at once. */
import type { Reader } from "@hansa/kit/store";
import { and, asc, count, desc, eq, inArray, type SQL, sql } from "drizzle-orm";
import { standingIn } from "./listing.ts";
import { inCurrency, isFound, isListed, type ListingFilter } from "./listing-filter.ts";
import { facets, facetValues, priceRanges, productFacets, products } from "./tables.ts";

/** `collectionId` is null for the whole shop. */
export type Counted = { collectionId: string | null; count: number };

/** The column of `listedIn`. */
const listedCollection = sql<string | null>`listed.collection_id`;

/** How many products each list holds; a list that holds none is left out. */
export function countListings(
  db: Reader,
  collectionIds: readonly string[] | null,
  filter: ListingFilter,
): Promise<Counted[]> {
  return db
    .select({ collectionId: listedCollection, count: count() })
    .from(listedIn(db, collectionIds, filter))
    .groupBy(listedCollection);
}

export type CountedValue = Counted & { facet: string; value: string; label: string };

/** How many products of each list have each value of these facets, the most frequent first; without `codes`, of all facets. */
export function countFacetValues(
  db: Reader,
  collectionIds: readonly string[] | null,
  { filter, codes }: { filter: ListingFilter; codes: readonly string[] | undefined },
) {
  return db
    .select({
      collectionId: listedCollection,
      facet: facets.code,
      value: facetValues.value,
      label: facetValues.label,
      count: count(),
    })
    .from(listedIn(db, collectionIds, filter))
    .innerJoin(productFacets, eq(productFacets.productId, sql`listed.product_id`))
    .innerJoin(facets, eq(facets.code, productFacets.facetCode))
    .innerJoin(
      facetValues,
      and(eq(facetValues.facetCode, productFacets.facetCode), eq(facetValues.value, productFacets.value)),
    )
    .where(codes === undefined ? undefined : inArray(productFacets.facetCode, [...codes]))
    .groupBy(listedCollection, facets.code, facetValues.value)
    .orderBy(desc(count()), asc(facetValues.position), asc(facetValues.value));
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
      : query.innerJoin(standingIn(collectionIds), eq(sql`standing.product_id`, products.id));
  const found = placed.where(and(isListed(db, filter), isFound(filter)));
  return sql`(WITH members AS MATERIALIZED ${found} SELECT collection_id, product_id FROM members) listed`;
}
