/** Media rows: the pictures of products. Their files are in the media folder. */
import { rowsBy } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, asc, eq, inArray } from "drizzle-orm";
import { type MediaRow, media, variants } from "../catalogue/tables.ts";

export const findMediaByProducts = rowsBy(media, media.productId, asc(media.position), asc(media.id));

export const findMediaByIds = rowsBy(media, media.id);

/** Replaces the pictures of a product, in this order. */
export async function replaceMedia(tx: Tx, productId: string, pictures: readonly MediaRow[]): Promise<void> {
  await tx.delete(media).where(eq(media.productId, productId));
  if (pictures.length > 0)
    await tx.insert(media).values(pictures.map((picture, position) => ({ ...picture, position })));
}

/** Removes these pictures from the variants of the product. */
export async function clearVariantImages(tx: Tx, productId: string, imageIds: readonly string[]): Promise<void> {
  await tx
    .update(variants)
    .set({ imageId: null })
    .where(and(eq(variants.productId, productId), inArray(variants.imageId, [...imageIds])));
}

/** The number of pictures that use this file of the media folder. */
export function countMediaOfFile(db: Reader, file: string): Promise<number> {
  return db.$count(media, eq(media.file, file));
}
