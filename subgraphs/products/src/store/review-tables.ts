/** The tables of reviews: what customers say about products, and what the approved ones come to. */
import { sql } from "drizzle-orm";
import { check, index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { products } from "./tables.ts";

export const reviews = sqliteTable(
  "reviews",
  {
    id: text("id").primaryKey(),
    productId: text("product_id")
      .notNull()
      .references(() => products.id),
    /** Null once the person's account was erased: the stars stay, without the words. */
    authorId: text("author_id"),
    /** Stars, 1 to 5. */
    rating: integer("rating").notNull(),
    title: text("title"),
    body: text("body").notNull(),
    status: text("status", { enum: ["PENDING", "APPROVED", "REJECTED"] }).notNull(),
    /** The author had bought the product, before writing or after. Never taken back. */
    verifiedPurchase: integer("verified_purchase", { mode: "boolean" }).notNull(),
    version: integer("version").notNull(),
    /** When it was written, or written anew. */
    writtenAt: integer("written_at").notNull(),
  },
  (table) => [
    uniqueIndex("reviews_once").on(table.productId, table.authorId),
    index("reviews_newest").on(table.writtenAt, table.id),
    index("reviews_by_status").on(table.status, table.writtenAt, table.id),
    index("reviews_of_product").on(table.productId, table.status, table.writtenAt, table.id),
    index("reviews_of_author").on(table.authorId, table.writtenAt, table.id),
    check("reviews_have_stars", sql`rating BETWEEN 1 AND 5`),
  ],
);

/** The approved reviews of each product that has had one: moved in the transaction of every review. */
export const ratingStats = sqliteTable(
  "rating_stats",
  {
    productId: text("product_id")
      .primaryKey()
      .references(() => products.id),
    count: integer("count").notNull(),
    /** All their stars together. */
    sum: integer("sum").notNull(),
  },
  () => [check("rating_stats_are_possible", sql`count >= 0 AND sum BETWEEN count AND count * 5`)],
);

export type ReviewRow = typeof reviews.$inferSelect;
export type RatingRow = typeof ratingStats.$inferSelect;
