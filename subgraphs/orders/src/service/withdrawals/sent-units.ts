/** Returns of withdrawn units that were sent: free units, those that are in the house already, and those taken over from ordinary returns. */
import { sum } from "@hansa/commerce/money";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findLineCounters } from "../../store/order/line-counters.ts";
import { findReturnParts, findReturnsByOrders, insertReturn } from "../../store/returns/returns.ts";
import type { LineCountersRow, OrderRow, UnitSet, WithdrawalPartRow, WithdrawalRow } from "../../store/tables.ts";
import { numberPart } from "../../store/withdrawals/withdrawals.ts";
import type { Actor } from "../access.ts";
import { stopResends } from "../cancellation/resends.ts";
import { queueOrderMail } from "../email/order-mails.ts";
import { removeResendableUnits } from "../order/parts.ts";
import { reopenRefundedUnits } from "../order/reopened-units.ts";
import { sizeOf, takeInOrder, unionOf } from "../order/units.ts";
import { findPartsOfLine } from "./parts.ts";
import { type ArrivedUnits, addArrived, closeEmptyReturns, findOpenUnits, takeOverUnits } from "./takeover.ts";
import { pendingUnits, returnableSentUnits, waitingUnitsLeft } from "./units.ts";

type SentUnits = { order: OrderRow; withdrawal: WithdrawalRow; parts: readonly WithdrawalPartRow[]; by: Actor };
/** The withdrawn units of a line by whether they have arrived. */
type ReturnedUnits = { lineId: string; toCome: number; arrived: ArrivedUnits | null };

/** Creates the returns of units that were sent: an approved one, and a received one of units that are in the house. */
export async function returnSentUnits(deps: Deps, tx: Tx, { order, withdrawal, parts, by }: SentUnits): Promise<void> {
  const returned: ReturnedUnits[] = [];
  for (const part of parts) {
    const units = await returnUnitsOfPart(deps, tx, order, part);
    if (units) returned.push(units);
  }
  if (returned.length === 0) return;
  await closeEmptyReturns(deps, tx, order, by);
  await createReturn(deps, tx, { order, withdrawal, returned });
  await createArrivedReturn(deps, tx, { order, withdrawal, returned });
}

/** Numbers the sent units of a part; undefined if there are none. */
async function returnUnitsOfPart(
  deps: Deps,
  tx: Tx,
  order: OrderRow,
  part: WithdrawalPartRow,
): Promise<ReturnedUnits | undefined> {
  const line = await findLineCounters(tx, part.lineId);
  const open = (await findOpenUnits(tx, order.id))(part.lineId);
  const withdrawable = { line, parts: await findPartsOfLine(tx, order.id, part.lineId), open };
  const most = pendingUnits(part);
  const free = takeInOrder(returnableSentUnits({ ...withdrawable, open: { ...open, count: 0 } }), most);
  // Free units are withdrawn first, sent or not.
  const wanted = Math.max(0, Math.min(most - sizeOf(free) - waitingUnitsLeft(part, withdrawable), open.count));
  const withReturns = { ...withdrawable, open: { ...open, count: wanted } };
  const units = takeInOrder(returnableSentUnits(withReturns), sizeOf(free) + wanted);
  if (units.length === 0) return undefined;
  // The amount refunded of a unit before its withdrawal has reduced its price: the withdrawal refunds the rest.
  const reopened = await reopenRefundedUnits(tx, line, units);
  const inHouse = free.length > 0 ? await announceReturn(deps, tx, reopened, free) : null;
  const taken = await takeOverUnits(tx, order, part.lineId, sizeOf(units) - sizeOf(free));
  await numberPart(tx, part, { cancelled: part.cancelled, returned: unionOf(part.returned, units) });
  const toCome = sizeOf(free) - (inHouse?.quantity ?? 0) + taken.toCome;
  return { lineId: part.lineId, toCome, arrived: inHouse ? addArrived(taken.arrived, inHouse) : taken.arrived };
}

/**
 * Counts units as announced. Those of a rejected return are counted as rejected no longer: a withdrawal cannot be rejected. Those that
 * came back undelivered, or are replaced, are not sent once more. Returns those that are in the house: they came back undelivered, with a return
 * that was replaced, or are in stock since a refund. Null if none is.
 */
