/** Changing the menu: collections in their tree and order, and the products that were put into an order for one of them. */
import type { Reader, Tx } from "@hansa/kit/store";
import { and, eq, inArray, max, notInArray, sql } from "drizzle-orm";
import { treesOf } from "./listing-filter.ts";
import { type CollectionRow, collections, productCollections } from "./tables.ts";

/** Adds a collection; false, and nothing added, if the slug is taken. */
export async function insertCollection(tx: Tx, collection: CollectionRow): Promise<boolean> {
  const added = await tx
    .insert(collections)
    .values(collection)
    .onConflictDoNothing({ target: collections.slug })
    .returning({ id: collections.id });
  return added.length === 1;
}

/** Changes a collection; undefined, and nothing changed, if it would come to stand beneath itself. */
export async function updateCollection(
  tx: Tx,
  id: string,
  change: Pick<CollectionRow, "slug" | "title" | "parentId">,
): Promise<CollectionRow | undefined> {
  const { parentId } = change;
  const staysAbove =
    parentId === null ? undefined : sql`${parentId} NOT IN (SELECT tree.id FROM ${treesOf([id])} tree)`;
  const [row] = await tx
    .update(collections)
    .set(change)
    .where(and(eq(collections.id, id), staysAbove))
    .returning();
  return row;
}

/** Gives collections that stand beside each other the order of `ids`. */
export async function orderCollections(tx: Tx, ids: readonly string[]): Promise<void> {
  for (const [position, id] of ids.entries())
    await tx.update(collections).set({ position }).where(eq(collections.id, id));
}

/** Removes a collection and takes its products out of it. Throws if another one stands beneath it. */
export async function deleteCollection(tx: Tx, id: string): Promise<void> {
  await tx.delete(productCollections).where(eq(productCollections.collectionId, id));
  await tx.delete(collections).where(eq(collections.id, id));
}

/** Lets exactly these products stand in a collection, in this order. For those that are new in it, it is the last of their collections. */
export async function arrangeProducts(tx: Tx, collectionId: string, productIds: readonly string[]): Promise<void> {
  await tx
    .delete(productCollections)
    .where(
      and(eq(productCollections.collectionId, collectionId), notInArray(productCollections.productId, [...productIds])),
    );
  if (productIds.length === 0) return;
  const lastOf = await findLastPositions(tx, productIds);
  await tx
    .insert(productCollections)
    .values(
      productIds.map((productId, place) => ({
        productId,
        collectionId,
        position: (lastOf.get(productId) ?? -1) + 1,
        place,
      })),
    )
    .onConflictDoUpdate({
      target: [productCollections.productId, productCollections.collectionId],
      set: { place: sql`excluded.place` },
    });
}

async function findLastPositions(db: Reader, productIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await db
    .select({ productId: productCollections.productId, last: max(productCollections.position) })
    .from(productCollections)
    .where(inArray(productCollections.productId, [...productIds]))
    .groupBy(productCollections.productId);
  return new Map(rows.map(({ productId, last }) => [productId, last ?? -1]));
}
