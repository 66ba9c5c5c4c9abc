/** Entries from the stores: what each service has recorded about an order, without texts that a person wrote. */
import { toDecimal } from "@hansa/commerce/money";
import { type ShopService, shopServices } from "../../host/shop-services.ts";
import type { Entry } from "./entry.ts";
import type { FollowedOrder } from "./followed-order.ts";
import type { Records, Row } from "./records.ts";

/** A kind of rows in the store of a service: the statement finds `at` and these columns of the text. */
type RecordKind = {
  source: string;
  store: ShopService;
  columns: readonly string[];
  statement: string;
  text(row: Row): string;
};

const ofPayments = "payment_id IN (SELECT value FROM json_each(:paymentIds))";
const ofOrder = "(SELECT value FROM json_each(:ids))";

/** The kinds in the order of cause and effect, in which those of one millisecond are listed. */
const kinds: readonly RecordKind[] = [
  {
    source: "orders checkout",
    store: "orders",
    columns: ["at"],
    statement: "SELECT started_at AS at FROM checkouts WHERE id = :checkoutId",
    text: () => "checkout started",
  },
  {
    source: "products stock",
    store: "products",
    columns: ["at", "state"],
    statement: "SELECT created_at AS at, state FROM reservations WHERE checkout_id = :checkoutId",
    text: ({ state }) => `stock reserved, now ${state}`,
  },
  {
    source: "payments payment",
    store: "payments",
    columns: ["at", "state", "id", "provider", "attempt", "minor", "currency"],
    statement: `SELECT created_at AS at, id, amount_minor AS minor, currency, provider, attempt, state
      FROM payments WHERE id IN (SELECT value FROM json_each(:paymentIds)) ORDER BY created_at, id`,
    text: (row) => `${row.id} of ${amount(row)} with ${row.provider} started, attempt ${row.attempt}, now ${row.state}`,
  },
  {
    source: "payments call",
    store: "payments",
    columns: ["at", "name", "outcome", "reason", "attempts"],
    statement: `SELECT created_at AS at, name, outcome, reason, attempts FROM provider_calls WHERE ${ofPayments}
      ORDER BY created_at, name DESC, key`,
    text: ({ name, outcome, reason, attempts }) =>
      `call ${name} stored, now ${outcome}${reason === null ? "" : ` (${reason})`} after ${attempts} attempts`,
  },
  {
    source: "provider message",
    store: "payments",
    columns: ["at", "provider", "id", "state"],
    statement: `SELECT received_at AS at, provider, event_id AS id, state FROM webhook_inbox WHERE ${ofPayments}
      ORDER BY received_at, event_id`,
    text: ({ provider, id, state }) => `message ${id} of ${provider} received, now ${state}`,
  },
  {
    source: "provider report",
    store: "payments",
    columns: ["at", "kind", "source", "id"],
    statement: `SELECT at, kind, source, provider_event_id AS id FROM payment_events WHERE ${ofPayments} ORDER BY seq`,
    text: ({ kind, source, id }) => `${kind} by ${source}${id === null ? "" : `, message ${id}`}`,
  },
  {
    source: "payments ledger",
    store: "payments",
    columns: ["at", "kind", "id", "account", "minor", "currency"],
    statement: `SELECT at, kind, transaction_id AS id, account, amount_minor AS minor, currency
      FROM ledger_entries WHERE ${ofPayments} ORDER BY seq`,
    text: (row) => `${row.kind}: ${amount(row)} to ${row.account}, transaction ${row.id}`,
  },
  {
    source: "payments event",
    store: "payments",
    columns: ["at", "type", "seq"],
    statement: `SELECT occurred_at AS at, seq, type FROM outbox
      WHERE aggregate_id IN (SELECT value FROM json_each(:paymentIds)) ORDER BY seq`,
    text: eventText,
  },
  {
    source: "orders timeline",
    store: "orders",
    columns: ["at", "kind", "actor"],
    statement: "SELECT at, kind, actor FROM order_events WHERE order_id = :orderId ORDER BY seq",
    text: ({ kind, actor }) => `${kind} by ${actor}`,
  },
  {
    source: "orders event",
    store: "orders",
    columns: ["at", "type", "seq"],
    statement: "SELECT occurred_at AS at, seq, type FROM outbox WHERE aggregate_id = :orderId ORDER BY seq",
    text: eventText,
  },
  {
    source: "products stock",
    store: "products",
    columns: ["at", "reason", "delta", "variant", "left"],
    statement: `SELECT at, reason, delta, variant_id AS variant, on_hand_after AS left FROM stock_ledger
      WHERE cause_id = :checkoutId OR cause_id IN ${ofOrder}
        OR cause_id IN (SELECT cause_id FROM commitment_ends WHERE checkout_id = :checkoutId) ORDER BY insertion`,
    text: ({ reason, delta, variant, left }) => `${reason} ${delta} of ${variant}, ${left} left on hand`,
  },
  {
    source: "orders refund",
    store: "orders",
    columns: ["at", "id", "how", "minor", "currency"],
    statement: `SELECT created_at AS at, id, amount_minor AS minor, currency, cause AS how FROM (
        SELECT refund.*, orders.currency FROM refunds AS refund JOIN orders ON orders.id = order_id
      ) AS started WHERE order_id = :orderId
      UNION ALL SELECT settled_at, refund.id, amount_minor, currency, refund.state FROM refunds AS refund
        JOIN orders ON orders.id = order_id WHERE order_id = :orderId AND settled_at IS NOT NULL
      ORDER BY 1, 2`,
    text: (row) => `${row.id} of ${amount(row)}: ${row.how}`,
  },
  {
    source: "orders task",
    store: "orders",
    columns: ["at", "kind", "attempts", "how"],
    statement: `SELECT coalesce(done_at, due_at) AS at, kind, attempts, CASE WHEN done_at IS NULL THEN 'is due' ELSE 'done' END AS how
      FROM order_tasks WHERE order_id = :orderId ORDER BY seq`,
    text: ({ kind, attempts, how }) => `${kind} ${how}, ${attempts} failed attempts`,
  },
  {
    // Its row has the present step alone: an open one at its next attempt, a completed one at the last change of the order that it made.
    source: "orders saga",
    store: "orders",
    columns: ["at", "step", "outcome", "failure", "attempts"],
    statement: `SELECT coalesce(nullif(due_at, 0), (
          SELECT max(at) FROM order_events AS event
          WHERE event.order_id = saga.order_id AND kind IN ('PLACED', 'PAYMENT_CAPTURED', 'CONFIRMED', 'CANCELLED', 'PAYMENT_RELEASED')
        )) AS at, step, outcome, failure, attempts
      FROM sagas AS saga WHERE order_id = :orderId`,
    text: ({ step, outcome, failure, attempts }) =>
      step === "DONE"
        ? `saga DONE, ${outcome}${failure === null ? "" : ` for ${failure}`}`
        : `saga at ${step}, ${attempts} failed attempts, next attempt`,
  },
  {
    source: "orders mail",
    store: "orders",
    columns: ["at", "template", "how"],
    statement: `SELECT coalesce(sent_at, refused_at, created_at) AS at, template,
        CASE WHEN sent_at IS NOT NULL THEN 'sent' WHEN refused_at IS NOT NULL THEN 'refused' ELSE 'waits' END AS how
      FROM mail_queue WHERE about IN ${ofOrder} ORDER BY created_at, id`,
    text: ({ template, how }) => `mail ${template} ${how}`,
  },
  ...shopServices.map((service) => ({
    source: `${service} dead letter`,
    store: service,
    columns: ["at", "consumer", "seq", "attempts"],
    statement: `SELECT due_at AS at, consumer, seq, attempts FROM dead_letters WHERE aggregate_id IN ${ofOrder} ORDER BY seq`,
    text: ({ consumer, seq, attempts }: Row) =>
      `event ${seq} of ${consumer} not applied, ${attempts} further attempts, next attempt`,
  })),
];

/** The entries of all stores, of each kind in its order. */
export async function findStoreEntries(records: Records, order: FollowedOrder): Promise<Entry[]> {
  const values = {
    orderId: order.id,
    checkoutId: order.checkoutId,
    paymentIds: JSON.stringify(order.paymentIds),
    ids: JSON.stringify(order.ids),
  };
  const found = await Promise.all(
    kinds.map(async ({ source, store, columns, statement, text }) => {
      const rows = await records.all(store, columns, statement, values);
      return rows.map((row) => ({ at: Number(row.at), source, text: text(row) }));
    }),
  );
  return found.flat();
}

function eventText({ seq, type }: Row): string {
  return `${type}, number ${seq}`;
}

function amount({ minor, currency }: Row): string {
  const money = { minor: Number(minor), currency: String(currency) };
  return `${toDecimal(money)} ${money.currency}`;
}
