/** Parcels that came back undelivered: their units can be sent once more, except those that are refunded or withdrawn already. */
import { sum } from "@hansa/commerce/money";
import type { Tx } from "@hansa/kit/store";
import { findLineCounters } from "../../store/order/line-counters.ts";
import { findReturnsByOrders } from "../../store/returns/returns.ts";
import type { LineCountersRow, OrderRow, UnitSet } from "../../store/tables.ts";
import type { Part } from "../lifecycle/order-events.ts";
import { addResendableUnits } from "../order/parts.ts";
import { findReturnedParts } from "../order/returned-units.ts";
import {
  intersectionOf,
  lowestOf,
  resendableUnits,
  sizeOf,
  takeInOrder,
  unionOf,
  unitsBack,
  without,
} from "../order/units.ts";
import { findPartsOfLine } from "../withdrawals/parts.ts";
import { noneOpen, returnableSentUnits } from "../withdrawals/units.ts";

/**
 * Makes the units of a parcel that came back resendable. Refunds without a return and withdrawals count for undelivered units first: as many
 * are left out, so that a unit is never both refunded and sent once more. Returns the units that are left out.
 */
export async function takeBackUnits(tx: Tx, order: OrderRow, parts: readonly Part[]): Promise<Part[]> {
  const others: Part[] = [];
  for (const { lineId, quantity } of parts) {
    const line = await findLineCounters(tx, lineId);
    const withdrawals = await findPartsOfLine(tx, order.id, lineId);
    const withdrawn = unionOf(...withdrawals.map(({ returned }) => returned));
    const free = without(
      takeInOrder(returnableSentUnits({ line, parts: withdrawals, open: noneOpen }), line.shipped),
      unitsBack(line),
      line.units.credited,
    );
    const maximum = await countUnsettledUnits(tx, line, withdrawn);
    const units = lowestOf(free, Math.min(quantity, maximum));
    if (units.length > 0 && !(await addResendableUnits(tx, line, units)))
      throw new Error(`the units of ${lineId} that came back do not match its counters`);
    others.push({ lineId, quantity: quantity - sizeOf(units) });
  }
  return others;
}

/** Undelivered units that are neither resendable already, nor settled by a refund without a return or by a withdrawal. */
async function countUnsettledUnits(tx: Tx, line: LineCountersRow, withdrawn: UnitSet): Promise<number> {
  const settled = intersectionOf(line.units.sent, unionOf(line.units.credited, withdrawn));
  const delivered = await countRefundedReturns(tx, line);
  const undelivered = line.shipped - line.delivered;
  const known = resendableUnits(line);
  return Math.max(0, undelivered - Math.max(0, sizeOf(settled) - delivered) - (sizeOf(known) - line.replacing));
}

/** Units that were delivered and are refunded by an ordinary return, or being refunded. */
async function countRefundedReturns(tx: Tx, { orderId, lineId }: LineCountersRow): Promise<number> {
  const returns = (await findReturnsByOrders(tx, [orderId])).filter(({ withdrawalId }) => withdrawalId === null);
  const parts = await findReturnedParts(
    tx,
    returns.map(({ id }) => id),
  );
  return sum(parts.filter(({ part }) => part.lineId === lineId).map(({ refunded }) => refunded));
}
