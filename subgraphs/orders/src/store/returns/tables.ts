/** Tables of returns and their parts. */

import { check, id, index, integer, primaryKey, table, text, time } from "@hansa/kit/store";
import { sql } from "drizzle-orm";
import { orderLines, orders } from "../order/tables.ts";
import { withdrawals } from "../withdrawals/tables.ts";

export const returns = table(
  "returns",
  {
    id: id("id"),
    orderId: text("order_id")
      .notNull()
      .references(() => orders.id),
    state: text("state", {
      enum: ["REQUESTED", "APPROVED", "REJECTED", "RECEIVED", "REFUNDED", "CLOSED"],
    }).notNull(),
    /** How it was closed. */
    outcome: text("outcome", { enum: ["NOT_ARRIVED", "REFUSED", "NOTHING_DUE", "REPLACED", "WITHDRAWN"] }),
    closedAt: time("closed_at"),
    /** The text of the person who requested it; null if there is none, and for a withdrawal. */
    reason: text("reason"),
    /** The last reply of the shop. */
    note: text("note"),
    requestedAt: time("requested_at").notNull(),
    resolvedAt: time("resolved_at"),
    receivedAt: time("received_at"),
    /** The withdrawal whose effect it is. Null for a requested return. */
    withdrawalId: text("withdrawal_id").references(() => withdrawals.id),
  },
  (table) => [
    index("returns_newest").on(table.requestedAt, table.id),
    index("returns_by_state").on(table.state, table.requestedAt, table.id),
    index("returns_of_withdrawal").on(table.withdrawalId).where(sql`withdrawal_id IS NOT NULL`),
    index("returns_of_order").on(table.orderId, table.requestedAt, table.id),
  ],
);

export const returnParts = table(
  "return_parts",
  {
    returnId: text("return_id")
      .notNull()
      .references(() => returns.id),
    lineId: text("line_id")
      .notNull()
      .references(() => orderLines.id),
    /** Units that are announced or were received; those that left the return count as released. */
    quantity: integer("quantity").notNull(),
    released: integer("released").notNull().default(0),
    /** Units among the released ones that are replaced. */
    replaced: integer("replaced").notNull().default(0),
    received: integer("received").notNull(),
    restocked: integer("restocked").notNull(),
    /** Units among the received ones that were in the house without an arrival that has judged them: their refund says whether they are sound. */
    unjudged: integer("unjudged").notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.returnId, table.lineId] }),
    check("return_parts_received", sql`quantity >= 0 AND received >= 0 AND received <= quantity`),
    check("return_parts_released", sql`released >= 0 AND quantity + released > 0`),
    check("return_parts_restocked", sql`restocked >= 0 AND unjudged >= 0 AND restocked + unjudged <= received`),
  ],
);

export type ReturnRow = typeof returns.$inferSelect;
export type ReturnPartRow = typeof returnParts.$inferSelect;
