/** Descriptions and pictures of collections. */
import { rowsBy, statement, type Tx } from "@hansa/kit/store";
import { eq, getTableColumns, sql } from "drizzle-orm";
import { type CollectionDetailsRow, collectionDetails } from "./collection-details-table.ts";
import type { PictureRow } from "./tables.ts";

export const findDetailsByCollections = rowsBy(collectionDetails, collectionDetails.collectionId);

/** The details of the collections that show these pictures. */
export const findDetailsByImages = rowsBy(collectionDetails, collectionDetails.imageId);

/** The picture of a collection; null if it has none. */
export function pictureOf(details: CollectionDetailsRow): PictureRow | null {
  const { imageId: id, imageFile: file, imageAlt: alt, imageWidth: width, imageHeight: height } = details;
  return id === null || file === null ? null : { id, file, alt, width, height };
}

/** Inserts or replaces the details of a collection. */
export const saveDetails = statement([getTableColumns(collectionDetails)], (tx: Tx, details) =>
  tx
    .insert(collectionDetails)
    .values(details)
    .onConflictDoUpdate({
      target: collectionDetails.collectionId,
      set: {
        descriptionHtml: sql`excluded.description_html`,
        imageId: sql`excluded.image_id`,
        imageFile: sql`excluded.image_file`,
        imageAlt: sql`excluded.image_alt`,
        imageWidth: sql`excluded.image_width`,
        imageHeight: sql`excluded.image_height`,
      },
    }),
);

export const dropDetails = statement([collectionDetails.collectionId], (tx: Tx, collectionId) =>
  tx.delete(collectionDetails).where(eq(collectionDetails.collectionId, collectionId)),
);
