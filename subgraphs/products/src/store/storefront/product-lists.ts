/** Pages of product lists in eight sortings, with keyset pagination, for the shop or many collections at once. */
import { beyondCursor, limitOfPage, orderOfPage, type Page } from "@hansa/kit/graphql";
import type { SearchWord } from "@hansa/kit/runtime";
import type { Reader } from "@hansa/kit/store";
import { and, eq, sql } from "drizzle-orm";
import { priceRanges, products } from "../catalogue/tables.ts";
import { cursorKey, pageIn } from "../cursors.ts";
import { findInCollections } from "./collection-pages.ts";
import { findByPrice, type PriceOrder } from "./price-order.ts";
import { inCurrency, isListed, type ListingFilter, searched } from "./product-filter.ts";
import { foundFor, mostRelevantFirst, relevance } from "./search-index.ts";
import { type ListedProduct, type ListingRequest, sortingOf, unsold } from "./sort-orders.ts";

/** Returns a page of each of these collections, or (null) of the whole shop, with one extra row each. */
export function findListings(
  db: Reader,
  collectionIds: readonly string[] | null,
  request: ListingRequest,
): Promise<ListedProduct[]> {
  return collectionIds === null ? findInShop(db, request) : findInCollections(db, collectionIds, request);
}

function findInShop(db: Reader, request: ListingRequest): Promise<ListedProduct[]> {
  const { words } = request.filter;
  return words && request.sort === "RELEVANCE" ? findMostRelevant(db, words, request) : findInOrder(db, request);
}

/** So many hits of a search are looked at first: most of them are in the list, and a page needs a few. */
const firstHits = 250;

/** A page of the hits of a search. The conditions of the list are checked for its first hits only, and for all if these do not fill the page. */
async function findMostRelevant(
  db: Reader,
  words: readonly SearchWord[],
  { filter, page }: ListingRequest,
): Promise<ListedProduct[]> {
  const name = `RELEVANCE ${(filter.typed ?? words).map(({ forms }) => forms.join("|")).join(" ")}`;
  const search = { words, filter, page: pageIn(name, page) };
  const first = await selectRelevant(db, search, firstHits);
  const isWhole = first.length === limitOfPage(page) || (first[0]?.total ?? firstHits) < firstHits;
  const rows = isWhole ? first : await selectRelevant(db, search, Number.MAX_SAFE_INTEGER);
  return rows.map(({ product, rank }) => ({
    collectionId: null,
    product,
    key: cursorKey(name, { rank, id: String(product.searchRow) }),
  }));
}

/** The statement of a page of the first `hits` hits beyond the cursor; `total` is the number of these hits. */
export function selectRelevant(
  db: Reader,
  { words, filter, page }: { words: readonly SearchWord[]; filter: ListingFilter; page: Page },
  hits: number,
) {
  return db
    .select({ product: products, rank: relevance, total: sql<number>`found.total` })
    .from(products)
    .innerJoin(foundFor({ words, typed: filter.typed }, page, hits), eq(sql`found.row`, products.searchRow))
    .leftJoin(priceRanges, inCurrency(filter))
    .where(isListed(db, filter))
    .orderBy(...orderOfPage(mostRelevantFirst, page))
    .limit(limitOfPage(page));
}

async function findInOrder(db: Reader, request: ListingRequest): Promise<ListedProduct[]> {
  const { filter, sort } = request;
  const sorting = sortingOf(filter, sort);
  const priceOrder = filter.words ? undefined : priceOrderOf(request, sorting.name);
  const rows = await (priceOrder ? findByPrice(db, priceOrder) : selectInOrder(db, request));
  return rows.map(({ product, rank }) => ({
    collectionId: null,
    product,
    key: cursorKey(sorting.name, { rank, id: product.id }),
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
  const sorting = sortingOf(filter, sort);
  const query = db
    .select({ product: products, rank: sorting.rank })
    .from(products)
    .leftJoin(priceRanges, inCurrency(filter))
    .$dynamic();
  return searched(filter, query)
    .where(
      and(isListed(db, filter, { isByRating: sort === "RATING" }), beyondCursor(sorting, pageIn(sorting.name, page))),
    )
    .orderBy(...orderOfPage(sorting, page))
    .limit(limitOfPage(page));
}
