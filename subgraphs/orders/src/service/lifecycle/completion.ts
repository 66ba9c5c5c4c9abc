/** Completion of orders: 14 days after delivery, or after the review of an order whose parcels were lost. */
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findCountersByOrders } from "../../store/order/line-counters.ts";
import { changeOrder, findDeliveredBefore } from "../../store/order/orders.ts";
import type { OrderRow } from "../../store/tables.ts";
import { shopActor } from "../access.ts";
import { isAllLost } from "../order/progress.ts";
import { recordOrderEvent } from "../order/timeline.ts";
import { resendableUnits } from "../order/units.ts";

const completeAfterMs = 14 * 24 * 60 * 60 * 1_000;
const sentStates: OrderRow["state"][] = ["SHIPPED", "DELIVERED"];

/** Completes orders delivered 14 days ago or earlier. */
export async function completeOrders(deps: Deps): Promise<void> {
  const { store, runtime } = deps;
  for (const id of await store.read((db) => findDeliveredBefore(db, runtime.now() - completeAfterMs, 100))) {
    await store.write("complete-order", async (tx) => {
      await completeOrder(deps, tx, id, ["DELIVERED"]);
    });
  }
}

/**
 * Completes an order of which nothing will be delivered, unless units that came back can be sent once more. To be called after the review by
 * staff, and after a refund.
 */
export async function completeLostOrder(deps: Deps, tx: Tx, { id, state, holdReason }: OrderRow): Promise<void> {
  if (holdReason !== null || !sentStates.includes(state)) return;
  const lines = await findCountersByOrders(tx, [id]);
  const isResendable = lines.some((line) => resendableUnits(line).length > 0);
  if (isAllLost(lines) && !isResendable) await completeOrder(deps, tx, id, sentStates);
}

async function completeOrder(deps: Deps, tx: Tx, id: string, from: OrderRow["state"][]): Promise<void> {
  const order = await changeOrder(tx, id, from, { state: "COMPLETED" });
  if (!order) return;
  const summary = "The order is completed.";
  await recordOrderEvent(deps, tx, order, { kind: "COMPLETED", summary, ...shopActor });
}
