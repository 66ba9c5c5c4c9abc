/** Eligibility of a return for a refund: units that have arrived, or withdrawn ones that were proved to be sent, each of them once. */
import { sum } from "@hansa/commerce/money";
import { notFound } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import { findReturn } from "../../store/returns/returns.ts";
import type { ReturnRow } from "../../store/tables.ts";
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
  const unitsOf = await findRule(tx, row);
  const units = new Map((await findReturnedParts(tx, [row.id])).map((one) => [one.part.lineId, unitsOf?.(one) ?? 0]));
  if (sum([...units.values()]) === 0) return invalidReturnTransition(row, []);
  for (const { line, quantity } of parts) {
    const maximum = units.get(line.id) ?? 0;
    if (quantity > maximum) return quantityExceeded(line, order, { field, maximum, cause: "NOT_RECEIVED" });
  }
  return row;
}

/** The rule that counts the units of a part that can be refunded now; undefined if none can. */
async function findRule(tx: Tx, row: ReturnRow): Promise<((part: ReturnedPart) => number) | undefined> {
  if (await isProvedToBeSent(tx, row)) return ({ part, refunded }) => part.quantity - refunded;
  // Units of a closed return that have arrived are still to be refunded, unless it was closed with another outcome for them.
  const isReceived = row.state === "RECEIVED" || row.outcome === "NOT_ARRIVED";
  return isReceived ? unrefundedUnits : undefined;
}

/** Whether the goods of a withdrawal were proved to be sent, and are not closed. */
async function isProvedToBeSent(tx: Tx, { state, withdrawalId }: ReturnRow): Promise<boolean> {
  if (withdrawalId === null || !["APPROVED", "RECEIVED", "REFUNDED"].includes(state)) return false;
  return ((await findWithdrawal(tx, withdrawalId))?.proofRecordedAt ?? null) !== null;
}
