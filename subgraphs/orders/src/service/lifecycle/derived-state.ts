/** Derived state of an order: its state follows from the counters of its lines, and lines without parcels are handed over. */
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findCountersByOrders } from "../../store/order/line-counters.ts";
import { changeOrder } from "../../store/order/orders.ts";
import { insertOrderTask } from "../../store/processing/order-tasks.ts";
import type { LineCountersRow, OrderRow } from "../../store/tables.ts";
import { shopActor } from "../access.ts";
import { shipLineUnits, takeOffShelf } from "../order/parts.ts";
import { deriveState, freeUnits, isAllLost, isHandedOver } from "../order/progress.ts";
import { recordOrderEvent } from "../order/timeline.ts";
import { holdOrder } from "./review-holds.ts";
import { previousStates } from "./transitions.ts";

/** Updates the state and returns the order. To be called after every change of the counters of a confirmed order. */
export async function updateOrderState(deps: Deps, tx: Tx, order: OrderRow): Promise<OrderRow> {
  await scheduleHandOver(deps, tx, order);
  const lines = await findCountersByOrders(tx, [order.id]);
  if (isAllLost(lines) && order.state !== "COMPLETED")
    await holdOrder(deps, tx, order, "all its parcels were lost or returned");
  const state = deriveState(lines);
  if (order.state === "DELIVERED") return updateDeliveryTime(deps, tx, order, state === "DELIVERED");
  if (state === order.state || state === "CANCELLED") return order;
  const deliveredAt = state === "DELIVERED" ? deps.runtime.now() : null;
  return (await changeOrder(tx, order.id, previousStates(state), { state, deliveredAt })) ?? order;
}

/** A delivered order keeps its state while units are sent once more. It has no time of delivery until these have arrived too. */
async function updateDeliveryTime({ runtime }: Deps, tx: Tx, order: OrderRow, isComplete: boolean): Promise<OrderRow> {
  if (isComplete === (order.deliveredAt !== null)) return order;
  const deliveredAt = isComplete ? runtime.now() : null;
  return (await changeOrder(tx, order.id, ["DELIVERED"], { deliveredAt })) ?? order;
}

/** Hands lines over at once with the first parcel; without parcels by an order task, which also captures and waits while the order is on hold. */
async function scheduleHandOver(deps: Deps, tx: Tx, order: OrderRow): Promise<void> {
  const lines = await findCountersByOrders(tx, [order.id]);
  if (!isHandedOver(lines) || linesToHandOver(lines).length === 0) return;
  const isWithParcel = order.holdReason === null && lines.some((line) => line.isSent && line.shipped > 0);
  if (isWithParcel) await handOverLines(deps, tx, order);
  else await insertOrderTask(tx, { orderId: order.id, kind: "HAND_OVER", subjectId: order.id }, deps.store.now());
}

function linesToHandOver(lines: readonly LineCountersRow[]): LineCountersRow[] {
  return lines.filter((line) => !line.isSent && freeUnits(line) > 0);
}

/** Hands over lines that need no parcel, such as downloads: they count as shipped and delivered at once. */
async function handOverLines(deps: Deps, tx: Tx, order: OrderRow): Promise<void> {
  const lines = linesToHandOver(await findCountersByOrders(tx, [order.id]));
  for (const line of lines) {
    const units = freeUnits(line);
    const move = { allocated: units, packed: units, delivered: units };
    if (!(await shipLineUnits(tx, line.lineId, units, move)))
      throw new Error(`the line ${line.lineId} cannot be handed over`);
  }
  if (lines.length === 0) return;
  await takeOffShelf(deps, tx, order, {
    causeId: deps.runtime.newId("hand"),
    parts: lines.map((line) => ({ lineId: line.lineId, quantity: freeUnits(line) })),
  });
  const summary = "Units that need no parcel were handed over.";
  await recordOrderEvent(deps, tx, order, { kind: "HANDED_OVER", summary, ...shopActor });
}

/** Hands over the remaining lines that need no parcel. No effect if all units are sent, handed over or cancelled. */
export async function handOverOrder(deps: Deps, tx: Tx, order: OrderRow): Promise<OrderRow> {
  await handOverLines(deps, tx, order);
  return updateOrderState(deps, tx, order);
}
