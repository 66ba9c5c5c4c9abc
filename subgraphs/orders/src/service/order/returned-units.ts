/** Units of returns with their refunds, and the state of a return that follows from both. */
import { sum } from "@hansa/commerce/money";
import type { Reader, Tx } from "@hansa/kit/store";
import { changeCounters, findCountersByOrders } from "../../store/order/line-counters.ts";
import { findRefundParts, findRefundsByReturns } from "../../store/payment/refunds.ts";
import { changeReturn, findReturn, findReturnParts, releaseUnits } from "../../store/returns/returns.ts";
import type { RefundPartRow, RefundRow, ReturnPartRow, UnitSet } from "../../store/tables.ts";
import { unionOf } from "./units.ts";

/**
 * A part of a return. `refunded`: its units that are refunded or being refunded, and their numbers; `settled`: those refunded with success;
 * `restocked`: the restocked ones that are not refunded.
 */
export type ReturnedPart = {
  part: ReturnPartRow;
  refunded: number;
  refundedUnits: UnitSet;
  settled: number;
  restocked: number;
};

/** The parts of returns with their refunds. */
export async function findReturnedParts(db: Reader, returnIds: readonly string[]): Promise<ReturnedPart[]> {
  const parts = await findReturnParts(db, returnIds);
  const refunds = await findRefundsByReturns(db, returnIds);
  const ids = refunds.map(({ id }) => id);
  return joinRefunds(parts, refunds, await findRefundParts(db, ids));
}

/** The parts of returns with the refunds of these returns, whose own parts are `refunded`. */
export function joinRefunds(
  parts: readonly ReturnPartRow[],
  refunds: readonly RefundRow[],
  refunded: readonly RefundPartRow[],
): ReturnedPart[] {
  const refundOf = new Map(refunds.map((refund) => [refund.id, refund]));
  return parts.map((part) => {
    const own = refunded.filter(
      ({ refundId, lineId }) => lineId === part.lineId && refundOf.get(refundId)?.returnId === part.returnId,
    );
    const settled = own.filter(({ refundId }) => refundOf.get(refundId)?.state === "SUCCEEDED");
    const restocked = part.restocked - sum(own.map(({ restockedOfReturn }) => restockedOfReturn));
    const refundedUnits = unionOf(...own.map(({ units }) => units));
    return { part, refunded: unitsOf(own), refundedUnits, settled: unitsOf(settled), restocked };
  });
}

function unitsOf(parts: readonly RefundPartRow[]): number {
  return sum(parts.map(({ quantity }) => quantity));
}

/** Units that have not arrived; those that were refunded against a proof are not missed. */
export function missingUnits({ part, refunded }: ReturnedPart): number {
  return part.quantity - Math.max(part.received, refunded);
}

/** Received units that are neither refunded nor being refunded. */
export function unrefundedUnits({ part, refunded }: ReturnedPart): number {
  return Math.max(0, part.received - refunded);
}

/** Units that did not arrive leave a return and are no longer announced: the buyer may ask for their return again. */
export async function releaseMissingUnits(tx: Tx, returnId: string): Promise<void> {
  for (const returned of await findReturnedParts(tx, [returnId])) {
    const { lineId } = returned.part;
    const quantity = missingUnits(returned);
    const hasLeft = await releaseUnits(tx, returned.part, { quantity, received: 0, restocked: 0 });
    if (!hasLeft || !(await changeCounters(tx, lineId, { returnRequested: -quantity })))
      throw new Error(`the return ${returnId} does not match the counters of ${lineId}`);
  }
}

/**
 * Updates the state of a received return from its refunds: it is REFUNDED once they have succeeded for all received units, units without a price
 * apart, and RECEIVED again if a bank reverses one.
 */
export async function updateRefundedState(tx: Tx, returnId: string): Promise<void> {
  const row = await findReturn(tx, returnId);
  if (row?.state !== "RECEIVED" && row?.state !== "REFUNDED") return;
  const parts = await findReturnedParts(tx, [returnId]);
  const lines = new Map((await findCountersByOrders(tx, [row.orderId])).map((line) => [line.lineId, line]));
  const isFree = (lineId: string) => lines.get(lineId)?.chargedMinor === 0;
  const isRefunded =
    parts.some(({ settled }) => settled > 0) &&
    parts.every(({ part, settled }) => settled >= part.received || isFree(part.lineId));
  const state = isRefunded ? "REFUNDED" : "RECEIVED";
  if (state !== row.state) await changeReturn(tx, returnId, row.state, { state });
}
