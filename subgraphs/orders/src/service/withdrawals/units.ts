/** Units of a line that can be withdrawn, and their distribution: unsent ones are cancelled, sent ones are to be returned. Pure functions. */
import { sum } from "@hansa/commerce/money";
import type { LineCountersRow, UnitSet, WithdrawalPartRow } from "../../store/tables.ts";
import { liveUnits } from "../order/progress.ts";
import { sizeOf, takeInOrder, without } from "../order/units.ts";

/** Units of a part that are neither cancelled nor to be returned yet: they are packed, or the order is being placed. */
export function pendingUnits({ quantity, cancelled, returned }: WithdrawalPartRow): number {
  return quantity - sizeOf(cancelled) - sizeOf(returned);
}

/** Sent units that no return and no refund covers. `parts`: those of all withdrawals from the line. */
export function returnableSentUnits(line: LineCountersRow, parts: readonly WithdrawalPartRow[]): UnitSet {
  const free = without(line.units.sent, line.units.credited, ...parts.map(({ returned }) => returned));
  // Units of requested returns have no numbers: as many of the free ones are left out, from the end.
  return takeInOrder([free], Math.max(0, line.shipped - line.returnRequested));
}

/** The units of a line from which the buyer can still withdraw. `parts`: those of all withdrawals from the line. */
export function withdrawableUnits(line: LineCountersRow, parts: readonly WithdrawalPartRow[]): number {
  const unsent = liveUnits(line) - line.withdrawn - line.shipped - sum(parts.map(pendingUnits));
  return Math.max(0, unsent) + sizeOf(returnableSentUnits(line, parts));
}

/** Whether all units of a part are cancelled, or refunded with success. Units without a price need no refund. */
export function isPartSettled(
  part: WithdrawalPartRow,
  refunded: UnitSet,
  computeValue: (units: UnitSet) => number,
): boolean {
  return pendingUnits(part) === 0 && computeValue(without(part.returned, refunded)) === 0;
}
