/** Completing orders: some time after everything has arrived, nothing more is expected to happen. */
import type { Deps } from "../../context.ts";
import { findArrivedBefore, moveOrder } from "../../store/orders.ts";
import { theShop } from "./access.ts";
import { recordOrderEvent } from "./events.ts";

const completeAfterMs = 14 * 24 * 60 * 60 * 1_000;

/** Completes what arrived 14 days ago or earlier. */
export async function completeOrders(deps: Deps): Promise<void> {
  const { store, world } = deps;
  for (const id of await store.read((db) => findArrivedBefore(db, world.now() - completeAfterMs, 100))) {
    await store.write("complete-order", async (tx) => {
      const order = await moveOrder(tx, id, ["DELIVERED"], { state: "COMPLETED" });
      if (!order) return;
      const summary = "The order is completed.";
      await recordOrderEvent(deps, tx, order, { kind: "COMPLETED", summary, ...theShop });
    });
  }
}
