/** How the books of an order stand, from the worth of its units and what was taken and given back. Pure: it asks nobody. */
import { sum } from "@hansa/kit/money";
import type { CaptureRow, LineCountersRow, OrderMoneyRow } from "../../store/tables.ts";
import { firstUnits, type Numbered, without, worthOfUnits } from "./units.ts";

type Line = Numbered & Pick<LineCountersRow, "isSent" | "cancelled" | "shipped">;

/** What is still asked for the line: units that are neither cancelled nor credited. */
function wantedOf(line: Line): number {
  const { cancelled, credited } = line.units;
  return worthOfUnits(line, without(firstUnits(line.ordered), cancelled, credited));
}

/** What of the line was not credited, cancelled or not. A refund that failed for cancelled units is nothing that goes back by itself. */
function uncreditedOf(line: Line): number {
  return worthOfUnits(line, without(firstUnits(line.ordered), line.units.credited));
}

/** What is due for what was sent: nothing for units that were credited since. */
function dueOf(line: Line): number {
  return worthOfUnits(line, without(line.units.sent, line.units.credited));
}

/** Whether the cost of sending is due: a parcel has left. */
function isUnderWay(lines: readonly Line[]): boolean {
  const byParcel = lines.filter(({ isSent }) => isSent);
  return (byParcel.length > 0 ? byParcel : lines).some(({ shipped }) => shipped > 0);
}

/** Whether every unit was sent or cancelled: nothing of the order is still to leave. */
function isNothingLeftToSend(lines: readonly Pick<LineCountersRow, "ordered" | "cancelled" | "shipped">[]): boolean {
  return lines.every(({ ordered, cancelled, shipped }) => ordered === cancelled + shipped);
}

type Money = Pick<
  OrderMoneyRow,
  | "totalMinor"
  | "capturedMinor"
  | "refundedMinor"
  | "adjustedMinor"
  | "elsewhereMinor"
  | "shippingMinor"
  | "shippingGivenUpMinor"
>;

export type Books = {
  /** What may still be taken. */
  leftMinor: number;
  /** How much of that is due for what was sent. */
  dueMinor: number;
  /** What was taken for goods and sending that nobody gets any more. Zero while a capture has no answer. */
  excessMinor: number;
  /** What may be given back at most. */
  refundableMinor: number;
  /** What was promised and is neither taken nor being taken. */
  promisedMinor: number;
  /** How much of that will never be taken. Zero while a capture has no answer. */
  releasableMinor: number;
  /** What the order is worth now: units that are neither cancelled nor credited, and sending. Gestures are not taken off. */
  worthMinor: number;
  /** How much of its worth is not paid for yet, whether it was promised or not. */
  owedMinor: number;
};

/**
 * How the books of an order stand. Gestures are given on top: they are never taken again with the next parcel. With nothing left to send,
 * whatever is neither taken nor due is releasable.
 */
export function booksOf(
  lines: readonly Line[],
  money: Money,
  captures: readonly Pick<CaptureRow, "state" | "amountMinor">[],
): Books {
  const pending = sum(captures.filter(({ state }) => state === "PENDING").map(({ amountMinor }) => amountMinor));
  const sending = money.shippingMinor - money.shippingGivenUpMinor;
  const kept = money.capturedMinor - (money.refundedMinor - money.adjustedMinor);
  const refundableMinor = Math.max(0, money.capturedMinor - money.refundedMinor - money.elsewhereMinor);
  const promisedMinor = Math.max(0, money.totalMinor - money.capturedMinor - pending);
  const worthMinor = sum([...lines.map(wantedOf), sending]);
  const due = sum([...lines.map(dueOf), isUnderWay(lines) ? sending : 0]);
  const leftMinor = clamp(worthMinor - kept - pending, promisedMinor);
  const dueMinor = clamp(due - kept - pending, leftMinor);
  const comesMinor = isNothingLeftToSend(lines) ? dueMinor : leftMinor;
  return {
    leftMinor,
    dueMinor,
    excessMinor: pending > 0 ? 0 : clamp(kept - sum([...lines.map(uncreditedOf), sending]), refundableMinor),
    refundableMinor,
    promisedMinor,
    releasableMinor: pending > 0 || comesMinor > 0 ? 0 : promisedMinor,
    worthMinor,
    owedMinor: Math.max(0, worthMinor - kept),
  };
}

function clamp(amount: number, most: number): number {
  return Math.max(0, Math.min(amount, most));
}
