/** Cancellation of parts of an order: units are counted and can be sold again, and their price is refunded. */
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { changePart, findUnpackedParts, updateFulfilment } from "../../store/fulfilment/fulfilments.ts";
import { findCountersByOrders, findLineCounters } from "../../store/order/line-counters.ts";
import { changeOrder } from "../../store/order/orders.ts";
import { waiveShipping } from "../../store/payment/balances.ts";
import { insertOrderTask } from "../../store/processing/order-tasks.ts";
import { findSaga } from "../../store/processing/sagas.ts";
import { returnUses } from "../../store/promotions/uses.ts";
import type { FulfilmentRow, OrderRow, UnitAmounts, UnitSet } from "../../store/tables.ts";
import type { Actor } from "../access.ts";
import { creditCancelledUnits } from "../invoicing/credit-notes.ts";
import { updateOrderState } from "../lifecycle/derived-state.ts";
import { type Part, publishLinesCancelled, publishOrderCancelled } from "../lifecycle/order-events.ts";
import { previousStates } from "../lifecycle/transitions.ts";
import { cancelLineUnits, type OrderPart } from "../order/parts.ts";
import { freeUnits, isShippingWaived, liveUnits } from "../order/progress.ts";
import { recordOrderEvent } from "../order/timeline.ts";
import { amountOf, unitsIn } from "../order/unit-prices.ts";
import { intersectionOf, sizeOf, unitsToCancel, without } from "../order/units.ts";
import { type CancelledValue, settleBalance } from "../payment/balance.ts";
import { rollBackCheckout } from "./rollback.ts";

/** The actor and the reason of a cancellation. The reason is stored if the whole order is cancelled. */
export type CancelledBy = Actor & { reason: "CUSTOMER" | "SHOP" };
type CancellationInput = CancelledBy & { parts: readonly OrderPart[] };

/**
 * Cancels parts of which no unit is in a parcel, which the caller has checked. Units that were refunded before shipment are cancelled first,
 * and are not refunded a second time. With the last unit that needs a parcel, shipping is refunded too; with the last unit of the order it
 * becomes CANCELLED.
 */
export async function cancelParts(
  deps: Deps,
  tx: Tx,
  order: OrderRow,
  { parts, ...by }: CancellationInput,
): Promise<OrderRow> {
  const { store, runtime } = deps;
  const cancelled: CancelledPart[] = [];
  for (const part of parts) cancelled.push(await cancelPart(tx, part));
  const id = runtime.newId("cancel");
  if (await wasStockCommitted(tx, order)) {
    const lines = parts.map(({ line, quantity }) => ({ lineId: line.id, variantId: line.variantId, quantity }));
    await insertOrderTask(tx, { orderId: order.id, kind: "UNCOMMIT", subjectId: id, lines }, store.now());
  }
  const counters = await findCountersByOrders(tx, [order.id]);
  const isAll = counters.every((line) => liveUnits(line) === 0);
  const shippingMinor = isShippingWaived(counters) ? await waiveShipping(tx, order.id) : 0;
  const cancellation = { ...by, id, parts: cancelled, shippingMinor };
  return isAll ? cancelWholeOrder(deps, tx, order, cancellation) : cancelSomeUnits(deps, tx, order, cancellation);
}

/** A cancelled part: its units, those of them that a refund had withdrawn, and what was left of the price of those that are credited with it. */
type CancelledPart = Part & { units: UnitSet; withdrawn: UnitSet; credited: UnitAmounts };
type Cancellation = CancelledBy & { id: string; parts: readonly CancelledPart[]; shippingMinor: number };

/** Cancels one part. Units of a pending refund are in no fulfilment; the others are removed from fulfilments if they are not free. */
async function cancelPart(tx: Tx, { line, quantity, units }: OrderPart): Promise<CancelledPart> {
  const counters = await findLineCounters(tx, line.id);
  const selected = units ?? unitsToCancel(counters, quantity);
  const withdrawn = intersectionOf(selected, counters.units.withdrawn);
  const inFulfilments = Math.max(0, sizeOf(without(selected, withdrawn)) - freeUnits(counters));
  await removeFromFulfilments(tx, line.id, inFulfilments, { isResend: false });
  const credited = await cancelLineUnits(tx, counters, selected, { allocated: -inFulfilments, restocked: quantity });
  return { lineId: line.id, quantity, units: selected, withdrawn, credited };
}

