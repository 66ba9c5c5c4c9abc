/** Pages of product lists in eight sort orders, with keyset pagination, for the shop or many collections at once. */
import { beyondCursor, type Keyset, limitOfPage, orderOfPage } from "@hansa/kit/graphql/keyset";
import type { Page } from "@hansa/kit/graphql/pages";
import type { Reader } from "@hansa/kit/store/store";
import { and, asc, eq, lte, type SQL, sql } from "drizzle-orm";
import { type ProductRow, priceRanges, productCollections, products } from "../catalogue/tables.ts";
import { cursorKey, pageIn } from "../cursors.ts";
import { findByPrice, type PriceOrder } from "./price-order.ts";
import { inCurrency, isListed, type ListingFilter, searched, treesOf } from "./product-filter.ts";
import { findSnippets, foundFor, mostRelevantFirst, relevance } from "./search-index.sqlite.ts";

type ListingSort =
  | "FEATURED"
  | "RELEVANCE"
  | "PRICE_ASC"
  | "PRICE_DESC"
  | "NEWEST"
  | "UPDATED"
  | "RATING"
  | "BESTSELLING";

/** The list, its sort order and the page. */
export type ListingRequest = { filter: ListingFilter; sort: ListingSort; page: Page };

/** A product in a list of a collection (null: of the shop), with its cursor key and the matched text of a search. */
export type ListedProduct = {
  collectionId: string | null;
  product: ProductRow;
  key: (string | number)[];
  snippet: string | null;
};

/** Returns a page of each of these collections, or (null) of the whole shop, with one extra row each. */
export function findListings(
  db: Reader,
  collectionIds: readonly string[] | null,
  asked: ListingRequest,
): Promise<ListedProduct[]> {
  return collectionIds === null ? findInShop(db, asked) : findInCollections(db, collectionIds, asked);
}

function findInShop(db: Reader, asked: ListingRequest): Promise<ListedProduct[]> {
  const { words } = asked.filter;
  return words && asked.sort === "RELEVANCE" ? findMostRelevant(db, words, asked) : findInOrder(db, asked);
}

/** So many hits of a search are looked at first: most of them are in the list, and a page needs a few. */
const firstHits = 250;

/** A page of the hits of a search. The conditions of the list are checked for its first hits only, and for all if these do not fill the page. */
async function findMostRelevant(
  db: Reader,
  words: readonly string[],
  { filter, page }: ListingRequest,
): Promise<ListedProduct[]> {
  const name = `RELEVANCE ${words.join(" ")}`;
  const search = { words, filter, page: pageIn(name, page) };
  const first = await selectRelevant(db, search, firstHits);
  const isWhole = first.length === limitOfPage(page) || (first[0]?.total ?? firstHits + 1) <= firstHits;
  const rows = isWhole ? first : await selectRelevant(db, search, Number.MAX_SAFE_INTEGER);
  const snippets = await findSnippets(
    db,
    words,
    rows.map(({ product }) => product.searchRow),
  );
  return rows.map(({ product, rank }) => ({
    collectionId: null,
    product,
    key: cursorKey(name, { rank, id: String(product.searchRow) }),
    snippet: snippets.get(product.searchRow) ?? null,
  }));
}

/** The statement of a page of the first `hits` hits; `total` is the number of all hits beyond the cursor. */
export function selectRelevant(
  db: Reader,
  { words, filter, page }: { words: readonly string[]; filter: ListingFilter; page: Page },
  hits: number,
) {
  return db
    .select({ product: products, rank: relevance, total: sql<number>`found.total` })
    .from(products)
    .innerJoin(foundFor(words, page, hits), eq(sql`found.row`, products.searchRow))
    .leftJoin(priceRanges, inCurrency(filter))
    .where(isListed(db, filter))
    .orderBy(...orderOfPage(mostRelevantFirst, page))
    .limit(limitOfPage(page));
}

async function findInOrder(db: Reader, asked: ListingRequest): Promise<ListedProduct[]> {
  const { filter, sort } = asked;
  const order = orderOf(filter, sort);
  const priceOrder = filter.words ? undefined : priceOrderOf(asked, order.name);
  const rows = await (priceOrder ? findByPrice(db, priceOrder) : selectInOrder(db, asked));
  const searchRows = rows.map((row) => row.product.searchRow);
  const found = filter.words ? await findSnippets(db, filter.words, searchRows) : undefined;
  return rows.map(({ product, rank }) => ({
    collectionId: null,
    product,
    key: cursorKey(order.name, { rank, id: product.id }),
    snippet: found?.get(product.searchRow) ?? null,
  }));
}

/** The list by price, whose pages have an index; undefined for any other order. */
function priceOrderOf({ filter, sort, page }: ListingRequest, name: string): PriceOrder | undefined {
  const own = { filter, page: pageIn(name, page) };
  if (sort === "PRICE_ASC") return { ...own, descending: false, unpriced: unsold };
  return sort === "PRICE_DESC" ? { ...own, descending: true, unpriced: -1 } : undefined;
}

/** The statement of a page of the shop in any order but relevance. */
export function selectInOrder(db: Reader, { filter, sort, page }: ListingRequest) {
  const order = orderOf(filter, sort);
  const query = db
    .select({ product: products, rank: order.rank })
    .from(products)
    .leftJoin(priceRanges, inCurrency(filter))
    .$dynamic();
  return searched(filter, query)
    .where(and(isListed(db, filter, { isByRating: sort === "RATING" }), beyondCursor(order, pageIn(order.name, page))))
    .orderBy(...orderOfPage(order, page))
    .limit(limitOfPage(page));
}

/** Numbers the products of each collection, so that one statement returns a page of each. */
async function findInCollections(
  db: Reader,
  collectionIds: readonly string[],
  { filter, sort, page }: ListingRequest,
): Promise<ListedProduct[]> {
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
    .innerJoin(selectMembers(collectionIds), eq(sql`standing.product_id`, products.id))
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
    key: cursorKey(order.name, { rank, id: product.id }),
    snippet: null,
  }));
}

/** The members of these collections and their descendants, as `standing(root, product_id, place)`, each product once. */
export function selectMembers(collectionIds: readonly string[]): SQL {
  return sql`(SELECT tree.root AS root, ${productCollections.productId} AS product_id,
    min(CASE WHEN tree.id = tree.root THEN ${productCollections.place} END) AS place
    FROM ${productCollections} JOIN ${treesOf(collectionIds)} tree ON tree.id = ${productCollections.collectionId}
    GROUP BY tree.root, ${productCollections.productId}
  ) standing`;
}

/** `rank` is never null: such rows would be on no page. `name` binds cursors to their sort order. */
type Order = Keyset & { name: string; rank: SQL<number> };

/** Products without a price in the currency are last in both directions. */
const unsold = Number.MAX_SAFE_INTEGER;

/** Active products have a time; of the others, those never published are last. */
const unpublishedLast = sql<number>`coalesce(${products.publishedAt}, 0)`;

/** Products with a manual place precede the shop order, whose ranks are far below this. */
const behindPlaces = 1_000_000_000;

/** The order in the list of a collection, joined with `standing`. */
function orderIn(filter: ListingFilter, sort: ListingSort): Order {
  const shopOrder = orderOf(filter, sort);
  if (shopOrder.name !== "FEATURED") return shopOrder;
  const rank = sql<number>`coalesce(standing.place, ${behindPlaces} + ${products.featuredRank})`;
  return order("FEATURED HERE", rank);
}

function orderOf({ status, currency }: ListingFilter, sort: ListingSort): Order {
  const { minMinor } = priceRanges;
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
