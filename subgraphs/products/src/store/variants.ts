/** Variants as rows: what is bought, found by id, sku or product. */
import { rowsBy } from "@hansa/kit/prepared";
import type { Tx } from "@hansa/kit/store";
import { asc, eq, max } from "drizzle-orm";
import { type VariantRow, variants } from "./tables.ts";

export const findVariantsByIds = rowsBy(variants, variants.id);

export const findVariantsBySkus = rowsBy(variants, variants.sku);

/** All variants of these products, each product's in its own order. */
export const findVariantsByProducts = rowsBy(
  variants,
  variants.productId,
  asc(variants.productId),
  asc(variants.position),
  asc(variants.id),
);

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

/** Changes a variant at `updatedAt`. */
export async function updateVariant(
  tx: Tx,
  id: string,
  change: Partial<VariantRow> & { updatedAt: number },
): Promise<VariantRow | undefined> {
  const [row] = await tx.update(variants).set(change).where(eq(variants.id, id)).returning();
  return row;
}
