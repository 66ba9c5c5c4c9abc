/** Payment events of an order: captures and ended authorisations, as payments reports them. */
import type { events } from "@hansa/contracts/events";
import type { Tx } from "@hansa/kit/store";
import type { z } from "zod";
import type { Deps } from "../../context.ts";
import { findOrdersByIds } from "../../store/order/orders.ts";
import {
  endAuthorization,
  findBalance,
  findCapture,
  findCapturesByOrders,
  findMoneyByPayment,
  raiseCaptured,
} from "../../store/payment/balances.ts";
import type { OrderRow } from "../../store/tables.ts";
import { shopActor } from "../access.ts";
import { holdOrder } from "../lifecycle/review-holds.ts";
import { isShippable } from "../order/next-actions.ts";
import { recordSettlement } from "../order/settlement.ts";
import { recordOrderEvent } from "../order/timeline.ts";
import { loadBalance, settleBalance } from "./balance.ts";
import { applyCapture } from "./capture-outcome.ts";

/**
 * Applies the total captured amount. The event of a requested capture may overtake its response, and then is its outcome. The timeline already
 * has the other captures that this service requested, unless one was reported as refused and succeeded later.
 */
export async function applyReportedCapture(
  deps: Deps,
  tx: Tx,
  { paymentId, capturedMinor, fromProvider, captureId }: z.infer<typeof events.paymentCaptured.payload>,
): Promise<void> {
  const order = await findOrderByPayment(tx, paymentId);
  if (!order) return;
  const requested = captureId === null ? undefined : await findCapture(tx, captureId);
  if (requested?.state === "PENDING") return applyCapture(deps, tx, order, { captureId: requested.id, capturedMinor });
  const before = await findBalance(tx, order.id);
  await raiseCaptured(tx, order.id, capturedMinor);
  await recordSettlement(tx, order.id);
  const isAnswered = order.state !== "PENDING_PAYMENT" && !(await hasPendingCapture(tx, order.id));
  if (!fromProvider && !(isAnswered && capturedMinor > before.capturedMinor)) return;
  const summary = "Part of the payment was captured.";
  await recordOrderEvent(deps, tx, order, { kind: "PAYMENT_CAPTURED", summary, ...shopActor });
  if (order.state !== "PENDING_PAYMENT") await settleBalance(deps, tx, order);
}

/**
 * Applies the end of an authorisation: it expires after some days, or is voided at the provider. An order with unsent units that depend on
 * it is put on hold; an authorisation that this service voided had nothing left to capture.
 */
export async function applyAuthorizationEnd(deps: Deps, tx: Tx, paymentId: string): Promise<void> {
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

/** The order that was paid with this payment. */
export async function findOrderByPayment(tx: Tx, paymentId: string): Promise<OrderRow | undefined> {
  const money = await findMoneyByPayment(tx, paymentId);
  const [order] = money ? await findOrdersByIds(tx, [money.orderId]) : [];
  return order;
}
