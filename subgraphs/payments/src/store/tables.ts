/** The tables of money: what was asked for, what was said about it, and the books. */
import { sql } from "drizzle-orm";
import { check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

export { idempotency, inboxCursor, outbox } from "@hansa/kit/store-tables";

/** What the customer's browser must do next. */
export type ClientAction = {
  kind: "PROVIDER_SCRIPT" | "REDIRECT";
  clientSecret: string | null;
  redirectUrl: string | null;
};
/** A card, fit to show. */
export type Card = { brand: string; last4: string; expMonth: number; expYear: number };

/** A payment goes down this list and never back; the last three are ends. */
export const paymentStates = [
  "CREATED",
  "REQUIRES_ACTION",
  "PROCESSING",
  "AUTHORIZED",
  "CAPTURED",
  "VOIDED",
  "FAILED",
] as const;

/** One attempt to pay for a checkout. A trigger refuses to let its state go back, or its amount change. */
export const payments = sqliteTable(
  "payments",
  {
    id: text("id").primaryKey(),
    checkoutId: text("checkout_id").notNull(),
    /** The version of the checkout that it pays for. */
    version: integer("version").notNull(),
    /** The first for its checkout is 1. Rises only when the one before it has failed or was voided. */
    attempt: integer("attempt").notNull(),
    /** Null for a guest. */
    customerId: text("customer_id"),
    state: text("state", { enum: paymentStates }).notNull(),
    amountMinor: integer("amount_minor").notNull(),
    currency: text("currency").notNull(),
    authorizedMinor: integer("authorized_minor").notNull(),
    capturedMinor: integer("captured_minor").notNull(),
    provider: text("provider").notNull(),
    /** The provider's own id. Null until it has answered. */
    providerRef: text("provider_ref"),
    card: text("card", { mode: "json" }).$type<Card>(),
    clientAction: text("client_action", { mode: "json" }).$type<ClientAction>(),
    failureCode: text("failure_code"),
    /** Whether the same card may work on another try. */
    failureRetryable: integer("failure_retryable", { mode: "boolean" }).notNull(),
    orderId: text("order_id"),
    orderNumber: text("order_number"),
    /** SHA-256 of the order's guest token, base64url. */
    guestTokenHash: text("guest_token_hash"),
    createdAt: integer("created_at").notNull(),
    changedAt: integer("changed_at").notNull(),
  },
  (table) => [
    uniqueIndex("payments_one_live").on(table.checkoutId).where(sql`state NOT IN ('VOIDED', 'FAILED')`),
    uniqueIndex("payments_attempt").on(table.checkoutId, table.attempt),
    uniqueIndex("payments_provider_ref").on(table.provider, table.providerRef),
    index("payments_of_order").on(table.orderId),
    index("payments_unsettled").on(table.changedAt).where(sql`state IN ('CREATED', 'REQUIRES_ACTION', 'PROCESSING')`),
    check("payments_ask_for_something", sql`amount_minor > 0`),
    check("payments_take_what_was_promised", sql`captured_minor >= 0 AND captured_minor <= authorized_minor`),
    check("payments_promise_what_was_asked", sql`authorized_minor <= amount_minor`),
    check("payments_promised", sql`state NOT IN ('AUTHORIZED', 'CAPTURED') OR authorized_minor = amount_minor`),
    check("payments_taken_in_full", sql`captured_minor = CASE state WHEN 'CAPTURED' THEN amount_minor ELSE 0 END`),
    check(
      "payments_order_is_whole",
      sql`(order_id IS NULL) = (order_number IS NULL) AND (order_id IS NULL) = (guest_token_hash IS NULL)`,
    ),
  ],
);

/** What was heard about a payment. Append only: triggers refuse anything else. */
export const paymentEvents = sqliteTable(
  "payment_events",
  {
    seq: integer("seq").primaryKey({ autoIncrement: true }),
    paymentId: text("payment_id")
      .notNull()
      .references(() => payments.id),
    kind: text("kind").notNull(),
    source: text("source", { enum: ["API", "WEBHOOK", "RECONCILIATION"] }).notNull(),
    providerEventId: text("provider_event_id"),
    at: integer("at").notNull(),
  },
  (table) => [index("payment_events_of_payment").on(table.paymentId, table.seq)],
);

/** A call to a provider, written before it is made. Open until its outcome is certain; until then it is made again, under the same key. */
export const providerCalls = sqliteTable(
  "provider_calls",
  {
    /** What the provider recognises the call by. */
    key: text("key").primaryKey(),
    paymentId: text("payment_id")
      .notNull()
      .references(() => payments.id),
    name: text("name", { enum: ["start", "confirm", "capture", "void"] }).notNull(),
    /** What it takes to make it again exactly; emptied once it is settled. */
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
    index("provider_calls_due").on(table.dueAt).where(sql`outcome = 'open'`),
  ],
);

/** The token stands for a card at the provider; it is worth nothing elsewhere. */
export type CallRequest = { token: string | null; returnUrl: string | null };

/** Messages of providers, as they came. One that comes again is the same row. */
export const webhookInbox = sqliteTable(
  "webhook_inbox",
  {
    provider: text("provider").notNull(),
    eventId: text("event_id").notNull(),
    payload: text("payload").notNull(),
    /** `ignored`: not about a payment of ours. `parked`: it could not be applied, again and again. */
    state: text("state", { enum: ["stored", "applied", "ignored", "parked"] }).notNull(),
    attempts: integer("attempts").notNull(),
    receivedAt: integer("received_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.provider, table.eventId] }),
    index("webhook_inbox_waiting").on(table.receivedAt).where(sql`state = 'stored'`),
  ],
);

/** Checkouts of which nothing up to `version` may begin or go on any more. */
export const closedCheckouts = sqliteTable("closed_checkouts", {
  checkoutId: text("checkout_id").primaryKey(),
  version: integer("version").notNull(),
  closedAt: integer("closed_at").notNull(),
});

/** The books. The entries of one transaction come to zero. Append only: triggers refuse anything else. */
export const ledgerEntries = sqliteTable(
  "ledger_entries",
  {
    seq: integer("seq").primaryKey({ autoIncrement: true }),
    transactionId: text("transaction_id").notNull(),
    paymentId: text("payment_id")
      .notNull()
      .references(() => payments.id),
    kind: text("kind", { enum: ["capture"] }).notNull(),
    /** The provider's own id of the movement, the same however we hear of it: so that it is posted once. */
    providerEvent: text("provider_event").notNull(),
    account: text("account", { enum: ["provider", "customers"] }).notNull(),
    /** Positive: it came to this account. */
    amountMinor: integer("amount_minor").notNull(),
    currency: text("currency").notNull(),
    at: integer("at").notNull(),
  },
  (table) => [
    uniqueIndex("ledger_entries_once").on(table.paymentId, table.kind, table.providerEvent, table.account),
    index("ledger_entries_of_transaction").on(table.transactionId),
  ],
);

export type PaymentRow = typeof payments.$inferSelect;
export type PaymentState = PaymentRow["state"];
export type PaymentEventRow = typeof paymentEvents.$inferSelect;
export type CallRow = typeof providerCalls.$inferSelect;
export type CallName = CallRow["name"];
export type WebhookRow = typeof webhookInbox.$inferSelect;
export type LedgerEntryRow = typeof ledgerEntries.$inferSelect;
