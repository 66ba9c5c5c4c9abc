/** What parts of an order are worth, and how its books stand: in whole minor units that always add up. Pure: it asks nobody. */
import { sum } from "@hansa/kit/money";
import type { CaptureRow, LineCountersRow, OrderMoneyRow } from "../../store/tables.ts";

type Priced = Pick<LineCountersRow, "ordered" | "chargedMinor" | "givenUp" | "givenUpMinor">;

/** What the first `units` of a line come to, rounded down: the last unit brings what is left. */
export function shareOf({ ordered, chargedMinor }: Pick<Priced, "ordered" | "chargedMinor">, units: number): number {
  return Number((BigInt(chargedMinor) * BigInt(units)) / BigInt(ordered));
}

/**
 * What is given back for `quantity` more units: the share of all that are then given up, less what was given for the ones before. So a
 * line that goes back unit by unit sums to the line, also after a refund in between has failed.
 */
export function priceOfGivingUp(line: Priced, quantity: number): number {
  return Math.max(0, shareOf(line, line.givenUp + quantity) - line.givenUpMinor);
}

/** What is still asked for the line. */
export function worthOf({ chargedMinor, givenUpMinor }: Pick<Priced, "chargedMinor" | "givenUpMinor">): number {
  return chargedMinor - givenUpMinor;
}

type Shipped = Priced & Pick<LineCountersRow, "cancelled" | "shipped">;

/** What of it is due once as much as this was shipped: nothing for units that were refunded since. */
function dueOf(line: Shipped): number {
  return Math.max(0, shareOf(line, line.shipped + line.cancelled) - line.givenUpMinor);
}

export type Books = {
  /** What may still be taken. */
  leftMinor: number;
  /** How much of that is due for what was shipped. */
  dueMinor: number;
  /** What was taken for goods and sending that nobody gets any more. Zero while a capture has no answer. */
  excessMinor: number;
  /** What may be given back at most. */
  refundableMinor: number;
};

/** How an order's books stand. Gestures are given on top: they are never taken again with the next parcel. */
export function booksOf(
  lines: readonly Shipped[],
  money: Pick<
    OrderMoneyRow,
    | "totalMinor"
    | "capturedMinor"
    | "refundedMinor"
    | "adjustedMinor"
    | "elsewhereMinor"
    | "shippingMinor"
    | "shippingGivenUpMinor"
  >,
  captures: readonly Pick<CaptureRow, "state" | "amountMinor">[],
): Books {
  const pending = sum(captures.filter(({ state }) => state === "PENDING").map(({ amountMinor }) => amountMinor));
  const sending = money.shippingMinor - money.shippingGivenUpMinor;
  const owed = sum([...lines.map(worthOf), sending]);
  const isUnderWay = lines.some(({ shipped }) => shipped > 0);
  const due = sum([...lines.map(dueOf), isUnderWay ? sending : 0]);
  const kept = money.capturedMinor - (money.refundedMinor - money.adjustedMinor);
  const refundableMinor = Math.max(0, money.capturedMinor - money.refundedMinor - money.elsewhereMinor);
  const promised = Math.max(0, money.totalMinor - money.capturedMinor - pending);
  const leftMinor = clamp(owed - kept - pending, promised);
  return {
    leftMinor,
    dueMinor: clamp(due - kept - pending, leftMinor),
    excessMinor: pending > 0 ? 0 : clamp(kept - owed, refundableMinor),
    refundableMinor,
  };
}

function clamp(amount: number, most: number): number {
  return Math.max(0, Math.min(amount, most));
}
