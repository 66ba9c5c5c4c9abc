/** Queries of refunds and their parts. */
import { isAmong } from "@hansa/kit/store/dialect";
import { prepared, rowInto, rowsBy } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, asc, eq, getTableColumns, gt, inArray, lt, ne, sql } from "drizzle-orm";
import { type RefundPartRow, type RefundRow, refundParts, refunds } from "../tables.ts";

/** A part without restocked units. */
export type NewRefundPart = Omit<RefundPartRow, "restocked">;

const insertRow = rowInto(refunds);
const insertPart = rowInto(refundParts);

export async function insertRefund(tx: Tx, refund: RefundRow, parts: readonly NewRefundPart[]): Promise<void> {
  await insertRow(tx, refund);
  for (const part of parts) await insertPart(tx, { ...part, restocked: 0 });
}

export const findRefundsByIds = rowsBy(refunds, refunds.id);

export async function findRefund(db: Reader, id: string): Promise<RefundRow | undefined> {
  const [row] = await findRefundsByIds(db, [id]);
  return row;
}

const refundsOfOrders = prepared(["orderIds"], (db: Reader, { orderIds }) =>
  db
    .select()
    .from(refunds)
    .where(and(isAmong(refunds.orderId, orderIds), ne(refunds.state, "REFUSED")))
    .orderBy(asc(refunds.orderId), asc(refunds.createdAt), asc(refunds.id)),
);

/** The refunds of these orders, the oldest first, without refused ones. */
export function findRefundsByOrders(db: Reader, orderIds: readonly string[]): Promise<RefundRow[]> {
  return refundsOfOrders(db, { orderIds: JSON.stringify(orderIds) });
}

const refundsOfReturns = prepared(["returnIds"], (db: Reader, { returnIds }) =>
  db
    .select()
    .from(refunds)
    .where(and(isAmong(refunds.returnId, returnIds), inArray(refunds.state, ["PENDING", "SUCCEEDED"]))),
);

/** The pending and successful refunds of these returns. */
export function findRefundsByReturns(db: Reader, returnIds: readonly string[]): Promise<RefundRow[]> {
  return refundsOfReturns(db, { returnIds: JSON.stringify(returnIds) });
}

const pendingRefunds = prepared(["before", "after", "limit"], (db: Reader, { before, after, limit }) =>
  db
    .select({ id: refunds.id })
    .from(refunds)
    .where(and(eq(refunds.state, "PENDING"), lt(refunds.createdAt, before), gt(refunds.id, after)))
    .orderBy(asc(refunds.id))
    .limit(limit),
);

/** Pending refunds that were created before `before`, with ids above `after`. */
export async function findPendingRefunds(db: Reader, before: number, after: string, limit: number): Promise<string[]> {
  const rows = await pendingRefunds(db, { before, after, limit });
  return rows.map(({ id }) => id);
}

export const findRefundParts = rowsBy(
  refundParts,
  refundParts.refundId,
  asc(refundParts.refundId),
  asc(refundParts.lineId),
);

const restock = prepared(["refundId", "lineId", "units"], (tx: Tx, { refundId, lineId, units }) =>
  tx
    .update(refundParts)
    .set({ restocked: sql`${refundParts.restocked} + ${units}` })
    .where(and(eq(refundParts.refundId, refundId), eq(refundParts.lineId, lineId))),
);

/** Records the units of a part that returned to stock with its refund. */
export async function restockPart(
  tx: Tx,
  { refundId, lineId }: Pick<RefundPartRow, "refundId" | "lineId">,
  units: number,
): Promise<void> {
  await restock(tx, { refundId, lineId, units });
}

const restockedOfFailed = prepared(["lineId"], (db: Reader, { lineId }) =>
  db
    .select(getTableColumns(refundParts))
    .from(refundParts)
    .innerJoin(refunds, eq(refunds.id, refundParts.refundId))
    .where(
      and(eq(refundParts.lineId, lineId), gt(refundParts.restocked, 0), inArray(refunds.state, ["FAILED", "REFUSED"])),
    ),
);

/** Parts of a line that were restocked with failed or refused refunds. */
export function findRestockedOfFailedRefunds(db: Reader, lineId: string): Promise<RefundPartRow[]> {
  return restockedOfFailed(db, { lineId });
}

/** An outcome, with the data that the refund keeps of it. */
type Settlement = Pick<RefundRow, "state" | "settledAt"> & Partial<Pick<RefundRow, "failure" | "maximumMinor">>;

const settle = prepared(
  ["id", "from", "state", "failure", "maximumMinor", "settledAt"],
  (tx: Tx, { id, from, state, failure, maximumMinor, settledAt }) =>
    tx
      .update(refunds)
      .set({
        state: sql`${state}`,
        failure: sql`coalesce(${failure}, ${refunds.failure})`,
        maximumMinor: sql`coalesce(${maximumMinor}, ${refunds.maximumMinor})`,
        settledAt: sql`${settledAt}`,
      })
      .where(and(eq(refunds.id, id), isAmong(refunds.state, from)))
      .returning(),
);

/** Stores the outcome of a refund in one of the states `from`; undefined and no change otherwise. */
export async function settleRefund(
  tx: Tx,
  id: string,
  from: readonly RefundRow["state"][],
  { state, failure = null, maximumMinor = null, settledAt }: Settlement,
): Promise<RefundRow | undefined> {
  const [row] = await settle(tx, { id, from: JSON.stringify(from), state, failure, maximumMinor, settledAt });
  return row;
}
