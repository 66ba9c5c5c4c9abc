/** Counts of product lists, and of facet values in them: for the shop, or for many collections at once. */
import { isAmongTexts, type Reader } from "@hansa/kit/store";
import { and, asc, count, eq, type SQL, sql } from "drizzle-orm";
import { facetValues, priceRanges, productFacets, products } from "../catalogue/tables.ts";
import { selectMembers } from "./collection-pages.ts";
import { inCurrency, isListed, type ListingFilter } from "./product-filter.ts";
import { foundBy } from "./search-index.ts";

/** The number of products of a list; `collectionId` is null for the whole shop. */
type Counted = { collectionId: string | null; count: number };

/**
 * The count of a list of the shop stops here. Its products are examined one by one, which takes several times as long as counting rows of an
 * index; of a longer list, the filter panel counts the first ones in the order of the shop, and those of a search in the order of their age.
 */
export const maxCountedProducts = 1_000;

/** The number of products in each list, at most `maxCountedProducts`; empty lists are left out. */
export function countListings(db: Reader, collectionIds: readonly string[] | null, filter: ListingFilter) {
  const collectionId = sql<string | null>`members.collection_id`;
  const members = sql`(${membersOf(db, collectionIds, filter)} SELECT collection_id FROM members) members`;
  return db.select({ collectionId, count: count() }).from(members).groupBy(collectionId);
}

/** The number of products with a value of a facet. Of the facet `everything`, it is that of the list. */
export type CountedValue = Counted & { facet: string; value: string; label: string };

/** No code of a facet. */
export const everything = "";

/**
 * The number of products per value of these facets in each list, highest first; without `codes`, of all facets. The number of all products is
 * counted along with them, so that the list is computed once for both.
 */
export function countFacetValues(
  db: Reader,
  collectionIds: readonly string[] | null,
  { filter, codes }: { filter: ListingFilter; codes: readonly string[] | undefined },
) {
  const { facetCode, value, productId } = productFacets;
  const counts = sql`(
    ${membersOf(db, collectionIds, filter)}
    SELECT counted.*, ${facetValues.label} AS label, ${facetValues.position} AS position
    FROM (
      SELECT members.collection_id AS collection_id, ${facetCode} AS facet, ${value} AS value, count(*) AS products
      FROM members JOIN ${productFacets} ON ${productId} = members.product_id
      ${codes && sql`WHERE ${isAmongTexts(facetCode, codes)}`}
      GROUP BY members.collection_id, ${facetCode}, ${value}
    ) counted
    JOIN ${facetValues} ON ${facetValues.facetCode} = counted.facet AND ${facetValues.value} = counted.value
    UNION ALL
    SELECT collection_id, ${everything}, '', count(*), '', 0 FROM members GROUP BY collection_id
  ) counts`;
  return db
    .select({
      collectionId: sql<string | null>`collection_id`,
      facet: sql<string>`facet`,
      value: sql<string>`value`,
      label: sql<string>`label`,
      count: sql<number>`products`,
    })
    .from(counts)
    .orderBy(sql`products DESC, position, value`);
}

/**
 * The products of each list, as `members(collection_id, product_id)`. Materialized: joined with values of facets, the planner would otherwise
 * go through all products once for each value.
 */
function membersOf(db: Reader, collectionIds: readonly string[] | null, filter: ListingFilter): SQL {
  return sql`WITH members AS MATERIALIZED ${selectListed(db, collectionIds, filter)}`;
}

/** The products of each list, as (collection_id, product_id). */
function selectListed(db: Reader, collectionIds: readonly string[] | null, filter: ListingFilter) {
  const { words } = filter;
  const columns = (collectionId: SQL<string | null>) => ({
    collectionId: collectionId.as("collection_id"),
    productId: sql<string>`${products.id}`.as("product_id"),
  });
  if (collectionIds !== null)
    return (
      db
        .select(columns(sql`standing.root`))
        // A cross join begins with the members: for some filters the planner would read all of them again for each product of the shop.
        .from(selectMembers(collectionIds))
        .crossJoin(products)
        .leftJoin(priceRanges, inCurrency(filter))
        .where(and(eq(products.id, sql`standing.product_id`), isListed(db, filter)))
    );
  const ofShop = columns(sql`NULL`);
  if (words)
    return db
      .select(ofShop)
      .from(foundBy(words))
      .crossJoin(products)
      .leftJoin(priceRanges, inCurrency(filter))
      .where(and(eq(products.searchRow, sql`found.row`), isListed(db, filter)))
      .orderBy(sql`found.row`)
      .limit(maxCountedProducts);
  return db
    .select(ofShop)
    .from(products)
    .leftJoin(priceRanges, inCurrency(filter))
    .where(isListed(db, filter))
    .orderBy(asc(products.featuredRank), asc(products.id))
    .limit(maxCountedProducts);
}
