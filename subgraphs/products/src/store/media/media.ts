/** Media rows: the pictures of products, and uses of files also by collections. The files are in the media folder. */
import { isAmong, listOf, type Reader, rowsBy, rowsInto, statement, type Tx } from "@hansa/kit/store";
import { and, asc, eq } from "drizzle-orm";
import { findDetailsByImages, pictureOf } from "../catalogue/collection-details.ts";
import { collectionDetails } from "../catalogue/collection-details-table.ts";
import { type MediaRow, media, type PictureRow, variants } from "../catalogue/tables.ts";

export const findMediaByProducts = rowsBy(media, media.productId, asc(media.position), asc(media.id));

export const findMediaByIds = rowsBy(media, media.id);

/** Pictures of products and of collections. Those of collections are looked for among the rest alone: most are of products. */
export async function findPicturesByIds(db: Reader, ids: readonly string[]): Promise<PictureRow[]> {
  const ofProducts = await findMediaByIds(db, ids);
  const others = ids.filter((id) => ofProducts.every((picture) => picture.id !== id));
  if (others.length === 0) return ofProducts;
  return [...ofProducts, ...(await findDetailsByImages(db, others)).flatMap((details) => pictureOf(details) ?? [])];
}

/** Replaces the pictures of a product, in this order. */
export async function replaceMedia(tx: Tx, productId: string, pictures: readonly MediaRow[]): Promise<void> {
  await removeMedia(tx, productId);
  await addMedia(
    tx,
    pictures.map((picture, position) => ({ ...picture, position })),
  );
}

const removeMedia = statement([media.productId], (tx: Tx, productId) =>
  tx.delete(media).where(eq(media.productId, productId)),
);
const addMedia = rowsInto(media);

/** Removes these pictures from the variants of the product. */
export const clearVariantImages = statement(
  [variants.productId, listOf(variants.imageId)],
  (tx: Tx, productId, imageIds) =>
    tx
      .update(variants)
      .set({ imageId: null })
      .where(and(eq(variants.productId, productId), isAmong(variants.imageId, imageIds))),
);

/** The number of pictures of products and collections that use this file of the media folder. */
export async function countMediaOfFile(db: Reader, file: string): Promise<number> {
  const ofProducts = await db.$count(media, eq(media.file, file));
  return ofProducts + (await db.$count(collectionDetails, eq(collectionDetails.imageFile, file)));
}
