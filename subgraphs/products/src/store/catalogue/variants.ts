/** Variant rows, found by id, SKU or product. */

import { given, type Reader, rowsBy, statement, type Tx } from "@hansa/kit/store";
import { and, asc, eq, getTableColumns, lte, max } from "drizzle-orm";
import { products, type VariantRow, variants } from "./tables.ts";

export const findVariantsByIds = rowsBy(variants, variants.id);

export const findVariantsBySkus = rowsBy(variants, variants.sku);

export const findVariantsByBarcodes = rowsBy(variants, variants.barcode);

/** All variants of these products, in the order of each product. */
export const findVariantsByProducts = rowsBy(
  variants,
  variants.productId,
  asc(variants.productId),
  asc(variants.position),
  asc(variants.id),
);

/** The tax classes of variants whose product is published at `now`, each once. */
export async function findTaxClasses(db: Reader, now: number): Promise<VariantRow["taxClass"][]> {
  return (await classesOnSale(db, now)).map(({ taxClass }) => taxClass);
}

const classesOnSale = statement([products.publishedAt], (db: Reader, now) =>
  db
    .selectDistinct({ taxClass: variants.taxClass })
    .from(variants)
    .innerJoin(products, eq(products.id, variants.productId))
    .where(and(eq(products.status, "ACTIVE"), lte(products.publishedAt, now))),
);

/** Inserts a variant at the end of its product; undefined, without a change, if the SKU is taken. */
export async function insertVariant(tx: Tx, variant: Omit<VariantRow, "position">): Promise<VariantRow | undefined> {
  const [last] = await lastPosition(tx, variant.productId);
  const [row] = await addVariant(tx, { ...variant, position: (last?.position ?? 0) + 1 });
  return row;
}

const lastPosition = statement([variants.productId], (tx: Tx, productId) =>
  tx
    .select({ position: max(variants.position) })
    .from(variants)
    .where(eq(variants.productId, productId)),
);
const addVariant = statement([getTableColumns(variants)], (tx: Tx, variant) =>
  tx.insert(variants).values(variant).onConflictDoNothing({ target: variants.sku }).returning(),
);

/** Updates a variant at `updatedAt`. */
export async function updateVariant(
  tx: Tx,
  id: string,
  change: Partial<VariantRow> & { updatedAt: number },
): Promise<VariantRow | undefined> {
  const [row] = await changeVariant(tx, id, change);
  return row;
}

const changeVariant = statement([variants.id, given(getTableColumns(variants))], (tx: Tx, id, change) =>
  tx.update(variants).set(change).where(eq(variants.id, id)).returning(),
);
