/** Queries of sagas: next step, next attempt and outcome; and of payments without an order. */
import { workQueue } from "@hansa/kit/messaging";
import { firstRow, given, hasRow, type Reader, rowBy, rowInto, rowsBy, statement, type Tx } from "@hansa/kit/store";
import { and, eq, getTableColumns, gte, isNotNull, isNull, lt, notExists, sql } from "drizzle-orm";
import { orders, orderTasks, type SagaRow, sagas, type UnwantedPaymentRow, unwantedPayments } from "../tables.ts";

export const findSaga = rowBy(sagas, sagas.checkoutId);

/** The sagas of these orders, ended or not. */
export const findSagasByOrders = rowsBy(sagas, sagas.orderId);

/**
 * A buyer waits for the first attempts, hence short pauses. 20 attempts without a response take seven minutes; the order is on hold then, and
 * no buyer waits for the result any more.
 */
export const processingRetries = {
  minPauseMs: 200,
  maxPauseMs: 30_000,
  maxAttempts: 20,
  stalledPauseMs: 5 * 60_000,
} as const;

/** The condition of unfinished sagas. Exactly this text uses the partial index. */
const isUnfinished = sql`step <> 'DONE'`;

/** Unfinished sagas. They are claimed by the lease of their order. */
export const sagaQueue = workQueue(sagas, { name: "order-work", policy: processingRetries, isOpen: isUnfinished });

/** The unfinished saga of an order. */
export const findOpenSaga = firstRow(
  statement([sagas.orderId], (db: Reader, orderId) =>
    db
      .select()
      .from(sagas)
      .where(and(eq(sagas.orderId, orderId), isUnfinished)),
  ),
);

/** When the oldest order was placed whose saga is unfinished; null if there is none. In a join, SQLite would begin with the oldest of all orders. */
export const findOldestUnfinished = firstRow(
  statement([], (db: Reader) => {
    const placedAt = db.select({ at: orders.placedAt }).from(orders).where(eq(orders.id, sagas.orderId));
    return db
      .select({ placedAt: sql<number | null>`min((${placedAt}))` })
      .from(sagas)
      .where(isUnfinished);
  }),
);

export const insertSaga = rowInto(sagas);

const advance = hasRow(
  statement([sagas.checkoutId, sagas.step, given(getTableColumns(sagas))], (tx: Tx, checkoutId, from, change) =>
    tx
      .update(sagas)
      .set(change)
      .where(and(eq(sagas.checkoutId, checkoutId), eq(sagas.step, from)))
      .returning({ checkoutId: sagas.checkoutId }),
  ),
);

/** Advances the saga from its step, due at once; false and no change if it has left that step. */
export function advanceSaga(tx: Tx, { checkoutId, step: from }: SagaRow, change: Partial<SagaRow>): Promise<boolean> {
  return advance(tx, checkoutId, from, { attempts: 0, dueAt: 0, ...change });
}

/** Records that an order is on hold because of unanswered calls; false if it is recorded already. */
export const startProcessingHold = hasRow(
  statement([sagas.orderId, sagas.stalledAt], (tx: Tx, orderId, stalledAt) =>
    tx
      .update(sagas)
      .set({ stalledAt })
      .where(and(eq(sagas.orderId, orderId), isNull(sagas.stalledAt)))
      .returning({ orderId: sagas.orderId }),
  ),
);

/** Ends that hold once no step or task is at its attempt limit; returns the saga if it has just ended. */
export const endProcessingHold = firstRow(
  statement([sagas.orderId], (tx: Tx, orderId) => {
    const { maxAttempts } = processingRetries;
    const stuck = tx
      .select({ seq: orderTasks.seq })
      .from(orderTasks)
      .where(and(eq(orderTasks.orderId, orderId), isNull(orderTasks.doneAt), gte(orderTasks.attempts, maxAttempts)));
    return tx
      .update(sagas)
      .set({ stalledAt: null })
      .where(
        and(eq(sagas.orderId, orderId), isNotNull(sagas.stalledAt), lt(sagas.attempts, maxAttempts), notExists(stuck)),
      )
      .returning();
  }),
);

/** Leaves the hold to staff: it no longer ends when the calls are answered. */
export const leaveHoldToStaff = statement([sagas.orderId], (tx: Tx, orderId) =>
  tx.update(sagas).set({ stalledAt: null }).where(eq(sagas.orderId, orderId)),
);

/** Stores a payment that must be voided; does nothing if it is stored already. */
export async function insertUnwantedPayment(tx: Tx, payment: Omit<UnwantedPaymentRow, "outcome">): Promise<void> {
  await tx
    .insert(unwantedPayments)
    .values({ ...payment, outcome: null })
    .onConflictDoNothing();
}

/** Payments that are not voided yet, without a limit: unanswered ones must not delay the others. */
export const findUnwantedPayments = statement([], (db: Reader) =>
  db.select().from(unwantedPayments).where(isNull(unwantedPayments.outcome)),
);

/** Leaves a refunded payment to staff, because its refund failed; false and no change if it is none. */
export const leaveRefundedToStaff = hasRow(
  statement([unwantedPayments.paymentId], (tx: Tx, paymentId) =>
    tx
      .update(unwantedPayments)
      .set({ outcome: "CAPTURED" })
      .where(and(eq(unwantedPayments.paymentId, paymentId), eq(unwantedPayments.outcome, "REFUNDED")))
      .returning({ paymentId: unwantedPayments.paymentId }),
  ),
);

/** Stores the certain outcome of an unwanted payment. */
export const settleUnwantedPayment = statement(
  [unwantedPayments.paymentId, unwantedPayments.outcome],
  (tx: Tx, paymentId, outcome) =>
    tx.update(unwantedPayments).set({ outcome }).where(eq(unwantedPayments.paymentId, paymentId)),
);
