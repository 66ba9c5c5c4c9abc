/** Refunds as rows: written before the provider is asked, settled once, for good. */
import type { Reader, Tx } from "@hansa/kit/store";
import { asc, eq, inArray } from "drizzle-orm";
import { type RefundRow, refunds } from "./tables.ts";

export function findRefundsByIds(db: Reader, ids: readonly string[]): Promise<RefundRow[]> {
  return db
    .select()
    .from(refunds)
    .where(inArray(refunds.id, [...ids]));
}

export async function findRefund(db: Reader, id: string): Promise<RefundRow | undefined> {
  const [row] = await findRefundsByIds(db, [id]);
  return row;
}

/** The refunds of these payments, the oldest first. */
export function findRefundsByPayments(db: Reader, paymentIds: readonly string[]): Promise<RefundRow[]> {
  return db
    .select()
    .from(refunds)
    .where(inArray(refunds.paymentId, [...paymentIds]))
    .orderBy(asc(refunds.createdAt), asc(refunds.id));
}

/** Writes a refund down, after its amount was set aside on its payment. */
export async function insertRefund(tx: Tx, refund: RefundRow): Promise<void> {
  await tx.insert(refunds).values(refund);
}

export type RefundMove = Partial<Pick<RefundRow, "state" | "providerRef" | "failure" | "settledAt">>;

/** Writes down how far a refund is, after its payment's amounts were moved along. */
export async function updateRefund(tx: Tx, id: string, move: RefundMove): Promise<void> {
  await tx.update(refunds).set(move).where(eq(refunds.id, id));
}
