/** Table that indexes orders by variant and time of placement. */
import { primaryKey, table, text, time } from "@hansa/kit/store/columns";
import { orders } from "./tables.ts";

/** The variants of an order. Inserted together with it, and never changed. */
export const orderVariants = table(
  "order_variants",
  {
    variantId: text("variant_id").notNull(),
    placedAt: time("placed_at").notNull(),
    orderId: text("order_id")
      .notNull()
      .references(() => orders.id),
  },
  (table) => [primaryKey({ columns: [table.variantId, table.placedAt, table.orderId] })],
);
