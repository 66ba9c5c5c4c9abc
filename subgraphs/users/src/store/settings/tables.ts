/** Table of the shop's settings, as orders last published them. */
import { integer, table, text } from "@hansa/kit/store/columns";

/** One row, or none until the first event. */
export const shopSettings = table("shop_settings", {
  id: integer("id").primaryKey(),
  name: text("name").notNull(),
});
