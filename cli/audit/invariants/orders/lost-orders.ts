/** I5: no order that a client was shown is lost. */
import { type Finding, findingOf, type Rule } from "../../rule.ts";
import type { Row } from "../../stores.ts";
import { type AuditContext, appendOnly, checkRules, type Invariant } from "../invariant.ts";
import { payableTotalRules } from "../money/payable-steps.ts";
import { shippingTaxRules } from "../money/shipping-taxes.ts";
import { documentNumberRules } from "../money/tax-documents.ts";
import { vatIdRules } from "../money/vat-ids.ts";

/** The first numbers that a shop gives out. */
const firstNumbers = "(VALUES ('order', 100001), ('invoice', 1))";

/** Every number of an order and of an invoice, replaced ones included, and the ranges that were skipped and recorded. */
const givenNumbers = `(SELECT 'order' AS name, id, number, CAST(number AS INTEGER) AS first, CAST(number AS INTEGER) AS last FROM orders.orders
  UNION ALL SELECT 'invoice', id, invoice_number, CAST(invoice_number AS INTEGER), CAST(invoice_number AS INTEGER) FROM orders.orders WHERE invoice_number IS NOT NULL
  UNION ALL SELECT 'invoice', order_id, replaces, CAST(replaces AS INTEGER), CAST(replaces AS INTEGER) FROM orders.tax_documents WHERE replaces IS NOT NULL
  UNION ALL SELECT sequence, NULL, NULL, first, last FROM orders.skipped_numbers)`;

const requests: readonly Rule[] = [
  {
    must: "the last assigned order number and invoice number belong to an order or are recorded as skipped",
    from: `${firstNumbers} AS first JOIN orders.sequences AS sequence ON sequence.name = first.column1
      JOIN (SELECT name, max(last) AS last FROM ${givenNumbers} GROUP BY name) AS used USING (name)`,
    holds: "used.last = sequence.value",
    show: "name, sequence.value AS givenOut, used.last AS last",
    neverEmpty: true,
  },
  {
    must: "order numbers and invoice numbers have no gap, except for recorded skipped numbers",
    from: `(SELECT name, id, number, given.first - lag(given.last, 1, first.column2 - 1) OVER (PARTITION BY name ORDER BY given.first) AS step
      FROM ${givenNumbers} AS given JOIN ${firstNumbers} AS first ON first.column1 = name)`,
    holds: "step = 1",
    show: "name, id AS orderId, number, step - 1 AS missingBefore",
    neverEmpty: true,
  },
  ...appendOnly("orders", "skipped_numbers"),
  {
    must: "every order is whole: its lines, their counters, its money, its saga, and the first line of its timeline",
    from: 'orders.orders AS "order"',
    holds: `EXISTS (SELECT 1 FROM orders.order_lines WHERE order_id = "order".id)
      AND NOT EXISTS (SELECT 1 FROM orders.order_lines AS line WHERE order_id = "order".id AND NOT EXISTS (
        SELECT 1 FROM orders.line_counters AS counters WHERE counters.line_id = line.id AND counters.ordered = line.quantity))
      AND EXISTS (SELECT 1 FROM orders.order_money WHERE order_id = "order".id AND total_minor = "order".total_minor)
      AND EXISTS (SELECT 1 FROM orders.sagas WHERE order_id = "order".id AND checkout_id = "order".checkout_id)
      AND EXISTS (SELECT 1 FROM orders.order_events WHERE order_id = "order".id AND kind = 'PLACED')`,
    show: `"order".id AS orderId, "order".number AS number, "order".state AS state`,
    neverEmpty: true,
  },
  {
    must: "the lines of an order sum to its subtotal",
    from: `orders.orders AS "order" LEFT JOIN (SELECT order_id, sum(unit_price_minor * quantity) AS goods FROM orders.order_lines GROUP BY order_id) AS lines
      ON lines.order_id = "order".id`,
    holds: `lines.goods = "order".subtotal_minor`,
    show: `"order".id AS orderId, "order".subtotal_minor AS subtotal, lines.goods AS lines`,
    neverEmpty: true,
  },
  {
    must: "every completed or completing checkout has its order",
    from: `orders.checkouts AS checkout LEFT JOIN orders.orders AS "order" ON "order".checkout_id = checkout.id`,
    where: "checkout.state IN ('COMPLETING', 'COMPLETED')",
    holds: '"order".id IS NOT NULL',
    show: "checkout.id AS checkoutId, checkout.state AS state",
    neverEmpty: true,
  },
  {
    must: "every order of a published event exists",
    from: `orders.outbox AS event LEFT JOIN orders.orders AS "order" ON "order".id = event.aggregate_id`,
    where: "event.type = 'order.placed'",
    holds: '"order".id IS NOT NULL',
    show: "event.aggregate_id AS orderId, event.seq AS event",
    neverEmpty: true,
  },
  {
    must: "every order of a captured payment exists",
    from: `payments.payments AS payment LEFT JOIN orders.orders AS "order" ON "order".id = payment.order_id`,
    where: "payment.order_id IS NOT NULL AND payment.changed_at <= @settled",
    holds: '"order".number = payment.order_number',
    show: "payment.order_id AS orderId, payment.order_number AS number, payment.id AS paymentId",
  },
  ...documentNumberRules,
  ...shippingTaxRules,
  ...vatIdRules,
  ...payableTotalRules,
];

/** Orders shown to clients must be in the store; in a drained shop, placed orders have an outcome. */
function named({ stores, journal, drained }: AuditContext): Finding[] {
  if (!journal) return [];
  const orders = new Map(
    stores
      .all("SELECT id, outcome FROM orders.orders LEFT JOIN orders.sagas ON order_id = id")
      .map((row) => [row.id, row.outcome]),
  );
  const refunds = new Set(stores.all("SELECT id FROM orders.refunds").map(({ id }) => id));
  const lost: Row[] = [];
  const open: Row[] = [];
  const shown = new Set<string>();
  for (const { request, response } of journal.responses) {
    const { orderId, refundId } = response;
    for (const id of [orderId, refundId]) if (id !== undefined) shown.add(id);
    if (orderId !== undefined && !orders.has(orderId))
      lost.push({ orderId, call: request.call, operation: request.operation });
    else if (orderId !== undefined && request.operation === "checkoutComplete" && orders.get(orderId) === null)
      open.push({ orderId, call: request.call });
    if (refundId !== undefined && !refunds.has(refundId))
      lost.push({ refundId, call: request.call, operation: request.operation });
  }
  const isThere = findingOf("every order and refund that a client has seen exists", shown.size, lost);
  const ended = findingOf("every order that a client has seen has an outcome", shown.size, open);
  return [{ ...isThere, neverEmpty: true }, ...(drained ? [ended] : [])];
}

export const noLostOrder: Invariant = {
  id: "I5",
  title: "No order is lost",
  look: (looking) => [...checkRules(looking, requests), ...named(looking)],
};
