/** Products whose words in the full-text index are out of date, as rows. */
import { prepared } from "@hansa/kit/prepared";
import type { Reader, Tx } from "@hansa/kit/store";
import { and, asc, eq, getTableColumns, inArray } from "drizzle-orm";
import { staleSearch } from "./search-tables.ts";
import { type ProductRow, productFacets, products } from "./tables.ts";

/** Notes every product that has one of these values of a facet. */
export async function markStale(tx: Tx, facetCode: string, values: readonly string[]): Promise<void> {
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

export function findStale(db: Reader, limit: number): Promise<ProductRow[]> {
  return staleProducts(db, { limit });
}

export async function unmarkStale(tx: Tx, productIds: readonly string[]): Promise<void> {
  await tx.delete(staleSearch).where(inArray(staleSearch.productId, [...productIds]));
}
