/** The shop's menu: collections in their order, a level at a time, and the facets to filter by. */
import { type Connection, connectionOf, type PageArgs, readPage, readSize } from "@hansa/kit/pages";
import type { Context } from "../../context.ts";
import { everyFacet } from "../../loaders.ts";
import { collectionList, countCollections, findCollectionsPage } from "../../store/collections.ts";
import { placeKey } from "../../store/places.ts";
import type { CollectionRow, FacetRow } from "../../store/tables.ts";

/** A page of one level of the menu; `parentId` is null at the top. */
export type CollectionPage = Connection<CollectionRow> & { parentId: string | null };

export async function listCollections(
  { store }: Context,
  args: PageArgs & { parent?: string | null | undefined },
): Promise<CollectionPage> {
  const page = readPage(args, 50);
  const parentId = args.parent ?? null;
  const rows = await store.read((db) => findCollectionsPage(db, parentId, page));
  return {
    ...connectionOf(page, rows, ({ position, id }) => placeKey(collectionList, { rank: position, id })),
    parentId,
  };
}

/** The first of those directly beneath a collection. */
export async function listChildren(
  { loaders }: Context,
  { id }: CollectionRow,
  most: number | null | undefined,
): Promise<CollectionRow[]> {
  const size = readSize(most, 50);
  return (await loaders.collectionsByParent.load(id)).slice(0, size);
}

export function countLevel({ store }: Context, parentId: string | null): Promise<number> {
  return store.read((db) => countCollections(db, parentId));
}

/** Everything that products can be filtered by. */
export function listFacets({ loaders }: Context): Promise<FacetRow[]> {
  return loaders.facets.load(everyFacet);
}
