/** Amounts of a refund: typed ones must fit, units without one get their worth or the money that is left. Pure functions. */
import { floorToStep, sum } from "@hansa/commerce/money";
import { type InputProblem, invalid, problem } from "@hansa/kit/runtime";
import type { LineCountersRow, OrderRow, UnitAmounts, UnitSet } from "../../store/tables.ts";
import { stepProblems } from "../order/charges.ts";
import { amountExceeded } from "../order/refusals.ts";
import { addAmounts, amountOf, pricesLeft, spreadAmount } from "../order/unit-prices.ts";
import { firstUnits, intersectionOf, partlyRefundedUnits, sizeOf, unionOf, without } from "../order/units.ts";

/**
 * One entry of the input. It refunds units of a line, or reduces the price of the line and refunds no unit. `amountMinor`: the typed amount, null
 * without one; a reduction has one.
 */
export type RefundEntry = {
  lineId: string;
  /** The place of the entry in the input. */
  index: number;
  units: UnitSet;
  /** The rest of the prices of which it takes an amount, those first that it takes first. */
  prices: readonly UnitAmounts[];
  /** The rest of the prices of its units that were not sent: nothing of it remains a sale. */
  unsent: UnitAmounts;
  amountMinor: number | null;
};

type Typed = Pick<RefundEntry, "index" | "amountMinor">;

/** The units of an entry with what is left of their prices. */
export function createEntry(line: LineCountersRow, units: UnitSet, typed: Typed): RefundEntry {
  const sent = intersectionOf(units, line.units.sent);
  const unsent = pricesLeft(line, without(units, sent));
  return { lineId: line.lineId, units, prices: [pricesLeft(line, sent)], unsent, ...typed };
}

/** A price reduction: of sent units first, then of those refunded in part, then of unsent ones. `named`: units that the same refund refunds. */
export function createReduction(line: LineCountersRow, named: UnitSet, typed: Typed): RefundEntry {
  const { sent, cancelled, credited } = line.units;
  const left = without(firstUnits(line.ordered), cancelled, credited, named);
  const turns = [intersectionOf(left, sent), without(partlyRefundedUnits(line), named), without(left, sent)];
  return {
    lineId: line.lineId,
    units: [],
    prices: turns.map((units) => pricesLeft(line, units)),
    unsent: [],
    ...typed,
  };
}

/** The worth of an entry: what is left of its prices. */
export function worthOfEntry({ prices, unsent }: RefundEntry): number {
  return sum([...prices.map(amountOf), amountOf(unsent)]);
}

/**
 * The typed amounts beside the lines, and the money: `refundableMinor` is left to refund, beside `withheldMinor`, which a bank may release;
 * `shippingLeftMinor` is the charge for shipping.
 */
type Amounts = Record<
  "shippingMinor" | "adjustmentMinor" | "refundableMinor" | "withheldMinor" | "shippingLeftMinor",
  number
>;

/** The amount of an entry, what it takes off the prices of units, and the worth of sent units that it holds back. */
export type RefundShare = Pick<RefundEntry, "lineId" | "units"> & {
  amountMinor: number;
  lowered: UnitAmounts;
  keptMinor: number;
};

/**
 * The amount of each entry. Typed amounts, shipping and adjustment have to fit into the refundable amount, one after another; then the other
 * entries get their worth, or the amount that is still left. Money of a dispute counts as left here: a refund that needs it is refused, instead
 * of counting units as refunded with less before the bank has decided.
 */
export function allocateAmounts(order: OrderRow, entries: readonly RefundEntry[], typed: Amounts) {
  const unpayable = unpayableAmounts(order, entries, typed);
  if (unpayable.length > 0) return invalid(unpayable);
  let leftMinor = typed.refundableMinor;
  const take = (amountMinor: number, maximumMinor: number, path: string[]) => {
    const maximum = Math.min(maximumMinor, leftMinor);
    if (amountMinor > maximum) return amountExceeded(maximum, order, ["input", ...path]);
    leftMinor -= amountMinor;
    return undefined;
  };
  for (const entry of entries) {
    const { index, amountMinor } = entry;
    if (amountMinor === null) continue;
    const path = ["lines", String(index), "amountMinor"];
    const worthMinor = worthOfEntry(entry);
    const refused = take(amountMinor, worthMinor, path);
    if (refused) return refused;
    if (amountMinor < worthMinor && entry.unsent.length > 0)
      return invalid([problem(path.join("."), "UNSENT", unsentMessage)]);
  }
  const refused =
    take(typed.shippingMinor, typed.shippingLeftMinor, ["shippingMinor"]) ??
    take(typed.adjustmentMinor, leftMinor, ["adjustmentMinor"]);
  if (refused) return refused;
  leftMinor = floorToStep(leftMinor + typed.withheldMinor, order.stepMinor);
  return entries.map((entry): RefundShare => {
    const amountMinor = entry.amountMinor ?? Math.min(worthOfEntry(entry), leftMinor);
    if (entry.amountMinor === null) leftMinor -= amountMinor;
    return shareOf(entry, amountMinor, order.stepMinor);
  });
}

/** Typed amounts that the provider cannot refund. */
function unpayableAmounts(order: OrderRow, entries: readonly RefundEntry[], typed: Amounts): InputProblem[] {
  return [
    ...entries.flatMap(({ index, amountMinor }) =>
      amountMinor === null ? [] : stepProblems(order, `lines.${index}.amountMinor`, amountMinor),
    ),
    ...stepProblems(order, "shippingMinor", typed.shippingMinor),
    ...stepProblems(order, "adjustmentMinor", typed.adjustmentMinor),
  ];
}

const unsentMessage = "Units that were not sent are refunded with their whole price. Leave the amount out.";

/** Money is held back from sent units only. The others are cancelled with their refund: nothing remains sold of them. */
function shareOf(entry: RefundEntry, amountMinor: number, stepMinor: number): RefundShare {
  const { lineId, units, prices, unsent } = entry;
  const sentMinor = sum(prices.map(amountOf));
  const heldBackMinor = sentMinor + amountOf(unsent) - amountMinor;
  const keptMinor = Math.max(0, heldBackMinor - amountOf(unsent));
  const lowered = addAmounts(...takeInTurn(prices, sentMinor - keptMinor, stepMinor), unsent);
  return { lineId, units, amountMinor, lowered, keptMinor: sizeOf(units) === 0 ? 0 : keptMinor };
}

/** Takes an amount off prices, as much as possible off the first ones. */
function takeInTurn(turns: readonly UnitAmounts[], amountMinor: number, stepMinor: number): UnitAmounts[] {
  let left = amountMinor;
  return turns.map((prices) => {
    const taken = Math.min(left, amountOf(prices));
    left -= taken;
    return spreadAmount(prices, taken, stepMinor);
  });
}

/** The shares by line. Entries of the same line become one part of the refund. */
export function partsOfShares(shares: readonly RefundShare[]) {
  const lineIds = [...new Set(shares.map(({ lineId }) => lineId))];
  return lineIds.map((lineId) => {
    const own = shares.filter((share) => share.lineId === lineId);
    const units = unionOf(...own.map((share) => share.units));
    const amountMinor = sum(own.map((share) => share.amountMinor));
    return {
      lineId,
      units,
      quantity: sizeOf(units),
      amountMinor,
      lowered: addAmounts(...own.map((share) => share.lowered)),
    };
  });
}
