/** Tables of the ledger: double-entry postings of movements, and the chain of hashes over them. */
import { index, integer, money, sequence, table, text, time, uniqueIndex } from "@hansa/kit/store";
import { payments } from "../payments/tables.ts";

/** The ledger. The entries of one transaction sum to zero. Append only: triggers reject other changes. */
export const ledgerEntries = table(
  "ledger_entries",
  {
    seq: sequence("seq"),
    transactionId: text("transaction_id").notNull(),
    paymentId: text("payment_id")
      .notNull()
      .references(() => payments.id),
    kind: text("kind", { enum: ["capture", "refund", "dispute"] }).notNull(),
    /** The provider's own id of the movement, the same in every report, so that it is posted once. */
    providerEvent: text("provider_event").notNull(),
    account: text("account", { enum: ["provider", "customers", "disputes"] }).notNull(),
    /** Positive: credited to this account. */
    amountMinor: money("amount_minor").notNull(),
    currency: text("currency").notNull(),
    at: time("at").notNull(),
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

/** The ledger chain: the hash of each entry covers the hash of the previous one. Append only and without gaps: triggers reject other changes. */
export const ledgerChain = table("ledger_chain", {
  /** The number of the entry. */
  seq: integer("seq").primaryKey(),
  /** SHA-256 in hex; docs/owners/payments.md defines its input. */
  hash: text("hash").notNull(),
});

export type LedgerEntryRow = typeof ledgerEntries.$inferSelect;
