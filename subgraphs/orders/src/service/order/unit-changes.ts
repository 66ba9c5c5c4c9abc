/** Changes of the units of a line: unit numbers, counters and value are updated in the same statement. */
import type { Tx } from "@hansa/kit/store/store";
import { type CounterMove, changeUnits, findLineCounters, type UnitChange } from "../../store/order/line-counters.ts";
import type { LineCountersRow, LineUnits, UnitSet } from "../../store/tables.ts";
import {
  intersectionOf,
  markUnitsCancelled,
  markUnitsSent,
  sizeOf,
  unionOf,
  unsentUnits,
  without,
  worthOfUnits,
} from "./units.ts";

/** Ships `count` units; returns false and changes nothing if fewer can be shipped. */
export async function shipLineUnits(tx: Tx, lineId: string, count: number, move: CounterMove = {}): Promise<boolean> {
  const line = await findLineCounters(tx, lineId);
  const change = computeChange(line, markUnitsSent(line, count));
  return change.move.shipped === count && changeUnits(tx, lineId, change, move);
}

/** Cancels units and returns the numbers of those that are credited with it. Throws if one of them cannot be cancelled. */
export async function cancelLineUnits(
  tx: Tx,
  line: LineCountersRow,
  chosen: UnitSet,
  move: CounterMove,
): Promise<UnitSet> {
  const isMoved = await changeUnits(tx, line.lineId, computeChange(line, markUnitsCancelled(line, chosen)), move);
  if (!isMoved) throw new Error(`${sizeOf(chosen)} units of the line ${line.lineId} cannot be cancelled`);
  return without(chosen, line.units.credited);
}

/** Credits the price of units and withdraws the unsent ones from fulfilment, unless `isKept` is set. */
export function creditLineUnits(
  tx: Tx,
  line: LineCountersRow,
  credited: UnitSet,
  { isKept, move }: { isKept: boolean; move: CounterMove },
): Promise<boolean> {
  const withdrawn = isKept ? [] : intersectionOf(unsentUnits(line), credited);
  const units = {
    ...line.units,
    credited: unionOf(line.units.credited, credited),
    withdrawn: unionOf(line.units.withdrawn, withdrawn),
  };
  return changeUnits(tx, line.lineId, computeChange(line, units), move);
}

/** Reverses the credit of units whose refund failed: they are charged again, and withdrawn ones can be sent again. */
export async function uncreditLineUnits(tx: Tx, lineId: string, credited: UnitSet): Promise<boolean> {
  const line = await findLineCounters(tx, lineId);
  const { units } = line;
  const after = {
    ...units,
    credited: without(units.credited, credited),
    withdrawn: without(units.withdrawn, credited),
  };
  return changeUnits(tx, lineId, computeChange(line, after));
}

/** The changes of the counters that follow from the unit numbers. */
function computeChange(line: LineCountersRow, after: LineUnits): UnitChange {
  return {
    before: line.units,
    after,
    move: {
      shipped: sizeOf(after.sent) - line.shipped,
      cancelled: sizeOf(after.cancelled) - line.cancelled,
      credited: sizeOf(after.credited) - line.credited,
      creditedMinor: worthOfUnits(line, after.credited) - line.creditedMinor,
      withdrawn: sizeOf(after.withdrawn) - line.withdrawn,
    },
  };
}
