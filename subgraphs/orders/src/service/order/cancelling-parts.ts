/** Cancelling parts of an order: counted, put back on the shelf, and what was paid for them goes back. */
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { countersOf, findCountersByOrders } from "../../store/counters.ts";
import { insertErrand } from "../../store/errands.ts";
import { findUnpackedParts, movePart } from "../../store/fulfilments.ts";
import { giveUpShipping, moneyOf } from "../../store/money.ts";
import { moveOrder } from "../../store/orders.ts";
import { findSaga } from "../../store/sagas.ts";
import type { LineCountersRow, OrderRow, UnitSet } from "../../store/tables.ts";
import { undoCheckout } from "../checkout/undoing.ts";
import { type GivenUp, settleMoney } from "../money/settling.ts";
import { cancelLineUnits } from "../money/unit-moves.ts";
import { sizeOf, unitsToCancel, without, worthOfUnits } from "../money/units.ts";
import type { Acting } from "./access.ts";
import { recordOrderEvent } from "./events.ts";
import { followLines } from "./following.ts";
import { statesBefore } from "./life.ts";
import { type Part, tellCancelled, tellLinesCancelled } from "./news.ts";
import type { NamedPart } from "./parts.ts";
import { freeUnits, liveUnits } from "./progress.ts";

/** How the whole order is called off, if these parts are all that is left of it. */
export type CallOff = Acting & { reason: "CUSTOMER" | "SHOP" };

/**
 * Cancels parts of which no unit is in a parcel; whoever calls has checked that. Units that were refunded before they left are cancelled
 * first, and bring nothing back a second time. With the last unit that needs a parcel, what sending cost goes back too; with the last unit of
 * all the order becomes CANCELLED.
 */
export async function cancelParts(
  deps: Deps,
  tx: Tx,
  order: OrderRow,
  parts: readonly NamedPart[],
  by: CallOff,
): Promise<OrderRow> {
  const { store, world } = deps;
  const cancelled: CancelledPart[] = [];
  for (const part of parts) cancelled.push(await cancelPart(tx, part));
  const id = world.newId("cancel");
  if (await wereTaken(tx, order)) {
    const lines = parts.map(({ line, quantity }) => ({ lineId: line.id, variantId: line.variantId, quantity }));
    await insertErrand(tx, { orderId: order.id, kind: "RESTOCK", subjectId: id, lines }, store.now());
  }
  const counters = await findCountersByOrders(tx, [order.id]);
  const isAll = counters.every((line) => liveUnits(line) === 0);
  const shippingMinor = isAll || needsNoParcel(counters) ? await giveUpShipping(tx, order.id) : 0;
  const cancellation = { id, parts: cancelled, shippingMinor };
  return isAll ? endOrder(deps, tx, order, cancellation, by) : shrinkOrder(deps, tx, order, cancellation, by);
}

/** A part that was cancelled: which units, and of these the ones whose price goes back with it, and that price. */
type CancelledPart = Part & { units: UnitSet; credited: UnitSet; creditedMinor: number };
type Cancellation = { id: string; parts: readonly CancelledPart[]; shippingMinor: number };

/** Units of a refund that is on its way are in no fulfilment; the others come out of it as far as they are not free. */
async function cancelPart(tx: Tx, { line, quantity, units }: NamedPart): Promise<CancelledPart> {
  const counters = await countersOf(tx, line.id);
  const chosen = units ?? unitsToCancel(counters, quantity);
  const inFulfilments = Math.max(0, sizeOf(without(chosen, counters.units.withdrawn)) - freeUnits(counters));
  await takeOutOfFulfilments(tx, line.id, inFulfilments);
  const credited = await cancelLineUnits(tx, counters, chosen, { setAside: -inFulfilments, restocked: quantity });
  const creditedMinor = worthOfUnits(counters, credited);
  return { lineId: line.id, quantity, units: chosen, credited, creditedMinor };
}

/** Whether all that needed a parcel was cancelled: none has left, and none will. */
function needsNoParcel(counters: readonly LineCountersRow[]): boolean {
  const sent = counters.filter(({ isSent }) => isSent);
  return sent.length > 0 && sent.every((line) => liveUnits(line) === 0);
}

/** What goes back with a cancellation: units that were refunded before bring nothing. */
function givenUpWith({ parts, shippingMinor }: Cancellation): GivenUp {
  const credited = parts.filter((part) => sizeOf(part.credited) > 0);
  return {
    parts: credited.map((part) => ({
      lineId: part.lineId,
      quantity: sizeOf(part.credited),
      units: part.credited,
      amountMinor: part.creditedMinor,
    })),
    shippingMinor,
  };
}

/** Whether its goods were taken off the shelf: not where they were gone when the order was to be made. */
async function wereTaken(tx: Tx, { state, checkoutId }: OrderRow): Promise<boolean> {
  return state !== "PENDING_PAYMENT" || (await findSaga(tx, checkoutId))?.failure !== "OUT_OF_STOCK";
}

async function endOrder(
  deps: Deps,
  tx: Tx,
  order: OrderRow,
  cancellation: Cancellation,
  { reason, ...acting }: CallOff,
): Promise<OrderRow> {
  // Nothing is left that could leave; money that somebody has to look into stays to be looked into.
  const isReviewed = order.holdReason === "NEEDS_REVIEW" || order.holdReason === "REFUND_FAILED";
  const endsHold = isReviewed ? {} : { holdReason: null, holdSince: null };
  const cancelled = await moveOrder(tx, order.id, statesBefore("CANCELLED"), {
    state: "CANCELLED",
    cancelReason: reason,
    ...endsHold,
  });
  if (!cancelled) throw new Error(`the order ${order.id} cannot be cancelled from where it is`);
  await settleMoney(deps, tx, cancelled, givenUpWith(cancellation));
  const wasConfirmed = order.state !== "PENDING_PAYMENT";
  if (!wasConfirmed) await undoCheckout(deps, tx, cancelled);
  const { capturedMinor } = await moneyOf(tx, order.id);
  const summary =
    capturedMinor > 0 ? "The order was cancelled. What was paid is given back." : "The order was cancelled.";
  await recordOrderEvent(deps, tx, order, { kind: "CANCELLED", summary, ...acting });
  await tellCancelled(deps, tx, cancelled, wasConfirmed, cancellation.parts);
  return cancelled;
}

async function shrinkOrder(
  deps: Deps,
  tx: Tx,
  order: OrderRow,
  cancellation: Cancellation,
  { actor, actorId }: CallOff,
): Promise<OrderRow> {
  const { id, parts, shippingMinor } = cancellation;
  await settleMoney(deps, tx, order, givenUpWith(cancellation));
  const units = parts.reduce((sum, part) => sum + part.quantity, 0);
  const summary = units === 1 ? "One unit was cancelled." : `${units} units were cancelled.`;
  await recordOrderEvent(deps, tx, order, { kind: "LINES_CANCELLED", summary, actor, actorId });
  await tellLinesCancelled(deps, tx, order, { id, parts, shippingMinor });
  return followLines(deps, tx, order);
}

/** What was set aside and is not packed goes back among the rest, out of the last fulfilment first. */
export async function takeOutOfFulfilments(tx: Tx, lineId: string, units: number): Promise<void> {
  let left = units;
  if (left === 0) return;
  for (const part of await findUnpackedParts(tx, lineId)) {
    const taken = Math.min(left, part.quantity - part.packed);
    await movePart(tx, part, { quantity: -taken });
    left -= taken;
    if (left === 0) return;
  }
  throw new Error(`less of ${lineId} is set aside than was counted`);
}
