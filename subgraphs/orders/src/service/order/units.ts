/** Unit numbers of an order line: the sent, cancelled and credited units, and the value of a set of units. Pure functions. */
import { floorToStep, sum } from "@hansa/commerce/money";
import type { LineCountersRow, LineUnits, UnitRange, UnitSet } from "../../store/tables.ts";

/** The fields of a line that determine the value of its units. */
export type NumberedLine = Pick<LineCountersRow, "ordered" | "chargedMinor" | "stepMinor" | "units">;

/** The units of a new line: none is sent, cancelled, credited, withdrawn or back. */
export const noUnits: LineUnits = { sent: [], cancelled: [], credited: [], withdrawn: [], resendable: [] };

/** The first `units` numbers of a line. */
export function firstUnits(units: number): UnitSet {
  return units > 0 ? [[1, units]] : [];
}

/** The number of units in a set. */
export function sizeOf(set: UnitSet): number {
  return sum(set.map(([first, last]) => last - first + 1));
}

/** The numbers that are in at least one of the sets. */
export function unionOf(...sets: readonly UnitSet[]): UnitSet {
  const sorted = sets.flat().sort((a, b) => a[0] - b[0]);
  const joined: UnitRange[] = [];
  for (const [first, last] of sorted) {
    const before = joined.at(-1);
    if (before && first <= before[1] + 1) joined[joined.length - 1] = [before[0], Math.max(before[1], last)];
    else joined.push([first, last]);
  }
  return joined;
}

/** The numbers of `set` that are in none of the others. */
export function without(set: UnitSet, ...others: readonly UnitSet[]): UnitSet {
  let left: readonly UnitRange[] = set;
  for (const [first, last] of others.flat())
    left = left.flatMap((range): UnitRange[] => {
      if (last < range[0] || first > range[1]) return [range];
      const below: UnitRange[] = range[0] < first ? [[range[0], first - 1]] : [];
      const above: UnitRange[] = range[1] > last ? [[last + 1, range[1]]] : [];
      return [...below, ...above];
    });
  return left;
}

/** The numbers that are in both. */
export function intersectionOf(a: UnitSet, b: UnitSet): UnitSet {
  return without(a, without(a, b));
}

/** The lowest `count` numbers of a set; all of it if it has no more. */
export function lowestOf(set: UnitSet, count: number): UnitSet {
  const lowest: UnitRange[] = [];
  let left = count;
  for (const [first, last] of set) {
    if (left <= 0) break;
    lowest.push([first, Math.min(last, first + left - 1)]);
    left -= last - first + 1;
  }
  return lowest;
}

/** The amounts of a line that determine the value of its units. `chargedMinor` is a multiple of the step. */
export type ChargedLine = Pick<LineCountersRow, "ordered" | "chargedMinor" | "stepMinor">;

/**
 * The charged amount of units of a line, including tax: unit i of q units with the charge T has the value ⌊T·i/q⌋ − ⌊T·(i−1)/q⌋, each rounded
 * down to the step. So the parts of a line always add up to the line, in any order of changes.
 */
export function valueOfUnits({ ordered, chargedMinor, stepMinor }: ChargedLine, units: UnitSet): number {
  const upTo = (unit: number) =>
    floorToStep(Number((BigInt(chargedMinor) * BigInt(unit)) / BigInt(ordered)), stepMinor);
  return sum(units.map(([first, last]) => upTo(last) - upTo(first - 1)));
}

/** Units that are neither sent, cancelled nor withdrawn: they can still be sent. Some of them may be credited already. */
export function unsentUnits({ ordered, units }: Pick<NumberedLine, "ordered" | "units">): UnitSet {
  return without(firstUnits(ordered), units.sent, units.cancelled, units.withdrawn);
}

/** Sent units that count as refunded although a part of their price is left. */
export function partlyRefundedUnits({ units: { sent, credited, left = [] } }: Pick<NumberedLine, "units">): UnitSet {
  const priced = left.filter(([, , minor]) => minor > 0).map(([first, last]): UnitRange => [first, last]);
  return intersectionOf(intersectionOf(sent, credited), unionOf(priced));
}

/** Units that count as refunded, and of whose price nothing is left. */
export function settledUnits(line: Pick<NumberedLine, "units">): UnitSet {
  return without(line.units.credited, partlyRefundedUnits(line));
}

/** Units that can still be sent although they are credited. */
function creditedSendableUnits(line: Pick<NumberedLine, "ordered" | "units">): UnitSet {
  return intersectionOf(unsentUnits(line), line.units.credited);
}

