/** The tables of money on its way: captures, refunds, disputes, and the books in which each of them stands once. */
import { sql } from "drizzle-orm";
import { check, index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { payments } from "./payment-tables.ts";

export const refundStates = ["PENDING", "SUCCEEDED", "FAILED"] as const;
const disputeStates = ["OPEN", "WON", "LOST"] as const;

/** Money taken, or about to be. A trigger sees to it that those TAKEN come to what their payment says. */
export const captures = sqliteTable(
  "captures",
  {
    id: text("id").primaryKey(),
    paymentId: text("payment_id")
      .notNull()
      .references(() => payments.id),
    /** What orders takes it for. Null: it was taken at the provider. */
    key: text("key"),
    /** `COVERED`: more had been taken before, this included. */
    state: text("state", { enum: ["PENDING", "TAKEN", "COVERED", "REFUSED"] }).notNull(),
    /** What orders asked for. */
    requestedMinor: integer("requested_minor").notNull(),
    /** What is taken by it. */
    amountMinor: integer("amount_minor").notNull(),
    providerRef: text("provider_ref"),
    /** Why the provider refused. Null unless it did. */
    reason: text("reason"),
    createdAt: integer("created_at").notNull(),
    settledAt: integer("settled_at"),
  },
  (table) => [
    uniqueIndex("captures_once").on(table.paymentId, table.key),
    uniqueIndex("captures_provider_ref").on(table.paymentId, table.providerRef),
    check("captures_take_something", sql`amount_minor > 0 OR state = 'COVERED'`),
  ],
);

/** Money given back, or about to be. A trigger sees to it that they come to what their payment says. */
export const refunds = sqliteTable(
  "refunds",
  {
    /** Given by orders; ours for what was begun at the provider. */
    id: text("id").primaryKey(),
    paymentId: text("payment_id")
      .notNull()
      .references(() => payments.id),
    state: text("state", { enum: refundStates }).notNull(),
    amountMinor: integer("amount_minor").notNull(),
    currency: text("currency").notNull(),
    reason: text("reason").notNull(),
    /** The colleague who decided. Null for the shop itself. */
    requestedBy: text("requested_by"),
    fromProvider: integer("from_provider", { mode: "boolean" }).notNull(),
    /** Null until the provider has said that it has it. */
    providerRef: text("provider_ref"),
    /** Why it failed. Null unless it did. */
    failure: text("failure"),
    createdAt: integer("created_at").notNull(),
    settledAt: integer("settled_at"),
  },
  (table) => [
    index("refunds_of_payment").on(table.paymentId, table.createdAt),
    uniqueIndex("refunds_provider_ref").on(table.paymentId, table.providerRef),
    check("refunds_give_something", sql`amount_minor > 0`),
  ],
);

/** What a bank has still to decide. Asked in these very words, an index answers it. */
export const isOpenDispute = sql`state = 'OPEN'`;

/** A customer's bank asks for the money back. */
export const disputes = sqliteTable(
  "disputes",
  {
    id: text("id").primaryKey(),
    paymentId: text("payment_id")
      .notNull()
      .references(() => payments.id),
    providerRef: text("provider_ref").notNull(),
    state: text("state", { enum: disputeStates }).notNull(),
    amountMinor: integer("amount_minor").notNull(),
    currency: text("currency").notNull(),
    reason: text("reason").notNull(),
    openedAt: integer("opened_at").notNull(),
    closedAt: integer("closed_at"),
  },
  (table) => [
    uniqueIndex("disputes_provider_ref").on(table.paymentId, table.providerRef),
    index("disputes_open").on(table.paymentId).where(isOpenDispute),
    check("disputes_are_about_something", sql`amount_minor > 0`),
  ],
);

/** The books. The entries of one transaction come to zero. Append only: triggers refuse anything else. */
export const ledgerEntries = sqliteTable(
  "ledger_entries",
  {
    seq: integer("seq").primaryKey({ autoIncrement: true }),
    transactionId: text("transaction_id").notNull(),
    paymentId: text("payment_id")
      .notNull()
      .references(() => payments.id),
    kind: text("kind", { enum: ["capture", "refund", "dispute"] }).notNull(),
    /** The provider's own id of the movement, the same however we hear of it: so that it is posted once. */
    providerEvent: text("provider_event").notNull(),
    account: text("account", { enum: ["provider", "customers", "disputes"] }).notNull(),
    /** Positive: it came to this account. */
    amountMinor: integer("amount_minor").notNull(),
    currency: text("currency").notNull(),
    at: integer("at").notNull(),
  },
  (table) => [
    uniqueIndex("ledger_entries_once").on(table.paymentId, table.kind, table.providerEvent, table.account),
    index("ledger_entries_of_transaction").on(table.transactionId),
    index("ledger_entries_by_time").on(table.at),
    index("ledger_entries_by_account").on(table.account, table.at),
    index("ledger_entries_by_kind").on(table.kind, table.at),
    index("ledger_entries_by_payment").on(table.paymentId, table.at),
    index("ledger_entries_by_currency").on(table.currency, table.at),
  ],
);

/**
 * The chain of the books: the fingerprint of each entry covers that of the one before. Append only and without a gap: triggers refuse
 * anything else.
 */
export const ledgerChain = sqliteTable("ledger_chain", {
  /** That of the entry. */
  seq: integer("seq").primaryKey(),
  /** SHA-256 in hex; docs/payments.md says over what. */
  hash: text("hash").notNull(),
});

export type CaptureRow = typeof captures.$inferSelect;
export type RefundRow = typeof refunds.$inferSelect;
export type RefundState = RefundRow["state"];
export type DisputeRow = typeof disputes.$inferSelect;
export type DisputeState = DisputeRow["state"];
export type LedgerEntryRow = typeof ledgerEntries.$inferSelect;
