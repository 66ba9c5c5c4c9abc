/** The table by which orders of a variant are found in the order of time, however many orders there are. */
import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { orders } from "./order-tables.ts";

/** Which variants an order has. Written together with it, and never changed. */
export const orderVariants = sqliteTable(
  "order_variants",
  {
    variantId: text("variant_id").notNull(),
    placedAt: integer("placed_at").notNull(),
    orderId: text("order_id")
      .notNull()
      .references(() => orders.id),
  },
  (table) => [primaryKey({ columns: [table.variantId, table.placedAt, table.orderId] })],
);
