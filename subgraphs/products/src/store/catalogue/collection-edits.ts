/** Changes of collections: the tree, the order of siblings, and the manual order of products. */
import { isAmongTexts, type Reader, rowsOf, statement, type Tx } from "@hansa/kit/store";
import { and, eq, max, not, sql } from "drizzle-orm";
import { treesOf } from "../storefront/product-filter.ts";
import { dropDetails } from "./collection-details.ts";
import { findCollectionsByIds } from "./collections.ts";
import { claimSlugs, dropFormerSlugs, recordSlugChange } from "./former-slugs.ts";
import { type CollectionRow, collections, productCollections } from "./tables.ts";

/** Inserts a collection; false, without a change, if the slug is taken. */
export async function insertCollection(tx: Tx, collection: CollectionRow): Promise<boolean> {
  const added = await tx
    .insert(collections)
    .values(collection)
    .onConflictDoNothing({ target: collections.slug })
    .returning({ id: collections.id });
  if (added.length === 0) return false;
  await claimSlugs(tx, "collection", [collection.slug]);
  return true;
}

/**
 * Updates a collection; undefined, without a change, if it would become its own descendant. A slug that it loses
 * becomes a former one.
 */
export async function updateCollection(
  tx: Tx,
  id: string,
  { now, ...change }: Pick<CollectionRow, "slug" | "title" | "parentId"> & { now: number },
): Promise<CollectionRow | undefined> {
  const [before] = await findCollectionsByIds(tx, [id]);
  const { parentId } = change;
  const staysAbove =
    parentId === null ? undefined : sql`${parentId} NOT IN (SELECT tree.id FROM ${treesOf([id])} tree)`;
  const [row] = await tx
    .update(collections)
    .set(change)
    .where(and(eq(collections.id, id), staysAbove))
    .returning();
  if (before && row)
    await recordSlugChange(tx, { kind: "collection", slug: before.slug, ownerId: id, replacedAt: now }, row.slug);
  return row;
}

/** Gives sibling collections the order of `ids`. */
export async function orderCollections(tx: Tx, ids: readonly string[]): Promise<void> {
  for (const [position, id] of ids.entries())
    await tx.update(collections).set({ position }).where(eq(collections.id, id));
}

/** Deletes a collection, its memberships, details and former slugs. Throws if it has children. */
export async function deleteCollection(tx: Tx, id: string): Promise<void> {
  await tx.delete(productCollections).where(eq(productCollections.collectionId, id));
  await dropDetails(tx, id);
  await dropFormerSlugs(tx, "collection", id);
  await tx.delete(collections).where(eq(collections.id, id));
}

/** Sets the products of a collection and their order. For new members it becomes the last of their collections. */
export async function arrangeProducts(tx: Tx, collectionId: string, productIds: readonly string[]): Promise<void> {
  await tx
    .delete(productCollections)
    .where(
      and(
        eq(productCollections.collectionId, collectionId),
        not(isAmongTexts(productCollections.productId, productIds)),
      ),
    );
  if (productIds.length === 0) return;
  const lastOf = await findLastPositions(tx, productIds);
  const rows = productIds.map((productId, place) => ({
    productId,
    collectionId,
    position: (lastOf.get(productId) ?? -1) + 1,
    place,
  }));
  await savePlaces(tx, rows);
}

const savePlaces = statement([rowsOf(productCollections)], (tx: Tx, rows) =>
  tx
    .insert(productCollections)
    .select(rows)
    .onConflictDoUpdate({
      target: [productCollections.productId, productCollections.collectionId],
      set: { place: sql`excluded.place` },
    }),
);

async function findLastPositions(db: Reader, productIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await db
    .select({ productId: productCollections.productId, last: max(productCollections.position) })
    .from(productCollections)
    .where(isAmongTexts(productCollections.productId, productIds))
    .groupBy(productCollections.productId);
  return new Map(rows.map(({ productId, last }) => [productId, last ?? -1]));
}
