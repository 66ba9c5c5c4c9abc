/** Table of the e-mails about orders: when each was queued, and how it ended. Rows of the mail queue live three days, these with their order. */
import { id, index, table, text, time } from "@hansa/kit/store";
import { sql } from "drizzle-orm";
import { orders } from "../order/tables.ts";

export const orderMails = table(
  "order_mails",
  {
    /** The id of the e-mail in the mail queue. */
    id: id("id"),
    orderId: text("order_id")
      .notNull()
      .references(() => orders.id),
    kind: text("kind", {
      enum: [
        "CONFIRMED",
        "CANCELLED",
        "LINES_CANCELLED",
        "SHIPPED",
        "REFUNDED",
        "RETURN_APPROVED",
        "RETURN_REJECTED",
        "RETURN_RECEIVED",
        "RETURN_CLOSED",
        "WITHDRAWAL_RECEIVED",
        "CONTACT_UPDATED",
        "CONTACT_FORMER",
      ],
    }).notNull(),
    /** The parcel, refund, return, withdrawal or cancellation that it is about; null: the order itself. */
    subjectId: text("subject_id"),
    /** The address that the order had before, of an e-mail to it that waits to be sent. Null for every other one. */
    formerEmail: text("former_email"),
    /** By the clock of the mail queue, as the times below. */
    queuedAt: time("queued_at").notNull(),
    sentAt: time("sent_at"),
    /** When the mail server of the recipient refused it. */
    refusedAt: time("refused_at"),
  },
  (table) => [
    index("order_mails_of_order").on(table.orderId, table.queuedAt, table.id),
    index("order_mails_to_former").on(table.formerEmail).where(sql`former_email IS NOT NULL`),
  ],
);

export type OrderMailRow = typeof orderMails.$inferSelect;
