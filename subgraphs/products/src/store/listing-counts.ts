/** How many products a list holds, and how many of them have each value of a facet: for the whole shop, or for many collections at once. */
import type { Reader } from "@hansa/kit/store";
import { and, asc, count, desc, eq, inArray, sql } from "drizzle-orm";
import { standingIn } from "./listing.ts";
import { inCurrency, isListed, type ListingFilter, searched } from "./listing-filter.ts";
import { facets, facetValues, priceRanges, productFacets, products } from "./tables.ts";

/** `collectionId` is null for the whole shop. */
export type Counted = { collectionId: string | null; count: number };

/** How many products each list holds; a list that holds none is left out. */
export function countListings(
  db: Reader,
  collectionIds: readonly string[] | null,
  filter: ListingFilter,
): Promise<Counted[]> {
  const listed = listedIn(db, collectionIds, filter);
  return db
    .select({ collectionId: listed.collectionId, count: count() })
    .from(listed)
    .groupBy(sql`${listed.collectionId}`);
}

export type CountedValue = Counted & { facet: string; value: string; label: string };

/** How many products of each list have each value of these facets, the most frequent first; without `codes`, of all facets. */
export function countFacetValues(
  db: Reader,
  collectionIds: readonly string[] | null,
  { filter, codes }: { filter: ListingFilter; codes: readonly string[] | undefined },
): Promise<CountedValue[]> {
  const listed = listedIn(db, collectionIds, filter);
  return db
    .select({
      collectionId: listed.collectionId,
      facet: facets.code,
      value: facetValues.value,
      label: facetValues.label,
      count: count(),
    })
    .from(listed)
    .innerJoin(productFacets, eq(productFacets.productId, listed.productId))
    .innerJoin(facets, eq(facets.code, productFacets.facetCode))
    .innerJoin(
      facetValues,
      and(eq(facetValues.facetCode, productFacets.facetCode), eq(facetValues.value, productFacets.value)),
    )
    .where(codes === undefined ? undefined : inArray(productFacets.facetCode, [...codes]))
    .groupBy(sql`${listed.collectionId}`, facets.code, facetValues.value)
    .orderBy(desc(count()), asc(facetValues.position), asc(facetValues.value));
}

function listedIn(db: Reader, collectionIds: readonly string[] | null, filter: ListingFilter) {
  const collectionId = collectionIds === null ? sql<null>`NULL` : sql<string>`standing.root`;
  const query = searched(
    filter,
    db
      .select({ collectionId: sql<string | null>`${collectionId}`.as("collection_id"), productId: products.id })
      .from(products)
      .leftJoin(priceRanges, inCurrency(filter))
      .$dynamic(),
  );
  const placed =
    collectionIds === null
      ? query
      : query.innerJoin(standingIn(collectionIds), eq(sql`standing.product_id`, products.id));
  return placed.where(isListed(db, filter)).as("listed");
}
