/** Products with a stale search index. */
import { prepared } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, asc, eq, getTableColumns, inArray } from "drizzle-orm";
import { type ProductRow, productFacets, products } from "../catalogue/tables.ts";
import { staleSearch } from "./tables.ts";

/** Marks all products that have one of these values of a facet. */
export async function markProductsStale(tx: Tx, facetCode: string, values: readonly string[]): Promise<void> {
  const having = tx
    .selectDistinct({ productId: productFacets.productId })
    .from(productFacets)
    .where(and(eq(productFacets.facetCode, facetCode), inArray(productFacets.value, [...values])));
  await tx.insert(staleSearch).select(having).onConflictDoNothing();
}

const staleProducts = prepared(["limit"], (db: Reader, { limit }) =>
  db
    .select(getTableColumns(products))
    .from(staleSearch)
    .innerJoin(products, eq(products.id, staleSearch.productId))
    .orderBy(asc(staleSearch.productId))
    .limit(limit),
);

export function findStaleProducts(db: Reader, limit: number): Promise<ProductRow[]> {
  return staleProducts(db, { limit });
}

export async function unmarkStaleProducts(tx: Tx, productIds: readonly string[]): Promise<void> {
  await tx.delete(staleSearch).where(inArray(staleSearch.productId, [...productIds]));
}
