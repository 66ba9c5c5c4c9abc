/** Units that were refunded in part and are returned after all: the earlier refund becomes a price reduction. */
import type { Tx } from "@hansa/kit/store";
import { findLineCounters } from "../../store/order/line-counters.ts";
import { changePartUnits, findRefundParts, findRefundsByOrders } from "../../store/payment/refunds.ts";
import type { LineCountersRow, UnitSet } from "../../store/tables.ts";
import { reopenLineUnits } from "./parts.ts";
import { intersectionOf, partlyRefundedUnits, sizeOf, without } from "./units.ts";

/** A line after units of it were reopened; `restocked`: those among them that are in stock since their refund. */
type ReopenedUnits = { line: LineCountersRow; restocked: number };

/**
 * Reopens those of the units that count as refunded although a part of their price is left. No refund names them any more, so that another one can;
 * the amounts stay.
 */
export async function reopenRefundedUnits(tx: Tx, line: LineCountersRow, units: UnitSet): Promise<ReopenedUnits> {
  const reopened = intersectionOf(units, partlyRefundedUnits(line));
  if (reopened.length === 0) return { line, restocked: 0 };
  if (!(await reopenLineUnits(tx, line, reopened)))
    throw new Error(`refunded units of the line ${line.lineId} cannot be reopened`);
  const refunds = await findRefundsByOrders(tx, [line.orderId]);
  const effective = refunds.filter(({ state }) => state === "PENDING" || state === "SUCCEEDED");
  const parts = await findRefundParts(
    tx,
    effective.map(({ id }) => id),
  );
  let restocked = 0;
  for (const part of parts) {
    const left = without(part.units, reopened);
    const taken = sizeOf(part.units) - sizeOf(left);
    if (part.lineId !== line.lineId || taken === 0) continue;
    const quantity = part.quantity - taken;
    const restockedOfReturn = Math.min(part.restockedOfReturn, quantity);
    restocked += Math.min(part.restocked, taken);
    await changePartUnits(tx, part, { quantity, units: left, restockedOfReturn });
  }
  return { line: await findLineCounters(tx, line.lineId), restocked };
}
