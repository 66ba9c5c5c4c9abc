/** Prices of units: what refunds and price reductions have left of them, and how an amount is taken off them. Pure functions. */
import { floorToStep, sum } from "@hansa/commerce/money";
import type { LineUnits, RefundPartRow, UnitAmount, UnitAmounts, UnitSet } from "../../store/tables.ts";
import {
  type ChargedLine,
  intersectionOf,
  type NumberedLine,
  sizeOf,
  takeInOrder,
  unionOf,
  valueOfUnits,
  without,
} from "./units.ts";

/** The sum of amounts of units. */
export function amountOf(amounts: UnitAmounts): number {
  return sum(amounts.map(([first, last, minor]) => (last - first + 1) * minor));
}

/** The numbers of the units that have an amount. */
export function unitsIn(amounts: UnitAmounts): UnitSet {
  return unionOf(amounts.map(([first, last]) => [first, last]));
}

/** The amounts of these units. */
export function amountsWithin(amounts: UnitAmounts, units: UnitSet): UnitAmounts {
  return amounts.flatMap(([first, last, minor]) =>
    intersectionOf([[first, last]], units).map(([from, to]): UnitAmount => [from, to, minor]),
  );
}

/** The rest of the price of each of these units, in ranges of equal amounts. */
export function pricesLeft(line: NumberedLine, units: UnitSet): UnitAmounts {
  const { credited, left = [] } = line.units;
  const known = amountsWithin(left, units);
  const others = without(units, unitsIn(left));
  const nothing = intersectionOf(others, credited).map(([first, last]): UnitAmount => [first, last, 0]);
  return joinAmounts([...known, ...nothing, ...fullPrices(line, without(others, credited))]);
}

/** The rest of the price of these units together. */
export function valueLeft(line: NumberedLine, units: UnitSet): number {
  const { credited, left = [] } = line.units;
  return amountOf(amountsWithin(left, units)) + valueOfUnits(line, without(units, unitsIn(left), credited));
}

/** The amount off the prices of all units of a line. */
export function amountOff(line: NumberedLine): number {
  return line.chargedMinor - valueLeft(line, [[1, line.ordered]]);
}

/** The price reductions of units that are neither refunded nor cancelled. */
export function reductionOf(line: NumberedLine): number {
  const { credited, cancelled, left = [] } = line.units;
  const units = without(unitsIn(left), credited, cancelled);
  return valueOfUnits(line, units) - valueLeft(line, units);
}

/** The prices of units after amounts were taken off them; of these units, and of all that have an amount. */
export function lowerPrices(line: NumberedLine, units: UnitSet, lowered: UnitAmounts): UnitAmounts {
  return addAmounts(pricesLeft(line, unionOf(units, unitsIn(lowered))), lowered.map(negative));
}

/** The prices of units after amounts were put back. */
export function raisePrices(line: NumberedLine, units: UnitSet, lowered: UnitAmounts): UnitAmounts {
  return lowerPrices(line, units, lowered.map(negative));
}

/** The unit numbers with other prices left. `prices` has those of each unit that has become credited, or is so no longer. */
export function withPrices(line: ChargedLine, { left = [], ...units }: LineUnits, prices: UnitAmounts): LineUnits {
  // Only prices are listed that the other numbers do not tell.
  const known = left.flatMap(([first, last, minor]) =>
    without([[first, last]], unitsIn(prices)).map(([from, to]): UnitAmount => [from, to, minor]),
  );
  const usual = pricesLeft({ ...line, units }, unitsIn(prices));
  const changed = addAmounts(usual.map(negative), prices).filter(([, , minor]) => minor !== 0);
  const listed = joinAmounts([...known, ...amountsWithin(prices, unitsIn(changed))]);
  return listed.length > 0 ? { ...units, left: listed } : units;
}

/**
 * Divides an amount, at most their sum, over prices of units: in proportion to each, in multiples of the step, with the largest-remainder method; of
 * equal remainders the lowest numbers come first.
 */
