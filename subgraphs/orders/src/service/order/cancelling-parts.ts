/** Cancelling parts of an order: counted, put back on the shelf, and what was paid for them goes back. */
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findCountersByOrders, moveCounters } from "../../store/counters.ts";
import { insertErrand } from "../../store/errands.ts";
import { findUnpackedParts, movePart } from "../../store/fulfilments.ts";
import { giveUpShipping, moneyOf } from "../../store/money.ts";
import { moveOrder } from "../../store/orders.ts";
import { findSaga } from "../../store/sagas.ts";
import type { LineCountersRow, OrderRow, RestockLine } from "../../store/tables.ts";
import { undoCheckout } from "../checkout/undoing.ts";
import { type GivenUp, settleMoney } from "../money/settling.ts";
import { priceOfGivingUp } from "../money/worth.ts";
import type { Acting } from "./access.ts";
import { recordOrderEvent } from "./events.ts";
import { followLines } from "./following.ts";
import { statesBefore } from "./life.ts";
import { tellCancelled, tellLinesCancelled } from "./news.ts";
import { type NamedPart, plainParts } from "./parts.ts";
import { freeUnits, liveUnits } from "./progress.ts";

/** How the whole order is called off, if these parts are all that is left of it. */
export type CallOff = Acting & { reason: "CUSTOMER" | "SHOP" };

/**
 * Cancels parts of which no unit is in a parcel; whoever calls has checked that. Units that were refunded before they left are cancelled
 * first, and bring nothing back a second time. The order becomes CANCELLED with its last unit, and then what sending cost goes back too.
 */
export async function cancelParts(
  deps: Deps,
  tx: Tx,
  order: OrderRow,
  parts: readonly NamedPart[],
  by: CallOff,
): Promise<OrderRow> {
  const { store, world } = deps;
  const lines: RestockLine[] = [];
  const given: GivenUp["parts"][number][] = [];
  for (const part of parts) {
    const { line, counters, quantity } = part;
    const units = Math.max(0, quantity - refundedHere(counters));
    const amountMinor = priceOfGivingUp(counters, units);
    const setAside = -Math.max(0, quantity - freeUnits(counters));
    await takeOutOfFulfilments(tx, line.id, -setAside);
    const move = { cancelled: quantity, setAside, restocked: quantity, givenUp: units, givenUpMinor: amountMinor };
    if (!(await moveCounters(tx, line.id, move))) throw new Error(`${quantity} of ${line.id} cannot be cancelled`);
    if (units > 0) given.push({ lineId: line.id, quantity: units, amountMinor });
    lines.push({ lineId: line.id, variantId: line.variantId, quantity });
  }
  const id = world.newId("cancel");
  if (await wereTaken(tx, order))
    await insertErrand(tx, { orderId: order.id, kind: "RESTOCK", subjectId: id, lines }, store.now());
  const isAll = (await findCountersByOrders(tx, [order.id])).every((line) => liveUnits(line) === 0);
  return isAll ? endOrder(deps, tx, order, parts, given, by) : shrinkOrder(deps, tx, order, id, parts, given, by);
}

/** Whether its goods were taken off the shelf: not where they were gone when the order was to be made. */
async function wereTaken(tx: Tx, { state, checkoutId }: OrderRow): Promise<boolean> {
  return state !== "PENDING_PAYMENT" || (await findSaga(tx, checkoutId))?.failure !== "OUT_OF_STOCK";
}

/** Units that were refunded and are still here: what was refunded first counts as what has left. */
function refundedHere({ givenUp, cancelled, shipped }: LineCountersRow): number {
  return Math.max(0, givenUp - cancelled - shipped);
}

type Given = GivenUp["parts"];

async function endOrder(
  deps: Deps,
  tx: Tx,
  order: OrderRow,
  parts: readonly NamedPart[],
  given: Given,
  { reason, ...acting }: CallOff,
): Promise<OrderRow> {
  const { shippingMinor, shippingGivenUpMinor } = await moneyOf(tx, order.id);
  await giveUpShipping(tx, order.id);
  // Nothing is left that could leave; money that somebody has to look into stays to be looked into.
  const endsHold = order.holdReason === "NEEDS_REVIEW" ? {} : { holdReason: null, holdSince: null };
  const cancelled = await moveOrder(tx, order.id, statesBefore("CANCELLED"), {
    state: "CANCELLED",
    cancelReason: reason,
    ...endsHold,
  });
  if (!cancelled) throw new Error(`the order ${order.id} cannot be cancelled from where it is`);
  await settleMoney(deps, tx, cancelled, { parts: given, shippingMinor: shippingMinor - shippingGivenUpMinor });
  const wasConfirmed = order.state !== "PENDING_PAYMENT";
  if (!wasConfirmed) await undoCheckout(deps, tx, cancelled);
  const summary = "The order was cancelled. What was paid is given back.";
  await recordOrderEvent(deps, tx, order, { kind: "CANCELLED", summary, ...acting });
  await tellCancelled(deps, tx, cancelled, wasConfirmed, plainParts(parts));
  return cancelled;
}

async function shrinkOrder(
  deps: Deps,
  tx: Tx,
  order: OrderRow,
  cancellationId: string,
  parts: readonly NamedPart[],
  given: Given,
  { actor, actorId }: CallOff,
): Promise<OrderRow> {
  await settleMoney(deps, tx, order, { parts: given, shippingMinor: 0 });
  const units = parts.reduce((sum, part) => sum + part.quantity, 0);
  const summary = units === 1 ? "One unit was cancelled." : `${units} units were cancelled.`;
  await recordOrderEvent(deps, tx, order, { kind: "LINES_CANCELLED", summary, actor, actorId });
  await tellLinesCancelled(deps, tx, order, cancellationId, plainParts(parts));
  return followLines(deps, tx, order);
}

/** What was set aside and is not packed goes back among the rest, out of the last fulfilment first. */
async function takeOutOfFulfilments(tx: Tx, lineId: string, units: number): Promise<void> {
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
