/** The tables that hold what other services told: who bought what, what was sold, the shop's settings, and who is gone. */
import { sql } from "drizzle-orm";
import { check, index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Which customer has bought which product, by confirmed orders. Made of events alone, so without references to the catalogue. */
export const purchases = sqliteTable(
  "purchases",
  {
    customerId: text("customer_id").notNull(),
    productId: text("product_id").notNull(),
    /** The first time. */
    boughtAt: integer("bought_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.customerId, table.productId] })],
);

/** Units of a product that were sold on a day, less those that were cancelled or came back on it: so it may be below zero. */
export const sales = sqliteTable(
  "sales",
  {
    productId: text("product_id").notNull(),
    /** Days since 1970, UTC. */
    day: integer("day").notNull(),
    units: integer("units").notNull(),
  },
  (table) => [primaryKey({ columns: [table.productId, table.day] }), index("sales_by_day").on(table.day)],
);

/** The one row of what orders says about the shop; none until it has said something. */
export const shopSettings = sqliteTable(
  "shop_settings",
  {
    id: integer("id").primaryKey(),
    /** The number of the event: an older one changes nothing. */
    seq: integer("seq").notNull(),
    currencies: text("currencies", { mode: "json" }).$type<string[]>().notNull(),
    lowStock: integer("low_stock").notNull(),
  },
  () => [check("shop_settings_once", sql`id = 1`)],
);

/** Accounts that were erased: nothing that is heard of them later is kept under their id. */
export const erasedPeople = sqliteTable("erased_people", { userId: text("user_id").primaryKey() });

export type PurchaseRow = typeof purchases.$inferSelect;
export type SaleRow = typeof sales.$inferSelect;
