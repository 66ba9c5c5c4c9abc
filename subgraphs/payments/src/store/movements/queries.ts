/** Queries of captures, refunds and disputes: captures and refunds are inserted before the provider is called. */
import { prepared, rowInto, rowsBy } from "@hansa/kit/store/prepared";
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

const take = prepared(["id", "providerRef", "amountMinor", "settledAt"], (tx: Tx, { id, ...to }) =>
  tx
    .update(captures)
    .set({
      state: "CAPTURED",
      providerRef: sql`${to.providerRef}`,
      amountMinor: sql`${to.amountMinor}`,
      settledAt: sql`${to.settledAt}`,
      reason: null,
    })
    .where(eq(captures.id, id)),
);

/** Marks a capture as done by the provider, with the captured amount and the provider's id. */
export async function markTaken(
  tx: Tx,
  id: string,
  { providerRef, amountMinor, settledAt }: Pick<CaptureRow, "providerRef" | "amountMinor" | "settledAt">,
): Promise<void> {
  await take(tx, { id, providerRef, amountMinor, settledAt });
}

const refuse = prepared(["id", "reason", "settledAt"], (tx: Tx, { id, reason, settledAt }) =>
  tx
    .update(captures)
    .set({ state: "REFUSED", reason: sql`${reason}`, settledAt: sql`${settledAt}` })
    .where(and(eq(captures.id, id), eq(captures.state, "PENDING"))),
);

/** Marks a pending capture as refused by the provider; settled captures do not change. */
export async function markRefused(tx: Tx, id: string, reason: string, settledAt: number): Promise<void> {
  await refuse(tx, { id, reason, settledAt });
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

type RefundMove = Pick<RefundRow, "id" | "state" | "providerRef" | "failure" | "settledAt">;

const moveRefund = prepared(["id", "state", "providerRef", "failure", "settledAt"], (tx: Tx, { id, ...to }) =>
  tx
    .update(refunds)
    .set({
      state: sql`${to.state}`,
      providerRef: sql`${to.providerRef}`,
      failure: sql`${to.failure}`,
      settledAt: sql`${to.settledAt}`,
    })
    .where(eq(refunds.id, id)),
);

/** Updates a refund, after the amounts of its payment. */
export async function updateRefund(tx: Tx, move: RefundMove): Promise<void> {
  const { id, state, providerRef, failure, settledAt } = move;
  await moveRefund(tx, { id, state, providerRef, failure, settledAt });
}

export const findDisputesByIds = rowsBy(disputes, disputes.id);

/** The disputes about these payments, the oldest first. */
export const findDisputesByPayments = rowsBy(disputes, disputes.paymentId, asc(disputes.openedAt), asc(disputes.id));

/** Subquery: the ids of payments with an open dispute. */
export function disputedPayments(db: Reader) {
  return db.select({ id: disputes.paymentId }).from(disputes).where(isOpenDispute);
}

const disputedAmounts = prepared(["paymentId"], (db: Reader, { paymentId }) =>
  db
    .select({ minor: sql<number>`coalesce(sum(${disputes.amountMinor}), 0)` })
    .from(disputes)
    .where(and(eq(disputes.paymentId, paymentId), ne(disputes.state, "WON"))),
);

/** The amount of a payment that banks withhold or have returned to the customer. */
export async function findDisputedMinor(db: Reader, paymentId: string): Promise<number> {
  const [row] = await disputedAmounts(db, { paymentId });
  return row?.minor ?? 0;
}

export const insertDispute = rowInto(disputes);

const close = prepared(["id", "state", "closedAt"], (tx: Tx, { id, state, closedAt }) =>
  tx
    .update(disputes)
    .set({ state: sql`${state}`, closedAt: sql`${closedAt}` })
    .where(and(eq(disputes.id, id), eq(disputes.state, "OPEN"))),
);

/** Closes a dispute that is open. */
export async function closeDispute(tx: Tx, id: string, state: "WON" | "LOST", closedAt: number): Promise<void> {
  await close(tx, { id, state, closedAt });
}
