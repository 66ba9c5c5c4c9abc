/** Queries of sagas: next step, next attempt and outcome; and of payments without an order. */
import { workQueue } from "@hansa/kit/messaging/work-queue";
import { prepared, rowInto, rowsBy } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, eq, gte, isNotNull, isNull, lt, notExists, sql } from "drizzle-orm";
import { orderTasks, type SagaRow, sagas, type UnwantedPaymentRow, unwantedPayments } from "../tables.ts";

const findSagasByCheckouts = rowsBy(sagas, sagas.checkoutId);

export async function findSaga(db: Reader, checkoutId: string): Promise<SagaRow | undefined> {
  const [row] = await findSagasByCheckouts(db, [checkoutId]);
  return row;
}

/** The sagas of these orders, ended or not. */
export const findSagasByOrders = rowsBy(sagas, sagas.orderId);

/**
 * A buyer waits for the first attempts, hence short pauses. 20 attempts without an answer take seven minutes; the order is on hold then, and
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

const openSagas = prepared(["orderId"], (db: Reader, { orderId }) =>
  db
    .select()
    .from(sagas)
    .where(and(eq(sagas.orderId, orderId), isUnfinished)),
);

/** The unfinished saga of an order. */
export async function findOpenSaga(db: Reader, orderId: string): Promise<SagaRow | undefined> {
  const [row] = await openSagas(db, { orderId });
  return row;
}

export const insertSaga = rowInto(sagas);

/** Advances the saga from its step, due at once; false and no change if it has left that step. */
export async function advanceSaga(
  tx: Tx,
  { checkoutId, step: from }: SagaRow,
  change: Partial<SagaRow>,
): Promise<boolean> {
  const moved = await tx
    .update(sagas)
    .set({ attempts: 0, dueAt: 0, ...change })
    .where(and(eq(sagas.checkoutId, checkoutId), eq(sagas.step, from)))
    .returning({ checkoutId: sagas.checkoutId });
  return moved.length === 1;
}

/** Records that an order is on hold because of unanswered calls; false if it is recorded already. */
export async function startProcessingHold(tx: Tx, orderId: string, now: number): Promise<boolean> {
  const started = await tx
    .update(sagas)
    .set({ stalledAt: now })
    .where(and(eq(sagas.orderId, orderId), isNull(sagas.stalledAt)))
    .returning({ orderId: sagas.orderId });
  return started.length === 1;
}

/** Ends that hold once no step or task is at its attempt limit; returns the saga if it has just ended. */
export async function endProcessingHold(tx: Tx, orderId: string): Promise<SagaRow | undefined> {
  const { maxAttempts } = processingRetries;
  const stuck = tx
    .select({ seq: orderTasks.seq })
    .from(orderTasks)
    .where(and(eq(orderTasks.orderId, orderId), isNull(orderTasks.doneAt), gte(orderTasks.attempts, maxAttempts)));
  const [saga] = await tx
    .update(sagas)
    .set({ stalledAt: null })
    .where(
      and(eq(sagas.orderId, orderId), isNotNull(sagas.stalledAt), lt(sagas.attempts, maxAttempts), notExists(stuck)),
    )
    .returning();
  return saga;
}

/** Leaves the hold to staff: it no longer ends when the calls are answered. */
export async function leaveHoldToStaff(tx: Tx, orderId: string): Promise<void> {
  await tx.update(sagas).set({ stalledAt: null }).where(eq(sagas.orderId, orderId));
}

/** Stores a payment that must be voided; does nothing if it is stored already. */
export async function insertUnwantedPayment(tx: Tx, payment: Omit<UnwantedPaymentRow, "outcome">): Promise<void> {
  await tx
    .insert(unwantedPayments)
    .values({ ...payment, outcome: null })
    .onConflictDoNothing();
}

/** Payments that are not voided yet, without a limit: unanswered ones must not delay the others. */
export function findUnwantedPayments(db: Reader): Promise<UnwantedPaymentRow[]> {
  return db.select().from(unwantedPayments).where(isNull(unwantedPayments.outcome));
}

/** Stores the certain outcome of an unwanted payment. */
export async function settleUnwantedPayment(
  tx: Tx,
  paymentId: string,
  outcome: UnwantedPaymentRow["outcome"],
): Promise<void> {
  await tx.update(unwantedPayments).set({ outcome }).where(eq(unwantedPayments.paymentId, paymentId));
}
