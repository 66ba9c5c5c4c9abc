/** Payment events: captures, ended authorisations and refund outcomes are applied to the order, including refunds created at the provider. */
import { events } from "@hansa/contracts/events";
import type { Event } from "@hansa/kit/messaging/outbox";
import type { Tx } from "@hansa/kit/store/store";
import type { z } from "zod";
import type { Deps } from "../../context.ts";
import { findOrdersByIds } from "../../store/order/orders.ts";
import {
  addExternalRefund,
  endAuthorization,
  findBalance,
  findCapturesByOrders,
  findMoneyByPayment,
  raiseCaptured,
} from "../../store/payment/balances.ts";
import { findRefund, insertRefund } from "../../store/payment/refunds.ts";
import type { OrderRow } from "../../store/tables.ts";
import { holdOrder } from "../lifecycle/review-holds.ts";
import { shopActor } from "../order/access.ts";
import { isShippable } from "../order/next-actions.ts";
import { recordOrderEvent } from "../order/timeline.ts";
import { applyRefundOutcome } from "../refunds/refund-outcome.ts";
import { loadBalance, settleBalance } from "./balance.ts";
import { recordSettlement } from "./settlement.ts";

/** Applies one event; types that do not concern an order's balance are ignored. */
export async function applyBalanceEvent(deps: Deps, tx: Tx, { type, payload }: Event): Promise<void> {
  if (type === events.paymentCaptured.type)
    await applyCaptureEvent(deps, tx, events.paymentCaptured.payload.parse(payload));
  if (type === events.paymentFailed.type || type === events.paymentVoided.type)
    await applyAuthorizationEnd(deps, tx, events.paymentVoided.payload.parse(payload).paymentId);
  if (type === events.refundPending.type)
    await findOrRecordRefund(deps, tx, events.refundPending.payload.parse(payload));
  if (type === events.refundSucceeded.type) {
    const refund = events.refundSucceeded.payload.parse(payload);
    if (await findOrRecordRefund(deps, tx, refund))
      await applyRefundOutcome(deps, tx, refund.refundId, { state: "SUCCEEDED" });
  }
  if (type === events.refundFailed.type) {
    const refund = events.refundFailed.payload.parse(payload);
    const outcome = { state: "FAILED", failure: refund.reason } as const;
    if (await findOrRecordRefund(deps, tx, refund)) await applyRefundOutcome(deps, tx, refund.refundId, outcome);
  }
}

/**
 * Applies the total captured amount. The timeline already has captures that this service requested, unless a capture was reported as
 * refused and succeeded later.
 */
async function applyCaptureEvent(
  deps: Deps,
  tx: Tx,
  { paymentId, capturedMinor, fromProvider }: z.infer<typeof events.paymentCaptured.payload>,
): Promise<void> {
  const order = await findOrderByPayment(tx, paymentId);
  if (!order) return;
  const before = await findBalance(tx, order.id);
  await raiseCaptured(tx, order.id, capturedMinor);
  await recordSettlement(tx, order.id);
  const isAnswered = order.state !== "PENDING_PAYMENT" && !(await hasPendingCapture(tx, order.id));
  if (!fromProvider && !(isAnswered && capturedMinor > before.capturedMinor)) return;
  const summary = "Some of the payment was taken.";
  await recordOrderEvent(deps, tx, order, { kind: "PAYMENT_CAPTURED", summary, ...shopActor });
  if (order.state !== "PENDING_PAYMENT") await settleBalance(deps, tx, order);
}

/**
 * Applies the end of an authorisation: it expires after some days, or is voided at the provider. An order with unsent units that depend on
 * it is put on hold; an authorisation that this service voided had nothing left to capture.
 */
async function applyAuthorizationEnd(deps: Deps, tx: Tx, paymentId: string): Promise<void> {
  const order = await findOrderByPayment(tx, paymentId);
  if (order) {
    await endAuthorization(tx, order.id, deps.runtime.now());
    await recordSettlement(tx, order.id);
  }
  if (!order || !isShippable(order) || (await loadBalance(tx, order.id)).leftMinor === 0) return;
  await holdOrder(deps, tx, order, "the authorisation of its payment has ended");
}

async function hasPendingCapture(tx: Tx, orderId: string): Promise<boolean> {
  return (await findCapturesByOrders(tx, [orderId])).some(({ state }) => state === "PENDING");
}

/** Whether it is a refund of an order. A refund created at the provider is recorded with its first event. */
async function findOrRecordRefund(
  { runtime }: Deps,
  tx: Tx,
  { refundId, paymentId, amount, fromProvider }: z.infer<typeof events.refundPending.payload>,
): Promise<boolean> {
  if (await findRefund(tx, refundId)) return true;
  const order = fromProvider ? await findOrderByPayment(tx, paymentId) : undefined;
  if (!order) return false;
  const row = { id: refundId, orderId: order.id, amountMinor: amount.minor, reason: "Begun at the provider." };
  const nothing = { failure: null, maximumMinor: null, returnId: null, requestedBy: null, settledAt: null };
  const sums = { shippingMinor: 0, adjustmentMinor: 0, keepFulfillable: false, createdAt: runtime.now() };
  await insertRefund(tx, { ...row, ...sums, ...nothing, state: "PENDING", cause: "PROVIDER" }, []);
  await addExternalRefund(tx, order.id, amount.minor);
  await recordSettlement(tx, order.id);
  return true;
}

async function findOrderByPayment(tx: Tx, paymentId: string): Promise<OrderRow | undefined> {
  const money = await findMoneyByPayment(tx, paymentId);
  const [order] = money ? await findOrdersByIds(tx, [money.orderId]) : [];
  return order;
}
