/** Table that indexes orders by variant and time of placement. */
import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { orders } from "./tables.ts";

/** The variants of an order. Inserted together with it, and never changed. */
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
