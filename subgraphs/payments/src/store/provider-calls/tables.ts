/** Table of provider calls, written before they are made. */
import { workColumns } from "@hansa/kit/messaging";
import { id, index, json, table, text, time, uniqueIndex } from "@hansa/kit/store";
import { sql } from "drizzle-orm";
import { payments } from "../payments/tables.ts";

/** The complete request of a call, so that it can be repeated exactly. The token represents a card at the provider only. */
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

/** A call to a provider, written before it is made. It stays open, and is repeated with the same key, until its outcome is certain. */
export const providerCalls = table(
  "provider_calls",
  {
    /** The idempotency key of the call at the provider. */
    key: id("key"),
    paymentId: text("payment_id")
      .notNull()
      .references(() => payments.id),
    name: text("name", { enum: ["start", "confirm", "capture", "void", "refund"] }).notNull(),
    /** The capture or refund that the call belongs to; null for other calls. */
    subjectId: text("subject_id"),
    /** Cleared once the call is settled. */
    request: json("request").$type<CallRequest>(),
    outcome: text("outcome", { enum: ["open", "done", "refused"] }).notNull(),
    /** The provider's reason for a refusal. Null unless it refused. */
    reason: text("reason"),
    /** `attempts` includes the running one. A request may repeat the call before `dueAt`, so the claim is a column of its own. */
    ...workColumns,
    /** Until this time one process is making the call. */
    lockedUntil: time("locked_until").notNull(),
    createdAt: time("created_at").notNull(),
  },
  (table) => [
    uniqueIndex("provider_calls_one_open").on(table.paymentId).where(sql`outcome = 'open'`),
    index("provider_calls_of_payment").on(table.paymentId, table.name),
    index("provider_calls_due").on(table.dueAt).where(sql`outcome = 'open'`),
  ],
);

export type CallRow = typeof providerCalls.$inferSelect;
export type CallName = CallRow["name"];
