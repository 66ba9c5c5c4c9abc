/** Units of a return that is closed: they leave it, are sent back to the buyer, or count as refunded at zero. */
import { invalid, problem } from "@hansa/kit/runtime";
import type { Tx } from "@hansa/kit/store";
import type { Context } from "../../context.ts";
import { changeCounters, findLineCounters } from "../../store/order/line-counters.ts";
import { insertRefund, type NewRefundPart } from "../../store/payment/refunds.ts";
import { releaseUnits } from "../../store/returns/returns.ts";
import type { OrderRow, ReturnRow } from "../../store/tables.ts";
import { findWithdrawalsByOrders } from "../../store/withdrawals/withdrawals.ts";
import { requireStaff } from "../access.ts";
import { creditLineUnits } from "../order/parts.ts";
import { reopenRefundedUnits } from "../order/reopened-units.ts";
import { missingUnits, type ReturnedPart, unrefundedUnits } from "../order/returned-units.ts";
import { refundableUnits, takeInOrder } from "../order/units.ts";
import { findReturnedUnits } from "../withdrawals/parts.ts";
import { kindOfReturn } from "./kind.ts";

/** The units that are sent back to the buyer, or replaced: those that have arrived, or all if none has. */
export function unitsToSend({ state }: Pick<ReturnRow, "state">, returned: ReturnedPart): number {
  return state === "APPROVED" ? missingUnits(returned) : unrefundedUnits(returned);
}

/** Sends units back to the buyer. Only staff can ask for their return again. */
export async function refuseUnits(tx: Tx, row: ReturnRow, parts: readonly ReturnedPart[]): Promise<void> {
  const { id } = row;
  for (const returned of parts) {
    const { lineId } = returned.part;
    const received = unrefundedUnits(returned);
    const quantity = unitsToSend(row, returned);
    const hasLeft = await releaseUnits(tx, returned.part, { quantity, received, restocked: 0 });
    const move = { returnRequested: -quantity, returned: -received, returnRejected: quantity };
    if (!hasLeft || !(await changeCounters(tx, lineId, move)))
      throw new Error(`the return ${id} does not match the counters of ${lineId}`);
  }
}

type Kept = { row: ReturnRow; order: OrderRow; parts: readonly ReturnedPart[] };

/**
 * Counts the received units as refunded at zero: their price remains a sale. Refused while a declaration of a stranger waits for its
 * confirmation, because nothing may be taken from it.
 */
export async function keepPrice(context: Context, tx: Tx, { row, order, parts }: Kept) {
  const received = parts.filter((part) => unrefundedUnits(part) > 0);
  if (received.length === 0) return undefined;
  const waiting = (await findWithdrawalsByOrders(tx, [order.id])).filter(({ state }) => state === "UNCONFIRMED");
  const declared = new Set(waiting.flatMap(({ declaredParts }) => declaredParts ?? []).map(({ lineId }) => lineId));
  if (received.some(({ part }) => declared.has(part.lineId)))
    return invalid([problem("outcome", "DECLARED", "A withdrawal of these goods waits for its confirmation.")]);
  const id = context.runtime.newId("ref");
  const returned = await findReturnedUnits(tx, order.id);
  const refunded: NewRefundPart[] = [];
  for (const part of received) {
    const { lineId } = part.part;
    const line = await findLineCounters(tx, lineId);
    const scope = { staysFulfillable: true, returned: kindOfReturn(row) };
    const quantity = unrefundedUnits(part);
    const units = takeInOrder(refundableUnits(line, scope, returned(lineId)), quantity);
    const reopened = await reopenRefundedUnits(tx, line, units);
    const credited = { units, lowered: [] };
    const fulfilment = { staysFulfillable: true, unreplaced: [], move: {} };
    if (!(await creditLineUnits(tx, reopened.line, credited, fulfilment)))
      throw new Error(`the price of units of the line ${lineId} cannot be kept`);
    refunded.push({ refundId: id, lineId, quantity, ...credited, amountMinor: 0 });
  }
  const now = context.runtime.now();
  const sums = { amountMinor: 0, shippingMinor: 0, adjustmentMinor: 0, keepFulfillable: false };
  const nothing = { failure: null, maximumMinor: null };
  const ofOrder = { orderId: order.id, orderPlacedAt: order.placedAt, returnId: row.id };
  const made = { cause: "STAFF", requestedBy: requireStaff(context).actorId, createdAt: now, settledAt: now } as const;
  const refund = {
    id,
    ...ofOrder,
    ...sums,
    ...nothing,
    ...made,
    state: "SUCCEEDED",
    reason: "Nothing is due.",
  } as const;
  await insertRefund(tx, refund, refunded);
  return undefined;
}
