/** Collections and facets for the storefront: one level of the tree at a time, in the order of the shop. */
import { type Connection, connectionOf, type PageArgs, readPage, readSize } from "@hansa/kit/graphql";
import type { Context } from "../../context.ts";
import { allFacets } from "../../loaders/loaders.ts";
import { pictureOf } from "../../store/catalogue/collection-details.ts";
import { collectionList, countCollections, findCollectionsPage } from "../../store/catalogue/collections.ts";
import type { CollectionRow, FacetRow, PictureRow } from "../../store/catalogue/tables.ts";
import { cursorKey } from "../../store/cursors.ts";

/** A page of one level of the tree; `parentId` is null at the top. */
export type CollectionPage = Connection<CollectionRow> & { parentId: string | null };

/** A page of the collections below one; without `parent`, those at the top. */
export async function listCollections(
  { store }: Context,
  args: PageArgs & { parent?: string | null | undefined },
): Promise<CollectionPage> {
  const page = readPage(args, 50);
  const parentId = args.parent ?? null;
  const rows = await store.read((db) => findCollectionsPage(db, parentId, page));
  return {
    ...connectionOf(page, rows, ({ position, id }) => cursorKey(collectionList, { rank: position, id })),
    parentId,
  };
}

/** Returns the first children of a collection. */
export async function listChildren(
  { loaders }: Context,
  { id }: CollectionRow,
  most: number | null | undefined,
): Promise<CollectionRow[]> {
  const size = readSize(most, 50);
  return (await loaders.collectionsByParent.load(id)).slice(0, size);
}

/** The number of collections below one; null: at the top. */
export function countLevel({ store }: Context, parentId: string | null): Promise<number> {
  return store.read((db) => countCollections(db, parentId));
}

/** The description of a collection; empty if it has none. */
export async function descriptionOf({ loaders }: Context, { id }: CollectionRow): Promise<string> {
  return (await loaders.detailsByCollection.load(id))?.descriptionHtml ?? "";
}

/** The picture that was chosen for a collection. */
export async function imageOf({ loaders }: Context, collection: CollectionRow): Promise<PictureRow | null> {
  const details = await loaders.detailsByCollection.load(collection.id);
  return details && pictureOf(details);
}

/** Lists all facets. */
export function listFacets({ loaders }: Context): Promise<FacetRow[]> {
  return loaders.facets.load(allFacets);
}
