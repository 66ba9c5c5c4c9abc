/** Units that were to be sent once more and are not, because they are refunded or withdrawn. */
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import type { CounterMove } from "../../store/order/line-counters.ts";
import { findLinesByOrders } from "../../store/order/orders.ts";
import { insertOrderTask } from "../../store/processing/order-tasks.ts";
import type { LineCountersRow, UnitSet } from "../../store/tables.ts";
import { freeResendableUnits } from "../order/progress.ts";
import { intersectionOf, lowestOf, resendableUnits, sizeOf } from "../order/units.ts";
import { removeFromFulfilments } from "./part-cancellation.ts";

/** The resendable ones of the units; of them, those whose stock is released; and the change of counters, which the caller makes. */
type StoppedUnits = { resendable: UnitSet; unreplaced: UnitSet; move: CounterMove };

/**
 * Removes units from the fulfilments that were to send them once more. Units that came back go before replacements; the stock of replacements is
 * released.
 */
export async function stopResends(deps: Deps, tx: Tx, line: LineCountersRow, units: UnitSet): Promise<StoppedUnits> {
  const all = resendableUnits(line);
  const resendable = intersectionOf(units, all);
  const inFulfilments = Math.max(0, sizeOf(resendable) - freeResendableUnits(line));
  await removeFromFulfilments(tx, line.lineId, inFulfilments, { isResend: true });
  const released = Math.max(0, line.replacing - (sizeOf(all) - sizeOf(resendable)));
  if (released > 0) await releaseStock(deps, tx, line, released);
  const move = { resendAllocated: -inFulfilments, replacing: -released, restocked: released };
  return { resendable, unreplaced: lowestOf(resendable, released), move };
}

/** Tells products that units can be sold again, by an order task. */
async function releaseStock({ store, runtime }: Deps, tx: Tx, line: LineCountersRow, quantity: number): Promise<void> {
  const { orderId, lineId } = line;
  const bought = (await findLinesByOrders(tx, [orderId])).find(({ id }) => id === lineId);
  if (!bought) throw new Error(`the line ${lineId} has no order line`);
  const lines = [{ lineId, variantId: bought.variantId, quantity }];
  const task = { orderId, kind: "UNCOMMIT", subjectId: runtime.newId("unrepl"), lines } as const;
  await insertOrderTask(tx, task, store.now());
}
