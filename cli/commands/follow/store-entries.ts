/** Entries from the stores: what each service has recorded about an order, without texts that a person wrote. */
import { toDecimal } from "@hansa/commerce/money";
import { type Row, type Stores, storeNames } from "../../audit/stores.ts";
import type { Entry } from "./entry.ts";
import type { FollowedOrder } from "./followed-order.ts";

/** A kind of rows. The statement answers with `at` and the columns of the text. */
type RecordKind = { source: string; statement: string; text(row: Row): string };

const ofPayments = "payment_id IN (SELECT value FROM json_each(:paymentIds))";
const ofOrder = "(SELECT value FROM json_each(:ids))";

/** The kinds in the order of cause and effect, in which those of one millisecond are listed. */
const kinds: readonly RecordKind[] = [
  {
    source: "orders checkout",
    statement: "SELECT started_at AS at FROM orders.checkouts WHERE id = :checkoutId",
    text: () => "checkout started",
  },
  {
    source: "products stock",
    statement: "SELECT created_at AS at, state FROM products.reservations WHERE checkout_id = :checkoutId",
    text: ({ state }) => `stock reserved, now ${state}`,
  },
  {
    source: "payments payment",
    statement: `SELECT created_at AS at, id, amount_minor AS minor, currency, provider, attempt, state
      FROM payments.payments WHERE id IN (SELECT value FROM json_each(:paymentIds))`,
    text: (row) => `${row.id} of ${amount(row)} with ${row.provider} started, attempt ${row.attempt}, now ${row.state}`,
  },
  {
    source: "payments call",
    statement: `SELECT created_at AS at, name, outcome, reason, attempts FROM payments.provider_calls WHERE ${ofPayments}`,
    text: ({ name, outcome, reason, attempts }) =>
      `call ${name} stored, now ${outcome}${reason === null ? "" : ` (${reason})`} after ${attempts} attempts`,
  },
  {
    source: "provider message",
    statement: `SELECT received_at AS at, provider, event_id AS id, state FROM payments.webhook_inbox WHERE ${ofPayments}`,
    text: ({ provider, id, state }) => `message ${id} of ${provider} received, now ${state}`,
  },
  {
    source: "provider report",
    statement: `SELECT at, kind, source, provider_event_id AS id FROM payments.payment_events WHERE ${ofPayments} ORDER BY seq`,
    text: ({ kind, source, id }) => `${kind} by ${source}${id === null ? "" : `, message ${id}`}`,
  },
  {
    source: "payments ledger",
    statement: `SELECT at, kind, transaction_id AS id, account, amount_minor AS minor, currency
      FROM payments.ledger_entries WHERE ${ofPayments} ORDER BY seq`,
    text: (row) => `${row.kind}: ${amount(row)} to ${row.account}, transaction ${row.id}`,
  },
  {
    source: "payments event",
    statement: `SELECT occurred_at AS at, seq, type FROM payments.outbox
      WHERE aggregate_id IN (SELECT value FROM json_each(:paymentIds)) ORDER BY seq`,
    text: eventText,
  },
  {
    source: "orders timeline",
    statement: "SELECT at, kind, actor FROM orders.order_events WHERE order_id = :orderId ORDER BY seq",
    text: ({ kind, actor }) => `${kind} by ${actor}`,
  },
  {
    source: "orders event",
    statement: "SELECT occurred_at AS at, seq, type FROM orders.outbox WHERE aggregate_id = :orderId ORDER BY seq",
    text: eventText,
  },
  {
    source: "products stock",
    statement: `SELECT at, reason, delta, variant_id AS variant, on_hand_after AS left FROM products.stock_ledger
      WHERE cause_id = :checkoutId OR cause_id IN ${ofOrder}
        OR cause_id IN (SELECT cause_id FROM products.commitment_ends WHERE checkout_id = :checkoutId)`,
    text: ({ reason, delta, variant, left }) => `${reason} ${delta} of ${variant}, ${left} left on hand`,
  },
  {
    source: "orders refund",
    statement: `SELECT created_at AS at, id, amount_minor AS minor, currency, cause AS how FROM (
        SELECT refund.*, orders.currency FROM orders.refunds AS refund JOIN orders.orders ON orders.id = order_id
      ) WHERE order_id = :orderId
      UNION ALL SELECT settled_at, refund.id, amount_minor, currency, refund.state FROM orders.refunds AS refund
        JOIN orders.orders ON orders.id = order_id WHERE order_id = :orderId AND settled_at IS NOT NULL`,
    text: (row) => `${row.id} of ${amount(row)}: ${row.how}`,
  },
  {
    source: "orders task",
    statement: `SELECT coalesce(done_at, due_at) AS at, kind, attempts, iif(done_at IS NULL, 'is due', 'done') AS how
      FROM orders.order_tasks WHERE order_id = :orderId ORDER BY seq`,
    text: ({ kind, attempts, how }) => `${kind} ${how}, ${attempts} failed attempts`,
  },
  {
    // Its row has the present step alone: an open one at its next attempt, a completed one at the last change of the order that it made.
    source: "orders saga",
    statement: `SELECT coalesce(nullif(due_at, 0), (
          SELECT max(at) FROM orders.order_events AS event
          WHERE event.order_id = saga.order_id AND kind IN ('PLACED', 'PAYMENT_CAPTURED', 'CONFIRMED', 'CANCELLED', 'PAYMENT_RELEASED')
        )) AS at, step, outcome, failure, attempts
      FROM orders.sagas AS saga WHERE order_id = :orderId`,
    text: ({ step, outcome, failure, attempts }) =>
      step === "DONE"
        ? `saga DONE, ${outcome}${failure === null ? "" : ` for ${failure}`}`
        : `saga at ${step}, ${attempts} failed attempts, next attempt`,
  },
  {
    source: "orders mail",
    statement: `SELECT coalesce(sent_at, refused_at, created_at) AS at, template,
        CASE WHEN sent_at IS NOT NULL THEN 'sent' WHEN refused_at IS NOT NULL THEN 'refused' ELSE 'waits' END AS how
      FROM orders.mail_queue WHERE about IN ${ofOrder}`,
    text: ({ template, how }) => `mail ${template} ${how}`,
  },
  ...storeNames.map((service) => ({
    source: `${service} dead letter`,
    statement: `SELECT due_at AS at, consumer, seq, attempts FROM ${service}.dead_letters WHERE aggregate_id IN ${ofOrder}`,
    text: ({ consumer, seq, attempts }: Row) =>
      `event ${seq} of ${consumer} not applied, ${attempts} further attempts, next attempt`,
  })),
];

/** The entries of all stores, of each kind in its order. */
export function findStoreEntries(stores: Stores, order: FollowedOrder): Entry[] {
  const values = {
    orderId: order.id,
    checkoutId: order.checkoutId,
    paymentIds: JSON.stringify(order.paymentIds),
    ids: JSON.stringify(order.ids),
  };
  return kinds.flatMap(({ source, statement, text }) => {
    const used = Object.fromEntries(Object.entries(values).filter(([name]) => statement.includes(`:${name}`)));
    return stores.all(statement, used).map((row) => ({ at: Number(row.at), source, text: text(row) }));
  });
}

function eventText({ seq, type }: Row): string {
  return `${type}, number ${seq}`;
}

function amount({ minor, currency }: Row): string {
  const money = { minor: Number(minor), currency: String(currency) };
  return `${toDecimal(money)} ${money.currency}`;
}
