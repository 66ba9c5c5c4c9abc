/** Tables of payments, their events and closed checkouts. */

import type { AttemptCounter } from "@hansa/kit/coordination";
import {
  boolean,
  check,
  id,
  index,
  integer,
  json,
  money,
  sequence,
  table,
  text,
  time,
  uniqueIndex,
} from "@hansa/kit/store";
import { sql } from "drizzle-orm";

/** The next step of the customer's browser. */
export type ClientAction = {
  kind: "PROVIDER_SCRIPT" | "REDIRECT";
  clientSecret: string | null;
  redirectUrl: string | null;
};
/** Card details that may be displayed. */
export type Card = { brand: string; last4: string; expMonth: number; expYear: number };

/** An attempt counter without its limit, which is that of the moment of the attempt. */
export type DeclineCounter = Omit<AttemptCounter, "most">;

/** The failure code of a payment that does not exist at its provider. */
export const neverBegun = "never_begun";

/** Payments move down this list, back to CAPTURED only when a refund is returned. VOIDED and FAILED are ends of payments without captures. */
const paymentStates = [
  "CREATED",
  "REQUIRES_ACTION",
  "PROCESSING",
  "AUTHORIZED",
  "PARTIALLY_CAPTURED",
  "CAPTURED",
  "PARTIALLY_REFUNDED",
  "REFUNDED",
  "VOIDED",
  "FAILED",
] as const;

/** Condition of payments that wait for a decision of the provider, about the payment or a refund. Exactly this text uses the partial index. */
export const isUnsettled = sql`state IN ('CREATED', 'REQUIRES_ACTION', 'PROCESSING') OR refund_pending_minor > 0`;

