/** Refund outcomes: the result of a refund is applied once, from the response of payments or from its event, whichever comes first. */

import { sum } from "@hansa/commerce/money";
import type { events } from "@hansa/contracts/events";
import { raiseAlarm } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import type { z } from "zod";
import type { Deps } from "../../context.ts";
import { findCountersByOrders, findLineCounters } from "../../store/order/line-counters.ts";
import { findLinesByOrders, findOrdersByIds } from "../../store/order/orders.ts";
import { addExternalRefund, findBalance, releaseRefund } from "../../store/payment/balances.ts";
import {
  findRefund,
  findRefundParts,
  findRefundsByOrders,
  insertRefund,
  type OrderRefund,
  settleRefund,
} from "../../store/payment/refunds.ts";
import type { OrderRow, RefundRow } from "../../store/tables.ts";
import { type Actor, shopActor } from "../access.ts";
import { cancelParts } from "../cancellation/part-cancellation.ts";
import { creditRefund, reverseRefundCredit } from "../invoicing/credit-notes.ts";
import { completeLostOrder } from "../lifecycle/completion.ts";
import { publishOrderRefunded, publishRefundReversed } from "../lifecycle/order-events.ts";
import { beginHold, endHold, holdOrder } from "../lifecycle/review-holds.ts";
import { isShippable } from "../order/next-actions.ts";
import { type OrderPart, selectParts, uncreditLineUnits } from "../order/parts.ts";
import { liveUnits } from "../order/progress.ts";
import { updateRefundedState } from "../order/returned-units.ts";
import { recordSettlement } from "../order/settlement.ts";
import { recordOrderEvent } from "../order/timeline.ts";
import { loweredBy } from "../order/unit-prices.ts";
import { intersectionOf, sizeOf } from "../order/units.ts";
import { loadBalance } from "../payment/balance.ts";
import { findOrderByPayment } from "../payment/payment-events.ts";
import { settleWithdrawals } from "../withdrawals/effects.ts";

/** The maximum wait for the provider before the refund is shown as pending. */
export const maxRefundWaitMs = 7_000;

/** The states from which a refund can reach its outcome. FAILED is final: other reports about a failed refund are outdated. */
const sourceStates = {
  SUCCEEDED: ["PENDING"],
  FAILED: ["PENDING", "SUCCEEDED"],
  REFUSED: ["PENDING"],
} as const satisfies Record<RefundOutcome["state"], readonly RefundRow["state"][]>;

export type RefundOutcome =
  | { state: "SUCCEEDED" }
  | { state: "FAILED"; failure: string }
  | { state: "REFUSED"; maximumMinor: number };

/** A refund as the events of payments report it. */
type ReportedRefund = z.infer<typeof events.refundPending.payload>;

/** Applies an event of a refund; `outcome` is null while it is pending. Refunds of payments without an order are ignored. */
export async function applyReportedRefund(
  deps: Deps,
  tx: Tx,
  refund: ReportedRefund,
  outcome: RefundOutcome | null,
): Promise<void> {
  const isOfOrder = await findOrRecordRefund(deps, tx, refund);
  if (isOfOrder && outcome) await applyRefundOutcome(deps, tx, refund.refundId, outcome);
}

/** Whether it is a refund of an order. A refund created at the provider is recorded with its first event. */
async function findOrRecordRefund(
  { runtime }: Deps,
  tx: Tx,
  { refundId, paymentId, amount, fromProvider }: ReportedRefund,
): Promise<boolean> {
  if (await findRefund(tx, refundId)) return true;
  const order = fromProvider ? await findOrderByPayment(tx, paymentId) : undefined;
  if (!order) return false;
  const ofOrder = { orderId: order.id, orderPlacedAt: order.placedAt };
  const row = { id: refundId, ...ofOrder, amountMinor: amount.minor, reason: "Begun at the provider." };
  const nothing = { failure: null, maximumMinor: null, returnId: null, requestedBy: null, settledAt: null };
  const sums = { shippingMinor: 0, adjustmentMinor: 0, keepFulfillable: false, createdAt: runtime.now() };
  await insertRefund(tx, { ...row, ...sums, ...nothing, state: "PENDING", cause: "PROVIDER" }, []);
  await addExternalRefund(tx, order.id, amount.minor);
  await recordSettlement(tx, order.id);
  return true;
}

