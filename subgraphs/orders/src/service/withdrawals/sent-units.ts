/** Returns of withdrawn units that were sent: free units, and those that the withdrawal takes over from ordinary returns. */
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findLineCounters } from "../../store/order/line-counters.ts";
import { insertReturn } from "../../store/returns/returns.ts";
import type { LineCountersRow, OrderRow, UnitSet, WithdrawalPartRow, WithdrawalRow } from "../../store/tables.ts";
import { numberPart } from "../../store/withdrawals/withdrawals.ts";
import type { Actor } from "../access.ts";
import { stopResends } from "../cancellation/resends.ts";
import { queueReturnApproved } from "../email/customer-email.ts";
import { removeResendableUnits } from "../order/parts.ts";
import { reopenRefundedUnits } from "../order/reopened-units.ts";
import { sizeOf, takeInOrder, unionOf } from "../order/units.ts";
import { findPartsOfLine } from "./parts.ts";
import { type ArrivedUnits, closeEmptyReturns, findOpenUnits, takeOverUnits } from "./takeover.ts";
import { pendingUnits, returnableSentUnits, waitingUnitsLeft } from "./units.ts";

type SentUnits = { order: OrderRow; withdrawal: WithdrawalRow; parts: readonly WithdrawalPartRow[]; by: Actor };
/** The withdrawn units of a line by whether they have arrived. */
type ReturnedUnits = { lineId: string; toCome: number; arrived: ArrivedUnits | null };

/** Creates the returns of units that were sent: an approved one, and a received one of units that had arrived with an ordinary return. */
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
  if (free.length > 0) await announceReturn(deps, tx, line, free);
  // Free units are withdrawn first, sent or not.
  const wanted = Math.max(0, Math.min(most - sizeOf(free) - waitingUnitsLeft(part, withdrawable), open.count));
  const taken = { ...withdrawable, open: { ...open, count: wanted } };
  const units = takeInOrder(returnableSentUnits(taken), sizeOf(free) + wanted);
  if (units.length === 0) return undefined;
  // What was refunded of a unit before its withdrawal has reduced its price: the withdrawal refunds the rest.
  await reopenRefundedUnits(tx, await findLineCounters(tx, part.lineId), units);
  const { toCome, arrived } = await takeOverUnits(tx, order, part.lineId, sizeOf(units) - sizeOf(free));
  await numberPart(tx, part, { cancelled: part.cancelled, returned: unionOf(part.returned, units) });
  return { lineId: part.lineId, toCome: sizeOf(free) + toCome, arrived };
}

/**
 * Counts units as announced. Those of a rejected return are counted as rejected no longer: a withdrawal cannot be rejected. Those that
 * came back undelivered, or are replaced, are not sent once more.
 */
async function announceReturn(deps: Deps, tx: Tx, line: LineCountersRow, units: UnitSet): Promise<void> {
  const { lineId } = line;
  const quantity = sizeOf(units);
  const others = line.shipped - line.returnRequested - line.returnRejected;
  const { resendable, move } = await stopResends(deps, tx, line, units);
  const returned = { returnRequested: quantity, returnRejected: Math.min(0, others - quantity) };
  if (!(await removeResendableUnits(tx, line, resendable, { ...returned, ...move })))
    throw new Error(`${quantity} withdrawn units of the line ${lineId} cannot be returned`);
}

type NewReturn = { order: OrderRow; withdrawal: WithdrawalRow; returned: readonly ReturnedUnits[] };

/** The return of units that are still to arrive, approved from the start. */
async function createReturn(deps: Deps, tx: Tx, { order, withdrawal, returned }: NewReturn): Promise<void> {
  const parts = returned
    .filter(({ toCome }) => toCome > 0)
    .map(({ lineId, toCome: quantity }) => ({ lineId, quantity, released: 0, replaced: 0, received: 0, restocked: 0 }));
  if (parts.length === 0) return;
  const row = newRow(deps, { order, withdrawal });
  await insertReturn(
    tx,
    row,
    parts.map((part) => ({ returnId: row.id, ...part })),
  );
  await queueReturnApproved(deps.runtime, tx, row.id);
}

/** The return of units that had arrived before they were withdrawn: it can be refunded at once. */
async function createArrivedReturn(deps: Deps, tx: Tx, { order, withdrawal, returned }: NewReturn): Promise<void> {
  const arrived = returned.flatMap(({ lineId, arrived }) => (arrived ? [{ lineId, ...arrived }] : []));
  if (arrived.length === 0) return;
  const receivedAt = Math.min(...arrived.map((part) => part.receivedAt));
  const row = { ...newRow(deps, { order, withdrawal }), state: "RECEIVED" as const, receivedAt };
  const parts = arrived.map(({ lineId, quantity, restocked }) => ({
    returnId: row.id,
    lineId,
    quantity,
    released: 0,
    replaced: 0,
    received: quantity,
    restocked,
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
