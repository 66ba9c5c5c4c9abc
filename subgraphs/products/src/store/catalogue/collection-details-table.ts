/** The table of descriptions and pictures of collections. */
import { check, id, index, integer, table, text } from "@hansa/kit/store";
import { sql } from "drizzle-orm";
import { collections } from "./tables.ts";

/** The description and picture of a collection, apart from it: lists of collections do not read them. No row: it has neither. */
export const collectionDetails = table(
  "collection_details",
  {
    collectionId: id("collection_id").references(() => collections.id),
    descriptionHtml: text("description_html").notNull(),
    /** Null: it has no picture. */
    imageId: text("image_id"),
    /** As `file` of `media`. */
    imageFile: text("image_file"),
    imageAlt: text("image_alt").notNull(),
    imageWidth: integer("image_width"),
    imageHeight: integer("image_height"),
  },
  (table) => [
    index("collection_details_by_image").on(table.imageId),
    check("collection_details_image", sql`(image_id IS NULL) = (image_file IS NULL)`),
  ],
);

export type CollectionDetailsRow = typeof collectionDetails.$inferSelect;
