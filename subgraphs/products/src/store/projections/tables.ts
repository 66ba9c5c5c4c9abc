/** Tables derived from events of other services: purchases, sales, shop settings and erased accounts. */
import { sql } from "drizzle-orm";
import { check, index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Purchases of customers by confirmed orders. Derived from events alone, so without foreign keys to the catalogue. */
export const purchases = sqliteTable(
  "purchases",
  {
    customerId: text("customer_id").notNull(),
    productId: text("product_id").notNull(),
    /** The time of the first purchase. */
    boughtAt: integer("bought_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.customerId, table.productId] })],
);

/** Units of a product sold on a day, less those cancelled or returned on it: may be negative. */
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

/** The settings that orders has published, in one row; none before the first event. */
export const shopSettings = sqliteTable(
  "shop_settings",
  {
    id: integer("id").primaryKey(),
    /** The sequence number of the event: older events change nothing. */
    seq: integer("seq").notNull(),
    currencies: text("currencies", { mode: "json" }).$type<string[]>().notNull(),
    lowStock: integer("low_stock").notNull(),
  },
  () => [check("shop_settings_once", sql`id = 1`)],
);

/** Erased accounts: later events of them are ignored. */
export const erasedPeople = sqliteTable("erased_people", { userId: text("user_id").primaryKey() });

export type PurchaseRow = typeof purchases.$inferSelect;
export type SaleRow = typeof sales.$inferSelect;