/** One attempt to pay for a checkout. A trigger prevents backward transitions and changes of the amount. */
export const payments = table(
  "payments",
  {
    id: id("id"),
    checkoutId: text("checkout_id").notNull(),
    /** The version of the checkout that is paid. */
    version: integer("version").notNull(),
    /** The first attempt of a checkout is 1. A new attempt requires that the previous one failed or was voided. */
    attempt: integer("attempt").notNull(),
    /** Null for guests and erased customers. */
    customerId: text("customer_id"),
    /** Paid without an account, also if the order joined one since: the id of the checkout then still grants access. */
    isGuest: boolean("is_guest").notNull().default(false),
    state: text("state", { enum: paymentStates }).notNull(),
    amountMinor: money("amount_minor").notNull(),
    currency: text("currency").notNull(),
    authorizedMinor: money("authorized_minor").notNull(),
    /** The sum of its captures. */
    capturedMinor: money("captured_minor").notNull(),
    /** The authorised amount that was released without capture. */
    releasedMinor: money("released_minor").notNull(),
    /** The sum of its succeeded refunds; below, of its pending refunds. */
    refundedMinor: money("refunded_minor").notNull(),
    refundPendingMinor: money("refund_pending_minor").notNull(),
    /** Whether a dispute was ever opened. */
    disputed: boolean("disputed").notNull(),
    provider: text("provider").notNull(),
    /** The provider's own id. Null until its first response. */
    providerRef: text("provider_ref"),
    card: json("card").$type<Card>(),
    /** The customer asked to save the method, and it is not saved yet. */
    keepsMethod: boolean("keeps_method").notNull(),
    clientAction: json("client_action").$type<ClientAction>(),
    /** The attempt counters that a decline adds to, one of them by a hash of the sender's network. Null once decided. */
    declineCounters: json("decline_counters").$type<DeclineCounter[]>(),
    /** Whether the payment counts as declined already, because its call has not ended. */
    isDeclineCounted: boolean("is_decline_counted").notNull().default(false),
    failureCode: text("failure_code"),
    /** Whether the same card may succeed in another attempt. */
    failureRetryable: boolean("failure_retryable").notNull(),
    orderId: text("order_id"),
    orderNumber: text("order_number"),
    /** SHA-256 of the order's guest token, base64url. */
    guestTokenHash: text("guest_token_hash"),
    createdAt: time("created_at").notNull(),
    /** The start and the first authorisation, in the store's time, which no clock that is set changes. Null in payments from before. */
    startedAt: time("started_at"),
    authorizedAt: time("authorized_at"),
    changedAt: time("changed_at").notNull(),
    /** The last scheduled lookup at the provider, or the start of the payment. */
    lookedUpAt: time("looked_up_at").notNull(),
    /** The time of erasure; no personal data may be written afterwards. */
    erasedAt: time("erased_at"),
  },
  (table) => [
    uniqueIndex("payments_one_live").on(table.checkoutId).where(sql`state NOT IN ('VOIDED', 'FAILED')`),
    uniqueIndex("payments_attempt").on(table.checkoutId, table.attempt),
    uniqueIndex("payments_provider_ref").on(table.provider, table.providerRef),
    index("payments_of_order").on(table.orderId),
    index("payments_of_customer").on(table.customerId),
    index("payments_by_time").on(table.createdAt, table.id),
    index("payments_by_state").on(table.state, table.createdAt, table.id),
    index("payments_by_provider").on(table.provider, table.createdAt, table.id),
    index("payments_by_dispute").on(table.disputed, table.createdAt, table.id),
    index("payments_by_change").on(table.changedAt),
    index("payments_unsettled").on(table.lookedUpAt).where(isUnsettled),
    check("payments_amount_positive", sql`amount_minor > 0`),
    check("payments_authorized_within_amount", sql`authorized_minor <= amount_minor`),
    check(
      "payments_captured_within_authorized",
      sql`captured_minor >= 0 AND released_minor >= 0 AND captured_minor + released_minor <= authorized_minor`,
    ),
    check(
      "payments_refunded_within_captured",
      sql`refunded_minor >= 0 AND refund_pending_minor >= 0 AND refunded_minor + refund_pending_minor <= captured_minor`,
    ),
    check(
      "payments_state_matches_amounts",
      sql`CASE state
        WHEN 'AUTHORIZED' THEN authorized_minor = amount_minor AND captured_minor = 0 AND released_minor = 0
        WHEN 'PARTIALLY_CAPTURED' THEN authorized_minor = amount_minor AND captured_minor > 0 AND captured_minor < amount_minor AND released_minor = 0
        WHEN 'CAPTURED' THEN captured_minor > 0 AND captured_minor + released_minor = amount_minor AND refunded_minor = 0
        WHEN 'PARTIALLY_REFUNDED' THEN captured_minor + released_minor = amount_minor AND refunded_minor > 0 AND refunded_minor < captured_minor
        WHEN 'REFUNDED' THEN captured_minor > 0 AND captured_minor + released_minor = amount_minor AND refunded_minor = captured_minor
        WHEN 'VOIDED' THEN TRUE
        WHEN 'FAILED' THEN TRUE
        ELSE authorized_minor = 0 END`,
    ),
    check(
      "payments_order_complete",
      sql`(order_id IS NULL) = (order_number IS NULL) AND (order_id IS NULL) = (guest_token_hash IS NULL)`,
    ),
    check("payments_erased", sql`erased_at IS NULL OR (customer_id IS NULL AND card IS NULL)`),
  ],
);

/** Events of payments. Append only: triggers reject other changes. */
export const paymentEvents = table(
  "payment_events",
  {
    seq: sequence("seq"),
    paymentId: text("payment_id")
      .notNull()
      .references(() => payments.id),
    kind: text("kind").notNull(),
    source: text("source", { enum: ["API", "WEBHOOK", "RECONCILIATION"] }).notNull(),
    providerEventId: text("provider_event_id"),
    at: time("at").notNull(),
  },
  (table) => [index("payment_events_of_payment").on(table.paymentId, table.seq)],
);

/** Checkouts closed to payments: no payment up to `version` may start or continue. */
export const closedCheckouts = table("closed_checkouts", {
  checkoutId: id("checkout_id"),
  version: integer("version").notNull(),
  /** In the store's time: it bounds when the last payment could have started. */
  closedAt: time("closed_at").notNull(),
});

export type PaymentRow = typeof payments.$inferSelect;
export type PaymentState = PaymentRow["state"];
export type PaymentEventRow = typeof paymentEvents.$inferSelect;