/**
 * Applies the outcome of a refund once, in any order of responses and events. A failed refund releases its amount and its quantities, also if
 * a bank reverses it after it had succeeded, and puts the order on hold.
 */
export async function applyRefundOutcome(deps: Deps, tx: Tx, refundId: string, outcome: RefundOutcome): Promise<void> {
  const before = outcome.state === "FAILED" ? await findRefund(tx, refundId) : undefined;
  const settled = { ...outcome, settledAt: deps.runtime.now() };
  const refund = await settleRefund(tx, refundId, sourceStates[outcome.state], settled);
  if (!refund) return;
  const [order] = await findOrdersByIds(tx, [refund.orderId]);
  if (!order) throw new Error(`the order of the refund ${refundId} is gone`);
  const parts = await findRefundParts(tx, [refundId]);
  const orderRefund: OrderRefund = { order, refund, parts };
  if (outcome.state === "SUCCEEDED") await applySuccess(deps, tx, orderRefund);
  else await applyFailure(deps, tx, orderRefund);
  if (before?.state === "SUCCEEDED") {
    await reverseRefundCredit(deps, tx, order, refundId);
    await publishRefundReversed(deps, tx, orderRefund);
  }
  await recordSettlement(tx, order.id);
  await settleWithdrawals(deps, tx, order.id);
}

async function applySuccess(deps: Deps, tx: Tx, orderRefund: OrderRefund): Promise<void> {
  const { refund } = orderRefund;
  if (refund.returnId) await updateRefundedState(tx, refund.returnId);
  if (refund.amountMinor > 0) await applyRefundedAmount(deps, tx, orderRefund);
  const order = await cancelRefundedUnits(deps, tx, refund, requesterOf(refund));
  await completeLostOrder(deps, tx, order);
}

/** Records returned money: in the timeline, with a credit note, and in the event and the e-mail about it. */
async function applyRefundedAmount(deps: Deps, tx: Tx, orderRefund: OrderRefund): Promise<void> {
  const { order, refund } = orderRefund;
  const summary = "Money was refunded.";
  await recordOrderEvent(deps, tx, order, { kind: "REFUNDED", summary, ...requesterOf(refund) });
  await creditRefund(deps, tx, orderRefund);
  await publishOrderRefunded(deps, tx, orderRefund);
  if (order.holdReason === "REFUND_FAILED" && (await isFailureRepaid(tx, order)))
    await endHold(deps, tx, order, { reason: "REFUND_FAILED", ...requesterOf(refund) });
}

/** Whether later refunds have returned as much as the failed ones. */
async function isFailureRepaid(tx: Tx, { id, holdSince }: OrderRow): Promise<boolean> {
  const refunds = await findRefundsByOrders(tx, [id]);
  const since = holdSince ?? 0;
  const failed = refunds.filter(({ state, settledAt }) => state === "FAILED" && (settledAt ?? 0) >= since);
  const succeeded = refunds.filter(({ state, createdAt }) => state === "SUCCEEDED" && createdAt >= since);
  return sum(succeeded.map(({ amountMinor }) => amountMinor)) >= sum(failed.map(({ amountMinor }) => amountMinor));
}

async function applyFailure(deps: Deps, tx: Tx, { order, refund, parts }: OrderRefund): Promise<void> {
  if (refund.returnId) await updateRefundedState(tx, refund.returnId);
  if (refund.cause === "PROVIDER") await addExternalRefund(tx, order.id, -refund.amountMinor);
  else await uncreditUnits(tx, refund, parts);
  if (refund.state === "REFUSED" && refund.cause === "STAFF" && wasRequesterWaiting(refund)) return;
  const summary = "A refund has failed. The shop takes care of it.";
  await recordOrderEvent(deps, tx, order, { kind: "REFUND_FAILED", summary, ...shopActor });
  const facts = { orderId: order.id, refundId: refund.id, state: refund.state };
  raiseAlarm(deps, { name: "refund_failed", subject: order.id }, facts, "refunds: refund failed, order put on hold");
  await beginHold(deps, tx, order, "REFUND_FAILED");
}

