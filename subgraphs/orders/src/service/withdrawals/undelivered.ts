/** Withdrawn units that come back undelivered: they are in the house, so that their return has received them. */
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { changeCounters } from "../../store/order/line-counters.ts";
import { changeReturn, findReturnsByOrders, receiveUnjudged } from "../../store/returns/returns.ts";
import type { OrderRow } from "../../store/tables.ts";
import type { Part } from "../lifecycle/order-events.ts";
import { findReturnedParts, missingUnits, updateRefundedState } from "../order/returned-units.ts";

/** Receives units of a parcel in the returns of withdrawals that wait for them, without an e-mail: their customer has sent nothing. */
export async function receiveWithdrawnUnits(
  { runtime }: Deps,
  tx: Tx,
  { id }: Pick<OrderRow, "id">,
  parts: readonly Part[],
): Promise<void> {
  const left = new Map(parts.map(({ lineId, quantity }) => [lineId, quantity]));
  if ([...left.values()].every((units) => units === 0)) return;
  for (const row of await findReturnsByOrders(tx, [id])) {
    if (row.withdrawalId === null || !["APPROVED", "RECEIVED", "REFUNDED"].includes(row.state)) continue;
    let received = 0;
    for (const returned of await findReturnedParts(tx, [row.id])) {
      const { lineId } = returned.part;
      const units = Math.min(left.get(lineId) ?? 0, missingUnits(returned));
      if (units <= 0) continue;
      if (
        !(await receiveUnjudged(tx, returned.part, units)) ||
        !(await changeCounters(tx, lineId, { returned: units }))
      )
        throw new Error(`the return ${row.id} does not match the counters of ${lineId}`);
      left.set(lineId, (left.get(lineId) ?? 0) - units);
      received += units;
    }
    if (received === 0) continue;
    await changeReturn(tx, row.id, row.state, { state: "RECEIVED", receivedAt: row.receivedAt ?? runtime.now() });
    await updateRefundedState(tx, row.id);
  }
}
