/** I3: no order is charged twice, and the provider's books agree with ours. */
import { type Finding, findingOf, type Rule } from "../../rule.ts";
import { type AuditContext, appendOnly, checkRules, type Invariant } from "../invariant.ts";

const ours: readonly Rule[] = [
  {
    must: "the refunded amount of a payment is at most the captured one, and that at most the authorised one",
    from: "payments.payments",
    holds: `refunded_minor + refund_pending_minor <= captured_minor AND captured_minor + released_minor <= authorized_minor
      AND authorized_minor <= amount_minor AND min(refunded_minor, refund_pending_minor, captured_minor, released_minor) >= 0`,
    show: "id AS paymentId, captured_minor AS captured, authorized_minor AS authorized, refunded_minor AS refunded, refund_pending_minor AS pending",
    neverEmpty: true,
  },
  // Of a payment that was voided or has failed, everything was released, and that is not counted.
  {
    must: "the captured, released and remaining amounts of a payment sum to the authorised one",
    from: "payments.payments",
    where: "authorized_minor > 0 AND state NOT IN ('VOIDED', 'FAILED')",
    holds: `CASE WHEN state IN ('AUTHORIZED', 'PARTIALLY_CAPTURED') THEN released_minor = 0 AND captured_minor < authorized_minor
      ELSE captured_minor + released_minor = authorized_minor END`,
    show: "id AS paymentId, state, authorized_minor AS authorized, captured_minor AS captured, released_minor AS released",
    neverEmpty: true,
  },
  {
    must: "the captured and refunded amounts of a payment are the sums of its captures and refunds",
    from: `payments.payments AS payment
      LEFT JOIN (SELECT payment_id, sum(amount_minor) AS minor FROM payments.captures WHERE state = 'CAPTURED' GROUP BY payment_id) AS taken
        ON taken.payment_id = payment.id
      LEFT JOIN (SELECT payment_id, sum(amount_minor) FILTER (WHERE state = 'SUCCEEDED') AS minor,
        sum(amount_minor) FILTER (WHERE state = 'PENDING') AS pending FROM payments.refunds GROUP BY payment_id) AS given
        ON given.payment_id = payment.id`,
    holds: `captured_minor = coalesce(taken.minor, 0) AND refunded_minor = coalesce(given.minor, 0)
      AND refund_pending_minor = coalesce(given.pending, 0)`,
    show: "id AS paymentId, captured_minor AS captured, taken.minor AS captures, refunded_minor AS refunded, given.minor AS refunds",
    neverEmpty: true,
  },
  {
    must: "a checkout is charged once: at most one of its payments has a capture",
    from: "(SELECT checkout_id, count(*) AS charges FROM payments.payments WHERE captured_minor > 0 GROUP BY checkout_id)",
    holds: "charges = 1",
    show: "checkout_id AS checkoutId, charges",
  },
  {
    must: "an order is charged once: at most one of its payments has a capture",
    from: `(SELECT order_id, count(*) AS charges FROM payments.payments
      WHERE captured_minor > 0 AND order_id IS NOT NULL GROUP BY order_id)`,
    holds: "charges = 1",
    show: "order_id AS orderId, charges",
  },
  ...["payments", "captures", "refunds", "disputes"].flatMap((table) => removedNever(table)),
];

/** Money that moved is never taken out of the store again. */
function removedNever(table: string): Rule[] {
  return appendOnly("payments", table).map((request) => ({
    ...request,
    must: `payments.${table} refuses to remove a row`,
    where: "wanted.column1 = 'DELETE'",
  }));
}

/** How each payment stands in the provider's books: its last entry. */
const standing = `(SELECT payment_id, ref, state, amount_minor, currency, captures, refunds, disputes, at, max(seq) AS seq
  FROM books.sandbox_entries GROUP BY ref) AS theirs`;
const takenThere = "(SELECT coalesce(sum(value ->> 'amountMinor'), 0) FROM json_each(theirs.captures))";
const givenThere =
  "(SELECT coalesce(sum(value ->> 'amountMinor') FILTER (WHERE value ->> 'state' = 'SUCCEEDED'), 0) FROM json_each(theirs.refunds))";
/** The ledger's amounts at the provider for each payment, by kind. */
const ourLedger = `LEFT JOIN (SELECT payment_id, sum(amount_minor) FILTER (WHERE kind = 'capture') AS captured,
    -sum(amount_minor) FILTER (WHERE kind = 'refund') AS refunded, sum(amount_minor) FILTER (WHERE kind = 'dispute') AS disputed
  FROM payments.ledger_entries WHERE account = 'provider' GROUP BY payment_id) AS ledger USING (payment_id)`;

