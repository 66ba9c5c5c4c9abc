/** Sort orders of product lists: the rank by which a list is sorted, and the name that binds its cursors. */
import type { Keyset } from "@hansa/kit/graphql/keyset";
import type { Page } from "@hansa/kit/graphql/pages";
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

/** The list, its sort order and the page. */
export type ListingRequest = { filter: ListingFilter; sort: ListingSort; page: Page };

/** A product in a list of a collection (null: of the shop), with its cursor key and the matched text of a search. */
export type ListedProduct = {
  collectionId: string | null;
  product: ProductRow;
  key: (string | number)[];
  snippet: string | null;
};

/** `rank` is never null: such rows would be on no page. `name` binds cursors to their sort order. */
export type Order = Keyset & { name: string; rank: SQL<number> };

/** Products without a price in the currency are last in both directions. */
export const unsold = Number.MAX_SAFE_INTEGER;

/** Active products have a time; of the others, those never published are last. */
const unpublishedLast = sql<number>`coalesce(${products.publishedAt}, 0)`;

/** Products with a manual place precede the shop order, whose ranks are far below this. */
export const behindPlaces = 1_000_000_000;

/** The order in the list of a collection, joined with `standing`. */
export function orderIn(filter: ListingFilter, sort: ListingSort): Order {
  const shopOrder = orderOf(filter, sort);
  if (shopOrder.name !== "FEATURED") return shopOrder;
  const rank = sql<number>`coalesce(standing.place, ${behindPlaces} + ${products.featuredRank})`;
  return order("FEATURED HERE", rank);
}

/** The order in the list of the whole shop. */
export function orderOf({ status, currency }: ListingFilter, sort: ListingSort): Order {
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