/** The value of a cancellation, without units that were refunded before. */
function cancelledValueOf({ parts, shippingMinor }: Cancellation): CancelledValue {
  const credited = parts.filter((part) => part.credited.length > 0);
  return {
    parts: credited.map((part) => {
      const units = unitsIn(part.credited);
      const amountMinor = amountOf(part.credited);
      return { lineId: part.lineId, quantity: sizeOf(units), units, amountMinor, lowered: part.credited };
    }),
    shippingMinor,
  };
}

/** Whether the stock of the order was committed: not if it was out of stock when the order was processed. */
async function wasStockCommitted(tx: Tx, { state, checkoutId }: OrderRow): Promise<boolean> {
  return state !== "PENDING_PAYMENT" || (await findSaga(tx, checkoutId))?.failure !== "OUT_OF_STOCK";
}

async function cancelWholeOrder(deps: Deps, tx: Tx, order: OrderRow, cancellation: Cancellation): Promise<OrderRow> {
  const { parts, reason, actor, actorId } = cancellation;
  // No unit is left to send; a hold about money stays until staff has reviewed it.
  const isReviewed = order.holdReason === "NEEDS_REVIEW" || order.holdReason === "REFUND_FAILED";
  const endsHold = isReviewed ? {} : { holdReason: null, holdSince: null };
  const cancelled = await changeOrder(tx, order.id, previousStates("CANCELLED"), {
    state: "CANCELLED",
    cancelReason: reason,
    ...endsHold,
  });
  if (!cancelled) throw new Error(`the order ${order.id} cannot be cancelled in its current state`);
  const refundedMinor = await settleBalance(deps, tx, cancelled, cancelledValueOf(cancellation));
  const wasConfirmed = order.state !== "PENDING_PAYMENT";
  if (!wasConfirmed) await rollBackCheckout(deps, tx, cancelled);
  // Nothing of the order was sent: a sent unit is not cancelled.
  await returnUses(tx, cancelled.checkoutId);
  const summary = refundedMinor > 0 ? "The order was cancelled. Its payment is refunded." : "The order was cancelled.";
  await recordOrderEvent(deps, tx, order, { kind: "CANCELLED", summary, actor, actorId });
  await publishOrderCancelled(deps, tx, cancelled, { wasConfirmed, parts });
  await creditCancelledUnits(deps, tx, cancelled, parts);
  return cancelled;
}

async function cancelSomeUnits(deps: Deps, tx: Tx, order: OrderRow, cancellation: Cancellation): Promise<OrderRow> {
  const { id, parts, shippingMinor, actor, actorId } = cancellation;
  await settleBalance(deps, tx, order, cancelledValueOf(cancellation));
  const units = parts.reduce((sum, part) => sum + part.quantity, 0);
  const summary = units === 1 ? "One unit was cancelled." : `${units} units were cancelled.`;
  await recordOrderEvent(deps, tx, order, { kind: "LINES_CANCELLED", summary, actor, actorId });
  await publishLinesCancelled(deps, tx, order, { id, parts, shippingMinor });
  await creditCancelledUnits(deps, tx, order, parts);
  return updateOrderState(deps, tx, order);
}

/**
 * Removes set-aside units that are not packed from their fulfilments, the last fulfilment first. They are to be put back; a fulfilment without
 * other units is cancelled. `isResend`: of units that were to be sent once more, or of the others.
 */
export async function removeFromFulfilments(
  tx: Tx,
  lineId: string,
  units: number,
  { isResend }: Pick<FulfilmentRow, "isResend">,
): Promise<void> {
  let left = units;
  if (left === 0) return;
  for (const part of await findUnpackedParts(tx, lineId, isResend)) {
    const removed = Math.min(left, part.quantity - part.packed);
    await changePart(tx, part, { quantity: -removed, toPutBack: removed });
    await updateFulfilment(tx, part.fulfilmentId);
    left -= removed;
    if (left === 0) return;
  }
  throw new Error(`the fulfilments contain fewer units of the line ${lineId} than were allocated`);
}
