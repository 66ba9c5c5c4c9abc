/** What an import looks up for many products at once, and the few changes that only an import makes. */
import { rowsBy } from "@hansa/kit/prepared";
import type { Reader, Tx } from "@hansa/kit/store";
import { and, eq, getTableColumns, inArray, isNull, max, or } from "drizzle-orm";
import {
  type CollectionRow,
  collections,
  type FacetValueRow,
  facets,
  facetValues,
  productCollections,
  productFacets,
  products,
} from "./tables.ts";

/** The last of what new products count up from. */
export async function findLastProductPlaces(db: Reader): Promise<{ searchRow: number; featuredRank: number }> {
  const [last] = await db.select({ row: max(products.searchRow), rank: max(products.featuredRank) }).from(products);
  return { searchRow: last?.row ?? 0, featuredRank: last?.rank ?? 0 };
}

export type Standing = { productId: string; collectionId: string };

/** The collections of these products, each product's home first. */
export function findStandings(db: Reader, productIds: readonly string[]): Promise<Standing[]> {
  return db
    .select({ productId: productCollections.productId, collectionId: productCollections.collectionId })
    .from(productCollections)
    .where(inArray(productCollections.productId, [...productIds]))
    .orderBy(productCollections.position, productCollections.collectionId);
}

export type Valued = typeof productFacets.$inferSelect & { label: string };

export function findValuesOfProducts(db: Reader, productIds: readonly string[]): Promise<Valued[]> {
  return db
    .select({ ...getTableColumns(productFacets), label: facetValues.label })
    .from(productFacets)
    .innerJoin(
      facetValues,
      and(eq(facetValues.facetCode, productFacets.facetCode), eq(facetValues.value, productFacets.value)),
    )
    .where(inArray(productFacets.productId, [...productIds]));
}

export const findFacetsByCodes = rowsBy(facets, facets.code);

/** Those of these values that the facet has. */
export function findValues(db: Reader, facetCode: string, values: readonly string[]): Promise<FacetValueRow[]> {
  return db
    .select()
    .from(facetValues)
    .where(and(eq(facetValues.facetCode, facetCode), inArray(facetValues.value, [...values])));
}

/** Those of the facet's values that have one of these codes, or this label. */
export function findValuesCalled(
  db: Reader,
  facetCode: string,
  codes: readonly string[],
  label: string,
): Promise<FacetValueRow[]> {
  return db
    .select()
    .from(facetValues)
    .where(
      and(
        eq(facetValues.facetCode, facetCode),
        or(inArray(facetValues.value, [...codes]), eq(facetValues.label, label)),
      ),
    );
}

/** Adds a facet behind the others; one that is there stays as it is. */
export async function addFacet(tx: Tx, code: string, label: string): Promise<void> {
  const [last] = await tx.select({ position: max(facets.position) }).from(facets);
  await tx
    .insert(facets)
    .values({ code, label, position: (last?.position ?? -1) + 1 })
    .onConflictDoNothing();
}

/** Adds a value behind the facet's others; one that is there stays as it is. */
export async function addFacetValue(tx: Tx, facetCode: string, value: string, label: string): Promise<void> {
  const [last] = await tx
    .select({ position: max(facetValues.position) })
    .from(facetValues)
    .where(eq(facetValues.facetCode, facetCode));
  const position = (last?.position ?? -1) + 1;
  await tx.insert(facetValues).values({ facetCode, value, label, position }).onConflictDoNothing();
}

/** Adds a collection behind its siblings. */
export async function addCollection(tx: Tx, collection: Omit<CollectionRow, "position">): Promise<void> {
  const { parentId } = collection;
  const [last] = await tx
    .select({ position: max(collections.position) })
    .from(collections)
    .where(parentId === null ? isNull(collections.parentId) : eq(collections.parentId, parentId));
  await tx.insert(collections).values({ ...collection, position: (last?.position ?? -1) + 1 });
}