export function spreadAmount(prices: UnitAmounts, amountMinor: number, stepMinor: number): UnitAmounts {
  const whole = BigInt(amountOf(prices));
  const steps = BigInt(amountMinor / stepMinor);
  if (whole === 0n || steps === 0n) return [];
  const shares = prices.map(([first, last, minor]) => {
    const exact = BigInt(minor) * steps;
    return { first, last, each: Number(exact / whole), rest: exact % whole, more: 0 };
  });
  let left = Number(steps) - sum(shares.map(({ first, last, each }) => (last - first + 1) * each));
  for (const share of [...shares].sort((one, other) =>
    one.rest === other.rest ? 0 : one.rest > other.rest ? -1 : 1,
  )) {
    share.more = Math.min(left, share.last - share.first + 1);
    left -= share.more;
  }
  const lowered = shares.flatMap(({ first, last, each, more }): UnitAmount[] => [
    [first, first + more - 1, (each + 1) * stepMinor],
    [first + more, last, each * stepMinor],
  ]);
  return joinAmounts(lowered.filter(([first, last, minor]) => first <= last && minor > 0));
}

/** The amount that a part of a refund takes off the prices of units. */
export function loweredBy(
  line: ChargedLine,
  { units, lowered }: Pick<RefundPartRow, "units" | "lowered">,
): UnitAmounts {
  return lowered ?? fullPrices(line, units);
}

/** The amounts of each unit together. */
export function addAmounts(...lists: readonly UnitAmounts[]): UnitAmounts {
  const changes = new Map<number, { minor: number; lists: number }>();
  const change = (at: number, minor: number, count: number) => {
    const known = changes.get(at) ?? { minor: 0, lists: 0 };
    changes.set(at, { minor: known.minor + minor, lists: known.lists + count });
  };
  for (const [first, last, minor] of lists.flat()) {
    change(first, minor, 1);
    change(last + 1, -minor, -1);
  }
  const cuts = [...changes].sort(([a], [b]) => a - b);
  let [minor, count] = [0, 0];
  const added = cuts.flatMap(([first, by], index): UnitAmount[] => {
    minor += by.minor;
    count += by.lists;
    const next = cuts[index + 1]?.[0];
    return count > 0 && next !== undefined ? [[first, next - 1, minor]] : [];
  });
  return joinAmounts(added);
}

/** The full price of each unit. All are equal if the charge of the line can be divided by its units. */
function fullPrices(line: ChargedLine, units: UnitSet): UnitAmounts {
  const { ordered, chargedMinor, stepMinor } = line;
  const priceMinor = chargedMinor / ordered;
  if (Number.isInteger(priceMinor / stepMinor)) return units.map(([first, last]) => [first, last, priceMinor]);
  const single = units.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, index): UnitAmount => {
      const unit = first + index;
      return [unit, unit, valueOfUnits(line, [[unit, unit]])];
    }),
  );
  return joinAmounts(single);
}

/** The ranges in their order; neighbours with the same amount are one. */
function joinAmounts(amounts: UnitAmounts): UnitAmounts {
  const joined: UnitAmount[] = [];
  for (const [first, last, minor] of [...amounts].sort((a, b) => a[0] - b[0])) {
    const before = joined.at(-1);
    if (before && before[1] + 1 === first && before[2] === minor) joined[joined.length - 1] = [before[0], last, minor];
    else joined.push([first, last, minor]);
  }
  return joined;
}

function negative([first, last, minor]: UnitAmount): UnitAmount {
  return [first, last, -minor];
}

/**
 * The most units of a line that a refund takes, of the units that it may take in this order, with any amounts. Units that were not sent are paid with
 * their price, or with all money that is left, and a refund that pays nothing settles sent units only.
 */
export function mostRefundableUnits(
  line: NumberedLine,
  sets: readonly UnitSet[],
  { refundableMinor, withheldMinor }: Record<"refundableMinor" | "withheldMinor", number>,
): number {
  const leftMinor = floorToStep(refundableMinor + withheldMinor, line.stepMinor);
  const firstOf = (count: number) => {
    const units = takeInOrder(sets, count);
    const sent = intersectionOf(units, line.units.sent);
    return { sent, paidMinor: Math.min(valueLeft(line, without(units, sent)), leftMinor) };
  };
  const most = largest(sum(sets.map(sizeOf)), (count) => firstOf(count).paidMinor <= refundableMinor);
  const { sent, paidMinor } = firstOf(most);
  if (paidMinor > 0 || valueLeft(line, sent) > 0) return most;
  return largest(most, (count) => sizeOf(firstOf(count).sent) === count);
}

/** The largest count up to `most` for which a condition holds that holds for 0 and, from a certain count on, no more. */
function largest(most: number, holds: (count: number) => boolean): number {
  let [low, high] = [0, most];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (holds(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
