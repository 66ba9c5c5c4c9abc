/** Facets as rows: what products can be filtered by, and which values each product has. */
import type { Reader, Tx } from "@hansa/kit/store";
import { and, asc, eq, inArray } from "drizzle-orm";
import { type FacetRow, type FacetValueRow, facets, facetValues, productFacets } from "./tables.ts";

export function findFacets(db: Reader): Promise<FacetRow[]> {
  return db.select().from(facets).orderBy(asc(facets.position), asc(facets.code));
}

export function findFacetValues(db: Reader, facetCodes: readonly string[]): Promise<FacetValueRow[]> {
  return db
    .select()
    .from(facetValues)
    .where(inArray(facetValues.facetCode, [...facetCodes]))
    .orderBy(asc(facetValues.position), asc(facetValues.value));
}

/** A value that a product has, with its labels. */
export type FacetOfProduct = { productId: string; facet: string; facetLabel: string; value: string; label: string };

export function findFacetsByProducts(db: Reader, productIds: readonly string[]): Promise<FacetOfProduct[]> {
  return db
    .select({
      productId: productFacets.productId,
      facet: facets.code,
      facetLabel: facets.label,
      value: facetValues.value,
      label: facetValues.label,
    })
    .from(productFacets)
    .innerJoin(facets, eq(facets.code, productFacets.facetCode))
    .innerJoin(
      facetValues,
      and(eq(facetValues.facetCode, productFacets.facetCode), eq(facetValues.value, productFacets.value)),
    )
    .where(inArray(productFacets.productId, [...productIds]))
    .orderBy(asc(facets.position), asc(facetValues.position));
}

export async function replaceFacets(
  tx: Tx,
  productId: string,
  chosen: readonly { facetCode: string; value: string }[],
): Promise<void> {
  await tx.delete(productFacets).where(eq(productFacets.productId, productId));
  if (chosen.length > 0) await tx.insert(productFacets).values(chosen.map((value) => ({ ...value, productId })));
}
