/** An order follows its lines: what needs no parcel is handed over in its time, and the state is what the counters say. */
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findCountersByOrders } from "../../store/counters.ts";
import { insertErrand } from "../../store/errands.ts";
import { moveOrder } from "../../store/orders.ts";
import type { LineCountersRow, OrderRow } from "../../store/tables.ts";
import { sendLineUnits } from "../money/unit-moves.ts";
import { theShop } from "./access.ts";
import { recordOrderEvent } from "./events.ts";
import { statesBefore } from "./life.ts";
import { freeUnits, isAllLost, isHandedOver, stateOf } from "./progress.ts";
import { holdOrder } from "./review-holds.ts";

/** Call it after every change of counters of a confirmed order. Gives the order as it is then. */
export async function followLines(deps: Deps, tx: Tx, order: OrderRow): Promise<OrderRow> {
  await handOverInTime(deps, tx, order);
  const lines = await findCountersByOrders(tx, [order.id]);
  if (isAllLost(lines) && order.state !== "COMPLETED") await holdOrder(deps, tx, order, "nothing of it arrived");
  const state = stateOf(lines);
  if (state === order.state || state === "CANCELLED") return order;
  const deliveredAt = state === "DELIVERED" ? deps.world.now() : null;
  return (await moveOrder(tx, order.id, statesBefore(state), { state, deliveredAt })) ?? order;
}

/** With a parcel at once; where none leaves any more it is an errand, which takes the money too, and waits while the order is held. */
async function handOverInTime(deps: Deps, tx: Tx, order: OrderRow): Promise<void> {
  const lines = await findCountersByOrders(tx, [order.id]);
  if (!isHandedOver(lines) || restToHandOver(lines).length === 0) return;
  const isWithParcel = order.holdReason === null && lines.some((line) => line.isSent && line.shipped > 0);
  if (isWithParcel) await handOverRest(deps, tx, order);
  else await insertErrand(tx, { orderId: order.id, kind: "HAND_OVER", subjectId: order.id }, deps.store.now());
}

function restToHandOver(lines: readonly LineCountersRow[]): LineCountersRow[] {
  return lines.filter((line) => !line.isSent && freeUnits(line) > 0);
}

/** Hands over what goes without a parcel, such as downloads: it counts as shipped and delivered at once. */
async function handOverRest(deps: Deps, tx: Tx, order: OrderRow): Promise<void> {
  const lines = restToHandOver(await findCountersByOrders(tx, [order.id]));
  for (const line of lines) {
    const units = freeUnits(line);
    const move = { setAside: units, packed: units, delivered: units };
    if (!(await sendLineUnits(tx, line.lineId, units, move)))
      throw new Error(`the line ${line.lineId} cannot be handed over`);
  }
  if (lines.length === 0) return;
  const summary = "What needs no parcel was handed over.";
  await recordOrderEvent(deps, tx, order, { kind: "HANDED_OVER", summary, ...theShop });
}

/** Hands over what is left of it. Nothing happens to an order that has sent, handed over or cancelled everything. */
export async function handOver(deps: Deps, tx: Tx, order: OrderRow): Promise<OrderRow> {
  await handOverRest(deps, tx, order);
  return followLines(deps, tx, order);
}
