/** I10: no work is stuck: every task is done or in progress. */
import type { Rule } from "../rule.ts";
import { checkRules, type Invariant } from "./invariant.ts";
import { maxWithheld } from "./money/disputed-amounts.ts";
import { withdrawalMailRules } from "./orders/withdrawals.ts";

/** Attempts after which an unanswered task counts as stuck. */
const maxAttempts = 20;

const requests: readonly Rule[] = [
  {
    must: "every order has an outcome in time",
    from: `orders.sagas AS saga JOIN orders.orders AS "order" ON "order".id = saga.order_id`,
    where: `"order".placed_at <= @settled`,
    holds: "saga.outcome IS NOT NULL",
    show: `"order".id AS orderId, saga.checkout_id AS checkoutId, saga.step AS step, saga.attempts AS attempts`,
    neverEmpty: true,
  },
  {
    must: "no order waits for a person because its money and goods do not fit together; after a drain, none ever did",
    from: `orders.sagas AS saga JOIN orders.orders AS "order" ON "order".id = saga.order_id`,
    holds: `saga.outcome IS NOT 'NEEDS_REVIEW' OR "order".state = 'CANCELLED' AND @settled < @now`,
    show: `"order".id AS orderId, saga.payment_id AS paymentId, "order".hold_reason AS hold`,
    neverEmpty: true,
  },
  {
    must: "each order task is completed when it is due",
    from: `orders.order_tasks AS task JOIN orders.orders AS "order" ON "order".id = task.order_id`,
    where: "task.done_at IS NULL",
    holds: `task.due_at - @ordersAhead > @settled AND task.attempts < ${maxAttempts}
      OR task.kind = 'HAND_OVER' AND (task.due_at - @ordersAhead > @now OR "order".hold_reason IS NOT NULL)
      OR task.kind = 'WITHDRAW' AND "order".state = 'PENDING_PAYMENT'`,
    show: "task.order_id AS orderId, task.kind AS kind, task.subject_id AS subjectId, task.attempts AS attempt",
  },
  {
    must: "an expired checkout has released its reservation",
    from: "orders.checkouts",
    where: "state = 'EXPIRED' AND reserved AND reserved_until - @ordersAhead <= @settled",
    holds: "released",
    show: "id AS checkoutId, reserved_until AS reservedUntil",
  },
  {
    must: "an overdue checkout has ended",
    from: "orders.checkouts",
    where: "state IN ('OPEN', 'AWAITING_PAYMENT')",
    holds: "reserved_until - @ordersAhead >= @overdue",
    show: "id AS checkoutId, state, reserved_until AS reservedUntil",
  },
  {
    must: "a checkout is over when its order is decided, and not before",
    from: "orders.checkouts AS checkout LEFT JOIN orders.sagas AS saga ON saga.checkout_id = checkout.id",
    where: "checkout.state IN ('COMPLETING', 'COMPLETED')",
    holds: `CASE checkout.state WHEN 'COMPLETED' THEN saga.outcome IS NOT NULL
      ELSE saga.checkout_id IS NOT NULL AND coalesce(saga.outcome, 'NEEDS_REVIEW') = 'NEEDS_REVIEW' END`,
    show: "checkout.id AS checkoutId, checkout.state AS state, saga.order_id AS orderId, saga.outcome AS outcome",
    neverEmpty: true,
  },
  {
    must: "each unwanted payment was voided, refunded or withheld by a bank",
    from: "orders.unwanted_payments AS unwanted LEFT JOIN payments.payments AS payment ON payment.id = unwanted.payment_id",
    holds: `unwanted.outcome = 'VOIDED' OR payment.captured_minor > 0 AND payment.captured_minor <= payment.refunded_minor + ${maxWithheld("payment.id")}
      OR unwanted.outcome = 'REFUNDED' AND payment.captured_minor <= payment.refunded_minor + payment.refund_pending_minor
      OR unwanted.outcome IS NULL AND payment.changed_at > @settled`,
    show: "unwanted.payment_id AS paymentId, unwanted.checkout_id AS checkoutId, unwanted.outcome AS outcome, payment.state AS payment",
  },
  {
    must: "every provider call has an outcome",
    from: "payments.provider_calls",
    where: "created_at <= @settled",
    holds: "outcome <> 'open'",
    show: "key, payment_id AS paymentId, name AS call, attempts",
  },
  {
    must: "every provider message was applied, or is about no payment of ours",
    from: "payments.webhook_inbox",
    where: "received_at <= @settled OR state = 'dead_letter'",
    holds: "state IN ('applied', 'ignored')",
    show: "event_id AS eventId, state, attempts, payment_id AS paymentId",
  },
  {
    must: "each open or authorised payment belongs to a live checkout or to an order that is captured later",
    from: `payments.payments AS payment LEFT JOIN orders.checkouts AS checkout ON checkout.id = payment.checkout_id
      LEFT JOIN orders.order_money AS money ON money.payment_id = payment.id`,
    where:
      "payment.state IN ('CREATED', 'REQUIRES_ACTION', 'PROCESSING', 'AUTHORIZED') AND payment.changed_at <= @settled",
    holds:
      "checkout.state IN ('OPEN', 'AWAITING_PAYMENT') OR money.capture_mode = 'ON_FULFILMENT' AND payment.state = 'AUTHORIZED' OR checkout.state = 'COMPLETING' AND money.order_id IS NOT NULL",
    show: "payment.id AS paymentId, payment.state AS payment, payment.checkout_id AS checkoutId, checkout.state AS checkout, money.order_id AS orderId",
  },
  {
    must: "every capture that orders requested has an outcome",
    from: "orders.captures",
    where: "created_at <= @settled",
    holds: "state <> 'PENDING'",
    show: "order_id AS orderId, id AS captureId, amount_minor AS minor",
  },
  ...withdrawalMailRules,
];

export const nothingStuck: Invariant = {
  id: "I10",
  title: "Nothing is stuck",
  look: (looking) => checkRules(looking, requests),
};
