/** Variants as rows: what is bought, found by id, sku or product. */
import type { Reader, Tx } from "@hansa/kit/store";
import { asc, eq, inArray, max } from "drizzle-orm";
import { type VariantRow, variants } from "./tables.ts";

export function findVariantsByIds(db: Reader, ids: readonly string[]): Promise<VariantRow[]> {
  return db
    .select()
    .from(variants)
    .where(inArray(variants.id, [...ids]));
}

export function findVariantsBySkus(db: Reader, skus: readonly string[]): Promise<VariantRow[]> {
  return db
    .select()
    .from(variants)
    .where(inArray(variants.sku, [...skus]));
}

/** All variants of these products, each product's in its own order. */
export function findVariantsByProducts(db: Reader, productIds: readonly string[]): Promise<VariantRow[]> {
  return db
    .select()
    .from(variants)
    .where(inArray(variants.productId, [...productIds]))
    .orderBy(asc(variants.productId), asc(variants.position), asc(variants.id));
}

/** Adds a variant behind its product's others; undefined, and nothing added, if the sku is taken. */
export async function insertVariant(tx: Tx, variant: Omit<VariantRow, "position">): Promise<VariantRow | undefined> {
  const [last] = await tx
    .select({ position: max(variants.position) })
    .from(variants)
    .where(eq(variants.productId, variant.productId));
  const [row] = await tx
    .insert(variants)
    .values({ ...variant, position: (last?.position ?? 0) + 1 })
    .onConflictDoNothing({ target: variants.sku })
    .returning();
  return row;
}

export async function updateVariant(tx: Tx, id: string, change: Partial<VariantRow>): Promise<VariantRow | undefined> {
  const [row] = await tx.update(variants).set(change).where(eq(variants.id, id)).returning();
  return row;
}
