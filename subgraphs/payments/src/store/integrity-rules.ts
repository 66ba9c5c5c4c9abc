/** Integrity rules of the payments store. */
import type { IntegrityRule } from "@hansa/kit/store";
import { sql } from "drizzle-orm";
import { ledgerEntries, payments, providerCalls, webhookInbox } from "./tables.ts";

/** `settled`: work started before this time must be finished, in epoch milliseconds. */
export function integrityRules(settled: number): readonly IntegrityRule[] {
  return [
    {
      invariant: "I3",
      must: "the refunded amount of a payment is at most the captured one, and that at most the authorised one",
      of: payments,
      judged: (newest) => sql`SELECT id AS about, refunded_minor + refund_pending_minor <= captured_minor
          AND captured_minor + released_minor <= authorized_minor AND authorized_minor <= amount_minor
          AND refunded_minor >= 0 AND refund_pending_minor >= 0 AND captured_minor >= 0 AND released_minor >= 0 AS holds
        FROM ${newest} AS payment`,
    },
    {
      invariant: "I3",
      must: "the captured and refunded amounts of a payment are the sums of its captures and refunds",
      of: payments,
      judged: (newest) => sql`SELECT id AS about,
          captured_minor = (SELECT coalesce(sum(amount_minor), 0) FROM captures WHERE payment_id = payment.id AND state = 'CAPTURED')
          AND (refunded_minor, refund_pending_minor) = (
            SELECT coalesce(sum(amount_minor) FILTER (WHERE state = 'SUCCEEDED'), 0), coalesce(sum(amount_minor) FILTER (WHERE state = 'PENDING'), 0)
            FROM refunds WHERE payment_id = payment.id) AS holds
        FROM ${newest} AS payment`,
    },
    {
      invariant: "I3",
      must: "a checkout is charged once: at most one of its payments has a capture",
      of: payments,
      judged: (
        newest,
      ) => sql`SELECT checkout_id AS about, (SELECT count(*) FROM payments WHERE checkout_id = payment.checkout_id AND captured_minor > 0) = 1 AS holds
        FROM ${newest} AS payment WHERE captured_minor > 0`,
    },
    {
      invariant: "I7",
      must: "each transaction of the ledger sums to zero in its currency",
      of: ledgerEntries,
      judged: (newest) => sql`SELECT transaction_id AS about, (SELECT sum(amount_minor) FROM ledger_entries
          WHERE transaction_id = entry.transaction_id AND currency = entry.currency) = 0 AS holds
        FROM ${newest} AS entry`,
    },
    {
      invariant: "I10",
      must: "every provider call has an outcome",
      of: providerCalls,
      judged: (newest) =>
        sql`SELECT key AS about, outcome <> 'open' AS holds FROM ${newest} AS newest WHERE created_at <= ${settled}`,
    },
    {
      invariant: "I10",
      must: "every provider message was applied, or is about no payment of ours",
      of: webhookInbox,
      judged: (newest) => sql`SELECT event_id AS about, state IN ('applied', 'ignored') AS holds
        FROM ${newest} AS newest WHERE received_at <= ${settled} OR state = 'dead_letter'`,
    },
  ];
}
