/** I4 and I5: the total of an order is rounded to its payable step, and all money of it moves in multiples of the step. */
import type { Rule } from "../../rule.ts";

const charged = `(SELECT order_id, sum(charged_minor) AS charged, sum(charged_minor % step_minor) AS rest,
  min(step_minor) AS least, max(step_minor) AS most FROM orders.line_counters GROUP BY order_id) AS lines`;

export const payableTotalRules: readonly Rule[] = [
  {
    must: "goods, discount, shipping, tax and rounding of an order sum to its total, and the rounding is at most half of its payable step",
    from: 'orders.orders AS "order"',
    holds: `total_minor = subtotal_minor - discount_minor + shipping_minor + iif(tax_included, 0, tax_minor) + rounding_minor
      AND total_minor % step_minor = 0 AND abs(rounding_minor) * 2 <= step_minor`,
    show: `"order".id AS orderId, total_minor AS total, rounding_minor AS rounding, step_minor AS step`,
    neverEmpty: true,
  },
  {
    must: "the charges for the lines of an order and for its shipping are multiples of its payable step, and sum to its total",
    from: `orders.orders AS "order" JOIN orders.order_money AS money ON money.order_id = "order".id JOIN ${charged} ON lines.order_id = "order".id`,
    holds: `lines.charged + money.shipping_minor = "order".total_minor AND lines.rest = 0
      AND money.shipping_minor % "order".step_minor = 0 AND lines.least = "order".step_minor AND lines.most = "order".step_minor`,
    show: `"order".id AS orderId, "order".total_minor AS total, "order".step_minor AS step, lines.charged AS charged, money.shipping_minor AS shipping`,
    neverEmpty: true,
  },
];

export const payableMoneyRules: readonly Rule[] = [
  {
    must: "captures of an order, and its refunds that were not made at the provider, are multiples of its payable step",
    from: `(SELECT id, order_id, amount_minor FROM orders.captures
        UNION ALL SELECT id, order_id, amount_minor FROM orders.refunds WHERE cause <> 'PROVIDER') AS moved
      JOIN orders.orders AS "order" ON "order".id = moved.order_id`,
    holds: `moved.amount_minor % "order".step_minor = 0`,
    // A shop that captures at once and has refunded nothing has none.
    show: `moved.id AS id, "order".id AS orderId, moved.amount_minor AS amount, "order".step_minor AS step`,
  },
];
