/** Shelves with few units left, found by an index of what is left. */
import { beyondCursor, type Keyset, limitOfPage, orderOfPage } from "@hansa/kit/keyset";
import type { Page } from "@hansa/kit/pages";
import type { Reader } from "@hansa/kit/store";
import { and, count, eq, lte, sql } from "drizzle-orm";
import { pageIn } from "./places.ts";
import { type StockLevelRow, stockLevels } from "./stock-tables.ts";
import { products, type VariantRow, variants } from "./tables.ts";

/** The name of this list in its cursors. */
export const scarceList = "scarce";

/** Written as in the index, or it would not be used. */
const left = sql<number>`(${stockLevels.onHand} - ${stockLevels.reserved})`;
const fewestFirst: Keyset = { columns: [left, stockLevels.variantId], descending: false };

/** A page of counted variants on sale with at most `threshold` units left, the fewest first; one more than asked for. */
export function findScarce(
  db: Reader,
  threshold: number,
  page: Page,
): Promise<{ variant: VariantRow; level: StockLevelRow }[]> {
  return db
    .select({ variant: variants, level: stockLevels })
    .from(stockLevels)
    .innerJoin(variants, eq(variants.id, stockLevels.variantId))
    .innerJoin(products, eq(products.id, variants.productId))
    .where(and(isScarce(threshold), beyondCursor(fewestFirst, pageIn(scarceList, page))))
    .orderBy(...orderOfPage(fewestFirst, page))
    .limit(limitOfPage(page));
}

export async function countScarce(db: Reader, threshold: number): Promise<number> {
  const [row] = await db
    .select({ count: count() })
    .from(stockLevels)
    .innerJoin(variants, eq(variants.id, stockLevels.variantId))
    .innerJoin(products, eq(products.id, variants.productId))
    .where(isScarce(threshold));
  return row?.count ?? 0;
}

function isScarce(threshold: number) {
  // The plus keeps the planner from walking all products that are on sale and sorting their shelves.
  return and(lte(left, threshold), eq(sql`+${products.status}`, "ACTIVE"));
}
