/** Low stock: tracked variants with few available units, found by an index of available units. */

import { beyondCursor, type Keyset, limitOfPage, orderOfPage } from "@hansa/kit/graphql/keyset";
import type { Page } from "@hansa/kit/graphql/pages";
import { withoutIndex } from "@hansa/kit/store/dialect";
import type { Reader } from "@hansa/kit/store/store";
import { and, count, eq, lte, sql } from "drizzle-orm";
import { products, type VariantRow, variants } from "../catalogue/tables.ts";
import { pageIn } from "../cursors.ts";
import { type StockLevelRow, stockLevels } from "./tables.ts";

/** The name of this list in its cursors. */
export const lowStockList = "scarce";

/** Written exactly as in the index, which would not be used otherwise. */
const left = sql<number>`(${stockLevels.onHand} - ${stockLevels.reserved})`;
const fewestFirst: Keyset = { columns: [left, stockLevels.variantId], descending: false };

/** Returns a page of tracked variants on sale with at most `threshold` available units, fewest first, with one extra row. */
export function findLowStock(
  db: Reader,
  threshold: number,
  page: Page,
): Promise<{ variant: VariantRow; level: StockLevelRow }[]> {
  return db
    .select({ variant: variants, level: stockLevels })
    .from(stockLevels)
    .innerJoin(variants, eq(variants.id, stockLevels.variantId))
    .innerJoin(products, eq(products.id, variants.productId))
    .where(and(isLowStock(threshold), beyondCursor(fewestFirst, pageIn(lowStockList, page))))
    .orderBy(...orderOfPage(fewestFirst, page))
    .limit(limitOfPage(page));
}

export async function countLowStock(db: Reader, threshold: number): Promise<number> {
  const [row] = await db
    .select({ count: count() })
    .from(stockLevels)
    .innerJoin(variants, eq(variants.id, stockLevels.variantId))
    .innerJoin(products, eq(products.id, variants.productId))
    .where(isLowStock(threshold));
  return row?.count ?? 0;
}

function isLowStock(threshold: number) {
  // By its index, the planner would scan all products on sale and sorting their stock levels.
  return and(lte(left, threshold), eq(withoutIndex(products.status), "ACTIVE"));
}
