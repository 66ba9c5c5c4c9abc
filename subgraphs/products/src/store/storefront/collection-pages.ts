/** Pages of collections: one statement for a page of each, and for one large collection by the index of its sorting. */
import { beyondCursor, type Keyset, limitOfPage, orderOfPage, type Page } from "@hansa/kit/graphql";
import type { Reader } from "@hansa/kit/store";
import { and, asc, eq, lte, type SQL, sql } from "drizzle-orm";
import { isPlaced, priceRanges, productCollections, products } from "../catalogue/tables.ts";
import { cursorKey, pageIn } from "../cursors.ts";
import { inCurrency, isListed, treesOf } from "./product-filter.ts";
import { behindPlaces, type ListedProduct, type ListingRequest, sortingIn } from "./sort-orders.ts";

/** Returns a page of each of these collections, with one extra row each. */
export async function findInCollections(
  db: Reader,
  collectionIds: readonly string[],
  request: ListingRequest,
): Promise<ListedProduct[]> {
  const sorting = sortingIn(request.filter, request.sort);
  const [only, ...others] = collectionIds;
  const isByPrice = request.sort === "PRICE_ASC" || request.sort === "PRICE_DESC";
  const rows = await (only === undefined || others.length > 0 || isByPrice
    ? selectOfEach(db, collectionIds, request)
    : selectOfOne(db, only, request));
  return rows.map(({ collectionId, product, rank }) => ({
    collectionId,
    product,
    key: cursorKey(sorting.name, { rank, id: product.id }),
  }));
}

/**
 * More members are not sorted if they are at least this part of the shop: its order is then read until it has shown enough of them. For fewer
 * it would be read for long.
 */
const [maxSorted, leastPart] = [1_000, 16];

/**
 * The statement of a page of one collection. A small one is sorted. Of a large one, members with a manual position are sorted, and the others
 * are read in the order of the shop. The half that does not apply ends before its first row, by its limit: a condition would be tested for each.
 */
export function selectOfOne(db: Reader, collectionId: string, { filter, sort, page }: ListingRequest) {
  const sorting = sortingIn(filter, sort);
  const paged = pageIn(sorting.name, page);
  const tree = sql`(SELECT id FROM ${treesOf([collectionId])} tree)`;
  const members = sql`SELECT 1 FROM ${productCollections} WHERE ${productCollections.collectionId} IN ${tree}`;
  const isPart = sql`(SELECT count(*) FROM (${members}) member) * ${leastPart} > (SELECT count(*) FROM ${products})`;
  const size = db
    .$with("size")
    .as(
      db
        .select({ isLarge: sql<boolean>`count(*) > ${maxSorted} AND ${isPart}`.as("is_large") })
        .from(sql`(${members} LIMIT ${maxSorted + 1}) member`),
    );
  const isLarge = sql`(SELECT is_large FROM size)`;
  const isFeatured = sort === "FEATURED";
  const columns = (rank: SQL<number>) => ({
    id: sql<string>`${products.id}`.as("product_id"),
    rank: sql<number>`${rank}`.as("rank"),
  });
  const sorted = db
    .select(columns(sorting.rank))
    .from(membersToSort(collectionId, { tree, isLarge, isFeatured }))
    .crossJoin(products)
    .leftJoin(priceRanges, inCurrency(filter))
    .where(and(eq(products.id, sql`standing.product_id`), isListed(db, filter), beyondCursor(sorting, paged)))
    .orderBy(...orderOfPage(sorting, page))
    .limit(limitOfPage(page));
  const { productId: memberId, collectionId: memberOf } = productCollections;
  const isMember = sql`EXISTS (SELECT 1 FROM ${productCollections} WHERE ${memberId} = ${products.id} AND ${memberOf} IN ${tree})`;
  const isUnplaced = sql`NOT EXISTS (SELECT 1 FROM ${productCollections}
    WHERE ${memberId} = ${products.id} AND ${memberOf} = ${collectionId} AND ${isPlaced})`;
  const shopSorting: Keyset = isFeatured ? { ...sorting, columns: [products.featuredRank, products.id] } : sorting;
  const read = db
    .select(columns(isFeatured ? sql<number>`${behindPlaces} + ${products.featuredRank}` : sorting.rank))
    .from(products)
    .leftJoin(priceRanges, inCurrency(filter))
    .where(
      and(
        isListed(db, filter, { isByRating: sort === "RATING" }),
        isMember,
        isFeatured ? isUnplaced : undefined,
        beyondCursor(shopSorting, isFeatured ? withoutPlaces(paged) : paged),
      ),
    )
    .orderBy(...orderOfPage(shopSorting, page));
  const readIfLarge = sql`(${read.getSQL()} LIMIT CASE WHEN ${isLarge} THEN ${limitOfPage(page)} ELSE 0 END)`;
  const both: Keyset = {
    columns: [sql<number>`ranked.rank`, sql<number>`ranked.product_id`],
    descending: sorting.descending,
  };
  return db
    .with(size)
    .select({ collectionId: sql<string>`${collectionId}`, product: products, rank: sql<number>`ranked.rank` })
    .from(sql`(SELECT * FROM ${sorted} sorted UNION ALL SELECT * FROM ${readIfLarge} read) ranked`)
    .innerJoin(products, eq(products.id, sql`ranked.product_id`))
    .orderBy(...orderOfPage(both, page))
    .limit(limitOfPage(page));
}

