/** Table of provider messages, stored as received. */
import { workColumns } from "@hansa/kit/messaging";
import { index, primaryKey, table, text, time } from "@hansa/kit/store";
import { sql } from "drizzle-orm";

/** Provider messages, as received. A repeated message is the same row. */
export const webhookInbox = table(
  "webhook_inbox",
  {
    provider: text("provider").notNull(),
    eventId: text("event_id").notNull(),
    /** Cleared when the person that it is about is erased. */
    payload: text("payload").notNull(),
    /** `ignored`: not about our payment. `dead_letter`: unreadable or repeatedly failed. */
    state: text("state", { enum: ["stored", "applied", "ignored", "dead_letter"] }).notNull(),
    ...workColumns,
    receivedAt: time("received_at").notNull(),
    /** The payment that the message is about. Null until it is applied. */
    paymentId: text("payment_id"),
  },
  (table) => [
    primaryKey({ columns: [table.provider, table.eventId] }),
    index("webhook_inbox_due").on(table.dueAt).where(sql`state = 'stored'`),
    index("webhook_inbox_of_payment").on(table.paymentId),
  ],
);

export type WebhookRow = typeof webhookInbox.$inferSelect;
