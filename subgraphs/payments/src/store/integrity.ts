/** What must be true of the store of payments by itself. SQL that only SQLite knows. */
import { type IntegrityRule, newest } from "@hansa/kit/integrity";
import { sql } from "drizzle-orm";

/** `settled`: what began before has had its time, in epoch milliseconds. */
export function integrityRules(settled: number): readonly IntegrityRule[] {
  return [
    {
      invariant: "I3",
      must: "of a payment, no more is given back than was taken, and no more taken than was promised",
      judged: sql`SELECT id AS about, refunded_minor + refund_pending_minor <= captured_minor
          AND captured_minor + released_minor <= authorized_minor AND authorized_minor <= amount_minor
          AND min(refunded_minor, refund_pending_minor, captured_minor, released_minor) >= 0 AS holds
        FROM ${newest("payments")}`,
    },
    {
      invariant: "I3",
      must: "what a payment says was taken and given back is what its captures and refunds come to",
      judged: sql`SELECT id AS about,
          captured_minor = (SELECT coalesce(sum(amount_minor), 0) FROM captures WHERE payment_id = payment.id AND state = 'TAKEN')
          AND (refunded_minor, refund_pending_minor) = (
            SELECT coalesce(sum(amount_minor) FILTER (WHERE state = 'SUCCEEDED'), 0), coalesce(sum(amount_minor) FILTER (WHERE state = 'PENDING'), 0)
            FROM refunds WHERE payment_id = payment.id) AS holds
        FROM ${newest("payments")} AS payment`,
    },
    {
      invariant: "I3",
      must: "a checkout is charged once: of its payments, money was taken with one at most",
      judged: sql`SELECT checkout_id AS about, (SELECT count(*) FROM payments WHERE checkout_id = payment.checkout_id AND captured_minor > 0) = 1 AS holds
        FROM ${newest("payments")} AS payment WHERE captured_minor > 0`,
    },
    {
      invariant: "I7",
      must: "each transaction of the ledger comes to zero in its currency",
      judged: sql`SELECT transaction_id AS about, (SELECT sum(amount_minor) FROM ledger_entries
          WHERE transaction_id = entry.transaction_id AND currency = entry.currency) = 0 AS holds
        FROM ${newest("ledger_entries")} AS entry`,
    },
    {
      invariant: "I10",
      must: "every call to a provider had its answer, and every message of one was applied or is none of ours",
      judged: sql`SELECT key AS about, outcome <> 'open' AS holds FROM ${newest("provider_calls")} WHERE created_at <= ${settled}
        UNION ALL SELECT event_id, state IN ('applied', 'ignored') FROM ${newest("webhook_inbox")} WHERE received_at <= ${settled} OR state = 'parked'`,
    },
  ];
}
