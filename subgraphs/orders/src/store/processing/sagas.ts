/** Queries of sagas: next step, next attempt and outcome; and of payments without an order. */
import { prepared, rowInto, rowsBy } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, asc, eq, isNotNull, isNull, lt, lte, ne, notExists, sql } from "drizzle-orm";
import { orderTasks, type SagaRow, sagas, type UnwantedPaymentRow, unwantedPayments } from "../tables.ts";

const findSagasByCheckouts = rowsBy(sagas, sagas.checkoutId);

export async function findSaga(db: Reader, checkoutId: string): Promise<SagaRow | undefined> {
  const [row] = await findSagasByCheckouts(db, [checkoutId]);
  return row;
}

/** The sagas of these orders, ended or not. */
export const findSagasByOrders = rowsBy(sagas, sagas.orderId);

const openSagas = prepared(["orderId"], (db: Reader, { orderId }) =>
  db
    .select()
    .from(sagas)
    .where(and(eq(sagas.orderId, orderId), ne(sagas.step, "DONE"))),
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
    .set({ attempt: 0, nextRunAt: 0, ...change })
    .where(and(eq(sagas.checkoutId, checkoutId), eq(sagas.step, from)))
    .returning({ checkoutId: sagas.checkoutId });
  return moved.length === 1;
}

/** Schedules the next attempt of the current step. */
export async function rescheduleSaga(
  tx: Tx,
  { checkoutId, step }: SagaRow,
  later: Pick<SagaRow, "attempt" | "nextRunAt">,
): Promise<void> {
  await tx
    .update(sagas)
    .set(later)
    .where(and(eq(sagas.checkoutId, checkoutId), eq(sagas.step, step)));
}

/** Orders whose unfinished saga is due. */
export async function findDueSagas(db: Reader, now: number, limit: number): Promise<string[]> {
  const rows = await db
    .select({ orderId: sagas.orderId })
    .from(sagas)
    .where(and(ne(sagas.step, "DONE"), lte(sagas.nextRunAt, now)))
    .orderBy(asc(sagas.nextRunAt))
    .limit(limit);
  return rows.map((row) => row.orderId);
}

/** Records that an order is on hold because of unanswered calls; false if it is recorded already. */
export async function startProcessingHold(tx: Tx, orderId: string, now: number): Promise<boolean> {
  const parked = await tx
    .update(sagas)
    .set({ parkedAt: now })
    .where(and(eq(sagas.orderId, orderId), isNull(sagas.parkedAt)))
    .returning({ orderId: sagas.orderId });
  return parked.length === 1;
}

/** Ends that hold once no step or task has `maxAttempts` attempts; returns the saga if it has just ended. */
export async function endProcessingHold(tx: Tx, orderId: string, maxAttempts: number): Promise<SagaRow | undefined> {
  const stuck = tx
    .select({ seq: orderTasks.seq })
    .from(orderTasks)
    .where(
      and(eq(orderTasks.orderId, orderId), isNull(orderTasks.doneAt), sql`${orderTasks.attempt} >= ${maxAttempts}`),
    );
  const [saga] = await tx
    .update(sagas)
    .set({ parkedAt: null })
    .where(and(eq(sagas.orderId, orderId), isNotNull(sagas.parkedAt), lt(sagas.attempt, maxAttempts), notExists(stuck)))
    .returning();
  return saga;
}

/** Leaves the hold to staff: it no longer ends when the calls are answered. */
export async function leaveHoldToStaff(tx: Tx, orderId: string): Promise<void> {
  await tx.update(sagas).set({ parkedAt: null }).where(eq(sagas.orderId, orderId));
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
