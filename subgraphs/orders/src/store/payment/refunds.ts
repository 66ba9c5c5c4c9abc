/** Queries of refunds and their parts. */
import {
  firstRow,
  isAmong,
  listOf,
  nullsFirst,
  type Reader,
  rowInto,
  rowsBy,
  statement,
  type Tx,
} from "@hansa/kit/store";
import { and, asc, eq, getTableColumns, gt, inArray, lt, ne, sql } from "drizzle-orm";
import {
  isEffectiveRefund,
  isPendingRefund,
  type OrderRow,
  type RefundPartRow,
  type RefundRow,
  refundParts,
  refunds,
} from "../tables.ts";

/** A refund with its order and its parts. A refund created at the provider has no parts. */
export type OrderRefund = { order: OrderRow; refund: RefundRow; parts: readonly RefundPartRow[] };

/** A part without restocked units. */
export type NewRefundPart = Omit<RefundPartRow, "restocked" | "restockedOfReturn">;

const insertRow = rowInto(refunds);
const insertPart = rowInto(refundParts);

/** Inserts a refund with its parts, none of them restocked yet. */
export async function insertRefund(tx: Tx, refund: RefundRow, parts: readonly NewRefundPart[]): Promise<void> {
  await insertRow(tx, refund);
  for (const part of parts) await insertPart(tx, { ...part, restocked: 0, restockedOfReturn: 0 });
}

export const findRefundsByIds = rowsBy(refunds, refunds.id);

/** The refund with this id. */
export async function findRefund(db: Reader, id: string): Promise<RefundRow | undefined> {
  const [row] = await findRefundsByIds(db, [id]);
  return row;
}

/** The refunds of these orders, the oldest first, without refused ones. */
export const findRefundsByOrders = statement([listOf(refunds.orderId)], (db: Reader, orderIds) =>
  db
    .select()
    .from(refunds)
    .where(and(isAmong(refunds.orderId, orderIds), ne(refunds.state, "REFUSED")))
    .orderBy(asc(refunds.orderId), asc(refunds.createdAt), asc(refunds.id)),
);

/** The pending and successful refunds of these returns, the oldest first. */
export const findRefundsByReturns = statement([listOf(refunds.returnId)], (db: Reader, returnIds) =>
  db
    .select()
    .from(refunds)
    .where(and(isAmong(refunds.returnId, returnIds), isEffectiveRefund))
    .orderBy(nullsFirst(asc(refunds.returnId)), asc(refunds.createdAt), asc(refunds.id)),
);

const pendingRefunds = statement([refunds.createdAt, refunds.id, "number"], (db: Reader, before, after, limit) =>
  db
    .select({ id: refunds.id })
    .from(refunds)
    .where(and(isPendingRefund, lt(refunds.createdAt, before), gt(refunds.id, after)))
    .orderBy(asc(refunds.id))
    .limit(limit),
);

/** Pending refunds that were created before `before`, with ids above `after`. */
export async function findPendingRefunds(db: Reader, before: number, after: string, limit: number): Promise<string[]> {
  const rows = await pendingRefunds(db, before, after, limit);
  return rows.map(({ id }) => id);
}

export const findRefundParts = rowsBy(
  refundParts,
  refundParts.refundId,
  asc(refundParts.refundId),
  asc(refundParts.lineId),
);

/** Changes which units a part counts as refunded; what it takes off their prices stays. */
export const changePartUnits = statement(
  [
    { refundId: refundParts.refundId, lineId: refundParts.lineId },
    {
      quantity: refundParts.quantity,
      units: refundParts.units,
      restockedOfReturn: refundParts.restockedOfReturn,
    },
  ],
  (tx: Tx, { refundId, lineId }, change) =>
    tx
      .update(refundParts)
      .set(change)
      .where(and(eq(refundParts.refundId, refundId), eq(refundParts.lineId, lineId))),
);

/** Records the units of a part that returned to stock with its refund. */
export const restockPart = statement(
  [{ refundId: refundParts.refundId, lineId: refundParts.lineId }, refundParts.restocked],
  (tx: Tx, { refundId, lineId }, units) =>
    tx
      .update(refundParts)
      .set({ restocked: sql`${refundParts.restocked} + ${units}` })
      .where(and(eq(refundParts.refundId, refundId), eq(refundParts.lineId, lineId))),
);

/** Records the units of a part that returned to stock with their return. */
export const recordRestockedOfReturn = statement(
  [{ refundId: refundParts.refundId, lineId: refundParts.lineId }, refundParts.restockedOfReturn],
  (tx: Tx, { refundId, lineId }, restockedOfReturn) =>
    tx
      .update(refundParts)
      .set({ restockedOfReturn })
      .where(and(eq(refundParts.refundId, refundId), eq(refundParts.lineId, lineId))),
);

/** Parts of a line that were restocked with failed or refused refunds. */
export const findRestockedOfFailedRefunds = statement([refundParts.lineId], (db: Reader, lineId) =>
  db
    .select(getTableColumns(refundParts))
    .from(refundParts)
    .innerJoin(refunds, eq(refunds.id, refundParts.refundId))
    .where(
      and(eq(refundParts.lineId, lineId), gt(refundParts.restocked, 0), inArray(refunds.state, ["FAILED", "REFUSED"])),
    ),
);

/** An outcome, with the data that the refund keeps of it. */
type Settlement = Pick<RefundRow, "state" | "settledAt"> & Partial<Pick<RefundRow, "failure" | "maximumMinor">>;

const settle = firstRow(
  statement(
    [
      refunds.id,
      listOf(refunds.state),
      {
        state: refunds.state,
        failure: refunds.failure,
        maximumMinor: refunds.maximumMinor,
        settledAt: refunds.settledAt,
      },
    ],
    (tx: Tx, id, from, { state, failure, maximumMinor, settledAt }) =>
      tx
        .update(refunds)
        .set({
          state,
          failure: sql`coalesce(${failure}, ${refunds.failure})`,
          maximumMinor: sql`coalesce(${maximumMinor}, ${refunds.maximumMinor})`,
          settledAt,
        })
        .where(and(eq(refunds.id, id), isAmong(refunds.state, from)))
        .returning(),
  ),
);

/** Stores the outcome of a refund in one of the states `from`; undefined and no change otherwise. */
export function settleRefund(
  tx: Tx,
  id: string,
  from: readonly RefundRow["state"][],
  settlement: Settlement,
): Promise<RefundRow | undefined> {
  return settle(tx, id, from, { failure: null, maximumMinor: null, ...settlement });
}
