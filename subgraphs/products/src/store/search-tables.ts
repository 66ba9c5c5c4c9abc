/** The list of products whose words in the full-text index are to be written anew: too many at once for the change that made it so. */
import { sqliteTable, text } from "drizzle-orm/sqlite-core";
import { products } from "./tables.ts";

export const staleSearch = sqliteTable("stale_search", {
  productId: text("product_id")
    .primaryKey()
    .references(() => products.id),
});
