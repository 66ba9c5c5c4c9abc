/** Table of products with a stale search index: changes of many products are indexed by a job. */
import { sqliteTable, text } from "drizzle-orm/sqlite-core";
import { products } from "../catalogue/tables.ts";

export const staleSearch = sqliteTable("stale_search", {
  productId: text("product_id")
    .primaryKey()
    .references(() => products.id),
});
