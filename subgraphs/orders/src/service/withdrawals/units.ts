/** Units of a line that can be withdrawn, and their distribution: unsent ones are cancelled, sent ones are to be returned. Pure functions. */
import { sum } from "@hansa/commerce/money";
import type { LineCountersRow, UnitSet, WithdrawalPartRow } from "../../store/tables.ts";
import { liveUnits } from "../order/progress.ts";
import { lowestOf, resendableUnits, sizeOf, unpackedResendableUnits, without } from "../order/units.ts";

/** Units of a part that are neither cancelled nor to be returned yet: they are packed, or the order is being placed. */
export function pendingUnits({ quantity, cancelled, returned }: WithdrawalPartRow): number {
  return quantity - sizeOf(cancelled) - sizeOf(returned);
}

/** A line with the parts of all withdrawals from it. `open`: the number of its units in ordinary returns that are not refunded. */
export type WithdrawableLine = { line: LineCountersRow; parts: readonly WithdrawalPartRow[]; open: number };

/**
 * Sent units that no refund and no other withdrawal covers, first those that came back undelivered. Units of returns are left out, except `open`
 * ones, and so are units that are packed to be sent once more: they wait until their parcel has left or is unpacked.
 */
export function returnableSentUnits({ line, parts, open }: WithdrawableLine): readonly UnitSet[] {
  const { sent, credited } = line.units;
  const back = unpackedResendableUnits(line);
  const others = without(sent, credited, resendableUnits(line), ...parts.map(({ returned }) => returned));
  // Units of requested returns have no numbers: as many of those that are left are omitted, from the end.
  const most = Math.max(0, line.shipped - line.returnRequested - line.resendPacked) + open;
  return [lowestOf(back, most), lowestOf(others, most - sizeOf(back))];
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

/** Whether all units of a part are cancelled, or refunded with success. Units without a price need no refund. */
export function isPartSettled(
  part: WithdrawalPartRow,
  refunded: UnitSet,
  computeValue: (units: UnitSet) => number,
): boolean {
  return pendingUnits(part) === 0 && computeValue(without(part.returned, refunded)) === 0;
}
