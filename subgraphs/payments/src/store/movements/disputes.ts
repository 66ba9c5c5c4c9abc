/** Queries of disputes: opened by the customer's bank, closed once. */
import { rowInto, rowsBy } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, asc, eq, ne, sql } from "drizzle-orm";
import { disputes, isOpenDispute } from "../tables.ts";

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
