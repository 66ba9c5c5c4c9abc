/** Settlement of withdrawals: a withdrawal is settled when all its units are cancelled, or refunded with success. */
import type { Reader, Tx } from "@hansa/kit/store/store";
import type { Deps } from "../../context.ts";
import { findCountersByOrders } from "../../store/order/line-counters.ts";
import { findRefundParts, findRefundsByOrders } from "../../store/payment/refunds.ts";
import type { UnitSet } from "../../store/tables.ts";
import { changeWithdrawal, findWithdrawalParts, findWithdrawalsByOrders } from "../../store/withdrawals/withdrawals.ts";
import { unionOf, worthOfUnits } from "../order/units.ts";
import { isPartSettled } from "./units.ts";

/** Updates the states of an order's withdrawals. To be called after a change of its units and after the outcome of a refund. */
export async function settleWithdrawals({ runtime }: Deps, tx: Tx, orderId: string): Promise<void> {
  const withdrawals = await findWithdrawalsByOrders(tx, [orderId]);
  if (withdrawals.length === 0) return;
  const parts = await findWithdrawalParts(
    tx,
    withdrawals.map(({ id }) => id),
  );
  const lines = new Map((await findCountersByOrders(tx, [orderId])).map((line) => [line.lineId, line]));
  const refunded = await findRefundedUnits(tx, orderId);
  for (const { id } of withdrawals) {
    const isSettled = parts
      .filter(({ withdrawalId }) => withdrawalId === id)
      .every((part) => {
        const line = lines.get(part.lineId);
        return line && isPartSettled(part, refunded.get(part.lineId) ?? [], (units) => worthOfUnits(line, units));
      });
    if (isSettled)
      await changeWithdrawal(tx, id, ["RECEIVED", "CONTESTED"], { state: "SETTLED", settledAt: runtime.now() });
    // A bank can reverse a refund.
    else await changeWithdrawal(tx, id, ["SETTLED"], { state: "RECEIVED", settledAt: null });
  }
}

/** The refunded units of each line. */
async function findRefundedUnits(db: Reader, orderId: string): Promise<Map<string, UnitSet>> {
  const refunds = (await findRefundsByOrders(db, [orderId])).filter(({ state }) => state === "SUCCEEDED");
  const refunded = new Map<string, UnitSet>();
  const parts = await findRefundParts(
    db,
    refunds.map(({ id }) => id),
  );
  for (const { lineId, units } of parts) refunded.set(lineId, unionOf(refunded.get(lineId) ?? [], units));
  return refunded;
}
