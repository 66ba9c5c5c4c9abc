/** Eligibility of a return for a refund: units that have arrived, or withdrawn ones that were proved to be sent, each of them once. */
import { sum } from "@hansa/commerce/money";
import { notFound } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import { findReturn } from "../../store/returns/returns.ts";
import type { ReturnRow, WithdrawalRow } from "../../store/tables.ts";
import { findWithdrawal } from "../../store/withdrawals/withdrawals.ts";
import type { OrderPart, PartsRequest } from "../order/parts.ts";
import { invalidReturnTransition, quantityExceeded } from "../order/refusals.ts";
import { findReturnedParts, type ReturnedPart, unrefundedUnits } from "../order/returned-units.ts";

/** The return. Refuses a return of another order, a return without units left to refund, and quantities above these. */
export async function checkRefundedReturn(
  tx: Tx,
  { order, field }: PartsRequest,
  returnId: string,
  parts: readonly OrderPart[],
) {
  const row = await findReturn(tx, returnId);
  if (row?.orderId !== order.id) return notFound("return", ["input", "returnId"]);
  const withdrawal = row.withdrawalId === null ? undefined : await findWithdrawal(tx, row.withdrawalId);
  const unitsOf = refundableUnitsOf(row, withdrawal);
  const units = new Map((await findReturnedParts(tx, [row.id])).map((one) => [one.part.lineId, unitsOf(one)]));
  if (sum([...units.values()]) === 0) return invalidReturnTransition(row, []);
  for (const { line, quantity } of parts) {
    const maximum = units.get(line.id) ?? 0;
    if (quantity > maximum) return quantityExceeded(line, order, { field, maximum, cause: "NOT_RECEIVED" });
  }
  return row;
}

/** The rule that counts the units of a part that can be refunded now; `withdrawal`: the one whose return it is. */
export function refundableUnitsOf(
  { state, outcome }: ReturnRow,
  withdrawal: Pick<WithdrawalRow, "proofRecordedAt"> | undefined,
): (part: ReturnedPart) => number {
  const isProvedToBeSent = (withdrawal?.proofRecordedAt ?? null) !== null;
  if (isProvedToBeSent && ["APPROVED", "RECEIVED", "REFUNDED"].includes(state))
    return ({ part, refunded }) => part.quantity - refunded;
  // Units of a closed return that have arrived are still to be refunded, unless it was closed with another outcome for them.
  return state === "RECEIVED" || outcome === "NOT_ARRIVED" ? unrefundedUnits : () => 0;
}
