/** Parts of the withdrawals from an order. */
import type { Reader } from "@hansa/kit/store";
import type { WithdrawalPartRow } from "../../store/tables.ts";
import { findWithdrawalParts, findWithdrawalsByOrders } from "../../store/withdrawals/withdrawals.ts";

/** The parts of all withdrawals from an order, those of the oldest withdrawal first. */
export async function findPartsOfOrder(db: Reader, orderId: string): Promise<WithdrawalPartRow[]> {
  const ids = (await findWithdrawalsByOrders(db, [orderId])).map(({ id }) => id);
  const parts = ids.length === 0 ? [] : await findWithdrawalParts(db, ids);
  return ids.flatMap((id) => parts.filter(({ withdrawalId }) => withdrawalId === id));
}

/** The parts of all withdrawals from a line of an order. */
export async function findPartsOfLine(db: Reader, orderId: string, lineId: string): Promise<WithdrawalPartRow[]> {
  return (await findPartsOfOrder(db, orderId)).filter((part) => part.lineId === lineId);
}
