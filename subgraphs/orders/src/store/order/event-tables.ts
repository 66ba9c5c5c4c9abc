/** Table of the timelines of orders. */

import { index, sequence, table, text, time } from "@hansa/kit/store";
import { orders } from "./tables.ts";

/** The timeline of an order. Append only: triggers reject updates and deletions. */
export const orderEvents = table(
  "order_events",
  {
    /** The order of events, also within one millisecond. */
    seq: sequence("seq"),
    orderId: text("order_id")
      .notNull()
      .references(() => orders.id),
    at: time("at").notNull(),
    kind: text("kind", {
      enum: [
        "PLACED",
        "PAYMENT_CAPTURED",
        "CONFIRMED",
        "HELD",
        "CANCELLED",
        "RESUMED",
        "PAYMENT_RELEASED",
        "CANCEL_REQUESTED",
        "LINES_CANCELLED",
        "FULFILMENT_CREATED",
        "SHIPPED",
        "DELIVERED",
        "HANDED_OVER",
        "PARCEL_LOST",
        "PARCEL_RETURNED",
        "UNPACKED",
        "COMPLETED",
        "RETURN_REQUESTED",
        "RETURN_APPROVED",
        "RETURN_REJECTED",
        "RETURN_RECEIVED",
        "RETURN_CLOSED",
        "WITHDRAWAL_DECLARED",
        "WITHDRAWAL_CONFIRMED",
        "REFUNDED",
        "REFUND_FAILED",
        "DISPUTED",
        "MAIL_REFUSED",
        "CONTACT_UPDATED",
      ],
    }).notNull(),
    summary: text("summary").notNull(),
    actor: text("actor", { enum: ["CUSTOMER", "STAFF", "SHOP"] }).notNull(),
    actorId: text("actor_id"),
  },
  (table) => [index("order_events_of_order").on(table.orderId, table.seq)],
);

export type OrderEventRow = typeof orderEvents.$inferSelect;
