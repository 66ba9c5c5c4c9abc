/** The sandbox provider's own books, in a file of its own: it plays the outside world, and payments never looks in here. */
import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** `key`: of the shop's call; null for what was done at the dashboard. */
export type SandboxCapture = { ref: string; key: string | null; amountMinor: number };
export type SandboxRefund = SandboxCapture & {
  state: "PENDING" | "SUCCEEDED" | "FAILED";
  failure: string | null;
  /** How it ends. Until it is that, the bank is thinking about it. */
  willBe: "SUCCEEDED" | "FAILED";
};
export type SandboxDispute = {
  ref: string;
  amountMinor: number;
  state: "OPEN" | "WON" | "LOST";
  reason: string;
  /** How the bank decides by itself, which it is thinking about while it is open; absent: somebody at the dashboard decides. */
  willBe?: "WON" | "LOST";
};

/** Every change of a payment at the sandbox; the latest entry is how it stands. Append only: triggers refuse anything else. */
export { storeClock } from "@hansa/kit/store-tables";

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
    /** All money that was taken, given back and asked back, as it stood with this entry. */
    captures: text("captures", { mode: "json" }).$type<SandboxCapture[]>().notNull(),
    refunds: text("refunds", { mode: "json" }).$type<SandboxRefund[]>().notNull(),
    disputes: text("disputes", { mode: "json" }).$type<SandboxDispute[]>().notNull(),
    /** Since when the bank has been thinking about the payment, a refund or a dispute of it; null if it is not. */
    thinkingSince: integer("thinking_since"),
    /** The shop wants the method kept, under this customer of the sandbox's if it knew one. */
    keeps: integer("keeps", { mode: "boolean" }).notNull(),
    customerRef: text("customer_ref"),
    /** The method that was kept with this payment. */
    methodRef: text("method_ref"),
    /** The key of the call that caused it; null for what happened by itself. */
    key: text("key"),
    at: integer("at").notNull(),
  },
  (table) => [
    index("sandbox_entries_of_ref").on(table.ref, table.seq),
    index("sandbox_entries_of_payment").on(table.paymentId, table.seq),
    index("sandbox_entries_thinking").on(table.thinkingSince).where(sql`thinking_since IS NOT NULL`),
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

/** Cards that customers had kept: a charge to one goes as with its token, until it is forgotten. */
export const sandboxMethods = sqliteTable("sandbox_methods", {
  ref: text("ref").primaryKey(),
  customerRef: text("customer_ref").notNull(),
  token: text("token").notNull(),
  forgottenAt: integer("forgotten_at"),
});

export type SandboxMethod = typeof sandboxMethods.$inferSelect;
export type SandboxEntry = typeof sandboxEntries.$inferSelect;
export type SandboxAnswer = typeof sandboxAnswers.$inferSelect;
