/** I8: every event of a service is applied once by each of its consumers. */
import { type Finding, findingOf, type Rule } from "../rule.ts";
import { type Row, type StoreName, storeNames } from "../stores.ts";
import { type AuditContext, checkRules, type Invariant, inOrder, noGaps } from "./invariant.ts";

/** The event consumers: each with its source and the name of its cursor. */
const consumers: readonly { consumer: StoreName; cursor: string; source: StoreName }[] = [
  { consumer: "orders", cursor: "users", source: "users" },
  { consumer: "orders", cursor: "payments", source: "payments" },
  { consumer: "orders", cursor: "orders.projections", source: "orders" },
  { consumer: "products", cursor: "users", source: "users" },
  { consumer: "products", cursor: "orders: projections", source: "orders" },
  { consumer: "payments", cursor: "users", source: "users" },
  { consumer: "payments", cursor: "orders", source: "orders" },
  { consumer: "users", cursor: "products", source: "products" },
  { consumer: "users", cursor: "orders", source: "orders" },
  { consumer: "users", cursor: "payments", source: "payments" },
];

/** Consumers are read before their sources, so that no count is ahead of its events. */
const consumersFirst: readonly StoreName[] = inOrder("users", "products", "orders", "payments");

const reached = (consumer: StoreName, cursor: string) =>
  `coalesce((SELECT seq FROM ${consumer}.inbox_cursor WHERE source = '${cursor}'), 0)`;

/** Rows that a table has and its events do not give, or the reverse. */
const difference = (counted: string, expected: string) =>
  `(SELECT *, 'only counted' AS fault FROM (SELECT * FROM (${counted}) EXCEPT SELECT * FROM (${expected}))
    UNION ALL SELECT *, 'only expected' FROM (SELECT * FROM (${expected}) EXCEPT SELECT * FROM (${counted})))`;

/** A table derived from events alone, and the same rows derived again from the applied events. */
type Projection = { name: string; counted: string; expected: string };

const day = "occurred_at / 86400000";
const salesUntil = (limit: string) => `(SELECT aggregate_id AS orderId, ${day} AS day, payload FROM orders.outbox
  WHERE type = 'order.confirmed' AND seq <= ${limit})`;
const cancellationsUntil = (limit: string) => `(SELECT aggregate_id AS orderId, ${day} AS day,
    CASE type WHEN 'order.linesCancelled' THEN payload -> 'lines' WHEN 'order.cancelled' THEN payload -> 'cancelledNow' ELSE payload -> 'lines' END AS lines,
    type FROM orders.outbox
  WHERE seq <= ${limit} AND (type IN ('order.linesCancelled', 'return.received') OR type = 'order.cancelled' AND payload ->> 'wasConfirmed'))`;

const ordersCursor = reached("orders", "orders.projections");
const productsCursor = reached("products", "orders: projections");

const projections: readonly Projection[] = [
  {
    name: "orders.sold_orders",
    counted: "SELECT order_id, day FROM orders.sold_orders",
    expected: `SELECT orderId, day FROM ${salesUntil(ordersCursor)}`,
  },
  {
    name: "orders.variant_days",
    counted: "SELECT variant_id, day, units FROM orders.variant_days",
    expected: `SELECT variantId, day, sum(units) FROM (
      SELECT line.value ->> 'variantId' AS variantId, day, line.value ->> 'quantity' AS units
        FROM ${salesUntil(ordersCursor)} JOIN json_each(payload, '$.lines') AS line
      UNION ALL SELECT line.value ->> 'variantId', sold.day, -(line.value ->> 'quantity')
        FROM ${cancellationsUntil(ordersCursor)} AS off JOIN orders.sold_orders AS sold ON sold.order_id = off.orderId JOIN json_each(off.lines) AS line
        WHERE off.type <> 'return.received') GROUP BY variantId, day`,
  },
  {
    name: "orders.customer_values",
    counted: "SELECT customer_id, currency, minor FROM orders.customer_values",
    expected: `SELECT customerId, currency, sum(minor) FROM (
      SELECT sold.customer_id AS customerId, sold.currency, payload -> 'total' ->> 'minor' AS minor
        FROM ${salesUntil(ordersCursor)} AS event JOIN orders.sold_orders AS sold ON sold.order_id = event.orderId
      UNION ALL SELECT sold.customer_id, sold.currency, iif(type = 'order.refunded', -1, 1) * (payload -> 'amount' ->> 'minor')
        FROM orders.outbox AS event JOIN orders.sold_orders AS sold ON sold.order_id = event.aggregate_id
        WHERE event.type IN ('order.refunded', 'order.refundReversed') AND event.seq <= ${ordersCursor})
      WHERE customerId IS NOT NULL GROUP BY customerId, currency`,
  },
  {
    name: "products.sales",
    counted: "SELECT product_id, day, units FROM products.sales",
    expected: `SELECT productId, day, sum(units) FROM (
      SELECT line.value ->> 'productId' AS productId, day, line.value ->> 'quantity' AS units
        FROM ${salesUntil(productsCursor)} JOIN json_each(payload, '$.lines') AS line
      UNION ALL SELECT line.value ->> 'productId', day, -(line.value ->> 'quantity')
        FROM ${cancellationsUntil(productsCursor)} JOIN json_each(lines) AS line) GROUP BY productId, day`,
  },
  {
    name: "products.purchases",
    counted: "SELECT customer_id, product_id FROM products.purchases",
    expected: `SELECT DISTINCT customerId, line.value ->> 'productId' FROM (
        SELECT payload ->> 'customerId' AS customerId, payload FROM ${salesUntil(productsCursor)}
        UNION ALL SELECT payload ->> 'customerId', payload FROM orders.outbox
          WHERE type = 'order.joined' AND seq <= ${productsCursor} AND payload ->> 'wasConfirmed') JOIN json_each(payload, '$.lines') AS line
      WHERE customerId IS NOT NULL AND customerId NOT IN (SELECT user_id FROM products.erased_people)`,
  },
];

