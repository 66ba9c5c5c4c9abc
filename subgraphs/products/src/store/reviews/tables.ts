/** Tables of reviews and of the rating statistics of approved ones. */

import { boolean, check, id, index, integer, table, text, time, uniqueIndex } from "@hansa/kit/store";
import { sql } from "drizzle-orm";
import { products } from "../catalogue/tables.ts";

export const reviews = table(
  "reviews",
  {
    id: id("id"),
    productId: text("product_id")
      .notNull()
      .references(() => products.id),
    /** Null after the erasure of the account: the rating stays, without the text. */
    authorId: text("author_id"),
    /** Stars, 1 to 5. */
    rating: integer("rating").notNull(),
    title: text("title"),
    body: text("body").notNull(),
    status: text("status", { enum: ["PENDING", "APPROVED", "REJECTED"] }).notNull(),
    /** The author has bought the product, before or after writing. Never reset. */
    verifiedPurchase: boolean("verified_purchase").notNull(),
    version: integer("version").notNull(),
    /** The time of writing or of the last change by the author. */
    writtenAt: time("written_at").notNull(),
  },
  (table) => [
    uniqueIndex("reviews_once").on(table.productId, table.authorId),
    index("reviews_newest").on(table.writtenAt, table.id),
    index("reviews_by_status").on(table.status, table.writtenAt, table.id),
    index("reviews_of_product").on(table.productId, table.status, table.writtenAt, table.id),
    index("reviews_of_author").on(table.authorId, table.writtenAt, table.id),
    check("reviews_rating_range", sql`rating BETWEEN 1 AND 5`),
  ],
);

/** Rating statistics of approved reviews, updated in the transaction of each review. */
export const ratingStats = table(
  "rating_stats",
  {
    productId: id("product_id").references(() => products.id),
    count: integer("count").notNull(),
    /** The sum of their ratings. */
    sum: integer("sum").notNull(),
  },
  () => [check("rating_stats_range", sql`count >= 0 AND sum BETWEEN count AND count * 5`)],
);

export type ReviewRow = typeof reviews.$inferSelect;
export type RatingRow = typeof ratingStats.$inferSelect;
