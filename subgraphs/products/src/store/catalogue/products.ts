/** Product rows: queries, inserts, and updates with optimistic locking by version. */
import { given, greatest, type Reader, rowBy, rowsBy, statement, type Tx } from "@hansa/kit/store";
import { and, eq, getTableColumns, lte, max, sql } from "drizzle-orm";
import { claimSlugs, recordSlugChange } from "./former-slugs.ts";
import { type ProductRow, products } from "./tables.ts";

export const findProductsByIds = rowsBy(products, products.id);

export const findProductsBySlugs = rowsBy(products, products.slug);

export const findProduct = rowBy(products, products.id);

/** Returns the id of any product that is published at `now`. */
export async function findAnyPublished(db: Reader, now: number): Promise<string | undefined> {
  const [row] = await onePublished(db, now);
  return row?.id;
}

const onePublished = statement([products.publishedAt], (db: Reader, now) =>
  db
    .select({ id: products.id })
    .from(products)
    .where(and(eq(products.status, "ACTIVE"), lte(products.publishedAt, now)))
    .limit(1),
);

/** Inserts a product and returns its row; undefined, without a change, if the slug is taken. */
export async function insertProduct(
  tx: Tx,
  product: Omit<ProductRow, "searchRow" | "featuredRank" | "ratingRank" | "soldLately">,
): Promise<ProductRow | undefined> {
  const [last] = await findLastRanks(tx);
  const ranks = { searchRow: (last?.row ?? 0) + 1, featuredRank: (last?.rank ?? 0) + 1 };
  const [row] = await addProduct(tx, { ...product, ...ranks });
  if (row) await claimSlugs(tx, "product", [row.slug]);
  return row;
}

/** The highest row of the search index and the last rank of all products. */
export const findLastRanks = statement([], (db: Reader) =>
  db.select({ row: max(products.searchRow), rank: max(products.featuredRank) }).from(products),
);
const { ratingRank: _ratingRank, soldLately: _soldLately, ...newColumns } = getTableColumns(products);
const addProduct = statement([newColumns], (tx: Tx, product) =>
  tx.insert(products).values(product).onConflictDoNothing({ target: products.slug }).returning(),
);

export type ProductChange = Partial<
  Pick<ProductRow, "slug" | "title" | "descriptionHtml" | "swatches" | "status" | "publishedAt" | "featuredRank">
>;

/**
 * Updates a product and increments its version; undefined, without a change, if it is not at `expectedVersion`. A slug
 * that it loses becomes a former one.
 */
export async function updateProduct(
  tx: Tx,
  id: string,
  expectedVersion: number | undefined,
  { updatedAt, ...change }: ProductChange & { updatedAt: number },
): Promise<ProductRow | undefined> {
  const before = change.slug === undefined ? undefined : await findProduct(tx, id);
  const [row] = await changeProduct(tx, { id, updatedAt }, { version: expectedVersion }, change);
  if (before && row) {
    const former = { kind: "product" as const, slug: before.slug, ownerId: id, replacedAt: updatedAt };
    await recordSlugChange(tx, former, row.slug);
  }
  return row;
}

const { id, version, updatedAt } = products;
const changeProduct = statement(
  [{ id, updatedAt }, given({ version }), given(getTableColumns(products))],
  (tx: Tx, changed, expected, change) =>
    tx
      .update(products)
      .set({ ...change, version: sql`${version} + 1`, updatedAt: greatest(updatedAt, changed.updatedAt) })
      .where(and(eq(id, changed.id), expected.version && eq(version, expected.version)))
      .returning(),
);

/** Records the time of a change; a later stored time stays. */
export const touchProduct = statement([id, updatedAt], (tx: Tx, productId, now) =>
  tx
    .update(products)
    .set({ updatedAt: greatest(updatedAt, now) })
    .where(eq(id, productId)),
);