/** Whether the requester was still waiting and got the refusal as the response. Later refusals raise an alarm. */
function wasRequesterWaiting({ createdAt, settledAt }: RefundRow): boolean {
  return settledAt !== null && settledAt - createdAt <= maxRefundWaitMs;
}

async function uncreditUnits(tx: Tx, refund: RefundRow, parts: OrderRefund["parts"]): Promise<void> {
  await releaseRefund(tx, refund.orderId, refund);
  for (const part of parts) {
    const { lineId, units } = part;
    const lowered = loweredBy(await findLineCounters(tx, lineId), part);
    if (!(await uncreditLineUnits(tx, lineId, { units, lowered })))
      throw new Error(`the refund ${refund.id} cannot be reversed on the line ${lineId}`);
  }
}

function requesterOf({ requestedBy }: RefundRow) {
  return requestedBy === null ? shopActor : ({ actor: "STAFF", actorId: requestedBy } as const);
}

/**
 * Cancels the unsent units that a succeeded refund names; with its last unit the order is cancelled. No other unit is cancelled although no
 * money is left, unless a refund that names no line has emptied the order. Returns the order as it is then.
 */
async function cancelRefundedUnits(deps: Deps, tx: Tx, refund: RefundRow, by: Actor): Promise<OrderRow> {
  const [order] = await findOrdersByIds(tx, [refund.orderId]);
  if (!order) throw new Error(`the order ${refund.orderId} is gone`);
  if (!isShippable(order)) return order;
  const parts = await withdrawnParts(tx, refund);
  const left = parts.length > 0 ? await cancelParts(deps, tx, order, { parts, reason: "SHOP", ...by }) : order;
  if (left.state !== "CONFIRMED" || !(await isEmptied(tx, left))) return left;
  if ((await findCountersByOrders(tx, [left.id])).some(({ packed }) => packed > 0)) {
    await holdOrder(deps, tx, left, "it was refunded in full while a parcel is packed");
    return left;
  }
  const live = await selectParts(tx, left, liveUnits);
  return cancelParts(deps, tx, left, { parts: live, reason: "SHOP", ...by });
}

/** The parts of a refund that were withdrawn from fulfilment when it was requested. */
async function withdrawnParts(tx: Tx, { id, orderId }: RefundRow): Promise<OrderPart[]> {
  const units = new Map((await findRefundParts(tx, [id])).map((part) => [part.lineId, part.units]));
  const lines = new Map((await findLinesByOrders(tx, [orderId])).map((line) => [line.id, line]));
  return (await findCountersByOrders(tx, [orderId])).flatMap((counters) => {
    const line = lines.get(counters.lineId);
    const withdrawn = intersectionOf(counters.units.withdrawn, units.get(counters.lineId) ?? []);
    return line && withdrawn.length > 0 ? [{ line, counters, quantity: sizeOf(withdrawn), units: withdrawn }] : [];
  });
}

/**
 * Whether a refund that names no line has left none of the captured money: it is the newest one, all have succeeded, none of them keeps units
 * fulfillable, and nothing is left to capture. A refund of named units that comes later takes what a gesture has left, and cancels only these.
 */
async function isEmptied(tx: Tx, { id }: OrderRow): Promise<boolean> {
  const refunds = (await findRefundsByOrders(tx, [id])).filter(({ state }) => state !== "FAILED");
  const newest = refunds.at(-1);
  if (!newest || !(await namesNoLine(tx, newest))) return false;
  const { capturedMinor } = await findBalance(tx, id);
  const { leftMinor } = await loadBalance(tx, id);
  const refundedMinor = sum(refunds.map(({ amountMinor }) => amountMinor));
  const isComplete = refunds.every(({ state, keepFulfillable }) => state === "SUCCEEDED" && !keepFulfillable);
  return leftMinor === 0 && isComplete && refundedMinor === capturedMinor;
}

/** Whether it is a goodwill payment without lines, or was made at the provider. A refund of shipping alone names what it is for. */
async function namesNoLine(tx: Tx, { id, cause, adjustmentMinor }: RefundRow): Promise<boolean> {
  if (cause !== "STAFF") return cause === "PROVIDER";
  return adjustmentMinor > 0 && (await findRefundParts(tx, [id])).length === 0;
}
