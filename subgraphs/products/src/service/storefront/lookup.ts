/** Lookup of one product, variant or collection by id or name, limited to what the viewer may see. */
import { CodedError } from "@hansa/kit/runtime";
import type { Context } from "../../context.ts";
import { findAnyPublished } from "../../store/catalogue/products.ts";
import type { CollectionRow, ProductRow, VariantRow } from "../../store/catalogue/tables.ts";
import { visibleTo } from "../visibility.ts";

type LookupValue = string | null | undefined;

/** The product by its id or present slug, if the viewer may see it. */
export function findVisibleProduct(context: Context, id: LookupValue, slug: LookupValue): Promise<ProductRow | null> {
  return findVisible(context, id, slug, loadBySlug);
}

/** The product by its id, its slug or a former one, if the viewer may see it. The present holder of a slug wins. */
export function findProductOfPage(context: Context, id: LookupValue, slug: LookupValue): Promise<ProductRow | null> {
  return findVisible(context, id, slug, loadByAnySlug);
}

async function findVisible(
  { loaders, viewer, runtime }: Context,
  id: LookupValue,
  slug: LookupValue,
  bySlug: (loaders: Context["loaders"], slug: string) => Promise<ProductRow | null>,
): Promise<ProductRow | null> {
  const product = await findByOne(
    ["id", id, (key) => loaders.productById.load(key)],
    ["slug", slug, (key) => bySlug(loaders, key)],
  );
  return visibleTo(viewer, product, runtime.now());
}

/** Loads a product by its slug, and keeps it for those of its fields that load it by its id. */
async function loadBySlug(
  { productBySlug, productById }: Context["loaders"],
  slug: string,
): Promise<ProductRow | null> {
  const product = await productBySlug.load(slug);
  if (product) productById.prime(product.id, product);
  return product;
}

/** Loads a product by its slug. Only if no product has it, the history is read. */
async function loadByAnySlug(loaders: Context["loaders"], slug: string): Promise<ProductRow | null> {
  const present = await loadBySlug(loaders, slug);
  if (present) return present;
  const product = (await loaders.productByFormerSlug.load(slug))?.product ?? null;
  if (product) loaders.productById.prime(product.id, product);
  return product;
}

/** Returns the variant if its product is visible. */
export async function findVisibleVariant(
  context: Context,
  id: LookupValue,
  sku: LookupValue,
): Promise<VariantRow | null> {
  const { loaders } = context;
  const variant = await findByOne(
    ["id", id, (key) => loaders.variantById.load(key)],
    ["sku", sku, (key) => loaders.variantBySku.load(key)],
  );
  return variant && (await findVisibleProduct(context, variant.productId, null)) ? variant : null;
}

/** The collection by its id, its slug or a former one. The present holder of a slug wins. */
export function findCollection(
  { loaders }: Context,
  id: LookupValue,
  slug: LookupValue,
): Promise<CollectionRow | null> {
  return findByOne(
    ["id", id, (key) => loaders.collectionById.load(key)],
    ["slug", slug, (key) => loadCollectionBySlug(loaders, key)],
  );
}

async function loadCollectionBySlug(
  { collectionBySlug, collectionByFormerSlug }: Context["loaders"],
  slug: string,
): Promise<CollectionRow | null> {
  return (await collectionBySlug.load(slug)) ?? (await collectionByFormerSlug.load(slug))?.collection ?? null;
}

/** Loads a row that a foreign key guarantees. Throws if it is missing. */
export async function mustLoad<Row>(loader: { load(key: string): Promise<Row | null> }, key: string): Promise<Row> {
  const row = await loader.load(key);
  if (!row) throw new Error(`lookup: referenced row ${key} does not exist`);
  return row;
}

type Lookup<Row> = [name: string, given: LookupValue, load: (key: string) => Promise<Row>];

/** Finds by the only given argument. None or both are a mistake of the client. */
function findByOne<Row>(
  [firstName, first, byFirst]: Lookup<Row>,
  [secondName, second, bySecond]: Lookup<Row>,
): Promise<Row> {
  if (first && !second) return byFirst(first);
  if (second && !first) return bySecond(second);
  throw new CodedError("BAD_USER_INPUT", `Give exactly one of ${firstName} and ${secondName}.`);
}

/** Whether any product is published. */
export async function hasPublishedProduct({ store, runtime }: Context): Promise<boolean> {
  return (await store.read((db) => findAnyPublished(db, runtime.now()))) !== undefined;
}
