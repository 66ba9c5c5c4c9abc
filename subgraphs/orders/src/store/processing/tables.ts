/** Tables of order tasks, of cancellations that the saga reads, and of units that an upgrade told products. */
import { workColumns } from "@hansa/kit/messaging";
import { id, index, integer, json, sequence, table, text, time, uniqueIndex } from "@hansa/kit/store";
import { sql } from "drizzle-orm";
import { orders } from "../order/tables.ts";

/** Units of a line that leave the stock, return to it, or are no longer kept for the order. */
export type StockLine = { lineId: string; variantId: string; quantity: number };

/** Work for an order, mostly calls to other services: stored with the change that requires it, and retried until it is done. */
export const orderTasks = table(
  "order_tasks",
  {
    /** The order of creation: a capture is requested before the rest of the authorisation is released. */
    seq: sequence("seq"),
    orderId: text("order_id")
      .notNull()
      .references(() => orders.id),
    kind: text("kind", {
      enum: [
        "SHIP",
        "UNCOMMIT",
        "RESTOCK",
        "REFUND",
        "CAPTURE",
        "RELEASE",
        "HAND_OVER",
        "WITHDRAW",
        "REASSESS",
        "REPLACE",
        "CANCEL_REPLACEMENT",
      ],
    }).notNull(),
    /** The id of the refund, the capture, the withdrawal, the replacement or the order; for a change of stock, the id of its cause. */
    subjectId: text("subject_id").notNull(),
    /** Only for changes of stock. */
    lines: json("lines").$type<StockLine[]>(),
    ...workColumns,
    doneAt: time("done_at"),
  },
  (table) => [
    uniqueIndex("order_tasks_once").on(table.kind, table.subjectId),
    index("order_tasks_due").on(table.dueAt).where(sql`done_at IS NULL`),
    index("order_tasks_of_order").on(table.orderId).where(sql`done_at IS NULL`),
  ],
);

/** Cancellations of whole orders: the saga rolls back an order that is not confirmed yet. */
export const cancellations = table("cancellations", {
  orderId: id("order_id").references(() => orders.id),
  reason: text("reason", { enum: ["CUSTOMER", "SHOP"] }).notNull(),
  /** The text of the person who cancelled. */
  note: text("note"),
  actorId: text("actor_id"),
  at: time("at").notNull(),
});

/**
 * Units that were neither sent nor cancelled when the store was upgraded to this table, by checkout and variant. Products counts sold units since
 * then and learns these once. Later changes of the units are order tasks, so these rows never change.
 */
export const unsentAtUpgrade = table("unsent_at_upgrade", {
  seq: sequence("seq"),
  checkoutId: text("checkout_id").notNull(),
  variantId: text("variant_id").notNull(),
  units: integer("units").notNull(),
});

export type OrderTaskRow = typeof orderTasks.$inferSelect;
export type CancellationRow = typeof cancellations.$inferSelect;
