/** Parts of the withdrawals from an order, and its units in them and in ordinary returns. */
import type { Reader } from "@hansa/kit/store";
import { findReturnsByOrders } from "../../store/returns/returns.ts";
import type { WithdrawalPartRow } from "../../store/tables.ts";
import { findWithdrawalParts, findWithdrawalsByOrders } from "../../store/withdrawals/withdrawals.ts";
import { findReturnedParts, type ReturnedPart } from "../order/returned-units.ts";
import { type ReturnedUnits, unionOf } from "../order/units.ts";

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

/** A function that finds the units of a line that were withdrawn, and those that refunds of ordinary returns count. */
export async function findReturnedUnits(db: Reader, orderId: string): Promise<(lineId: string) => ReturnedUnits> {
  const withdrawals = await findPartsOfOrder(db, orderId);
  const ordinary = (await findReturnsByOrders(db, [orderId])).filter(({ withdrawalId }) => withdrawalId === null);
  const ids = ordinary.map(({ id }) => id);
  const returned = ids.length === 0 ? [] : await findReturnedParts(db, ids);
  return joinReturnedUnits(withdrawals, returned);
}

/** The same function, from the parts of the withdrawals from an order and of its ordinary returns. */
export function joinReturnedUnits(
  withdrawals: readonly WithdrawalPartRow[],
  returned: readonly ReturnedPart[],
): (lineId: string) => ReturnedUnits {
  return (lineId) => ({
    withdrawn: unionOf(...withdrawals.filter((part) => part.lineId === lineId).map((part) => part.returned)),
    refunded: unionOf(...returned.filter(({ part }) => part.lineId === lineId).map((part) => part.refundedUnits)),
  });
}
