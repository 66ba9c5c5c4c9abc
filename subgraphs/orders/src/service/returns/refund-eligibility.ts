/** Eligibility of a return for a refund: only arrived units, or withdrawn ones that were proved to be sent, and one refund at a time. */
import { notFound } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import { findRefundsByReturns } from "../../store/payment/refunds.ts";
import { findReturn, findReturnParts } from "../../store/returns/returns.ts";
import type { ReturnRow } from "../../store/tables.ts";
import { findWithdrawal } from "../../store/withdrawals/withdrawals.ts";
import type { OrderPart, PartsRequest } from "../order/parts.ts";
import { invalidReturnTransition, quantityExceeded } from "../order/refusals.ts";

/** The return. Refuses a return of another order, a return that has not arrived or has a refund, and quantities above its units. */
export async function checkRefundedReturn(
  tx: Tx,
  { order, field }: PartsRequest,
  returnId: string,
  parts: readonly OrderPart[],
) {
  const row = await findReturn(tx, returnId);
  if (row?.orderId !== order.id) return notFound("return", ["input", "returnId"]);
  const [earlier] = await findRefundsByReturns(tx, [row.id]);
  const isProved = await isProvedToBeSent(tx, row);
  if ((row.state !== "RECEIVED" && !isProved) || earlier) return invalidReturnTransition(row, []);
  const units = new Map(
    (await findReturnParts(tx, [row.id])).map((part) => [part.lineId, isProved ? part.quantity : part.received]),
  );
  for (const { line, quantity } of parts) {
    const maximum = units.get(line.id) ?? 0;
    if (quantity > maximum) return quantityExceeded(line, order, { field, maximum, cause: "NOT_RECEIVED" });
  }
  return row;
}

/** Whether the goods of a withdrawal were proved to be sent, and have not arrived yet. */
async function isProvedToBeSent(tx: Tx, { state, withdrawalId }: ReturnRow): Promise<boolean> {
  if (state !== "APPROVED" || withdrawalId === null) return false;
  return ((await findWithdrawal(tx, withdrawalId))?.proofRecordedAt ?? null) !== null;
}
