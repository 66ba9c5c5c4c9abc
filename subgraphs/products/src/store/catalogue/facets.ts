/** Facets: queries of facets, their values and the values of products. */

import { type Keyset, maxListSize, type Page, pageStatement } from "@hansa/kit/graphql";
import { alias, isAmong, listOf, type Reader, rowsBy, rowsInto, statement, type Tx } from "@hansa/kit/store";
import { and, asc, count, eq, getTableColumns, inArray } from "drizzle-orm";
import { pageIn } from "../cursors.ts";
import { type FacetValueRow, facets, facetValues, productFacets } from "./tables.ts";

export const findFacets = statement([], (db: Reader) =>
  db.select().from(facets).orderBy(asc(facets.position), asc(facets.code)).limit(maxListSize),
);

/** All values of these facets, for changes of them. */
export const findFacetValues = rowsBy(
  facetValues,
  facetValues.facetCode,
  asc(facetValues.position),
  asc(facetValues.value),
);

/** The name of a facet's values in cursors. */
export const facetValueList = "values";

/** A value in the list of its facet. */
type OwnedValue = FacetValueRow & { ownerId: string };

/** Returns a page of the values of each facet, with one extra row. */
export function findFacetValuePages(db: Reader, codes: readonly string[], page: Page): Promise<OwnedValue[]> {
  return valuePages(db, pageIn(facetValueList, page), codes);
}

const byPosition: Keyset = { columns: [facetValues.position, facetValues.value], descending: false };

const valuePages = pageStatement(byPosition, [listOf(facets.code)], (db, paging, codes) => {
  const own = alias(facetValues, "own");
  const ownByPosition: Keyset = { columns: [own.position, own.value], descending: false };
  const cut = db
    .select({ value: own.value })
    .from(own)
    .where(and(eq(own.facetCode, facets.code), paging.beyondCursor(ownByPosition)))
    .orderBy(...paging.orderBy(ownByPosition))
    .limit(paging.limit);
  return db
    .select({ ...getTableColumns(facetValues), ownerId: facets.code })
    .from(facets)
    .innerJoin(facetValues, and(eq(facetValues.facetCode, facets.code), inArray(facetValues.value, cut)))
    .where(isAmong(facets.code, codes))
    .orderBy(asc(facetValues.facetCode), ...paging.orderBy(byPosition));
});

/** The number of values of each facet; facets without values are left out. */
export const countValuesOfFacets = statement([listOf(facetValues.facetCode)], (db: Reader, codes) =>
  db
    .select({ code: facetValues.facetCode, count: count() })
    .from(facetValues)
    .where(isAmong(facetValues.facetCode, codes))
    .groupBy(facetValues.facetCode),
);

/** A facet and value as one text: a code contains no equals sign. */
export function valueKey(facetCode: string, value: string): string {
  return `${facetCode}=${value}`;
}

/** Returns the values with these keys, and possibly others of the same facets. */
export function findValuesByKeys(db: Reader, keys: readonly string[]): Promise<FacetValueRow[]> {
  const codes = new Set(keys.map((key) => key.slice(0, key.indexOf("="))));
  const values = new Set(keys.map((key) => key.slice(key.indexOf("=") + 1)));
  return valuesOfFacets(db, [...codes], [...values]);
}

const valuesOfFacets = statement(
  [listOf(facetValues.facetCode), listOf(facetValues.value)],
  (db: Reader, codes, values) =>
    db
      .select()
      .from(facetValues)
      .where(and(isAmong(facetValues.facetCode, codes), isAmong(facetValues.value, values))),
);

/** A facet value of a product with its labels. */
export type FacetOfProduct = { productId: string; facet: string; facetLabel: string; value: string; label: string };

/** The facet values of these products, in the order of facets and values. */
export function findFacetsByProducts(db: Reader, productIds: readonly string[]): Promise<FacetOfProduct[]> {
  return facetsByProducts(db, productIds);
}

const facetsByProducts = statement([listOf(productFacets.productId)], (db: Reader, productIds) =>
  db
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
    .where(isAmong(productFacets.productId, productIds))
    .orderBy(asc(facets.position), asc(facetValues.position)),
);

/** Replaces all facet values of a product. */
export async function replaceFacets(
  tx: Tx,
  productId: string,
  chosen: readonly { facetCode: string; value: string }[],
): Promise<void> {
  await clearFacets(tx, productId);
  await addFacets(
    tx,
    chosen.map((value) => ({ ...value, productId })),
  );
}

const clearFacets = statement([productFacets.productId], (tx: Tx, productId) =>
  tx.delete(productFacets).where(eq(productFacets.productId, productId)),
);
const addFacets = rowsInto(productFacets);
