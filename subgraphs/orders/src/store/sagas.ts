/** The making of an order as a row: which step is next, and when it is tried again; and payments that made none. */
import type { Reader, Tx } from "@hansa/kit/store";
import { and, asc, eq, isNull, lte, ne } from "drizzle-orm";
import { type SagaRow, sagas, type UnwantedPaymentRow, unwantedPayments } from "./tables.ts";

export async function findSaga(db: Reader, checkoutId: string): Promise<SagaRow | undefined> {
  const [row] = await db.select().from(sagas).where(eq(sagas.checkoutId, checkoutId));
  return row;
}

export async function insertSaga(tx: Tx, saga: SagaRow): Promise<void> {
  await tx.insert(sagas).values(saga);
}

/** Goes from step `from` to what `change` says; false, and nothing changed, if it is not at `from` any more. */
export async function moveSaga(
  tx: Tx,
  { checkoutId, step: from }: SagaRow,
  change: Partial<SagaRow>,
): Promise<boolean> {
  const moved = await tx
    .update(sagas)
    .set({ attempt: 0, ...change })
    .where(and(eq(sagas.checkoutId, checkoutId), eq(sagas.step, from)))
    .returning({ checkoutId: sagas.checkoutId });
  return moved.length === 1;
}

/** Sagas that are not done and whose time has come. */
export async function findDueSagas(db: Reader, now: number, limit: number): Promise<string[]> {
  const rows = await db
    .select({ checkoutId: sagas.checkoutId })
    .from(sagas)
    .where(and(ne(sagas.step, "DONE"), lte(sagas.nextRunAt, now)))
    .orderBy(asc(sagas.nextRunAt))
    .limit(limit);
  return rows.map((row) => row.checkoutId);
}

/** Remembers that a payment has to be voided; once is enough. */
export async function insertUnwantedPayment(tx: Tx, payment: Omit<UnwantedPaymentRow, "outcome">): Promise<void> {
  await tx
    .insert(unwantedPayments)
    .values({ ...payment, outcome: null })
    .onConflictDoNothing();
}

export function findUnwantedPayments(db: Reader, limit: number): Promise<UnwantedPaymentRow[]> {
  return db.select().from(unwantedPayments).where(isNull(unwantedPayments.outcome)).limit(limit);
}

/** What became of it, for certain. */
export async function settleUnwantedPayment(
  tx: Tx,
  paymentId: string,
  outcome: UnwantedPaymentRow["outcome"],
): Promise<void> {
  await tx.update(unwantedPayments).set({ outcome }).where(eq(unwantedPayments.paymentId, paymentId));
}
