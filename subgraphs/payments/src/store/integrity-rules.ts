/** Integrity rules of the payments store. SQLite dialect. */
import type { IntegrityRule } from "@hansa/kit/store/integrity";
import { sql } from "drizzle-orm";

/** `settled`: work started before this time must be finished, in epoch milliseconds. */
export function integrityRules(settled: number): readonly IntegrityRule[] {
  return [
    {
      invariant: "I3",
      must: "of a payment, no more is given back than was taken, and no more taken than was promised",
      of: "payments",
      judged: (newest) => sql`SELECT id AS about, refunded_minor + refund_pending_minor <= captured_minor
          AND captured_minor + released_minor <= authorized_minor AND authorized_minor <= amount_minor
          AND min(refunded_minor, refund_pending_minor, captured_minor, released_minor) >= 0 AS holds
        FROM ${newest}`,
    },
    {
      invariant: "I3",
      must: "what a payment says was taken and given back is what its captures and refunds come to",
      of: "payments",
      judged: (newest) => sql`SELECT id AS about,
          captured_minor = (SELECT coalesce(sum(amount_minor), 0) FROM captures WHERE payment_id = payment.id AND state = 'CAPTURED')
          AND (refunded_minor, refund_pending_minor) = (
            SELECT coalesce(sum(amount_minor) FILTER (WHERE state = 'SUCCEEDED'), 0), coalesce(sum(amount_minor) FILTER (WHERE state = 'PENDING'), 0)
            FROM refunds WHERE payment_id = payment.id) AS holds
        FROM ${newest} AS payment`,
    },
    {
      invariant: "I3",
      must: "a checkout is charged once: of its payments, money was taken with one at most",
      of: "payments",
      judged: (
        newest,
      ) => sql`SELECT checkout_id AS about, (SELECT count(*) FROM payments WHERE checkout_id = payment.checkout_id AND captured_minor > 0) = 1 AS holds
        FROM ${newest} AS payment WHERE captured_minor > 0`,
    },
    {
      invariant: "I7",
      must: "each transaction of the ledger comes to zero in its currency",
      of: "ledger_entries",
      judged: (newest) => sql`SELECT transaction_id AS about, (SELECT sum(amount_minor) FROM ledger_entries
          WHERE transaction_id = entry.transaction_id AND currency = entry.currency) = 0 AS holds
        FROM ${newest} AS entry`,
    },
    {
      invariant: "I10",
      must: "every call to a provider had its answer",
      of: "provider_calls",
      judged: (newest) =>
        sql`SELECT key AS about, outcome <> 'open' AS holds FROM ${newest} WHERE created_at <= ${settled}`,
    },
    {
      invariant: "I10",
      must: "every message of a provider was applied, or is none of ours",
      of: "webhook_inbox",
      judged: (newest) => sql`SELECT event_id AS about, state IN ('applied', 'ignored') AS holds
        FROM ${newest} WHERE received_at <= ${settled} OR state = 'dead_letter'`,
    },
  ];
}
