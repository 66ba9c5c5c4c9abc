/** A refund that settles a return: only for what arrived of it, and one at a time. */
import type { Refuse } from "@hansa/kit/once";
import { notFound } from "@hansa/kit/refusals";
import type { Tx } from "@hansa/kit/store";
import { findRefundsByReturns } from "../../store/refunds.ts";
import { findReturn, findReturnParts } from "../../store/returns.ts";
import type { OrderRow } from "../../store/tables.ts";
import type { NamedPart } from "../order/parts.ts";
import { quantityExceeded, returnCannot } from "../order/refusals.ts";

type Refusal = ReturnType<typeof notFound> | ReturnType<typeof returnCannot> | ReturnType<typeof quantityExceeded>;

/** Refuses a return of another order, one that has not arrived or is being refunded, and more of a line than arrived. */
export async function checkRefundedReturn(
  tx: Tx,
  order: OrderRow,
  returnId: string,
  parts: readonly NamedPart[],
  refuse: Refuse<Refusal>,
): Promise<void> {
  const row = await findReturn(tx, returnId);
  if (row?.orderId !== order.id) return refuse(notFound("return", ["input", "returnId"]));
  const [earlier] = await findRefundsByReturns(tx, [row.id]);
  if (row.state !== "RECEIVED" || earlier) return refuse(returnCannot(row, []));
  const received = new Map((await findReturnParts(tx, [row.id])).map((part) => [part.lineId, part.received]));
  for (const { line, quantity } of parts) {
    const maximum = received.get(line.id) ?? 0;
    if (quantity > maximum) return refuse(quantityExceeded(line, order, maximum, ["input", "lines"], "NOT_RECEIVED"));
  }
}
