/** Pages of products: seven orders, a page by key from any place in them, and the pages of many collections at once. */
import { beyondCursor, type Keyset, limitOfPage, orderOfPage } from "@hansa/kit/keyset";
import type { Page } from "@hansa/kit/pages";
import type { Reader } from "@hansa/kit/store";
import { and, asc, eq, lte, type SQL, sql } from "drizzle-orm";
import { inCurrency, isListed, type ListingFilter, searched, treesOf } from "./listing-filter.ts";
import { pageIn, placeKey } from "./places.ts";
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
    .where(and(isListed(db, filter), beyondCursor(order, pageIn(order.name, page))))
    .orderBy(...orderOfPage(order, page))
    .limit(limitOfPage(page));
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
        sql<number>`row_number() OVER (PARTITION BY standing.root ORDER BY ${sql.join(orderOfPage(order, page), sql`, `)})`.as(
          "place",
        ),
    })
    .from(products)
    .innerJoin(standingIn(collectionIds), eq(sql`standing.product_id`, products.id))
    .leftJoin(priceRanges, inCurrency(filter))
    .where(and(isListed(db, filter), beyondCursor(order, pageIn(order.name, page))))
    .as("ranked");
  const rows = await db
    .select({ collectionId: ranked.collectionId, product: products, rank: ranked.rank })
    .from(ranked)
    .innerJoin(products, eq(products.id, ranked.productId))
    .where(lte(ranked.place, limitOfPage(page)))
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
type Order = Keyset & { name: string; rank: SQL<number> };

/** What is not sold in the currency comes last, whichever way prices are sorted. */
const unsold = Number.MAX_SAFE_INTEGER;

/** What is active has a time; of what is not, that which was never published comes last. */
const unpublishedLast = sql<number>`coalesce(${products.publishedAt}, 0)`;

/** What has a place in a collection's own order comes before the shop's order, whose ranks are far smaller than this. */
const behindPlaces = 1_000_000_000;

/** The order in the list of a collection, joined with `standing`. */
function orderIn(filter: ListingFilter, sort: ListingSort): Order {
  const shopOrder = orderOf(filter, sort);
  if (shopOrder.name !== "FEATURED") return shopOrder;
  const rank = sql<number>`coalesce(standing.place, ${behindPlaces} + ${products.featuredRank})`;
  return order("FEATURED HERE", rank);
}

function orderOf({ words, status, currency }: ListingFilter, sort: ListingSort): Order {
  const { minMinor } = priceRanges;
  if (sort === "RELEVANCE" && words) return order(`RELEVANCE ${words.join(" ")}`, relevance);
  if (sort === "PRICE_ASC") return order(`${sort} ${currency}`, sql<number>`coalesce(${minMinor}, ${unsold})`);
  if (sort === "PRICE_DESC") return order(`${sort} ${currency}`, sql<number>`coalesce(${minMinor}, -1)`, true);
  if (sort === "NEWEST") {
    const rank = status === "ACTIVE" ? sql<number>`${products.publishedAt}` : unpublishedLast;
    return order(sort, rank, true);
  }
  if (sort === "UPDATED") return order(sort, sql<number>`${products.updatedAt}`);
  if (sort === "RATING") return order(sort, sql<number>`${products.ratingRank}`, true);
  if (sort === "BESTSELLING") return order(sort, sql<number>`${products.soldLately}`, true);
  return order("FEATURED", sql<number>`${products.featuredRank}`);
}

function order(name: string, rank: SQL<number>, descending = false): Order {
  return { name, rank, columns: [rank, products.id], descending };
}
