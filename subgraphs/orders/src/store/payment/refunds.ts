/** Queries of refunds and their parts. */
import { isAmong, prepared, rowsBy } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, asc, eq, getTableColumns, gt, inArray, lt, ne, sql } from "drizzle-orm";
import { type RefundPartRow, type RefundRow, refundParts, refunds } from "../tables.ts";

/** A part without restocked units. */
export type NewRefundPart = Omit<RefundPartRow, "restocked">;

export async function insertRefund(tx: Tx, refund: RefundRow, parts: readonly NewRefundPart[]): Promise<void> {
  await tx.insert(refunds).values(refund);
  if (parts.length > 0) await tx.insert(refundParts).values([...parts]);
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

/** The pending and successful refunds of these returns. */
export function findRefundsByReturns(db: Reader, returnIds: readonly string[]): Promise<RefundRow[]> {
  return db
    .select()
    .from(refunds)
    .where(and(inArray(refunds.returnId, [...returnIds]), inArray(refunds.state, ["PENDING", "SUCCEEDED"])));
}

/** Pending refunds that were created before `before`, with ids above `after`. */
export async function findPendingRefunds(db: Reader, before: number, after: string, limit: number): Promise<string[]> {
  const rows = await db
    .select({ id: refunds.id })
    .from(refunds)
    .where(and(eq(refunds.state, "PENDING"), lt(refunds.createdAt, before), gt(refunds.id, after)))
    .orderBy(asc(refunds.id))
    .limit(limit);
  return rows.map(({ id }) => id);
}

export const findRefundParts = rowsBy(
  refundParts,
  refundParts.refundId,
  asc(refundParts.refundId),
  asc(refundParts.lineId),
);

/** Records the units of a part that returned to stock with its refund. */
export async function restockPart(
  tx: Tx,
  { refundId, lineId }: Pick<RefundPartRow, "refundId" | "lineId">,
  units: number,
): Promise<void> {
  await tx
    .update(refundParts)
    .set({ restocked: sql`${refundParts.restocked} + ${units}` })
    .where(and(eq(refundParts.refundId, refundId), eq(refundParts.lineId, lineId)));
}

/** Parts of a line that were restocked with failed or refused refunds. */
export function findRestockedOfFailedRefunds(db: Reader, lineId: string): Promise<RefundPartRow[]> {
  return db
    .select(getTableColumns(refundParts))
    .from(refundParts)
    .innerJoin(refunds, eq(refunds.id, refundParts.refundId))
    .where(
      and(eq(refundParts.lineId, lineId), gt(refundParts.restocked, 0), inArray(refunds.state, ["FAILED", "REFUSED"])),
    );
}

/** Stores the outcome of a refund in one of the states `from`; undefined and no change otherwise. */
export async function settleRefund(
  tx: Tx,
  id: string,
  from: readonly RefundRow["state"][],
  change: Partial<Omit<RefundRow, "id" | "orderId">>,
): Promise<RefundRow | undefined> {
  const [row] = await tx
    .update(refunds)
    .set(change)
    .where(and(eq(refunds.id, id), inArray(refunds.state, [...from])))
    .returning();
  return row;
}
