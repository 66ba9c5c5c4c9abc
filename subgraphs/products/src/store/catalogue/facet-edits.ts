/** Changes of facets and their values. */
import { isAmongTexts, type Reader, rowsOf, statement, type Tx } from "@hansa/kit/store";
import { and, asc, count, eq, not, sql } from "drizzle-orm";
import { type FacetRow, type FacetValueRow, facets, facetValues, productFacets } from "./tables.ts";

/** Inserts a facet, or updates the label of the one with its code. Its position stays. */
export async function upsertFacet(tx: Tx, facet: FacetRow): Promise<void> {
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

/** Sets the values of a facet. */
export async function replaceFacetValues(tx: Tx, facetCode: string, values: readonly FacetValueRow[]): Promise<void> {
  await tx.delete(facetValues).where(isRemovedValue(facetCode, values));
  if (values.length > 0) await saveFacetValues(tx, values);
}

const saveFacetValues = statement([rowsOf(facetValues)], (tx: Tx, rows) =>
  tx
    .insert(facetValues)
    .select(rows)
    .onConflictDoUpdate({
      target: [facetValues.facetCode, facetValues.value],
      set: { label: sql`excluded.label`, position: sql`excluded.position` },
    }),
);

/** Deletes a facet and its values. */
export async function deleteFacet(tx: Tx, code: string): Promise<void> {
  await tx.delete(facetValues).where(eq(facetValues.facetCode, code));
  await tx.delete(facets).where(eq(facets.code, code));
}

/** Returns values of a facet that products use and that are not among `values`, with their number of products. */
export function findUsedValuesExcept(
  db: Reader,
  facetCode: string,
  values: readonly string[],
  most: number,
): Promise<{ value: string; productCount: number }[]> {
  return db
    .select({ value: productFacets.value, productCount: count() })
    .from(productFacets)
    .where(and(eq(productFacets.facetCode, facetCode), not(isAmongTexts(productFacets.value, values))))
    .groupBy(productFacets.value)
    .orderBy(asc(productFacets.value))
    .limit(most);
}

function isRemovedValue(facetCode: string, values: readonly FacetValueRow[]) {
  const remaining = values.map(({ value }) => value);
  return and(eq(facetValues.facetCode, facetCode), not(isAmongTexts(facetValues.value, remaining)));
}