async function announceReturn(
  deps: Deps,
  tx: Tx,
  { line, restocked }: { line: LineCountersRow; restocked: number },
  units: UnitSet,
): Promise<ArrivedUnits | null> {
  const { lineId } = line;
  const quantity = sizeOf(units);
  const others = line.shipped - line.returnRequested - line.returnRejected;
  const { resendable, unreplaced, move } = await stopResends(deps, tx, line, units);
  const unjudged = sizeOf(resendable) - sizeOf(unreplaced);
  const replaced = Math.min(sizeOf(unreplaced), await countReplacedArrivals(tx, line));
  const inStock = Math.min(restocked, quantity - sizeOf(resendable));
  const arrived = { quantity: unjudged + replaced + inStock, restocked: inStock, unjudged };
  const rejected = Math.min(0, others - quantity);
  const returned = { returnRequested: quantity, returnRejected: rejected, returned: arrived.quantity };
  if (!(await removeResendableUnits(tx, line, resendable, { ...returned, ...move })))
    throw new Error(`${quantity} withdrawn units of the line ${lineId} cannot be returned`);
  return arrived.quantity > 0 ? { ...arrived, receivedAt: deps.runtime.now() } : null;
}

/** Replaced units of a line that had arrived with their returns. */
async function countReplacedArrivals(tx: Tx, { orderId, lineId }: LineCountersRow): Promise<number> {
  const replaced = (await findReturnsByOrders(tx, [orderId])).filter(
    ({ outcome, receivedAt }) => outcome === "REPLACED" && receivedAt !== null,
  );
  const parts = await findReturnParts(
    tx,
    replaced.map(({ id }) => id),
  );
  return sum(parts.filter((part) => part.lineId === lineId).map((part) => part.replaced));
}

type NewReturn = { order: OrderRow; withdrawal: WithdrawalRow; returned: readonly ReturnedUnits[] };

const nothingArrived = { released: 0, replaced: 0, received: 0, restocked: 0, unjudged: 0 };

/** The return of units that are still to arrive, approved from the start. */
async function createReturn(deps: Deps, tx: Tx, { order, withdrawal, returned }: NewReturn): Promise<void> {
  const parts = returned
    .filter(({ toCome }) => toCome > 0)
    .map(({ lineId, toCome: quantity }) => ({ lineId, quantity, ...nothingArrived }));
  if (parts.length === 0) return;
  const row = newRow(deps, { order, withdrawal });
  await insertReturn(
    tx,
    row,
    parts.map((part) => ({ returnId: row.id, ...part })),
  );
  await queueOrderMail(deps.runtime, tx, { orderId: order.id, kind: "RETURN_APPROVED", subjectId: row.id });
}

/** The return of units that were in the house when they were withdrawn: it can be refunded at once, and no e-mail asks for them. */
async function createArrivedReturn(deps: Deps, tx: Tx, { order, withdrawal, returned }: NewReturn): Promise<void> {
  const arrived = returned.flatMap(({ lineId, arrived }) => (arrived ? [{ lineId, ...arrived }] : []));
  if (arrived.length === 0) return;
  const receivedAt = Math.min(...arrived.map((part) => part.receivedAt));
  const row = { ...newRow(deps, { order, withdrawal }), state: "RECEIVED" as const, receivedAt };
  const parts = arrived.map(({ lineId, quantity, restocked, unjudged }) => ({
    returnId: row.id,
    lineId,
    quantity,
    ...nothingArrived,
    received: quantity,
    restocked,
    unjudged,
  }));
  await insertReturn(tx, row, parts);
}

function newRow({ runtime }: Deps, { order, withdrawal }: Pick<NewReturn, "order" | "withdrawal">) {
  const now = runtime.now();
  return {
    id: runtime.newId("ret"),
    orderId: order.id,
    state: "APPROVED" as const,
    reason: null,
    note: null,
    requestedAt: now,
    resolvedAt: now,
    receivedAt: null,
    withdrawalId: withdrawal.id,
    outcome: null,
    closedAt: null,
  };
}
