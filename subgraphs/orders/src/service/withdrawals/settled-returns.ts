/** Close of a withdrawal's returns whose units were settled in another way, such as by a refund that names no return. */
import type { Runtime } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import { findCountersByOrders } from "../../store/order/line-counters.ts";
import { changeReturn, findReturnsByOrders } from "../../store/returns/returns.ts";
import { findReturnedParts, type ReturnedPart, releaseMissingUnits } from "../order/returned-units.ts";

/**
 * Closes returns of a settled withdrawal that have units with a price which their own refunds do not cover: nothing is due for these any more.
 * Units that were refunded against a proof are still expected, and so are those without a price.
 */
export async function closeSettledReturns(
  runtime: Runtime,
  tx: Tx,
  orderId: string,
  withdrawalId: string,
): Promise<void> {
  const lines = new Map((await findCountersByOrders(tx, [orderId])).map((line) => [line.lineId, line]));
  const hasPrice = ({ part }: ReturnedPart) => (lines.get(part.lineId)?.chargedMinor ?? 0) > 0;
  for (const row of await findReturnsByOrders(tx, [orderId])) {
    if (row.withdrawalId !== withdrawalId || (row.state !== "APPROVED" && row.state !== "RECEIVED")) continue;
    const parts = await findReturnedParts(tx, [row.id]);
    const isSettledOtherwise = parts.some((part) => hasPrice(part) && part.part.quantity > part.refunded);
    if (!isSettledOtherwise) continue;
    await releaseMissingUnits(tx, row.id);
    const change = { state: "CLOSED", outcome: "NOTHING_DUE", closedAt: runtime.now() } as const;
    await changeReturn(tx, row.id, row.state, change);
  }
}
