/** I4: no charge without an order, and no order without its charge. */
import type { Rule } from "../../rule.ts";
import { checkRules, type Invariant } from "../invariant.ts";
import { lost, maxWithheld, minWithheld } from "../money/disputed-amounts.ts";
import { payableMoneyRules } from "../money/payable-steps.ts";
import { documentAmountRules } from "../money/tax-documents.ts";
import { loweredByPart, moneyNow, unitRules } from "./order-units.ts";
import { returnRules } from "./returns.ts";
import { withdrawalRules } from "./withdrawals.ts";

/** An order with what was frozen of its money, and its payment as payments has it. */
const paidFor = `orders.orders AS "order" LEFT JOIN orders.order_money AS money ON money.order_id = "order".id
  LEFT JOIN payments.payments AS payment ON payment.id = money.payment_id`;
const isConfirmed = `"order".state NOT IN ('PENDING_PAYMENT', 'CANCELLED')`;

/** The amount that the refunds of a line take off the prices of its units. */
const loweredByRefunds = `(SELECT coalesce(sum(${loweredByPart}), 0) FROM orders.refund_parts AS part
  JOIN orders.refunds AS refund ON refund.id = part.refund_id
  WHERE part.line_id = line.line_id AND refund.state IN ('PENDING', 'SUCCEEDED'))`;

