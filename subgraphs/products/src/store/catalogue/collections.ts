/** Collections: queries of the tree and of the memberships of products. */

import { type Keyset, type Page, pageStatement } from "@hansa/kit/graphql";
import { given, isAmong, listOf, type Reader, rowsBy, rowsOf, statement, type Tx } from "@hansa/kit/store";
import { and, asc, count, eq, isNull, not, type SQL, sql } from "drizzle-orm";
import { pageIn } from "../cursors.ts";
import { type CollectionRow, collections, productCollections } from "./tables.ts";

export const findCollectionsByIds = rowsBy(collections, collections.id);

export const findCollectionsBySlugs = rowsBy(collections, collections.slug);

export const findCollectionsByParents = rowsBy(
  collections,
  collections.parentId,
  asc(collections.position),
  asc(collections.id),
);

/** Returns the top-level collections in their order. */
export const findTopCollections = statement([], (db: Reader) =>
  db
    .select()
    .from(collections)
    .where(isNull(collections.parentId))
    .orderBy(asc(collections.position), asc(collections.id)),
);

/** The name of this list in its cursors. */
export const collectionList = "collections";
const byPosition: Keyset = { columns: [collections.position, collections.id], descending: false };

/** Returns a page of the collections under `parentId`, or of the top level, with one extra row. */
export function findCollectionsPage(db: Reader, parentId: string | null, page: Page): Promise<CollectionRow[]> {
  return collectionsPage(db, pageIn(collectionList, page), { parentId: parentId ?? undefined });
}

const parent = given({ parentId: collections.parentId });

const collectionsPage = pageStatement(byPosition, [parent], (db, paging, { parentId }) =>
  db
    .select()
    .from(collections)
    .where(and(beneath(parentId), paging.beyondCursor(byPosition)))
    .orderBy(...paging.orderBy(byPosition))
    .limit(paging.limit),
);

/** The number of collections below one; null: at the top. */
export async function countCollections(db: Reader, parentId: string | null): Promise<number> {
  return (await countBeneath(db, { parentId: parentId ?? undefined }))[0]?.count ?? 0;
}

const countBeneath = statement([parent], (db: Reader, { parentId }) =>
  db.select({ count: count() }).from(collections).where(beneath(parentId)),
);

function beneath(parentId: SQL | undefined) {
  return parentId ? eq(collections.parentId, parentId) : isNull(collections.parentId);
}

/** Returns the collections of each product, the primary collection first. */
export const findCollectionsByProducts = statement([listOf(productCollections.productId)], (db: Reader, productIds) =>
  db
    .select({ productId: productCollections.productId, collection: collections })
    .from(productCollections)
    .innerJoin(collections, eq(collections.id, productCollections.collectionId))
    .where(isAmong(productCollections.productId, productIds))
    .orderBy(asc(productCollections.position), asc(collections.id)),
);

/** Sets the collections of a product. Existing memberships keep their place in the collection. */
export async function replaceCollections(tx: Tx, productId: string, collectionIds: readonly string[]): Promise<void> {
  await leaveOtherCollections(tx, productId, collectionIds);
  if (collectionIds.length === 0) return;
  const rows = collectionIds.map((collectionId, position) => ({ productId, collectionId, position, place: null }));
  await joinCollections(tx, rows);
}

const leaveOtherCollections = statement(
  [productCollections.productId, listOf(productCollections.collectionId)],
  (tx: Tx, productId, collectionIds) =>
    tx
      .delete(productCollections)
      .where(
        and(eq(productCollections.productId, productId), not(isAmong(productCollections.collectionId, collectionIds))),
      ),
);
const joinCollections = statement([rowsOf(productCollections)], (tx: Tx, rows) =>
  tx
    .insert(productCollections)
    .select(rows)
    .onConflictDoUpdate({
      target: [productCollections.productId, productCollections.collectionId],
      set: { position: sql`excluded.position` },
    }),
);

const collectionsAbove = statement([listOf(productCollections.productId)], (db: Reader, productIds) => {
  const above = sql`(WITH RECURSIVE above(product_id, id) AS (
    SELECT product_id, collection_id FROM product_collections WHERE ${isAmong(sql`product_id`, productIds)}
    UNION SELECT above.product_id, collections.parent_id FROM collections JOIN above ON collections.id = above.id
    WHERE collections.parent_id IS NOT NULL
  ) SELECT product_id, id FROM above) above`;
  return db
    .select({ productId: sql<string>`above.product_id`, collectionId: sql<string>`above.id` })
    .from(above)
    .orderBy(sql`above.product_id`, sql`above.id`);
});

/** Returns the collections of each product and their ancestors, each once. */
export function findCollectionsAbove(
  db: Reader,
  productIds: readonly string[],
): Promise<{ productId: string; collectionId: string }[]> {
  return collectionsAbove(db, productIds);
}
