/** Status changes of parcels: lines, order and balance are updated in the same transaction. */
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { changePart, changeShipment, findFulfilment, findShipmentParts } from "../../store/fulfilment/fulfilments.ts";
import { type CounterMove, changeCounters } from "../../store/order/line-counters.ts";
import { findOrdersByIds } from "../../store/order/orders.ts";
import type { OrderRow, ShipmentRow } from "../../store/tables.ts";
import type { Actor } from "../access.ts";
import { updateOrderState } from "../lifecycle/derived-state.ts";
import { type Part, publishParcelEvent } from "../lifecycle/order-events.ts";
import { resendLineUnits, shipLineUnits, takeOffShelf } from "../order/parts.ts";
import { recordOrderEvent } from "../order/timeline.ts";
import { captureDueAmount, settleBalance } from "../payment/balance.ts";
import { applyWithdrawals } from "../withdrawals/effects.ts";
import { receiveWithdrawnUnits } from "../withdrawals/undelivered.ts";
import { takeBackUnits } from "./returned-parcels.ts";
import { isUndelivered } from "./shipment-transitions.ts";

type Status = ShipmentRow["status"];

/** A parcel whose status changes, its order, and the actor of the change. */
type ParcelChange = { order: OrderRow; parcel: ShipmentRow; by: Actor };

/** Moves a parcel to an allowed next status, which the caller has checked. Delivery of a parcel that is READY also ships it. */
export async function changeParcelStatus(deps: Deps, tx: Tx, change: ParcelChange, status: Status): Promise<void> {
  const { order, parcel, by } = change;
  if (status === "UNPACKED") {
    await unpackParcel(deps, tx, change);
    return applyWithdrawals(deps, tx, order, by);
  }
  const left = parcel.status === "READY" ? await shipParcel(deps, tx, change) : parcel;
  if (left.status === status) return;
  const deliveredAt = status === "DELIVERED" ? deps.runtime.now() : null;
  const moved = await changeShipment(tx, parcel.id, [left.status], { status, deliveredAt });
  if (!moved) throw new Error(`the parcel ${parcel.id} changed its status inside the transaction that read it`);
  const parts = await findShipmentParts(tx, [parcel.id]);
  const wasUndelivered = isUndelivered(left.status);
  if (status === "DELIVERED") {
    await moveLineCounters(tx, parts, (units) => ({ delivered: units, undelivered: wasUndelivered ? -units : 0 }));
    await recordOrderEvent(deps, tx, order, { kind: "DELIVERED", summary: "A parcel has arrived.", ...by });
    await publishParcelEvent(deps, tx, order, { kind: "delivered", shipmentId: parcel.id, parts });
  } else if (isUndelivered(status)) {
    if (!wasUndelivered) await moveLineCounters(tx, parts, (units) => ({ undelivered: units }));
    const others = status === "RETURNED" ? await takeBackUnits(tx, order, parts) : [];
    const event =
      status === "LOST"
        ? ({ kind: "PARCEL_LOST", summary: "A parcel was lost." } as const)
        : ({ kind: "PARCEL_RETURNED", summary: "A parcel came back without having arrived." } as const);
    await recordOrderEvent(deps, tx, order, { ...event, ...by });
    await receiveWithdrawnUnits(deps, tx, order, others);
  }
  // A parcel that has left just now may have changed the order already.
  const [current] = await findOrdersByIds(tx, [order.id]);
  await updateOrderState(deps, tx, current ?? order);
}

/**
 * Ships a parcel: its units count as shipped and leave the stock, and if the shop captures on fulfilment, their amount becomes due. For units that
 * are sent once more nothing is charged, also not what a price reduction has left due, and only replacements leave the stock.
 */
export async function shipParcel(deps: Deps, tx: Tx, { order, parcel, by }: ParcelChange): Promise<ShipmentRow> {
  const { id } = parcel;
  const moved = await changeShipment(tx, id, ["READY"], { status: "SHIPPED", shippedAt: deps.runtime.now() });
  if (!moved) throw new Error(`the parcel ${id} was shipped before`);
  const parts = await findShipmentParts(tx, [id]);
  const isResend = await isOfResend(tx, parcel);
  const taken = await shipUnits(tx, parts, isResend);
  if (taken.length > 0) await takeOffShelf(deps, tx, order, { causeId: id, parts: taken });
  await recordOrderEvent(deps, tx, order, { kind: "SHIPPED", summary: "A parcel has left.", ...by });
  await publishParcelEvent(deps, tx, order, { kind: "shipped", shipmentId: id, parts });
  const changed = await updateOrderState(deps, tx, order);
  if (isResend) await settleBalance(deps, tx, changed);
  else await captureDueAmount(deps, tx, changed, id);
  await applyWithdrawals(deps, tx, order, by);
  return moved;
}

/** Ships the units of a parcel and returns those that leave the stock with it. */
async function shipUnits(tx: Tx, parts: readonly Part[], isResend: boolean): Promise<Part[]> {
  const taken: Part[] = [];
  for (const { lineId, quantity } of parts) {
    const first = async () => ((await shipLineUnits(tx, lineId, quantity)) ? quantity : undefined);
    const units = isResend ? await resendLineUnits(tx, lineId, quantity) : await first();
    if (units === undefined) throw new Error(`the counters of ${lineId} do not match its parcels`);
    if (units > 0) taken.push({ lineId, quantity: units });
  }
  return taken;
}

/** Unpacks a parcel that was not shipped: its units are allocated, no longer packed. */
async function unpackParcel(deps: Deps, tx: Tx, { order, parcel, by }: ParcelChange): Promise<void> {
  const { id, fulfilmentId } = parcel;
  const moved = await changeShipment(tx, id, ["READY"], { status: "UNPACKED" });
  if (!moved) throw new Error(`the parcel ${id} was shipped before it was unpacked`);
  const parts = await findShipmentParts(tx, [id]);
  const isResend = await isOfResend(tx, parcel);
  await moveLineCounters(tx, parts, (units) => (isResend ? { resendPacked: -units } : { packed: -units }));
  for (const { lineId, quantity } of parts)
    if (!(await changePart(tx, { fulfilmentId, lineId }, { packed: -quantity })))
      throw new Error(`the parcel ${id} does not match its fulfilment`);
  await recordOrderEvent(deps, tx, order, { kind: "UNPACKED", summary: "A parcel was unpacked again.", ...by });
}

async function isOfResend(tx: Tx, { id, fulfilmentId }: ShipmentRow): Promise<boolean> {
  const fulfilment = await findFulfilment(tx, fulfilmentId);
  if (!fulfilment) throw new Error(`the parcel ${id} has no fulfilment`);
  return fulfilment.isResend;
}

async function moveLineCounters(
  tx: Tx,
  parts: readonly { lineId: string; quantity: number }[],
  moveOf: (units: number) => CounterMove,
): Promise<void> {
  for (const { lineId, quantity } of parts)
    if (!(await changeCounters(tx, lineId, moveOf(quantity))))
      throw new Error(`the counters of ${lineId} do not match its parcels`);
}
