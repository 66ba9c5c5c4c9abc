/** News of an order's money from payments: what was taken, what is not promised any more, and what became of refunds, also of those begun at the provider. */
import { events } from "@hansa/contracts/events";
import type { Event } from "@hansa/kit/outbox";
import type { Tx } from "@hansa/kit/store";
import type { z } from "zod";
import type { Deps } from "../../context.ts";
import {
  endAuthorization,
  findCapturesByOrders,
  findMoneyByPayment,
  moneyOf,
  moveElsewhere,
  raiseCaptured,
} from "../../store/money.ts";
import { findOrdersByIds } from "../../store/orders.ts";
import { findRefund, insertRefund } from "../../store/refunds.ts";
import type { OrderRow } from "../../store/tables.ts";
import { theShop } from "../order/access.ts";
import { recordOrderEvent } from "../order/events.ts";
import { canStillLeave } from "../order/next-actions.ts";
import { holdOrder } from "../order/review-holds.ts";
import { concludeRefund } from "./refund-outcomes.ts";
import { recordSettlement } from "./settlement.ts";
import { booksNow, settleMoney } from "./settling.ts";

/** Applies one event; types that say nothing about an order's money are left alone. */
export async function hearOfMoney(deps: Deps, tx: Tx, { type, payload }: Event): Promise<void> {
  if (type === events.paymentCaptured.type)
    await hearOfCapture(deps, tx, events.paymentCaptured.payload.parse(payload));
  if (type === events.paymentFailed.type || type === events.paymentVoided.type)
    await hearOfEndedPromise(deps, tx, events.paymentVoided.payload.parse(payload).paymentId);
  if (type === events.refundPending.type) await findOrRecord(deps, tx, events.refundPending.payload.parse(payload));
  if (type === events.refundSucceeded.type) {
    const told = events.refundSucceeded.payload.parse(payload);
    if (await findOrRecord(deps, tx, told)) await concludeRefund(deps, tx, told.refundId, { state: "SUCCEEDED" });
  }
  if (type === events.refundFailed.type) {
    const told = events.refundFailed.payload.parse(payload);
    const outcome = { state: "FAILED", failure: told.reason } as const;
    if (await findOrRecord(deps, tx, told)) await concludeRefund(deps, tx, told.refundId, outcome);
  }
}

/**
 * Whoever took it: what was taken in all counts from now on. Our own captures are told with their answer, unless that was a no and they were
 * taken after all.
 */
async function hearOfCapture(
  deps: Deps,
  tx: Tx,
  { paymentId, capturedMinor, fromProvider }: z.infer<typeof events.paymentCaptured.payload>,
): Promise<void> {
  const order = await orderPaidBy(tx, paymentId);
  if (!order) return;
  const before = await moneyOf(tx, order.id);
  await raiseCaptured(tx, order.id, capturedMinor);
  await recordSettlement(tx, order.id);
  const isAnswered = order.state !== "PENDING_PAYMENT" && !(await isCapturing(tx, order.id));
  if (!fromProvider && !(isAnswered && capturedMinor > before.capturedMinor)) return;
  const summary = "Some of the payment was taken.";
  await recordOrderEvent(deps, tx, order, { kind: "PAYMENT_CAPTURED", summary, ...theShop });
  if (order.state !== "PENDING_PAYMENT") await settleMoney(deps, tx, order);
}

/**
 * A promise ends by itself after some days, or at the provider's own pages. Goods that were to be paid from it stay here; what we let go
 * ourselves was not to be taken any more.
 */
async function hearOfEndedPromise(deps: Deps, tx: Tx, paymentId: string): Promise<void> {
  const order = await orderPaidBy(tx, paymentId);
  if (order) {
    await endAuthorization(tx, order.id, deps.world.now());
    await recordSettlement(tx, order.id);
  }
  if (!order || !canStillLeave(order) || (await booksNow(tx, order.id)).leftMinor === 0) return;
  await holdOrder(deps, tx, order, "the promise of its payment has ended");
}

async function isCapturing(tx: Tx, orderId: string): Promise<boolean> {
  return (await findCapturesByOrders(tx, [orderId])).some(({ state }) => state === "PENDING");
}

/** Whether it is a refund of an order. One that was begun at the provider is written down when it is first heard of. */
async function findOrRecord(
  { world }: Deps,
  tx: Tx,
  { refundId, paymentId, amount, fromProvider }: z.infer<typeof events.refundPending.payload>,
): Promise<boolean> {
  if (await findRefund(tx, refundId)) return true;
  const order = fromProvider ? await orderPaidBy(tx, paymentId) : undefined;
  if (!order) return false;
  const row = { id: refundId, orderId: order.id, amountMinor: amount.minor, reason: "Begun at the provider." };
  const nothing = { failure: null, maximumMinor: null, returnId: null, requestedBy: null, settledAt: null };
  const sums = { shippingMinor: 0, adjustmentMinor: 0, keepFulfillable: false, createdAt: world.now() };
  await insertRefund(tx, { ...row, ...sums, ...nothing, state: "PENDING", cause: "PROVIDER" }, []);
  await moveElsewhere(tx, order.id, amount.minor);
  await recordSettlement(tx, order.id);
  return true;
}

async function orderPaidBy(tx: Tx, paymentId: string): Promise<OrderRow | undefined> {
  const money = await findMoneyByPayment(tx, paymentId);
  const [order] = money ? await findOrdersByIds(tx, [money.orderId]) : [];
  return order;
}
