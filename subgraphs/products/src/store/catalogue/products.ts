/** Product rows: queries, inserts, and updates with optimistic locking by version. */
import { rowsBy } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, eq, lte, max, type SQL, sql } from "drizzle-orm";
import { type ProductRow, products } from "./tables.ts";

export const findProductsByIds = rowsBy(products, products.id);

export const findProductsBySlugs = rowsBy(products, products.slug);

export async function findProduct(db: Reader, id: string): Promise<ProductRow | undefined> {
  const [row] = await findProductsByIds(db, [id]);
  return row;
}

/** Returns the id of any product that is published at `now`. */
export async function findAnyPublished(db: Reader, now: number): Promise<string | undefined> {
  const [row] = await db
    .select({ id: products.id })
    .from(products)
    .where(and(eq(products.status, "ACTIVE"), lte(products.publishedAt, now)))
    .limit(1);
  return row?.id;
}

/** Inserts a product and returns its row; undefined, without a change, if the slug is taken. */
export async function insertProduct(
  tx: Tx,
  product: Omit<ProductRow, "searchRow" | "featuredRank" | "ratingRank" | "soldLately">,
): Promise<ProductRow | undefined> {
  const [last] = await tx.select({ row: max(products.searchRow), rank: max(products.featuredRank) }).from(products);
  const [row] = await tx
    .insert(products)
    .values({ ...product, searchRow: (last?.row ?? 0) + 1, featuredRank: (last?.rank ?? 0) + 1 })
    .onConflictDoNothing({ target: products.slug })
    .returning();
  return row;
}

export type ProductChange = Partial<
  Pick<ProductRow, "slug" | "title" | "descriptionHtml" | "status" | "publishedAt" | "featuredRank">
>;

/** Updates a product and increments its version; undefined, without a change, if it is not at `expectedVersion`. */
export async function updateProduct(
  tx: Tx,
  id: string,
  expectedVersion: number | undefined,
  { updatedAt, ...change }: ProductChange & { updatedAt: number },
): Promise<ProductRow | undefined> {
  const isExpected = expectedVersion === undefined ? undefined : eq(products.version, expectedVersion);
  const [row] = await tx
    .update(products)
    .set({ ...change, version: sql`${products.version} + 1`, updatedAt: latestOf(updatedAt) })
    .where(and(eq(products.id, id), isExpected))
    .returning();
  return row;
}

/** The time of a change; a later stored time stays. */
export function latestOf(at: number): SQL<number> {
  return sql<number>`max(${products.updatedAt}, ${at})`;
}
