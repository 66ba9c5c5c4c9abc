/** Changing what products can be filtered by. */
import type { Reader, Tx } from "@hansa/kit/store";
import { and, asc, count, eq, notInArray, sql } from "drizzle-orm";
import { type FacetRow, type FacetValueRow, facets, facetValues, productFacets } from "./tables.ts";

/** Adds a facet, or gives the one with its code another label. Its place stays. */
export async function putFacet(tx: Tx, facet: FacetRow): Promise<void> {
  await tx
    .insert(facets)
    .values(facet)
    .onConflictDoUpdate({ target: facets.code, set: { label: facet.label } });
}

/** Gives the facets the order of `codes`. */
export async function orderFacets(tx: Tx, codes: readonly string[]): Promise<void> {
  for (const [position, code] of codes.entries())
    await tx.update(facets).set({ position }).where(eq(facets.code, code));
}

/** Lets a facet have exactly these values. */
export async function replaceFacetValues(tx: Tx, facetCode: string, values: readonly FacetValueRow[]): Promise<void> {
  await tx.delete(facetValues).where(leftOut(facetCode, values));
  if (values.length === 0) return;
  await tx
    .insert(facetValues)
    .values([...values])
    .onConflictDoUpdate({
      target: [facetValues.facetCode, facetValues.value],
      set: { label: sql`excluded.label`, position: sql`excluded.position` },
    });
}

/** Removes a facet and its values. */
export async function deleteFacet(tx: Tx, code: string): Promise<void> {
  await tx.delete(facetValues).where(eq(facetValues.facetCode, code));
  await tx.delete(facets).where(eq(facets.code, code));
}

/** The values of a facet that products have and that are none of these, with how many products have each. */
export function findUsedBeside(
  db: Reader,
  facetCode: string,
  values: readonly string[],
  most: number,
): Promise<{ value: string; productCount: number }[]> {
  return db
    .select({ value: productFacets.value, productCount: count() })
    .from(productFacets)
    .where(and(eq(productFacets.facetCode, facetCode), notInArray(productFacets.value, [...values])))
    .groupBy(productFacets.value)
    .orderBy(asc(productFacets.value))
    .limit(most);
}

function leftOut(facetCode: string, values: readonly FacetValueRow[]) {
  const kept = values.map(({ value }) => value);
  return and(eq(facetValues.facetCode, facetCode), notInArray(facetValues.value, kept));
}
