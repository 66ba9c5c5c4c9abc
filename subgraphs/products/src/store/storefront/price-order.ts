/** Pages of the shop sorted by price: products with a price in the currency, from the index of price ranges, and behind them all others. */
import { beyondCursor, type Keyset, limitOfPage, orderOfPage, type Page } from "@hansa/kit/graphql";
import type { Reader } from "@hansa/kit/store";
import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import { type ProductRow, priceRanges, products } from "../catalogue/tables.ts";
import { inCurrency, isListed, type ListingFilter } from "./product-filter.ts";

/** `unpriced` is the rank of products without a price in the currency. */
export type PriceOrder = { filter: ListingFilter; page: Page; descending: boolean; unpriced: number };
type RankedProduct = { product: ProductRow; rank: number };

/** Returns a page with one extra row. The second part of the list is read only if the first does not fill the page. */
export async function findByPrice(db: Reader, order: PriceOrder): Promise<RankedProduct[]> {
  const { page, unpriced } = order;
  const parts = page.isBackward ? [selectUnpriced, selectPriced] : [selectPriced, selectUnpriced];
  const [first, second] = parts;
  if (!first || !second) return [];
  const isBehindFirst = page.from !== undefined && (page.from[0] === unpriced) !== page.isBackward;
  if (isBehindFirst) return second(db, order);
  const rows = await first(db, order);
  if (rows.length === limitOfPage(page)) return rows;
  const rest = { ...page, from: undefined, size: page.size - rows.length };
  return [...rows, ...(await second(db, { ...order, page: rest }))];
}

/** The statement of the products with a price. A cross join keeps the order of the index, so that only a page is read. */
export function selectPriced(db: Reader, { filter, page, descending }: PriceOrder) {
  const keyset: Keyset = { columns: [priceRanges.minMinor, priceRanges.productId], descending };
  return db
    .select({ product: products, rank: sql<number>`${priceRanges.minMinor}` })
    .from(priceRanges)
    .crossJoin(products)
    .where(
      and(
        eq(priceRanges.currency, filter.currency),
        eq(products.id, priceRanges.productId),
        isListed(db, filter),
        beyondCursor(keyset, page),
      ),
    )
    .orderBy(...orderOfPage(keyset, page))
    .limit(limitOfPage(page));
}

function selectUnpriced(db: Reader, { filter, page, descending, unpriced }: PriceOrder) {
  const rank: SQL<number> = sql<number>`cast(${unpriced} AS bigint)`;
  const keyset: Keyset = { columns: [rank, products.id], descending };
  return db
    .select({ product: products, rank })
    .from(products)
    .leftJoin(priceRanges, inCurrency(filter))
    .where(and(isListed(db, filter), isNull(priceRanges.productId), beyondCursor(keyset, page)))
    .orderBy(...orderOfPage({ ...keyset, columns: [products.id] }, page))
    .limit(limitOfPage(page));
}
