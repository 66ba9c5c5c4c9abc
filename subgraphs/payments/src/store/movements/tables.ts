/** Tables of the movements of a payment: captures, refunds and disputes. The ledger posts each of them once. */

import { boolean, check, id, index, money, table, text, time, uniqueIndex } from "@hansa/kit/store";
import { sql } from "drizzle-orm";
import { payments } from "../payments/tables.ts";

export const refundStates = ["PENDING", "SUCCEEDED", "FAILED"] as const;
const disputeStates = ["OPEN", "WON", "LOST"] as const;

/** Captures. A trigger checks that those in the state CAPTURED sum to the captured amount of their payment. */
export const captures = table(
  "captures",
  {
    id: id("id"),
    paymentId: text("payment_id")
      .notNull()
      .references(() => payments.id),
    /** The key that orders captures with. Null: captured at the provider. */
    key: text("key"),
    /** `INCLUDED`: an earlier, larger capture included this amount. */
    state: text("state", { enum: ["PENDING", "CAPTURED", "INCLUDED", "REFUSED"] }).notNull(),
    /** The amount that orders requested. */
    requestedMinor: money("requested_minor").notNull(),
    /** The amount that is captured. */
    amountMinor: money("amount_minor").notNull(),
    providerRef: text("provider_ref"),
    /** The provider's reason for a refusal. Null unless it refused. */
    reason: text("reason"),
    createdAt: time("created_at").notNull(),
    settledAt: time("settled_at"),
  },
  (table) => [
    uniqueIndex("captures_once").on(table.paymentId, table.key),
    uniqueIndex("captures_provider_ref").on(table.paymentId, table.providerRef),
    check("captures_positive", sql`amount_minor > 0 OR state = 'INCLUDED'`),
  ],
);

/** Refunds. A trigger checks that they sum to the refund amounts of their payment. */
export const refunds = table(
  "refunds",
  {
    /** Assigned by orders; assigned here for refunds made at the provider. */
    id: id("id"),
    paymentId: text("payment_id")
      .notNull()
      .references(() => payments.id),
    state: text("state", { enum: refundStates }).notNull(),
    amountMinor: money("amount_minor").notNull(),
    currency: text("currency").notNull(),
    reason: text("reason").notNull(),
    /** The member of staff who decided. Null for the shop itself. */
    requestedBy: text("requested_by"),
    fromProvider: boolean("from_provider").notNull(),
    /** Null until the provider has confirmed that the refund exists. */
    providerRef: text("provider_ref"),
    /** The reason of the failure. Null unless it failed. */
    failure: text("failure"),
    createdAt: time("created_at").notNull(),
    settledAt: time("settled_at"),
  },
  (table) => [
    index("refunds_of_payment").on(table.paymentId, table.createdAt),
    uniqueIndex("refunds_provider_ref").on(table.paymentId, table.providerRef),
    check("refunds_positive", sql`amount_minor > 0`),
  ],
);

/** Condition of open disputes. Exactly this text uses the partial index. */
export const isOpenDispute = sql`state = 'OPEN'`;

/** A chargeback that a customer's bank opened. */
export const disputes = table(
  "disputes",
  {
    id: id("id"),
    paymentId: text("payment_id")
      .notNull()
      .references(() => payments.id),
    providerRef: text("provider_ref").notNull(),
    state: text("state", { enum: disputeStates }).notNull(),
    amountMinor: money("amount_minor").notNull(),
    currency: text("currency").notNull(),
    reason: text("reason").notNull(),
    openedAt: time("opened_at").notNull(),
    closedAt: time("closed_at"),
  },
  (table) => [
    uniqueIndex("disputes_provider_ref").on(table.paymentId, table.providerRef),
    index("disputes_open").on(table.paymentId).where(isOpenDispute),
    check("disputes_positive", sql`amount_minor > 0`),
  ],
);

export type CaptureRow = typeof captures.$inferSelect;
export type RefundRow = typeof refunds.$inferSelect;
export type RefundState = RefundRow["state"];
export type DisputeRow = typeof disputes.$inferSelect;
export type DisputeState = DisputeRow["state"];
