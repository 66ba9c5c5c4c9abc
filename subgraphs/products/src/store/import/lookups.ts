/** Lookups for many imported products at once, and inserts that only imports use. */
import { isAmongTexts, type Reader, rowsBy, type Tx } from "@hansa/kit/store";
import { and, asc, eq, getTableColumns, isNull, max, or } from "drizzle-orm";
import { claimSlugs } from "../catalogue/former-slugs.ts";
import { findLastRanks } from "../catalogue/products.ts";
import {
  type CollectionRow,
  collections,
  type FacetValueRow,
  facets,
  facetValues,
  productCollections,
  productFacets,
} from "../catalogue/tables.ts";

/** The highest search row and rank, from which new products continue. */
export async function findLastProductPlaces(db: Reader): Promise<{ searchRow: number; featuredRank: number }> {
  const [last] = await findLastRanks(db);
  return { searchRow: last?.row ?? 0, featuredRank: last?.rank ?? 0 };
}

export type CollectionMembership = { productId: string; collectionId: string };

/** Returns the collections of these products, the primary collection first. */
export function findCollectionMemberships(db: Reader, productIds: readonly string[]): Promise<CollectionMembership[]> {
  return db
    .select({ productId: productCollections.productId, collectionId: productCollections.collectionId })
    .from(productCollections)
    .where(isAmongTexts(productCollections.productId, productIds))
    .orderBy(productCollections.position, productCollections.collectionId);
}

export type LabelledValue = typeof productFacets.$inferSelect & { label: string };

/** The facet values of these products, with their labels. */
export function findFacetValuesOfProducts(db: Reader, productIds: readonly string[]): Promise<LabelledValue[]> {
  return db
    .select({ ...getTableColumns(productFacets), label: facetValues.label })
    .from(productFacets)
    .innerJoin(
      facetValues,
      and(eq(facetValues.facetCode, productFacets.facetCode), eq(facetValues.value, productFacets.value)),
    )
    .where(isAmongTexts(productFacets.productId, productIds));
}

export const findFacetsByCodes = rowsBy(facets, facets.code);

/** Returns those of these values that the facet has. */
export function findValues(db: Reader, facetCode: string, values: readonly string[]): Promise<FacetValueRow[]> {
  return db
    .select()
    .from(facetValues)
    .where(and(eq(facetValues.facetCode, facetCode), isAmongTexts(facetValues.value, values)));
}

/** Returns the values of the facet that have one of these codes, or this label, by their codes: of several with this label the first is taken. */
export function findValuesByCodesOrLabel(
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
        or(isAmongTexts(facetValues.value, codes), eq(facetValues.label, label)),
      ),
    )
    .orderBy(asc(facetValues.value));
}

/** Inserts a facet at the end; an existing one stays unchanged. */
export async function addFacet(tx: Tx, code: string, label: string): Promise<void> {
  const [last] = await tx.select({ position: max(facets.position) }).from(facets);
  await tx
    .insert(facets)
    .values({ code, label, position: (last?.position ?? -1) + 1 })
    .onConflictDoNothing();
}

/** Inserts a value at the end of its facet; an existing one stays unchanged. */
export async function addFacetValue(tx: Tx, facetCode: string, value: string, label: string): Promise<void> {
  const [last] = await tx
    .select({ position: max(facetValues.position) })
    .from(facetValues)
    .where(eq(facetValues.facetCode, facetCode));
  const position = (last?.position ?? -1) + 1;
  await tx.insert(facetValues).values({ facetCode, value, label, position }).onConflictDoNothing();
}

/** Inserts a collection at the end of its siblings. */
export async function addCollection(tx: Tx, collection: Omit<CollectionRow, "position">): Promise<void> {
  const { parentId } = collection;
  const [last] = await tx
    .select({ position: max(collections.position) })
    .from(collections)
    .where(parentId === null ? isNull(collections.parentId) : eq(collections.parentId, parentId));
  await tx.insert(collections).values({ ...collection, position: (last?.position ?? -1) + 1 });
  await claimSlugs(tx, "collection", [collection.slug]);
}
