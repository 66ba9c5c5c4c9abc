/** Moving units of a line: they get their numbers, and counters and worth follow in the same statement. */
import type { Tx } from "@hansa/kit/store";
import { type CounterMove, countersOf, moveUnits, type UnitChange } from "../../store/counters.ts";
import type { LineCountersRow, LineUnits, UnitSet } from "../../store/tables.ts";
import { cancelUnits, commonOf, sendUnits, sizeOf, unionOf, unsentUnits, without, worthOfUnits } from "./units.ts";

/** So many units leave; false, and nothing moved, if they cannot. */
export async function sendLineUnits(tx: Tx, lineId: string, count: number, move: CounterMove = {}): Promise<boolean> {
  const line = await countersOf(tx, lineId);
  const change = changeOf(line, sendUnits(line, count));
  return change.move.shipped === count && moveUnits(tx, lineId, change, move);
}

/** These units are cancelled; the numbers of those whose price goes back with it. Throws if one of them cannot be. */
export async function cancelLineUnits(
  tx: Tx,
  line: LineCountersRow,
  chosen: UnitSet,
  move: CounterMove,
): Promise<UnitSet> {
  const isMoved = await moveUnits(tx, line.lineId, changeOf(line, cancelUnits(line, chosen)), move);
  if (!isMoved) throw new Error(`${sizeOf(chosen)} units of the line ${line.lineId} cannot be cancelled`);
  return without(chosen, line.units.credited);
}

/** The price of these units is given back; those that are unsent cannot be sent from now on, unless they are to be all the same. */
export function creditLineUnits(
  tx: Tx,
  line: LineCountersRow,
  credited: UnitSet,
  { isKept, move }: { isKept: boolean; move: CounterMove },
): Promise<boolean> {
  const withdrawn = isKept ? [] : commonOf(unsentUnits(line), credited);
  const units = {
    ...line.units,
    credited: unionOf(line.units.credited, credited),
    withdrawn: unionOf(line.units.withdrawn, withdrawn),
  };
  return moveUnits(tx, line.lineId, changeOf(line, units), move);
}

/** A refund of these units did not come about: their price is charged again, and those that were withdrawn for it can be sent again. */
export async function uncreditLineUnits(tx: Tx, lineId: string, credited: UnitSet): Promise<boolean> {
  const line = await countersOf(tx, lineId);
  const { units } = line;
  const after = {
    ...units,
    credited: without(units.credited, credited),
    withdrawn: without(units.withdrawn, credited),
  };
  return moveUnits(tx, lineId, changeOf(line, after));
}

/** The counters as they follow from the numbers. */
function changeOf(line: LineCountersRow, after: LineUnits): UnitChange {
  return {
    before: line.units,
    after,
    move: {
      shipped: sizeOf(after.sent) - line.shipped,
      cancelled: sizeOf(after.cancelled) - line.cancelled,
      givenUp: sizeOf(after.credited) - line.givenUp,
      givenUpMinor: worthOfUnits(line, after.credited) - line.givenUpMinor,
      withdrawn: sizeOf(after.withdrawn) - line.withdrawn,
    },
  };
}
