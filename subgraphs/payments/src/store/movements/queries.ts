/** Queries of captures, refunds and disputes: captures and refunds are inserted before the provider is called. */
import { type Reader, rowInto, rowsBy, statement, type Tx } from "@hansa/kit/store";
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
export const markTaken = statement(
  [
    captures.id,
    { providerRef: captures.providerRef, amountMinor: captures.amountMinor, settledAt: captures.settledAt },
  ],
  (tx: Tx, id, taken) =>
    tx
      .update(captures)
      .set({ state: "CAPTURED", ...taken, reason: null })
      .where(eq(captures.id, id)),
);

/** Marks a pending capture as refused by the provider; settled captures do not change. */
export const markRefused = statement(
  [captures.id, captures.reason, captures.settledAt],
  (tx: Tx, id, reason, settledAt) =>
    tx
      .update(captures)
      .set({ state: "REFUSED", reason, settledAt })
      .where(and(eq(captures.id, id), eq(captures.state, "PENDING"))),
);

export const findRefundsByIds = rowsBy(refunds, refunds.id);

/** The refund with this id. */
export async function findRefund(db: Reader, id: string): Promise<RefundRow | undefined> {
  const [row] = await findRefundsByIds(db, [id]);
  return row;
}

/** The refunds of these payments, the oldest first. */
export const findRefundsByPayments = rowsBy(refunds, refunds.paymentId, asc(refunds.createdAt), asc(refunds.id));

/** Inserts a refund, after its amount was reserved on the payment. */
export const insertRefund = rowInto(refunds);

/** Updates a refund, after the amounts of its payment. */
export const updateRefund = statement(
  [
    refunds.id,
    {
      state: refunds.state,
      providerRef: refunds.providerRef,
      failure: refunds.failure,
      settledAt: refunds.settledAt,
    },
  ],
  (tx: Tx, id, move) => tx.update(refunds).set(move).where(eq(refunds.id, id)),
);

export const findDisputesByIds = rowsBy(disputes, disputes.id);

/** The disputes about these payments, the oldest first. */
export const findDisputesByPayments = rowsBy(disputes, disputes.paymentId, asc(disputes.openedAt), asc(disputes.id));

/** Subquery: the ids of payments with an open dispute. */
export function disputedPayments(db: Reader) {
  return db.select({ id: disputes.paymentId }).from(disputes).where(isOpenDispute);
}

const sumDisputed = statement([disputes.paymentId], (db: Reader, paymentId) =>
  db
    .select({ minor: sql<number>`coalesce(sum(${disputes.amountMinor}), 0)` })
    .from(disputes)
    .where(and(eq(disputes.paymentId, paymentId), ne(disputes.state, "WON"))),
);

/** The amount of a payment that banks withhold or have returned to the customer. */
export async function findDisputedMinor(db: Reader, paymentId: string): Promise<number> {
  const [row] = await sumDisputed(db, paymentId);
  return row?.minor ?? 0;
}

export const insertDispute = rowInto(disputes);

/** Closes a dispute that is open. */
export const closeDispute = statement([disputes.id, disputes.state, disputes.closedAt], (tx: Tx, id, state, closedAt) =>
  tx
    .update(disputes)
    .set({ state, closedAt })
    .where(and(eq(disputes.id, id), eq(disputes.state, "OPEN"))),
);
