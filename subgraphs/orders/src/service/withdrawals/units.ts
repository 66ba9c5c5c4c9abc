/** Units of a line that can be withdrawn, and their distribution: unsent ones are cancelled, sent ones are to be returned. Pure functions. */
import { sum } from "@hansa/commerce/money";
import type { LineCountersRow, UnitSet, WithdrawalPartRow } from "../../store/tables.ts";
import { liveUnits } from "../order/progress.ts";
import {
  intersectionOf,
  lowestOf,
  partlyRefundedUnits,
  resendableUnits,
  settledUnits,
  sizeOf,
  unpackedResendableUnits,
  without,
} from "../order/units.ts";

/** Units of a part that are neither cancelled nor to be returned yet: they are packed, or the order is being placed. */
export function pendingUnits({ quantity, cancelled, returned }: WithdrawalPartRow): number {
  return quantity - sizeOf(cancelled) - sizeOf(returned);
}

/** Units of a line in ordinary returns: the number of those that are not refunded with their whole price, and the numbers of the refunded ones. */
export type OpenUnits = { count: number; refunded: UnitSet };
/** No unit in an ordinary return. */
export const noneOpen: OpenUnits = { count: 0, refunded: [] };
/** A line with the parts of all withdrawals from it. */
export type WithdrawableLine = { line: LineCountersRow; parts: readonly WithdrawalPartRow[]; open: OpenUnits };

/**
 * Sent units of whose price something is left, and that no other withdrawal covers: first those that came back undelivered, last those that count as
 * refunded. Units of returns are left out, except `open` ones, and so are units that are packed to be sent once more: they wait until their parcel
 * has left or is unpacked.
 */
export function returnableSentUnits({ line, parts, open }: WithdrawableLine): readonly UnitSet[] {
  const back = unpackedResendableUnits(line);
  const withdrawn = parts.map(({ returned }) => returned);
  const others = without(line.units.sent, settledUnits(line), resendableUnits(line), ...withdrawn);
  const partly = partlyRefundedUnits(line);
  // Units of requested returns have no numbers: as many of those that are left are omitted, from the end.
  const most = Math.max(0, line.shipped - line.returnRequested - line.resendPacked) + open.count;
  const unrefunded = lowestOf(without(others, partly), most - sizeOf(back));
  const refunded = lowestOf(
    without(intersectionOf(others, partly), open.refunded),
    most - sizeOf(back) - sizeOf(unrefunded),
  );
  const inReturns = intersectionOf(intersectionOf(others, partly), open.refunded);
  return [lowestOf(back, most), unrefunded, refunded, lowestOf(inReturns, open.count)];
}

/** The units of a line from which the buyer can still withdraw. */
export function withdrawableUnits(withdrawable: WithdrawableLine): number {
  const waiting = waitingUnits(withdrawable) - sum(withdrawable.parts.map(pendingUnits));
  return Math.max(0, waiting) + sum(returnableSentUnits(withdrawable).map(sizeOf));
}

/** The waiting units that earlier withdrawals leave for a part: it waits for them. `parts` begins with the oldest withdrawal. */
export function waitingUnitsLeft(part: WithdrawalPartRow, { line, parts }: Omit<WithdrawableLine, "open">): number {
  const earlier = parts.slice(
    0,
    parts.findIndex(({ withdrawalId }) => withdrawalId === part.withdrawalId),
  );
  return Math.max(0, waitingUnits({ line }) - sum(earlier.map(pendingUnits)));
}

/** Units that are neither sent nor cancelled, nor being refunded, and units that are packed to be sent once more. */
function waitingUnits({ line }: Pick<WithdrawableLine, "line">): number {
  return liveUnits(line) - line.withdrawn - line.shipped + line.resendPacked;
}

/** Whether all units of a part are cancelled, or refunded with success. Units of whose price nothing is left need no refund. */
export function isPartSettled(
  part: WithdrawalPartRow,
  refunded: UnitSet,
  computeValue: (units: UnitSet) => number,
): boolean {
  return pendingUnits(part) === 0 && computeValue(without(part.returned, refunded)) === 0;
}
