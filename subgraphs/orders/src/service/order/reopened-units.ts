/** Units that were refunded in part and are returned after all: the earlier refund becomes a price reduction. */
import type { Tx } from "@hansa/kit/store";
import { findLineCounters } from "../../store/order/line-counters.ts";
import { changePartUnits, findRefundParts, findRefundsByOrders } from "../../store/payment/refunds.ts";
import type { LineCountersRow, UnitSet } from "../../store/tables.ts";
import { reopenLineUnits } from "./parts.ts";
import { intersectionOf, partlyRefundedUnits, sizeOf, without } from "./units.ts";

/**
 * Reopens those of the units that count as refunded although a part of their price is left. No refund names them any more, so that another one can;
 * the amounts stay. Returns the line as it is then.
 */
export async function reopenRefundedUnits(tx: Tx, line: LineCountersRow, units: UnitSet): Promise<LineCountersRow> {
  const reopened = intersectionOf(units, partlyRefundedUnits(line));
  if (reopened.length === 0) return line;
  if (!(await reopenLineUnits(tx, line, reopened)))
    throw new Error(`refunded units of the line ${line.lineId} cannot be reopened`);
  const refunds = await findRefundsByOrders(tx, [line.orderId]);
  const effective = refunds.filter(({ state }) => state === "PENDING" || state === "SUCCEEDED");
  const parts = await findRefundParts(
    tx,
    effective.map(({ id }) => id),
  );
  for (const part of parts) {
    const left = without(part.units, reopened);
    const taken = sizeOf(part.units) - sizeOf(left);
    if (part.lineId !== line.lineId || taken === 0) continue;
    const quantity = part.quantity - taken;
    const restockedOfReturn = Math.min(part.restockedOfReturn, quantity);
    await changePartUnits(tx, part, { quantity, units: left, restockedOfReturn });
  }
  return findLineCounters(tx, line.lineId);
}
