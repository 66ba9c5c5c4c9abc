/** Finding one thing by its id or by the name that people know it by, and nothing that the viewer may not see. */
import { codedError } from "@hansa/kit/errors";
import type { Context } from "../../context.ts";
import { findAnyPublished } from "../../store/products.ts";
import type { CollectionRow, ProductRow, VariantRow } from "../../store/tables.ts";
import { visibleTo } from "../visibility.ts";

type Given = string | null | undefined;

export async function findVisibleProduct(
  { loaders, viewer, world }: Context,
  id: Given,
  slug: Given,
): Promise<ProductRow | null> {
  const product = await byOne(
    ["id", id, (key) => loaders.productById.load(key)],
    ["slug", slug, (key) => loaders.productBySlug.load(key)],
  );
  return visibleTo(viewer, product, world.now());
}

/** A variant is as visible as its product. */
export async function findVisibleVariant(context: Context, id: Given, sku: Given): Promise<VariantRow | null> {
  const { loaders } = context;
  const variant = await byOne(
    ["id", id, (key) => loaders.variantById.load(key)],
    ["sku", sku, (key) => loaders.variantBySku.load(key)],
  );
  return variant && (await findVisibleProduct(context, variant.productId, null)) ? variant : null;
}

export function findCollection({ loaders }: Context, id: Given, slug: Given): Promise<CollectionRow | null> {
  return byOne(
    ["id", id, (key) => loaders.collectionById.load(key)],
    ["slug", slug, (key) => loaders.collectionBySlug.load(key)],
  );
}

/** What a foreign key promises: throws if it is not there. */
export async function mustLoad<Row>(loader: { load(key: string): Promise<Row | null> }, key: string): Promise<Row> {
  const row = await loader.load(key);
  if (!row) throw new Error(`${key} is referred to and does not exist`);
  return row;
}

type Way<Row> = [name: string, given: Given, load: (key: string) => Promise<Row>];

/** Finds by the one argument that was given. None or both is a mistake of the client's. */
function byOne<Row>([firstName, first, byFirst]: Way<Row>, [secondName, second, bySecond]: Way<Row>): Promise<Row> {
  if (first && !second) return byFirst(first);
  if (second && !first) return bySecond(second);
  throw codedError("BAD_USER_INPUT", `Give exactly one of ${firstName} and ${secondName}.`);
}

/** Whether buyers find any product. */
export async function hasPublishedProduct({ store, world }: Context): Promise<boolean> {
  return (await store.read((db) => findAnyPublished(db, world.now()))) !== undefined;
}
