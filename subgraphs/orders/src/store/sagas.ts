/** The making of an order as a row: which step is next, and when it is tried again; and payments that made none. */
import { prepared, rowInto, rowsBy } from "@hansa/kit/prepared";
import type { Reader, Tx } from "@hansa/kit/store";
import { and, asc, eq, isNotNull, isNull, lt, lte, ne, notExists, sql } from "drizzle-orm";
import { errands, type SagaRow, sagas, type UnwantedPaymentRow, unwantedPayments } from "./tables.ts";

const findSagasByCheckouts = rowsBy(sagas, sagas.checkoutId);

export async function findSaga(db: Reader, checkoutId: string): Promise<SagaRow | undefined> {
  const [row] = await findSagasByCheckouts(db, [checkoutId]);
  return row;
}

/** The makings of these orders, ended or not. */
export const findSagasByOrders = rowsBy(sagas, sagas.orderId);

const openSagas = prepared(["orderId"], (db: Reader, { orderId }) =>
  db
    .select()
    .from(sagas)
    .where(and(eq(sagas.orderId, orderId), ne(sagas.step, "DONE"))),
);

/** The saga of an order that is still being made. */
export async function findOpenSaga(db: Reader, orderId: string): Promise<SagaRow | undefined> {
  const [row] = await openSagas(db, { orderId });
  return row;
}

export const insertSaga = rowInto(sagas);

/** Goes from step `from` to what `change` says, which is due at once; false, and nothing changed, if it is not at `from` any more. */
export async function moveSaga(
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

/** The step is not done, and is tried again later. */
export async function postponeSaga(
  tx: Tx,
  { checkoutId, step }: SagaRow,
  later: Pick<SagaRow, "attempt" | "nextRunAt">,
): Promise<void> {
  await tx
    .update(sagas)
    .set(later)
    .where(and(eq(sagas.checkoutId, checkoutId), eq(sagas.step, step)));
}

/** Orders that are still being made and whose time has come. */
export async function findDueSagas(db: Reader, now: number, limit: number): Promise<string[]> {
  const rows = await db
    .select({ orderId: sagas.orderId })
    .from(sagas)
    .where(and(ne(sagas.step, "DONE"), lte(sagas.nextRunAt, now)))
    .orderBy(asc(sagas.nextRunAt))
    .limit(limit);
  return rows.map((row) => row.orderId);
}

/** Remembers that an order is on hold because something of it has no answer; false if that is known. */
export async function park(tx: Tx, orderId: string, now: number): Promise<boolean> {
  const parked = await tx
    .update(sagas)
    .set({ parkedAt: now })
    .where(and(eq(sagas.orderId, orderId), isNull(sagas.parkedAt)))
    .returning({ orderId: sagas.orderId });
  return parked.length === 1;
}

/** That is over once nothing of it was tried `mostTries` times; its saga if it has just come to be. */
export async function unpark(tx: Tx, orderId: string, mostTries: number): Promise<SagaRow | undefined> {
  const stuck = tx
    .select({ seq: errands.seq })
    .from(errands)
    .where(and(eq(errands.orderId, orderId), isNull(errands.doneAt), sql`${errands.attempt} >= ${mostTries}`));
  const [saga] = await tx
    .update(sagas)
    .set({ parkedAt: null })
    .where(and(eq(sagas.orderId, orderId), isNotNull(sagas.parkedAt), lt(sagas.attempt, mostTries), notExists(stuck)))
    .returning();
  return saga;
}

/** The hold of an order does not end any more when what had no answer goes on: a person decides. */
export async function leaveToPerson(tx: Tx, orderId: string): Promise<void> {
  await tx.update(sagas).set({ parkedAt: null }).where(eq(sagas.orderId, orderId));
}

/** Remembers that a payment has to be voided; once is enough. */
export async function insertUnwantedPayment(tx: Tx, payment: Omit<UnwantedPaymentRow, "outcome">): Promise<void> {
  await tx
    .insert(unwantedPayments)
    .values({ ...payment, outcome: null })
    .onConflictDoNothing();
}

/** Payments that are still to be voided: all of them, as those without an answer must not keep the others waiting. */
export function findUnwantedPayments(db: Reader): Promise<UnwantedPaymentRow[]> {
  return db.select().from(unwantedPayments).where(isNull(unwantedPayments.outcome));
}

/** What became of it, for certain. */
export async function settleUnwantedPayment(
  tx: Tx,
  paymentId: string,
  outcome: UnwantedPaymentRow["outcome"],
): Promise<void> {
  await tx.update(unwantedPayments).set({ outcome }).where(eq(unwantedPayments.paymentId, paymentId));
}
