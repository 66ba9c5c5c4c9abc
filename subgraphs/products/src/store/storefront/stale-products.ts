/** Products with a stale search index. */
import { isAmong, listOf, type Reader, statement, type Tx } from "@hansa/kit/store";
import { and, asc, eq, getTableColumns } from "drizzle-orm";
import { productFacets, products } from "../catalogue/tables.ts";
import { staleSearch } from "./tables.ts";

/** Marks all products that have one of these values of a facet. */
export const markProductsStale = statement(
  [productFacets.facetCode, listOf(productFacets.value)],
  (tx: Tx, facetCode, values) => {
    const having = tx
      .selectDistinct({ productId: productFacets.productId })
      .from(productFacets)
      .where(and(eq(productFacets.facetCode, facetCode), isAmong(productFacets.value, values)));
    return tx.insert(staleSearch).select(having).onConflictDoNothing();
  },
);

export const findStaleProducts = statement(["number"], (db: Reader, limit) =>
  db
    .select(getTableColumns(products))
    .from(staleSearch)
    .innerJoin(products, eq(products.id, staleSearch.productId))
    .orderBy(asc(staleSearch.productId))
    .limit(limit),
);

export const unmarkStaleProducts = statement([listOf(staleSearch.productId)], (tx: Tx, productIds) =>
  tx.delete(staleSearch).where(isAmong(staleSearch.productId, productIds)),
);
