/** Completing orders: some time after everything has arrived, or once somebody has seen to what never did, nothing more is expected to happen. */
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findCountersByOrders } from "../../store/counters.ts";
import { findArrivedBefore, moveOrder } from "../../store/orders.ts";
import type { OrderRow } from "../../store/tables.ts";
import { theShop } from "./access.ts";
import { recordOrderEvent } from "./events.ts";
import { isAllLost } from "./progress.ts";

const completeAfterMs = 14 * 24 * 60 * 60 * 1_000;

/** Completes what arrived 14 days ago or earlier. */
export async function completeOrders(deps: Deps): Promise<void> {
  const { store, world } = deps;
  for (const id of await store.read((db) => findArrivedBefore(db, world.now() - completeAfterMs, 100))) {
    await store.write("complete-order", async (tx) => {
      await complete(deps, tx, id, "DELIVERED");
    });
  }
}

/** Completes an order of which nothing will arrive. Call it when a person has looked into it. */
export async function completeLost(deps: Deps, tx: Tx, { id }: OrderRow): Promise<void> {
  if (isAllLost(await findCountersByOrders(tx, [id]))) await complete(deps, tx, id, "SHIPPED");
}

async function complete(deps: Deps, tx: Tx, id: string, from: OrderRow["state"]): Promise<void> {
  const order = await moveOrder(tx, id, [from], { state: "COMPLETED" });
  if (!order) return;
  const summary = "The order is completed.";
  await recordOrderEvent(deps, tx, order, { kind: "COMPLETED", summary, ...theShop });
}