/** The page in the order of the shop, whose ranks are behind all manual positions. */
function withoutPlaces(page: Page): Page {
  if (page.from === undefined) return page;
  const [rank, ...rest] = page.from;
  return { ...page, from: [Number(rank) - behindPlaces, ...rest] };
}

/** More rows than any table has. */
const noLimit = sql.raw(`${Number.MAX_SAFE_INTEGER}`);

/** All members of a small collection, or those of a large one with a manual position, as `standing(product_id, place)`. */
function membersToSort(
  collectionId: string,
  { tree, isLarge, isFeatured }: { tree: SQL; isLarge: SQL; isFeatured: boolean },
): SQL {
  const { productId, collectionId: memberOf, place } = productCollections;
  const placed = sql`UNION ALL SELECT ${productId}, ${place} FROM ${productCollections}
    WHERE ${memberOf} = ${collectionId} AND ${isPlaced} AND ${isLarge}`;
  return sql`(
    SELECT * FROM (
      SELECT ${productId} AS product_id, min(CASE WHEN ${memberOf} = ${collectionId} THEN ${place} END) AS place
      FROM ${productCollections} WHERE ${memberOf} IN ${tree} GROUP BY ${productId}
      LIMIT CASE WHEN ${isLarge} THEN 0 ELSE ${noLimit} END
    ) member
    ${isFeatured ? placed : undefined}
  ) standing`;
}

/** Numbers the products of each collection, so that one statement returns a page of each. */
export function selectOfEach(db: Reader, collectionIds: readonly string[], { filter, sort, page }: ListingRequest) {
  const sorting = sortingIn(filter, sort);
  const ranked = db
    .select({
      collectionId: sql<string>`standing.root`.as("collection_id"),
      productId: products.id,
      rank: sql<number>`${sorting.rank}`.as("rank"),
      place:
        sql<number>`row_number() OVER (PARTITION BY standing.root ORDER BY ${sql.join(orderOfPage(sorting, page), sql`, `)})`.as(
          "place",
        ),
    })
    // A cross join begins with the members: for some filters the planner would read all members again for each product of the shop.
    .from(selectMembers(collectionIds))
    .crossJoin(products)
    .leftJoin(priceRanges, inCurrency(filter))
    .where(
      and(
        eq(products.id, sql`standing.product_id`),
        isListed(db, filter),
        beyondCursor(sorting, pageIn(sorting.name, page)),
      ),
    )
    .as("ranked");
  return db
    .select({ collectionId: ranked.collectionId, product: products, rank: ranked.rank })
    .from(ranked)
    .innerJoin(products, eq(products.id, ranked.productId))
    .where(lte(ranked.place, limitOfPage(page)))
    .orderBy(asc(ranked.collectionId), asc(ranked.place));
}

/** The members of these collections and their descendants, as `standing(root, product_id, place)`, each product once. */
export function selectMembers(collectionIds: readonly string[]): SQL {
  return sql`(SELECT tree.root AS root, ${productCollections.productId} AS product_id,
    min(CASE WHEN tree.id = tree.root THEN ${productCollections.place} END) AS place
    FROM ${productCollections} JOIN ${treesOf(collectionIds)} tree ON tree.id = ${productCollections.collectionId}
    GROUP BY tree.root, ${productCollections.productId}
  ) standing`;
}
