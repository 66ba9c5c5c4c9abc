/** Queries of refunds: inserted before the provider is called, updated as it decides. */
import { rowInto, rowsBy } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { asc, eq } from "drizzle-orm";
import { type RefundRow, refunds } from "../tables.ts";

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
