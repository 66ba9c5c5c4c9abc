/** The sandbox provider's own books, in a file of its own: it plays the outside world, and payments never looks in here. */
import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Every change of a payment at the sandbox; the latest entry is how it stands. Append only: triggers refuse anything else. */
export const sandboxEntries = sqliteTable(
  "sandbox_entries",
  {
    seq: integer("seq").primaryKey({ autoIncrement: true }),
    /** The sandbox's id of the payment. */
    ref: text("ref").notNull(),
    /** The shop's id of it, which it sent along. */
    paymentId: text("payment_id").notNull(),
    state: text("state", {
      enum: ["REQUIRES_ACTION", "PROCESSING", "AUTHORIZED", "CAPTURED", "VOIDED", "FAILED"],
    }).notNull(),
    amountMinor: integer("amount_minor").notNull(),
    currency: text("currency").notNull(),
    /** Null until the customer has given one. */
    token: text("token"),
    failureCode: text("failure_code"),
    /** The key of the call that caused it; null for what happened by itself. */
    key: text("key"),
    at: integer("at").notNull(),
  },
  (table) => [
    index("sandbox_entries_of_ref").on(table.ref, table.seq),
    index("sandbox_entries_of_payment").on(table.paymentId, table.seq),
    index("sandbox_entries_processing").on(table.at).where(sql`state = 'PROCESSING'`),
  ],
);

/** What was answered to each key: the same key is the same call. Append only. */
export const sandboxAnswers = sqliteTable("sandbox_answers", {
  key: text("key").primaryKey(),
  requestHash: text("request_hash").notNull(),
  /** The entry that the answer shows. */
  entrySeq: integer("entry_seq").notNull(),
  refused: text("refused"),
});

/** Messages to the shop: one for each entry, sent until the shop has taken it. */
export const sandboxMessages = sqliteTable(
  "sandbox_messages",
  {
    entrySeq: integer("entry_seq").primaryKey(),
    attempts: integer("attempts").notNull(),
    dueAt: integer("due_at").notNull(),
    deliveredAt: integer("delivered_at"),
  },
  (table) => [index("sandbox_messages_waiting").on(table.dueAt).where(sql`delivered_at IS NULL`)],
);

export type SandboxEntry = typeof sandboxEntries.$inferSelect;
export type SandboxAnswer = typeof sandboxAnswers.$inferSelect;
