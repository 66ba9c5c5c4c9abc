/** Tables of the sandbox, in a store of its own, which the shop never reads: it stands for an external system. */
import { scheduleColumns } from "@hansa/kit/messaging";
import { boolean, id, index, integer, json, money, sequence, table, text, time } from "@hansa/kit/store";
import { sql } from "drizzle-orm";

/** `key`: of the shop's call; null for dashboard actions. */
export type SandboxCapture = { ref: string; key: string | null; amountMinor: number };
export type SandboxRefund = SandboxCapture & {
  state: "PENDING" | "SUCCEEDED" | "FAILED";
  failure: string | null;
  /** The final state. Until it is reached, the bank's decision is pending. */
  willBe: "SUCCEEDED" | "FAILED";
};
export type SandboxDispute = {
  ref: string;
  amountMinor: number;
  state: "OPEN" | "WON" | "LOST";
  reason: string;
  /** The bank's pending decision of an open dispute; absent: the dashboard decides. */
  willBe?: "WON" | "LOST";
};

/** Changes of payments at the sandbox; the latest entry is the current state. Append only: triggers reject other changes. */
export { storeClock } from "@hansa/kit/store";

export const sandboxEntries = table(
  "sandbox_entries",
  {
    seq: sequence("seq"),
    /** The sandbox's id of the payment. */
    ref: text("ref").notNull(),
    /** The shop's id of the payment. */
    paymentId: text("payment_id").notNull(),
    state: text("state", {
      enum: ["REQUIRES_ACTION", "PROCESSING", "AUTHORIZED", "CAPTURED", "VOIDED", "FAILED"],
    }).notNull(),
    amountMinor: money("amount_minor").notNull(),
    currency: text("currency").notNull(),
    /** Null until the customer has given a token. */
    token: text("token"),
    failureCode: text("failure_code"),
    /** The address to which the buyer returns, and that of the bank's page; null without one. */
    returnUrl: text("return_url"),
    bankPage: text("bank_page"),
    /** All captures, refunds and disputes of the payment at the time of this entry. */
    captures: json("captures").$type<SandboxCapture[]>().notNull(),
    refunds: json("refunds").$type<SandboxRefund[]>().notNull(),
    disputes: json("disputes").$type<SandboxDispute[]>().notNull(),
    /** Start of the bank's pending decision about the payment, a refund or a dispute; null without one. */
    pendingSince: time("pending_since"),
    /** Whether the shop wants the method saved; `customerRef` is its customer at the sandbox, if known. */
    keeps: boolean("keeps").notNull(),
    customerRef: text("customer_ref"),
    /** The method that was saved with this payment. */
    methodRef: text("method_ref"),
    /** The key of the causing call; null without a call. */
    key: text("key"),
    at: time("at").notNull(),
  },
  (table) => [
    index("sandbox_entries_of_ref").on(table.ref, table.seq),
    index("sandbox_entries_of_payment").on(table.paymentId, table.seq),
    index("sandbox_entries_pending").on(table.pendingSince).where(sql`pending_since IS NOT NULL`),
  ],
);

/** Stored responses by key: a repeated key is the same call. Append only. */
export const sandboxResponses = table("sandbox_answers", {
  key: id("key"),
  requestHash: text("request_hash").notNull(),
  /** The entry that the response contains. */
  entrySeq: integer("entry_seq").notNull(),
  refused: text("refused"),
});

/** Messages to the shop: one per entry, sent until the shop accepts it. */
export const sandboxMessages = table(
  "sandbox_messages",
  {
    entrySeq: integer("entry_seq").primaryKey(),
    ...scheduleColumns,
    deliveredAt: time("delivered_at"),
  },
  (table) => [index("sandbox_messages_waiting").on(table.dueAt).where(sql`delivered_at IS NULL`)],
);

/** Saved methods: charged like their token until they are removed. */
export const sandboxMethods = table("sandbox_methods", {
  ref: id("ref"),
  customerRef: text("customer_ref").notNull(),
  token: text("token").notNull(),
  removedAt: time("removed_at"),
});

export type SandboxMethod = typeof sandboxMethods.$inferSelect;
export type SandboxEntry = typeof sandboxEntries.$inferSelect;
export type SandboxResponse = typeof sandboxResponses.$inferSelect;
