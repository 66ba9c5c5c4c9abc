/** Amounts of a refund: typed ones must fit, lines without one get their worth or the money that is left. Pure functions. */
import { floorToStep, sum } from "@hansa/commerce/money";
import { type InputProblem, invalid, problem } from "@hansa/kit/runtime";
import type { OrderRow, UnitSet } from "../../store/tables.ts";
import { stepProblems } from "../order/charges.ts";
import { amountExceeded } from "../order/refusals.ts";
import { intersectionOf, type NumberedLine, sizeOf, unionOf, valueOfUnits } from "../order/units.ts";

/** Units of a line that one entry of the input refunds; `amountMinor`: the typed amount, null without one. */
export type RefundEntry = {
  lineId: string;
  /** The place of the entry in the input. */
  index: number;
  units: UnitSet;
  worthMinor: number;
  /** The worth of the units among them that were sent, and whether all were. */
  sentMinor: number;
  isSent: boolean;
  amountMinor: number | null;
};

/** The units of an entry with their worth. */
export function createEntry(
  line: NumberedLine & { lineId: string },
  units: UnitSet,
  { index, amountMinor }: Pick<RefundEntry, "index" | "amountMinor">,
): RefundEntry {
  const sent = intersectionOf(units, line.units.sent);
  return {
    lineId: line.lineId,
    index,
    units,
    worthMinor: valueOfUnits(line, units),
    sentMinor: valueOfUnits(line, sent),
    isSent: sizeOf(sent) === sizeOf(units),
    amountMinor,
  };
}

/**
 * The typed amounts beside the lines, and the money: `refundableMinor` is left to refund, beside `withheldMinor`, which a bank may release;
 * `shippingLeftMinor` is the charge for shipping.
 */
type Typed = Record<
  "shippingMinor" | "adjustmentMinor" | "refundableMinor" | "withheldMinor" | "shippingLeftMinor",
  number
>;

/** The amount of an entry, and the worth of its sent units that it holds back. */
export type RefundShare = Pick<RefundEntry, "lineId" | "units"> & { amountMinor: number; keptMinor: number };

/**
 * The amount of each entry. Typed amounts, shipping and adjustment have to fit into the refundable amount, one after another; then the other
 * entries get their worth, or the amount that is still left. Money of a dispute counts as left here: a refund that needs it is refused, instead
 * of counting units as refunded with less before the bank has decided.
 */
export function allocateAmounts(order: OrderRow, entries: readonly RefundEntry[], typed: Typed) {
  const unpayable = unpayableAmounts(order, entries, typed);
  if (unpayable.length > 0) return invalid(unpayable);
  let leftMinor = typed.refundableMinor;
  const take = (amountMinor: number, maximumMinor: number, path: string[]) => {
    const maximum = Math.min(maximumMinor, leftMinor);
    if (amountMinor > maximum) return amountExceeded(maximum, order, ["input", ...path]);
    leftMinor -= amountMinor;
    return undefined;
  };
  for (const { index, amountMinor, worthMinor, isSent } of entries) {
    if (amountMinor === null) continue;
    const path = ["lines", String(index), "amountMinor"];
    const refused = take(amountMinor, worthMinor, path);
    if (refused) return refused;
    if (amountMinor < worthMinor && !isSent) return invalid([problem(path.join("."), "UNSENT", unsentMessage)]);
  }
  const refused =
    take(typed.shippingMinor, typed.shippingLeftMinor, ["shippingMinor"]) ??
    take(typed.adjustmentMinor, leftMinor, ["adjustmentMinor"]);
  if (refused) return refused;
  leftMinor = floorToStep(leftMinor + typed.withheldMinor, order.stepMinor);
  return entries.map((entry): RefundShare => {
    const amountMinor = entry.amountMinor ?? Math.min(entry.worthMinor, leftMinor);
    if (entry.amountMinor === null) leftMinor -= amountMinor;
    return { lineId: entry.lineId, units: entry.units, amountMinor, keptMinor: keptOf(entry, amountMinor) };
  });
}

/** Typed amounts that the provider cannot refund. */
function unpayableAmounts(order: OrderRow, entries: readonly RefundEntry[], typed: Typed): InputProblem[] {
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
function keptOf({ worthMinor, sentMinor }: RefundEntry, amountMinor: number): number {
  const heldBackMinor = worthMinor - amountMinor;
  return Math.max(0, heldBackMinor - (worthMinor - sentMinor));
}

/** The shares by line. Entries of the same line become one part of the refund. */
export function partsOfShares(shares: readonly RefundShare[]) {
  const lineIds = [...new Set(shares.map(({ lineId }) => lineId))];
  return lineIds.map((lineId) => {
    const own = shares.filter((share) => share.lineId === lineId);
    const units = unionOf(...own.map((share) => share.units));
    const amountMinor = sum(own.map((share) => share.amountMinor));
    return { lineId, units, quantity: sizeOf(units), amountMinor, keptMinor: sum(own.map((share) => share.keptMinor)) };
  });
}
