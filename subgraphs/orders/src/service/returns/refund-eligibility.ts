/** Eligibility of a return for a refund: only arrived units, and one refund at a time. */
import { notFound } from "@hansa/kit/runtime/refusals";
import type { Tx } from "@hansa/kit/store/store";
import { findRefundsByReturns } from "../../store/payment/refunds.ts";
import { findReturn, findReturnParts } from "../../store/returns/returns.ts";
import type { OrderPart, PartsRequest } from "../order/parts.ts";
import { invalidReturnTransition, quantityExceeded } from "../order/refusals.ts";

type Refusal =
  | ReturnType<typeof notFound>
  | ReturnType<typeof invalidReturnTransition>
  | ReturnType<typeof quantityExceeded>;

/** Rejects a return of another order, a return that has not arrived or has a refund, and quantities above the arrived ones. */
export async function checkRefundedReturn(
  tx: Tx,
  { order, field, refuse }: PartsRequest<Refusal>,
  returnId: string,
  parts: readonly OrderPart[],
): Promise<void> {
  const row = await findReturn(tx, returnId);
  if (row?.orderId !== order.id) return refuse(notFound("return", ["input", "returnId"]));
  const [earlier] = await findRefundsByReturns(tx, [row.id]);
  if (row.state !== "RECEIVED" || earlier) return refuse(invalidReturnTransition(row, []));
  const received = new Map((await findReturnParts(tx, [row.id])).map((part) => [part.lineId, part.received]));
  for (const { line, quantity } of parts) {
    const maximum = received.get(line.id) ?? 0;
    if (quantity > maximum) return refuse(quantityExceeded(line, order, { field, maximum, cause: "NOT_RECEIVED" }));
  }
}