const theirs: readonly Rule[] = [
  {
    must: "the provider's books are numbered without a gap",
    from: "(SELECT count(*) AS there, coalesce(max(seq), 0) AS last FROM books.sandbox_entries)",
    holds: "there = last",
    show: "there, last",
  },
  {
    must: "the provider has only payments that we have, each with the same amount and currency",
    from: `${standing} LEFT JOIN payments.payments AS payment ON payment.id = theirs.payment_id`,
    where: "theirs.at <= @settled",
    holds:
      "payment.amount_minor = theirs.amount_minor AND payment.currency = theirs.currency AND payment.provider_ref = theirs.ref",
    show: "theirs.payment_id AS paymentId, theirs.ref AS theirRef, payment.provider_ref AS ourRef, theirs.amount_minor AS theirs, payment.amount_minor AS ours",
    neverEmpty: true,
  },
  {
    must: "the ledger has the amounts that the provider captured and refunded, payment by payment",
    from: `${standing} ${ourLedger}`,
    where: "theirs.at <= @settled",
    holds: `${takenThere} = coalesce(ledger.captured, 0) AND ${givenThere} = coalesce(ledger.refunded, 0)`,
    show: `payment_id AS paymentId, theirs.ref AS theirRef, ${takenThere} AS theirsTaken, ledger.captured AS oursTaken,
      ${givenThere} AS theirsGiven, ledger.refunded AS oursGiven`,
    neverEmpty: true,
  },
  {
    must: "the provider has each capture of the ledger under its own id",
    from: `payments.captures AS capture JOIN payments.payments AS payment ON payment.id = capture.payment_id
      LEFT JOIN (SELECT ref, captures, max(seq) FROM books.sandbox_entries GROUP BY ref) AS theirs ON theirs.ref = payment.provider_ref`,
    where: "capture.state = 'CAPTURED' AND payment.provider = 'sandbox'",
    holds: `EXISTS (SELECT 1 FROM json_each(theirs.captures)
      WHERE value ->> 'ref' = capture.provider_ref AND value ->> 'amountMinor' = capture.amount_minor)`,
    show: "payment.id AS paymentId, capture.id AS captureId, capture.provider_ref AS theirRef, capture.amount_minor AS minor",
  },
  {
    must: "each payment has the state that the provider reports",
    from: `${standing} LEFT JOIN payments.payments AS payment ON payment.id = theirs.payment_id`,
    where: "theirs.at <= @settled AND payment.changed_at <= @settled",
    holds: `payment.state IN (SELECT column2 FROM (VALUES ('REQUIRES_ACTION', 'REQUIRES_ACTION'), ('PROCESSING', 'PROCESSING'),
        ('AUTHORIZED', 'AUTHORIZED'), ('AUTHORIZED', 'PARTIALLY_CAPTURED'), ('CAPTURED', 'CAPTURED'),
        ('CAPTURED', 'PARTIALLY_REFUNDED'), ('CAPTURED', 'REFUNDED'), ('VOIDED', 'VOIDED'), ('FAILED', 'FAILED')) WHERE column1 = theirs.state)`,
    show: "payment.id AS paymentId, theirs.state AS theirs, payment.state AS ours",
  },
  {
    must: "the ledger has every dispute of the provider",
    from: `${standing} ${ourLedger} JOIN json_each(theirs.disputes) AS dispute`,
    where: "theirs.at <= @settled",
    holds: `EXISTS (SELECT 1 FROM payments.disputes AS known
      WHERE known.provider_ref = dispute.value ->> 'ref' AND known.state = dispute.value ->> 'state' AND known.amount_minor = dispute.value ->> 'amountMinor')
      AND coalesce(ledger.disputed, 0) = -(SELECT coalesce(sum(value ->> 'amountMinor') FILTER (WHERE value ->> 'state' <> 'WON'), 0) FROM json_each(theirs.disputes))`,
    show: "payment_id AS paymentId, dispute.value ->> 'ref' AS theirRef, dispute.value ->> 'state' AS state, ledger.disputed AS oursWithheld",
  },
  {
    must: "the provider captured once for each idempotency key",
    from: `(SELECT capture.value ->> 'key' AS key, count(*) AS times
      FROM (SELECT captures, max(seq) FROM books.sandbox_entries GROUP BY ref) AS theirs JOIN json_each(theirs.captures) AS capture
      WHERE capture.value ->> 'key' IS NOT NULL GROUP BY 1)`,
    holds: "times = 1",
    show: "key, times",
  },
];

/** Without the provider's books there is nothing to compare ours with: that is said, not passed over. */
function look(looking: AuditContext): Finding[] {
  const { stores } = looking;
  if (stores.hasBooks) return checkRules(looking, [...ours, ...theirs]);
  const unseen = stores.count("SELECT count(*) FROM payments.payments WHERE provider = 'sandbox'");
  const missing = findingOf("the provider's books are present", 0, []);
  return [...checkRules(looking, ours), ...(unseen > 0 ? [{ ...missing, neverEmpty: true }] : [])];
}

export const chargedOnce: Invariant = { id: "I3", title: "No order is charged twice", look };
