/** Queries of captures, refunds and disputes: captures and refunds are inserted before the provider is called. */
import { rowInto, rowsBy } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, asc, eq, ne, sql } from "drizzle-orm";
import { type CaptureRow, captures, disputes, isOpenDispute, type RefundRow, refunds } from "../tables.ts";

const capturesByPayments = rowsBy(captures, captures.paymentId, asc(captures.createdAt));

/** The captures of a payment, the oldest first. */
export function findCaptures(db: Reader, paymentId: string): Promise<CaptureRow[]> {
  return capturesByPayments(db, [paymentId]);
}

/** The capture that orders requested with this key. */
export async function findCaptureByKey(db: Reader, paymentId: string, key: string): Promise<CaptureRow | undefined> {
  return (await findCaptures(db, paymentId)).find((capture) => capture.key === key);
}

/** Inserts a capture. A repeated key of a payment violates a unique index and throws. */
export const insertCapture = rowInto(captures);

/** Marks a capture as done by the provider, with the captured amount and the provider's id. */
export async function markTaken(
  tx: Tx,
  id: string,
  { providerRef, amountMinor, settledAt }: Pick<CaptureRow, "providerRef" | "amountMinor" | "settledAt">,
): Promise<void> {
  await tx
    .update(captures)
    .set({ state: "TAKEN", providerRef, amountMinor, settledAt, reason: null })
    .where(eq(captures.id, id));
}

/** Marks a pending capture as refused by the provider; settled captures do not change. */
export async function markRefused(tx: Tx, id: string, reason: string, settledAt: number): Promise<void> {
  await tx
    .update(captures)
    .set({ state: "REFUSED", reason, settledAt })
    .where(and(eq(captures.id, id), eq(captures.state, "PENDING")));
}

export const findRefundsByIds = rowsBy(refunds, refunds.id);

export async function findRefund(db: Reader, id: string): Promise<RefundRow | undefined> {
  const [row] = await findRefundsByIds(db, [id]);
  return row;
}

/** The refunds of these payments, the oldest first. */
export const findRefundsByPayments = rowsBy(refunds, refunds.paymentId, asc(refunds.createdAt), asc(refunds.id));

/** Inserts a refund, after its amount was reserved on the payment. */
export const insertRefund = rowInto(refunds);

export type RefundMove = Partial<Pick<RefundRow, "state" | "providerRef" | "failure" | "settledAt">>;

/** Updates a refund, after the amounts of its payment. */
export async function updateRefund(tx: Tx, id: string, move: RefundMove): Promise<void> {
  await tx.update(refunds).set(move).where(eq(refunds.id, id));
}

export const findDisputesByIds = rowsBy(disputes, disputes.id);

/** The disputes about these payments, the oldest first. */
export const findDisputesByPayments = rowsBy(disputes, disputes.paymentId, asc(disputes.openedAt), asc(disputes.id));

/** Subquery: the ids of payments with an open dispute. */
export function disputedPayments(db: Reader) {
  return db.select({ id: disputes.paymentId }).from(disputes).where(isOpenDispute);
}

/** The amount of a payment that banks withhold or have returned to the customer. */
export async function findDisputedMinor(db: Reader, paymentId: string): Promise<number> {
  const [row] = await db
    .select({ minor: sql<number>`coalesce(sum(${disputes.amountMinor}), 0)` })
    .from(disputes)
    .where(and(eq(disputes.paymentId, paymentId), ne(disputes.state, "WON")));
  return row?.minor ?? 0;
}

export const insertDispute = rowInto(disputes);

/** Closes a dispute that is open. */
export async function closeDispute(tx: Tx, id: string, state: "WON" | "LOST", closedAt: number): Promise<void> {
  await tx
    .update(disputes)
    .set({ state, closedAt })
    .where(and(eq(disputes.id, id), eq(disputes.state, "OPEN")));
}
