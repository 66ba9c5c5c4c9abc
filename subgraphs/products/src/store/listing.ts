/** Pages of products: seven orders, a page by key from any place in them, and the pages of many collections at once. */
import type { Page } from "@hansa/kit/pages";
import type { Reader } from "@hansa/kit/store";
import { and, asc, desc, eq, gt, lt, lte, or, type SQL, sql } from "drizzle-orm";
import { inCurrency, isListed, type ListingFilter, searched, treesOf } from "./listing-filter.ts";
import { type Place, placeIn, placeKey } from "./places.ts";
import { findSnippets, relevance } from "./search-index.ts";
import { type ProductRow, priceRanges, productCollections, products } from "./tables.ts";

type ListingSort =
  | "FEATURED"
  | "RELEVANCE"
  | "PRICE_ASC"
  | "PRICE_DESC"
  | "NEWEST"
  | "UPDATED"
  | "RATING"
  | "BESTSELLING";

/** Which list is asked for, in which order, and which page of it. */
export type AskedPage = { filter: ListingFilter; sort: ListingSort; page: Page };

/** A product in the list of a collection (null: of the whole shop), what its cursor holds, and, in a search, the text that matched. */
export type Listed = {
  collectionId: string | null;
  product: ProductRow;
  key: (string | number)[];
  snippet: string | null;
};

/** A page of each of these collections, or (null) of the whole shop: in order, one more than asked for, to know whether there is a next. */
export function findListings(db: Reader, collectionIds: readonly string[] | null, asked: AskedPage): Promise<Listed[]> {
  return collectionIds === null ? findInShop(db, asked) : findInCollections(db, collectionIds, asked);
}

async function findInShop(db: Reader, { filter, sort, page }: AskedPage): Promise<Listed[]> {
  const order = orderOf(filter, sort);
  const rows = await searched(
    filter,
    db
      .select({ product: products, rank: order.rank })
      .from(products)
      .leftJoin(priceRanges, inCurrency(filter))
      .$dynamic(),
  )
    .where(and(isListed(db, filter), isBeyond(order, placeIn(order.name, page))))
    .orderBy(...inOrder(order))
    .limit(page.first + 1);
  const searchRows = rows.map((row) => row.product.searchRow);
  const found = filter.words ? await findSnippets(db, filter.words, searchRows) : undefined;
  return rows.map(({ product, rank }) => ({
    collectionId: null,
    product,
    key: placeKey(order.name, { rank, id: product.id }),
    snippet: found?.get(product.searchRow) ?? null,
  }));
}

/** Products in a collection or beneath it, numbered in each, so that one statement cuts the page of every one. */
async function findInCollections(
  db: Reader,
  collectionIds: readonly string[],
  { filter, sort, page }: AskedPage,
): Promise<Listed[]> {
  const order = orderIn(filter, sort);
  const ranked = db
    .select({
      collectionId: sql<string>`standing.root`.as("collection_id"),
      productId: products.id,
      rank: sql<number>`${order.rank}`.as("rank"),
      place:
        sql<number>`row_number() OVER (PARTITION BY standing.root ORDER BY ${sql.join(inOrder(order), sql`, `)})`.as(
          "place",
        ),
    })
    .from(products)
    .innerJoin(standingIn(collectionIds), eq(sql`standing.product_id`, products.id))
    .leftJoin(priceRanges, inCurrency(filter))
    .where(and(isListed(db, filter), isBeyond(order, placeIn(order.name, page))))
    .as("ranked");
  const rows = await db
    .select({ collectionId: ranked.collectionId, product: products, rank: ranked.rank })
    .from(ranked)
    .innerJoin(products, eq(products.id, ranked.productId))
    .where(lte(ranked.place, page.first + 1))
    .orderBy(asc(ranked.collectionId), asc(ranked.place));
  return rows.map(({ collectionId, product, rank }) => ({
    collectionId,
    product,
    key: placeKey(order.name, { rank, id: product.id }),
    snippet: null,
  }));
}

/** Which product stands in or beneath which of these collections, as `standing(root, product_id, place)`: once, however often it stands there. */
export function standingIn(collectionIds: readonly string[]): SQL {
  return sql`(SELECT tree.root AS root, ${productCollections.productId} AS product_id,
    min(CASE WHEN tree.id = tree.root THEN ${productCollections.place} END) AS place
    FROM ${productCollections} JOIN ${treesOf(collectionIds)} tree ON tree.id = ${productCollections.collectionId}
    GROUP BY tree.root, ${productCollections.productId}
  ) standing`;
}

/** `rank` is never null, or what has none would be on no page; `name` keeps the cursors of one order out of another. */
type Order = { name: string; rank: SQL<number>; descending: boolean };

/** What is not sold in the currency comes last, whichever way prices are sorted. */
const unsold = Number.MAX_SAFE_INTEGER;

/** What is active has a time; of what is not, that which was never published comes last. */
const unpublishedLast = sql<number>`coalesce(${products.publishedAt}, 0)`;

/** What has a place in a collection's own order comes before the shop's order, whose ranks are far smaller than this. */
const behindPlaces = 1_000_000_000;

/** The order in the list of a collection, joined with `standing`. */
function orderIn(filter: ListingFilter, sort: ListingSort): Order {
  const order = orderOf(filter, sort);
  if (order.name !== "FEATURED") return order;
  const rank = sql<number>`coalesce(standing.place, ${behindPlaces} + ${products.featuredRank})`;
  return { name: "FEATURED HERE", rank, descending: false };
}

function orderOf({ words, status, currency }: ListingFilter, sort: ListingSort): Order {
  const { minMinor } = priceRanges;
  if (sort === "RELEVANCE" && words)
    return { name: `RELEVANCE ${words.join(" ")}`, rank: relevance, descending: false };
  if (sort === "PRICE_ASC")
    return { name: `${sort} ${currency}`, rank: sql<number>`coalesce(${minMinor}, ${unsold})`, descending: false };
  if (sort === "PRICE_DESC")
    return { name: `${sort} ${currency}`, rank: sql<number>`coalesce(${minMinor}, -1)`, descending: true };
  if (sort === "NEWEST") {
    const rank = status === "ACTIVE" ? sql<number>`${products.publishedAt}` : unpublishedLast;
    return { name: sort, rank, descending: true };
  }
  if (sort === "UPDATED") return { name: sort, rank: sql<number>`${products.updatedAt}`, descending: false };
  if (sort === "RATING") return { name: sort, rank: sql<number>`${products.ratingRank}`, descending: true };
  if (sort === "BESTSELLING") return { name: sort, rank: sql<number>`${products.soldLately}`, descending: true };
  return { name: "FEATURED", rank: sql<number>`${products.featuredRank}`, descending: false };
}

function inOrder({ rank, descending }: Order): [SQL, SQL] {
  return descending ? [desc(rank), desc(products.id)] : [asc(rank), asc(products.id)];
}

function isBeyond({ rank, descending }: Order, place: Place | undefined): SQL | undefined {
  if (!place) return undefined;
  const isPast = descending ? lt : gt;
  return or(isPast(rank, place.rank), and(eq(rank, place.rank), isPast(products.id, place.id)));
}
