/** Table of the shop's settings, as orders last published them. */
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** One row, or none until the first event. */
export const shopSettings = sqliteTable("shop_settings", {
  id: integer("id").primaryKey(),
  name: text("name").notNull(),
});