/** Units that came back undelivered, or are replaced, refunded ones included. Lines that an earlier version placed do not name them. */
export function unitsBack({ units }: Pick<NumberedLine, "units">): UnitSet {
  return units.resendable ?? [];
}

/** Units that came back undelivered, or are replaced, and can be sent once more: a refunded one is not sent again. */
export function resendableUnits(line: Pick<NumberedLine, "units">): UnitSet {
  return without(unitsBack(line), line.units.credited);
}

/** Resendable units that are not packed again. */
export function unpackedResendableUnits(line: Pick<LineCountersRow, "units" | "resendable" | "resendPacked">): UnitSet {
  return lowestOf(resendableUnits(line), line.resendable - line.resendPacked);
}

/** The next units: first the credited ones, so that nothing is charged or refunded twice, then the lowest free numbers. */
function nextUnits(line: Pick<NumberedLine, "ordered" | "units">, count: number): UnitSet {
  const sendable = lowestOf(creditedSendableUnits(line), count);
  const free = without(unsentUnits(line), line.units.credited);
  return unionOf(sendable, lowestOf(free, count - sizeOf(sendable)));
}

/** Marks the next `count` units as sent. */
export function markUnitsSent(line: Pick<NumberedLine, "ordered" | "units">, count: number): LineUnits {
  return { ...line.units, sent: unionOf(line.units.sent, nextUnits(line, count)) };
}

/** The units that a cancellation of `count` units takes: the next numbers, and last those of a pending refund. */
export function unitsToCancel(line: Pick<NumberedLine, "ordered" | "units">, count: number): UnitSet {
  const next = nextUnits(line, count);
  return unionOf(next, lowestOf(line.units.withdrawn, count - sizeOf(next)));
}

/** Marks units as cancelled. Nothing is charged for them any more. */
export function markUnitsCancelled({ units }: Pick<NumberedLine, "units">, selected: UnitSet): LineUnits {
  return {
    ...units,
    cancelled: unionOf(units.cancelled, selected),
    credited: unionOf(units.credited, selected),
    withdrawn: without(units.withdrawn, selected),
  };
}

type Refundable = Pick<
  LineCountersRow,
  "ordered" | "cancelled" | "shipped" | "withdrawn" | "packed" | "resendable" | "resendPacked" | "units"
>;

/** The units that a refund may credit. `staysFulfillable`: unsent units stay fulfillable; `returned`: the kind of the refunded return, null without one. */
export type RefundScope = { staysFulfillable: boolean; returned: "REQUEST" | "WITHDRAWAL" | null };

/** Units of a line that were withdrawn after they had been sent, and those that refunds of ordinary returns count. */
export type ReturnedUnits = { withdrawn: UnitSet; refunded: UnitSet };

/**
 * The refundable units in the order in which a refund takes them: cancelled ones that are still paid for, withdrawn ones, those that came back
 * undelivered and are not packed again, other sent ones, then unsent ones. Packed unsent units are refundable only if they stay fulfillable.
 * The refund of a withdrawal takes only withdrawn units, that of another return the others first, then those refunded in part without a return,
 * and none that came back undelivered.
 */
export function refundableUnits(
  line: Refundable,
  { staysFulfillable, returned }: RefundScope,
  { withdrawn, refunded }: ReturnedUnits,
): readonly UnitSet[] {
  const { sent, cancelled, credited } = line.units;
  const left = without(sent, credited);
  const own = intersectionOf(left, withdrawn);
  const others = without(left, withdrawn, resendableUnits(line));
  if (returned === "WITHDRAWAL") return [own];
  if (returned === "REQUEST") return [others, without(partlyRefundedUnits(line), withdrawn, refunded), own];
  const unsent = without(unsentUnits(line), credited);
  const unpacked = line.ordered - line.cancelled - line.withdrawn - line.packed;
  const most = staysFulfillable ? sizeOf(unsent) : Math.min(sizeOf(unsent), Math.max(0, unpacked));
  return [without(cancelled, credited), own, unpackedResendableUnits(line), others, lowestOf(unsent, most)];
}

/** The first `count` of units in their order. */
export function takeInOrder(sets: readonly UnitSet[], count: number): UnitSet {
  let selected: UnitSet = [];
  for (const set of sets) selected = unionOf(selected, lowestOf(set, count - sizeOf(selected)));
  return selected;
}
