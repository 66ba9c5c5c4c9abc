/** Sortings of product lists: the rank by which a list is sorted, and the name that binds its cursors. */
import type { Keyset, Page } from "@hansa/kit/graphql";
import { type SQL, sql } from "drizzle-orm";
import { type ProductRow, priceRanges, products } from "../catalogue/tables.ts";
import type { ListingFilter } from "./product-filter.ts";

export type ListingSort =
  | "FEATURED"
  | "RELEVANCE"
  | "PRICE_ASC"
  | "PRICE_DESC"
  | "NEWEST"
  | "UPDATED"
  | "RATING"
  | "BESTSELLING";

/** The list, its sorting and the page. */
export type ListingRequest = { filter: ListingFilter; sort: ListingSort; page: Page };

/** A product in a list of a collection (null: of the shop), with its cursor key. */
export type ListedProduct = {
  collectionId: string | null;
  product: ProductRow;
  key: (string | number)[];
};

/** `rank` is never null: such rows would be on no page. `name` binds cursors to their sorting. */
export type Sorting = Keyset & { name: string; rank: SQL<number> };

/** Products without a price in the currency are last in both directions. */
export const unsold = Number.MAX_SAFE_INTEGER;

/** Active products have a time; of the others, those never published are last. */
const unpublishedLast = sql<number>`coalesce(${products.publishedAt}, 0)`;

/** Products with a manual place precede the shop order, whose ranks are far below this. */
export const behindPlaces = 1_000_000_000;

/** The sorting of the list of a collection, joined with `standing`. */
export function sortingIn(filter: ListingFilter, sort: ListingSort): Sorting {
  const shopSorting = sortingOf(filter, sort);
  if (shopSorting.name !== "FEATURED") return shopSorting;
  const rank = sql<number>`coalesce(standing.place, ${behindPlaces} + ${products.featuredRank})`;
  return sorting("FEATURED HERE", rank);
}

/** The sorting of the list of the whole shop. */
export function sortingOf({ status, currency }: ListingFilter, sort: ListingSort): Sorting {
  const { minMinor } = priceRanges;
  if (sort === "PRICE_ASC") return sorting(`${sort} ${currency}`, sql<number>`coalesce(${minMinor}, ${unsold})`);
  if (sort === "PRICE_DESC") return sorting(`${sort} ${currency}`, sql<number>`coalesce(${minMinor}, -1)`, true);
  if (sort === "NEWEST") {
    const rank = status === "ACTIVE" ? sql<number>`${products.publishedAt}` : unpublishedLast;
    return sorting(sort, rank, true);
  }
  if (sort === "UPDATED") return sorting(sort, sql<number>`${products.updatedAt}`);
  if (sort === "RATING") return sorting(sort, sql<number>`${products.ratingRank}`, true);
  if (sort === "BESTSELLING") return sorting(sort, sql<number>`${products.soldLately}`, true);
  return sorting("FEATURED", sql<number>`${products.featuredRank}`);
}

function sorting(name: string, rank: SQL<number>, descending = false): Sorting {
  return { name, rank, columns: [rank, products.id], descending };
}