function checkProjection({ stores }: AuditContext, { name, counted, expected }: Projection): Finding {
  const rows = stores.count(`SELECT count(*) FROM (${counted})`) + stores.count(`SELECT count(*) FROM (${expected})`);
  const differences = stores.all(`SELECT * FROM ${difference(counted, expected)}`);
  return findingOf(`${name} equals its rebuild from the first event`, rows, differences);
}

const effects: readonly Rule[] = [
  ...consumersFirst.map((store) => noGaps(store, "outbox", "seq")),
  ...consumersFirst.map(
    (store): Rule => ({
      must: `${store} has no dead letters`,
      from: `${store}.dead_letters`,
      holds: "event ->> 'occurredAt' > @settled",
      show: "consumer, seq AS event, event ->> 'type' AS type, aggregate_id AS about",
    }),
  ),
  ...storeNames
    .filter((name) => consumers.some(({ consumer, source }) => consumer === "users" && source === name))
    .map(
      (source): Rule => ({
        must: `the audit log has every audit event of ${source}, with its action and time`,
        from: `${source}.outbox AS event LEFT JOIN users.audit_log AS entry ON entry.id = event.event_id`,
        where: `event.type = 'audit.recorded' AND event.seq <= ${reached("users", source)}`,
        holds: "entry.action = event.payload ->> 'action' AND entry.at = event.occurred_at",
        show: "event.seq AS event, event.event_id AS eventId, event.payload ->> 'action' AS action, entry.action AS entry",
      }),
    ),
  {
    must: "each authorised payment that orders knows belongs to an order or is recorded as unwanted",
    from: "payments.outbox AS event",
    where: `event.type = 'payment.authorized' AND event.seq <= ${reached("orders", "payments")}`,
    holds: `EXISTS (SELECT 1 FROM orders.order_money WHERE payment_id = event.aggregate_id)
      OR EXISTS (SELECT 1 FROM orders.unwanted_payments WHERE payment_id = event.aggregate_id)`,
    show: "event.seq AS event, event.aggregate_id AS paymentId, event.payload ->> 'checkoutId' AS checkoutId",
  },
  {
    must: "each erased person is erased in every service that has applied the erasure event",
    from: "users.outbox AS event",
    where: "event.type = 'user.erased'",
    holds: `(event.seq > ${reached("orders", "users")} OR EXISTS (SELECT 1 FROM orders.erasures WHERE user_id = event.aggregate_id))
      AND (event.seq > ${reached("products", "users")} OR EXISTS (SELECT 1 FROM products.erased_people WHERE user_id = event.aggregate_id))
      AND (event.seq > ${reached("payments", "users")} OR NOT EXISTS (SELECT 1 FROM payments.payments WHERE customer_id = event.aggregate_id))`,
    show: "event.seq AS event, event.aggregate_id AS userId",
  },
];

/**
 * The position of each consumer. It is read before the end of its source, so that it is never ahead of it unless the source has lost
 * events. Events that it has not applied yet must be recent.
 */
function findCursors({ stores, moment }: AuditContext): Finding[] {
  const read = consumers.map((one) => ({ ...one, at: stores.count(`SELECT ${reached(one.consumer, one.cursor)}`) }));
  const ahead: Row[] = [];
  const behind: Row[] = [];
  for (const { consumer, cursor, source, at } of read) {
    const last = stores.count(`SELECT coalesce(max(seq), 0) FROM ${source}.outbox`);
    const late = stores.count(`SELECT count(*) FROM ${source}.outbox WHERE seq > @at AND occurred_at <= @settled`, {
      ...moment,
      at,
    });
    if (at > last) ahead.push({ consumer, cursor, at, last });
    if (late > 0) behind.push({ consumer, cursor, at, last, late });
  }
  const known = consumers.map(({ consumer, cursor }) => `('${consumer}', '${cursor}')`).join(", ");
  const strangers = consumersFirst
    .map((store) => `SELECT '${store}' AS consumer, source AS cursor, seq AS at FROM ${store}.inbox_cursor`)
    .join(" UNION ALL ");
  return [
    findingOf("no consumer's cursor is past the last event of its source", read.length, ahead),
    findingOf("each consumer has applied every event that it has had the time to apply", read.length, behind),
    findingOf(
      "no consumer has a cursor that this audit does not know",
      read.length,
      stores.all(`SELECT * FROM (${strangers}) WHERE (consumer, cursor) NOT IN (VALUES ${known})`),
    ),
  ];
}

function look(looking: AuditContext): Finding[] {
  const { stores } = looking;
  const rebuilt = stores.snapshot(consumersFirst, () =>
    projections.map((projection) => checkProjection(looking, projection)),
  );
  return [...findCursors(looking), ...checkRules(looking, effects, consumersFirst), ...rebuilt];
}

export const appliedOnce: Invariant = { id: "I8", title: "Every event is applied once", look };
