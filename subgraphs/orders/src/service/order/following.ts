/** An order follows its lines: what needs no parcel is handed over in its time, and the state is what the counters say. */
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findCountersByOrders, moveCounters } from "../../store/counters.ts";
import { moveOrder } from "../../store/orders.ts";
import type { OrderRow } from "../../store/tables.ts";
import { theShop } from "./access.ts";
import { recordOrderEvent } from "./events.ts";
import { statesBefore } from "./life.ts";
import { freeUnits, isHandedOver, stateOf } from "./progress.ts";

/** Call it after every change of counters of a confirmed order. Gives the order as it is then. */
export async function followLines(deps: Deps, tx: Tx, order: OrderRow): Promise<OrderRow> {
  if (isHandedOver(await findCountersByOrders(tx, [order.id]))) await handOverRest(deps, tx, order);
  const state = stateOf(await findCountersByOrders(tx, [order.id]));
  if (state === order.state || state === "CANCELLED") return order;
  const deliveredAt = state === "DELIVERED" ? deps.world.now() : null;
  return (await moveOrder(tx, order.id, statesBefore(state), { state, deliveredAt })) ?? order;
}

/** Hands over what goes without a parcel, such as downloads: it counts as shipped and delivered at once. */
async function handOverRest(deps: Deps, tx: Tx, order: OrderRow): Promise<void> {
  const lines = (await findCountersByOrders(tx, [order.id])).filter((line) => !line.isSent && freeUnits(line) > 0);
  for (const line of lines) {
    const units = freeUnits(line);
    const move = { setAside: units, packed: units, shipped: units, delivered: units };
    if (!(await moveCounters(tx, line.lineId, move))) throw new Error(`the line ${line.lineId} cannot be handed over`);
  }
  if (lines.length === 0) return;
  const summary = "What needs no parcel was handed over.";
  await recordOrderEvent(deps, tx, order, { kind: "HANDED_OVER", summary, ...theShop });
}

/** An order of which nothing is sent is handed over as a whole. Nothing happens to one that has sent or cancelled everything. */
export async function handOver(deps: Deps, tx: Tx, order: OrderRow): Promise<OrderRow> {
  await handOverRest(deps, tx, order);
  return followLines(deps, tx, order);
}
