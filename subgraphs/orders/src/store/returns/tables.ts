/** Tables of returns and their parts. */
import { sql } from "drizzle-orm";
import { check, index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { orderLines, orders } from "../order/tables.ts";

export const returns = sqliteTable(
  "returns",
  {
    id: text("id").primaryKey(),
    orderId: text("order_id")
      .notNull()
      .references(() => orders.id),
    state: text("state", { enum: ["REQUESTED", "APPROVED", "REJECTED", "RECEIVED", "REFUNDED"] }).notNull(),
    /** The text of the person who requested it. */
    reason: text("reason").notNull(),
    /** The reply of the shop. */
    note: text("note"),
    requestedAt: integer("requested_at").notNull(),
    resolvedAt: integer("resolved_at"),
    receivedAt: integer("received_at"),
  },
  (table) => [
    index("returns_newest").on(table.requestedAt, table.id),
    index("returns_by_state").on(table.state, table.requestedAt, table.id),
    index("returns_of_order").on(table.orderId, table.requestedAt, table.id),
  ],
);

export const returnParts = sqliteTable(
  "return_parts",
  {
    returnId: text("return_id")
      .notNull()
      .references(() => returns.id),
    lineId: text("line_id")
      .notNull()
      .references(() => orderLines.id),
    quantity: integer("quantity").notNull(),
    received: integer("received").notNull(),
    restocked: integer("restocked").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.returnId, table.lineId] }),
    check("return_parts_received", sql`quantity > 0 AND received >= 0 AND received <= quantity`),
    check("return_parts_restocked", sql`restocked >= 0 AND restocked <= received`),
  ],
);

export type ReturnRow = typeof returns.$inferSelect;
export type ReturnPartRow = typeof returnParts.$inferSelect;
