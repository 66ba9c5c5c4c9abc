/** I6: each placement has exactly one outcome, and later states follow the order transitions. */
import type { Rule } from "../../rule.ts";
import { appendOnly, checkRules, type Invariant } from "../invariant.ts";

/** The timeline entries that change the state of an order, and their successors. Money, returns and lost parcels may come in between. */
const mayFollow = `(VALUES ('', 'PLACED'), ('PLACED', 'CONFIRMED'), ('PLACED', 'CANCELLED'),
  ('CONFIRMED', 'SHIPPED'), ('CONFIRMED', 'HANDED_OVER'), ('CONFIRMED', 'CANCELLED'),
  ('SHIPPED', 'SHIPPED'), ('SHIPPED', 'HANDED_OVER'), ('SHIPPED', 'DELIVERED'), ('SHIPPED', 'COMPLETED'),
  ('HANDED_OVER', 'SHIPPED'), ('HANDED_OVER', 'HANDED_OVER'), ('HANDED_OVER', 'DELIVERED'), ('HANDED_OVER', 'COMPLETED'),
  ('DELIVERED', 'SHIPPED'), ('DELIVERED', 'HANDED_OVER'), ('DELIVERED', 'DELIVERED'), ('DELIVERED', 'COMPLETED'),
  ('COMPLETED', 'DELIVERED'))`;
const states = "('PLACED', 'CONFIRMED', 'SHIPPED', 'HANDED_OVER', 'DELIVERED', 'COMPLETED', 'CANCELLED')";

/** Whether units of an order were prepared to be sent once more, which is done in a completed order too. */
const hasResend = (order: string) =>
  `EXISTS (SELECT 1 FROM orders.fulfilments WHERE order_id = ${order} AND is_resend)`;

const timeline = (kind: string) =>
  `(SELECT count(*) FROM orders.order_events WHERE order_id = "order".id AND kind = '${kind}')`;

const requests: readonly Rule[] = [
  {
    must: "each order has one saga, and each saga an order",
    from: `(SELECT "order".id AS orderId, (SELECT count(*) FROM orders.sagas WHERE order_id = "order".id) AS sagas FROM orders.orders AS "order"
      UNION ALL SELECT order_id, 2 FROM orders.sagas WHERE order_id NOT IN (SELECT id FROM orders.orders))`,
    holds: "sagas = 1",
    show: "orderId, sagas",
    neverEmpty: true,
  },
  {
    must: "a completed saga has one outcome, and its order has the state of that outcome",
    from: `orders.sagas AS saga JOIN orders.orders AS "order" ON "order".id = saga.order_id`,
    holds: `CASE saga.outcome WHEN 'CONFIRMED' THEN saga.step = 'DONE' AND "order".state <> 'PENDING_PAYMENT'
      WHEN 'CANCELLED' THEN saga.step = 'DONE' AND "order".state = 'CANCELLED' AND "order".cancel_reason = saga.failure
      WHEN 'NEEDS_REVIEW' THEN saga.step = 'DONE'
      ELSE saga.outcome IS NULL AND saga.step <> 'DONE' AND "order".state = 'PENDING_PAYMENT' END`,
    show: `"order".id AS orderId, saga.step AS step, saga.outcome AS outcome, "order".state AS state, saga.failure AS failure`,
    neverEmpty: true,
  },
  {
    must: "the timeline of an order has allowed transitions only",
    from: `(SELECT order_id, seq, kind, lag(kind, 1, '') OVER (PARTITION BY order_id ORDER BY seq) AS before FROM orders.order_events WHERE kind IN ${states}) AS entry`,
    holds: `(before, kind) IN (SELECT * FROM ${mayFollow}) OR (before, kind) = ('COMPLETED', 'SHIPPED') AND ${hasResend("entry.order_id")}`,
    show: "order_id AS orderId, seq AS event, before, kind",
    neverEmpty: true,
  },
  {
    must: "an order has the state of its timeline",
    from: `orders.orders AS "order"`,
    holds: `${timeline("PLACED")} = 1 AND CASE state
      WHEN 'PENDING_PAYMENT' THEN ${timeline("CONFIRMED")} = 0 AND ${timeline("CANCELLED")} = 0
      WHEN 'CANCELLED' THEN ${timeline("CANCELLED")} = 1 AND ${timeline("SHIPPED")} = 0
      WHEN 'COMPLETED' THEN ${timeline("CONFIRMED")} = 1 AND ${timeline("COMPLETED")} = 1
      ELSE ${timeline("CONFIRMED")} = 1 AND ${timeline("CANCELLED")} = 0 AND ${timeline("COMPLETED")} = 0 END`,
    show: `"order".id AS orderId, state, ${timeline("CONFIRMED")} AS confirmed, ${timeline("CANCELLED")} AS cancelled`,
    neverEmpty: true,
  },
  {
    must: "an order has the state of its lines: shipped when all units that are not cancelled were sent, delivered when all arrived, completed also when none will",
    from: `orders.orders AS "order" JOIN (SELECT order_id, sum(ordered - cancelled) AS live, sum(shipped) AS shipped, sum(delivered) AS delivered,
        sum(undelivered) AS undelivered FROM orders.line_counters GROUP BY order_id) AS lines ON lines.order_id = "order".id`,
    where: "state <> 'PENDING_PAYMENT'",
    holds: `CASE WHEN live = 0 THEN state = 'CANCELLED' WHEN shipped = 0 THEN state = 'CONFIRMED' WHEN shipped < live THEN state = 'PARTIALLY_SHIPPED'
      WHEN delivered + undelivered = live AND delivered > 0 THEN state IN ('DELIVERED', 'COMPLETED')
      WHEN undelivered = live THEN state IN ('SHIPPED', 'COMPLETED')
      ELSE state = 'SHIPPED' OR state IN ('DELIVERED', 'COMPLETED') AND ${hasResend('"order".id')} END`,
    show: `"order".id AS orderId, state, live, shipped, delivered, undelivered`,
    neverEmpty: true,
  },
  {
    must: "each confirmation and each cancellation of an order was published exactly once",
    from: `orders.orders AS "order" JOIN orders.sagas AS saga ON saga.order_id = "order".id LEFT JOIN (
        SELECT aggregate_id, count(*) FILTER (WHERE type = 'order.placed') AS placed, count(*) FILTER (WHERE type = 'order.confirmed') AS confirmed,
          count(*) FILTER (WHERE type = 'order.cancelled') AS cancelled FROM orders.outbox
        WHERE type IN ('order.placed', 'order.confirmed', 'order.cancelled') GROUP BY aggregate_id) AS told ON told.aggregate_id = "order".id`,
    holds: `told.placed = 1 AND told.confirmed = (saga.outcome IS 'CONFIRMED') AND told.cancelled = ("order".state = 'CANCELLED')`,
    show: `"order".id AS orderId, saga.outcome AS outcome, "order".state AS state, told.placed AS placed, told.confirmed AS confirmed, told.cancelled AS cancelled`,
    neverEmpty: true,
  },
  ...appendOnly("orders", "order_events", "seq"),
];

export const oneOutcome: Invariant = {
  id: "I6",
  title: "Each order has one outcome and keeps the rules",
  look: (looking) => checkRules(looking, requests),
};
