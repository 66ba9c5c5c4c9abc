/** The tables of what goes between a provider and us: calls, written before they are made, and messages, kept as they came. */
import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { payments } from "./payment-tables.ts";

/** What it takes to make a call again exactly. The token stands for a card at the provider; it is worth nothing elsewhere. */
export type CallRequest =
  | {
      name: "start";
      token: string | null;
      returnUrl: string | null;
      savedMethod: { ref: string; customerRef: string } | null;
      keep: { customerRef: string | null } | null;
    }
  | { name: "confirm"; token: string | null }
  | { name: "capture"; amountMinor: number; isLast: boolean }
  | { name: "void" }
  | { name: "refund"; amountMinor: number };

/** A call to a provider, written before it is made. Open until its outcome is certain; until then it is made again, under the same key. */
export const providerCalls = sqliteTable(
  "provider_calls",
  {
    /** What the provider recognises the call by. */
    key: text("key").primaryKey(),
    paymentId: text("payment_id")
      .notNull()
      .references(() => payments.id),
    name: text("name", { enum: ["start", "confirm", "capture", "void", "refund"] }).notNull(),
    /** The capture or refund that it is made for; null for the others. */
    subjectId: text("subject_id"),
    /** Emptied once it is settled. */
    request: text("request", { mode: "json" }).$type<CallRequest>(),
    outcome: text("outcome", { enum: ["open", "done", "refused"] }).notNull(),
    /** Why the provider refused. Null unless it did. */
    reason: text("reason"),
    attempts: integer("attempts").notNull(),
    /** Until then somebody is making the call. */
    lockedUntil: integer("locked_until").notNull(),
    /** From then on it is made again by itself. */
    dueAt: integer("due_at").notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [
    uniqueIndex("provider_calls_one_open").on(table.paymentId).where(sql`outcome = 'open'`),
    index("provider_calls_of_payment").on(table.paymentId, table.name),
    index("provider_calls_due").on(table.dueAt).where(sql`outcome = 'open'`),
  ],
);

/** Messages of providers, as they came. One that comes again is the same row. */
export const webhookInbox = sqliteTable(
  "webhook_inbox",
  {
    provider: text("provider").notNull(),
    eventId: text("event_id").notNull(),
    /** Emptied when the person that it speaks of is forgotten. */
    payload: text("payload").notNull(),
    /** `ignored`: not about a payment of ours. `parked`: it cannot be read, or could not be applied, again and again. */
    state: text("state", { enum: ["stored", "applied", "ignored", "parked"] }).notNull(),
    attempts: integer("attempts").notNull(),
    receivedAt: integer("received_at").notNull(),
    /** The payment that it was about. Null until it is applied. */
    paymentId: text("payment_id"),
  },
  (table) => [
    primaryKey({ columns: [table.provider, table.eventId] }),
    index("webhook_inbox_waiting").on(table.receivedAt).where(sql`state = 'stored'`),
    index("webhook_inbox_of_payment").on(table.paymentId),
  ],
);

export type CallRow = typeof providerCalls.$inferSelect;
export type CallName = CallRow["name"];
export type WebhookRow = typeof webhookInbox.$inferSelect;