const requests: readonly Rule[] = [
  {
    must: "a confirmed order is free, captured in full, or authorised where the shop captures by parcel, or owes nothing",
    from: `${paidFor} LEFT JOIN ${moneyNow} ON books.order_id = "order".id`,
    where: isConfirmed,
    holds: `CASE WHEN "order".total_minor = 0 THEN money.payment_id IS NULL
      WHEN money.capture_mode = 'ON_PLACEMENT' THEN payment.captured_minor = "order".total_minor
      ELSE payment.authorized_minor = "order".total_minor AND (payment.state NOT IN ('VOIDED', 'FAILED')
        OR "order".hold_reason IS NOT NULL OR books.worth = 0) END`,
    show: `"order".id AS orderId, "order".state AS state, "order".total_minor AS total, money.payment_id AS paymentId,
      payment.state AS payment, payment.captured_minor AS captured, books.worth AS worth`,
    neverEmpty: true,
  },
  {
    must: "the payment of an order is for its checkout, in its version, amount and currency, and knows the order",
    from: paidFor,
    where: `money.payment_id IS NOT NULL AND ${isConfirmed}`,
    holds: `payment.checkout_id = "order".checkout_id AND payment.version = money.version AND payment.amount_minor = "order".total_minor
      AND payment.currency = "order".currency AND payment.order_id = "order".id AND payment.order_number = "order".number`,
    show: `"order".id AS orderId, payment.id AS paymentId, payment.order_id AS paymentSaysOrder, payment.amount_minor AS amount, "order".total_minor AS total`,
  },
  {
    must: "a cancelled order keeps no captured amount except what a bank withholds",
    from: paidFor,
    where: `"order".state = 'CANCELLED' AND money.payment_id IS NOT NULL AND (SELECT max(at) FROM orders.order_events
      WHERE order_id = "order".id AND kind = 'CANCELLED') <= @settled`,
    holds: `payment.captured_minor <= payment.refunded_minor + payment.refund_pending_minor + ${maxWithheld("payment.id")}
      AND payment.state NOT IN ('AUTHORIZED', 'PARTIALLY_CAPTURED')`,
    show: `"order".id AS orderId, payment.id AS paymentId, payment.state AS payment, payment.captured_minor AS captured, payment.refunded_minor AS refunded`,
  },
  {
    must: "each captured amount belongs to a confirmed order, was refunded, or is withheld by a bank",
    from: `payments.payments AS payment LEFT JOIN orders.order_money AS money ON money.payment_id = payment.id
      LEFT JOIN orders.orders AS "order" ON "order".id = money.order_id`,
    where: "payment.captured_minor > 0 AND payment.changed_at <= @settled",
    holds: `"order".state NOT IN ('PENDING_PAYMENT', 'CANCELLED')
      OR payment.captured_minor <= payment.refunded_minor + payment.refund_pending_minor + ${maxWithheld("payment.id")}`,
    show: `payment.id AS paymentId, payment.checkout_id AS checkoutId, "order".id AS orderId, "order".state AS state, payment.captured_minor AS captured,
      payment.refunded_minor AS refunded`,
  },
  {
    must: "orders never counts more captured than payments, and the same once it has applied the events",
    from: "orders.order_money AS money JOIN payments.payments AS payment ON payment.id = money.payment_id",
    holds: `money.captured_minor <= payment.captured_minor AND (money.captured_minor = payment.captured_minor
      OR payment.changed_at > @settled)`,
    show: "money.order_id AS orderId, payment.id AS paymentId, money.captured_minor AS ordersSays, payment.captured_minor AS paymentsSays",
  },
  {
    must: "each succeeded refund in orders has a succeeded refund of the same amount in payments",
    from: "orders.refunds AS refund LEFT JOIN payments.refunds AS given ON given.id = refund.id",
    // Units without a price, and those for which nothing is due, are refunded without payments.
    where: "refund.state = 'SUCCEEDED' AND refund.amount_minor > 0",
    holds:
      "given.amount_minor = refund.amount_minor AND (given.state = 'SUCCEEDED' OR given.state = 'FAILED' AND given.settled_at > @settled)",
    show: "refund.order_id AS orderId, refund.id AS refundId, given.state AS paymentsSays, refund.amount_minor AS minor, given.amount_minor AS paymentsMinor",
  },
  {
    must: "each succeeded refund in payments is counted by its order",
    from: `payments.refunds AS given JOIN orders.order_money AS money ON money.payment_id = given.payment_id
      LEFT JOIN orders.refunds AS refund ON refund.id = given.id`,
    where: "given.state = 'SUCCEEDED' AND given.settled_at <= @settled",
    holds: "refund.state = 'SUCCEEDED' AND refund.order_id = money.order_id",
    show: "money.order_id AS orderId, given.id AS refundId, refund.state AS ordersSays, given.amount_minor AS minor",
  },
  {
    must: "the refunded amount of an order is the sum of its refunds, and its external amount includes what banks withhold",
    from: `orders.order_money AS money LEFT JOIN (
        SELECT order_id, sum(amount_minor) FILTER (WHERE cause <> 'PROVIDER') AS own, sum(amount_minor) FILTER (WHERE cause = 'PROVIDER') AS elsewhere
        FROM orders.refunds WHERE state IN ('PENDING', 'SUCCEEDED') GROUP BY order_id) AS given USING (order_id)`,
    holds: `money.refunded_minor = coalesce(given.own, 0)
      AND money.external_minor - coalesce(given.elsewhere, 0)
        BETWEEN ${minWithheld("money.payment_id")} AND ${maxWithheld("money.payment_id")}`,
    show: `order_id AS orderId, money.refunded_minor AS refunded, given.own AS refunds, money.external_minor AS elsewhere,
      given.elsewhere AS atProvider, ${maxWithheld("money.payment_id")} AS atBank`,
    neverEmpty: true,
  },
  {
    must: "what is off the prices of a line's units is what its refunds take off them, and more only for cancelled units",
    from: "orders.line_counters AS line",
    // Refunds of the first versions have no unit numbers.
    where: `NOT EXISTS (SELECT 1 FROM orders.refund_parts AS part WHERE part.line_id = line.line_id AND quantity > 0 AND units = '[]')`,
    holds: `credited_minor = ${loweredByRefunds} OR cancelled > 0 AND credited_minor > ${loweredByRefunds}`,
    show: `line.order_id AS orderId, line.line_id AS lineId, credited_minor AS credited, ${loweredByRefunds} AS ofRefunds`,
    neverEmpty: true,
  },
  {
    must: "the lost amount of an order is that of its lost disputes",
    from: "orders.order_money AS money",
    holds: `money.lost_minor <= ${lost("money.payment_id", "1")} AND (money.lost_minor >= ${lost("money.payment_id", "closed_at <= @settled")}
      OR (SELECT count(*) FROM payments.disputes WHERE payment_id = money.payment_id) > 1)`,
    show: `order_id AS orderId, money.lost_minor AS lost, ${lost("money.payment_id", "1")} AS atBank`,
    neverEmpty: true,
  },
  ...unitRules,
  ...payableMoneyRules,
  ...returnRules,
  ...withdrawalRules,
  ...documentAmountRules,
];

export const chargedForOrders: Invariant = {
  id: "I4",
  title: "No charge without an order, no order without its charge",
  look: (looking) => checkRules(looking, requests),
};
