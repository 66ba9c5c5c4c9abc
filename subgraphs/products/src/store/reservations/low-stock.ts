/** Low stock: tracked variants with few available units, found by an index of available units. */

import { type Keyset, type Page, pageStatement } from "@hansa/kit/graphql";
import { type Reader, statement, withoutIndex } from "@hansa/kit/store";
import { and, count, eq, lte, type Placeholder } from "drizzle-orm";
import { products, type VariantRow, variants } from "../catalogue/tables.ts";
import { pageIn } from "../cursors.ts";
import { shopSettings } from "../projections/tables.ts";
import { maxCountedProducts } from "../storefront/product-counts.ts";
import { availableUnits, isOnlyRow, type StockWithThreshold, stockWithThreshold } from "./stock.ts";
import { stockLevels } from "./tables.ts";

/** The name of this list in its cursors. */
export const lowStockList = "scarce";

const fewestFirst: Keyset = { columns: [availableUnits, stockLevels.variantId], descending: false };

/** Returns a page of tracked variants on sale with at most `threshold` available units, fewest first, with one extra row. */
export function findLowStock(
  db: Reader,
  threshold: number,
  page: Page,
): Promise<{ variant: VariantRow; level: StockWithThreshold }[]> {
  return lowStockPage(db, pageIn(lowStockList, page), threshold);
}

const lowStockPage = pageStatement(fewestFirst, ["number"], (db, paging, threshold) =>
  db
    .select({ variant: variants, level: stockWithThreshold })
    .from(stockLevels)
    .leftJoin(shopSettings, isOnlyRow)
    .innerJoin(variants, eq(variants.id, stockLevels.variantId))
    .innerJoin(products, eq(products.id, variants.productId))
    .where(and(isLowStock(threshold), paging.beyondCursor(fewestFirst)))
    .orderBy(...paging.orderBy(fewestFirst))
    .limit(paging.limit),
);

/** The number of these variants, at most `maxCountedProducts`. */
export async function countLowStock(db: Reader, threshold: number): Promise<number> {
  return (await lowStockCount(db, threshold))[0]?.count ?? 0;
}

const lowStockCount = statement(["number"], (db: Reader, threshold) =>
  db
    .select({ count: count() })
    .from(
      db
        .select({ variantId: stockLevels.variantId })
        .from(stockLevels)
        .innerJoin(variants, eq(variants.id, stockLevels.variantId))
        .innerJoin(products, eq(products.id, variants.productId))
        .where(isLowStock(threshold))
        .limit(maxCountedProducts)
        .as("counted"),
    ),
);

function isLowStock(threshold: Placeholder) {
  // By its index, the planner would scan all products on sale and sorting their stock levels.
  return and(lte(availableUnits, threshold), eq(withoutIndex(products.status), "ACTIVE"));
}
