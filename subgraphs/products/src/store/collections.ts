/** Collections as rows: a tree, and which products stand where in it. */
import type { Page } from "@hansa/kit/pages";
import type { Reader, Tx } from "@hansa/kit/store";
import { and, asc, eq, gt, inArray, isNull, or } from "drizzle-orm";
import { placeIn } from "./places.ts";
import { type CollectionRow, collections, productCollections } from "./tables.ts";

export function findCollectionsByIds(db: Reader, ids: readonly string[]): Promise<CollectionRow[]> {
  return db
    .select()
    .from(collections)
    .where(inArray(collections.id, [...ids]));
}

export function findCollectionsBySlugs(db: Reader, slugs: readonly string[]): Promise<CollectionRow[]> {
  return db
    .select()
    .from(collections)
    .where(inArray(collections.slug, [...slugs]));
}

export function findCollectionsByParents(db: Reader, parentIds: readonly string[]): Promise<CollectionRow[]> {
  return db
    .select()
    .from(collections)
    .where(inArray(collections.parentId, [...parentIds]))
    .orderBy(asc(collections.position), asc(collections.id));
}

/** The name of this list in its cursors. */
export const collectionList = "collections";

/** A page of the collections under `parentId`, or of those at the top; one more than asked for. */
export function findCollectionsPage(db: Reader, parentId: string | null, page: Page): Promise<CollectionRow[]> {
  const place = placeIn(collectionList, page);
  return db
    .select()
    .from(collections)
    .where(
      and(
        beneath(parentId),
        place &&
          or(
            gt(collections.position, place.rank),
            and(eq(collections.position, place.rank), gt(collections.id, place.id)),
          ),
      ),
    )
    .orderBy(asc(collections.position), asc(collections.id))
    .limit(page.first + 1);
}

export function countCollections(db: Reader, parentId: string | null): Promise<number> {
  return db.$count(collections, beneath(parentId));
}

function beneath(parentId: string | null) {
  return parentId === null ? isNull(collections.parentId) : eq(collections.parentId, parentId);
}

export type CollectionOfProduct = { productId: string; collection: CollectionRow };

/** The collections that each product stands in, its home first. */
export function findCollectionsByProducts(db: Reader, productIds: readonly string[]): Promise<CollectionOfProduct[]> {
  return db
    .select({ productId: productCollections.productId, collection: collections })
    .from(productCollections)
    .innerJoin(collections, eq(collections.id, productCollections.collectionId))
    .where(inArray(productCollections.productId, [...productIds]))
    .orderBy(asc(productCollections.position), asc(collections.id));
}

/** The ids of the collections that each product stands in, and of all that these stand in. Two statements. */
export async function findShelvesAbove(db: Reader, productIds: readonly string[]): Promise<Map<string, string[]>> {
  const standing = await db
    .select({ productId: productCollections.productId, id: productCollections.collectionId })
    .from(productCollections)
    .where(inArray(productCollections.productId, [...productIds]));
  const tree = await db.select({ id: collections.id, parentId: collections.parentId }).from(collections);
  const parentOf = new Map(tree.map(({ id, parentId }) => [id, parentId]));
  const above = new Map<string, Set<string>>();
  for (const { productId, id } of standing) {
    const shelves = above.get(productId) ?? new Set();
    above.set(productId, shelves);
    for (let shelf: string | null = id; shelf !== null && !shelves.has(shelf); shelf = parentOf.get(shelf) ?? null) {
      shelves.add(shelf);
    }
  }
  return new Map([...above].map(([productId, shelves]) => [productId, [...shelves].sort()]));
}

export async function replaceCollections(tx: Tx, productId: string, collectionIds: readonly string[]): Promise<void> {
  await tx.delete(productCollections).where(eq(productCollections.productId, productId));
  if (collectionIds.length === 0) return;
  await tx
    .insert(productCollections)
    .values(collectionIds.map((collectionId, position) => ({ productId, collectionId, position })));
}
