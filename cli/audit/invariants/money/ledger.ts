/** I7: the ledger balances, and nothing in it was changed. */
import type { Rule } from "../../rule.ts";
import { appendOnly, checkRules, type Invariant } from "../invariant.ts";
import { verifyChain } from "./ledger-chain.ts";

/** Refunds that had succeeded before they failed: the ledger knows, and must have both. */
const failedRefunds = `(SELECT payment_id, provider_ref, amount_minor FROM payments.refunds AS refund WHERE state = 'FAILED' AND EXISTS (
  SELECT 1 FROM payments.ledger_entries AS entry
  WHERE entry.payment_id = refund.payment_id AND kind = 'refund' AND provider_event = refund.provider_ref))`;

/** Every movement of money that payments knows, as the ledger must have it: from one account to another, by the provider's own id. */
const movements = `(
  SELECT payment_id, 'capture' AS kind, provider_ref AS provider_event, 'customers' AS source, 'provider' AS target, amount_minor
    FROM payments.captures WHERE state = 'CAPTURED'
  UNION ALL SELECT payment_id, 'refund', provider_ref, 'provider', 'customers', amount_minor FROM payments.refunds WHERE state = 'SUCCEEDED'
  UNION ALL SELECT payment_id, 'refund', provider_ref, 'provider', 'customers', amount_minor FROM ${failedRefunds}
  UNION ALL SELECT payment_id, 'refund', provider_ref || ':failed', 'customers', 'provider', amount_minor FROM ${failedRefunds}
  UNION ALL SELECT payment_id, 'dispute', provider_ref || ':open', 'provider', 'disputes', amount_minor FROM payments.disputes
  UNION ALL SELECT payment_id, 'dispute', provider_ref || ':' || lower(state), 'disputes', iif(state = 'WON', 'provider', 'customers'), amount_minor
    FROM payments.disputes WHERE state <> 'OPEN')`;

const requests: readonly Rule[] = [
  {
    must: "each transaction sums to zero in its currency",
    from: "(SELECT transaction_id, currency, sum(amount_minor) AS minor, count(*) AS entries FROM payments.ledger_entries GROUP BY transaction_id, currency)",
    holds: "minor = 0 AND entries >= 2",
    show: "transaction_id AS transactionId, currency, minor, entries",
  },
  {
    must: "all entries of a currency sum to zero",
    from: "(SELECT currency, sum(amount_minor) AS minor FROM payments.ledger_entries GROUP BY currency)",
    holds: "minor = 0",
    show: "currency, minor",
  },
  {
    must: "the ledger has each capture, refund and dispute once, with its amount",
    from: `${movements} AS moved LEFT JOIN payments.ledger_entries AS gone
        ON gone.payment_id = moved.payment_id AND gone.kind = moved.kind AND gone.provider_event = moved.provider_event AND gone.account = moved.source
      LEFT JOIN payments.ledger_entries AS come
        ON come.payment_id = moved.payment_id AND come.kind = moved.kind AND come.provider_event = moved.provider_event AND come.account = moved.target`,
    holds:
      "gone.amount_minor = -moved.amount_minor AND come.amount_minor = moved.amount_minor AND gone.transaction_id = come.transaction_id",
    show: "moved.payment_id AS paymentId, moved.kind AS kind, moved.provider_event AS theirRef, moved.amount_minor AS minor, come.amount_minor AS posted",
  },
  {
    must: "each entry of the ledger belongs to a capture, refund or dispute",
    from: `payments.ledger_entries AS entry LEFT JOIN ${movements} AS moved
      ON moved.payment_id = entry.payment_id AND moved.kind = entry.kind AND moved.provider_event = entry.provider_event`,
    holds: "moved.payment_id IS NOT NULL AND entry.account IN (moved.source, moved.target)",
    show: "entry.seq AS entry, entry.payment_id AS paymentId, entry.kind AS kind, entry.amount_minor AS minor",
  },
  ...appendOnly("payments", "ledger_entries", "seq"),
  ...appendOnly("payments", "ledger_chain"),
];

export const ledgerBalances: Invariant = {
  id: "I7",
  title: "The ledger balances and was never changed",
  look: (looking) => [
    ...checkRules(looking, requests),
    looking.stores.snapshot(["payments"], () => verifyChain(looking.stores)),
  ],
};
