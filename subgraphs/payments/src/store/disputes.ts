/** Disputes as rows: opened by the customer's bank, closed once. */
import type { Reader, Tx } from "@hansa/kit/store";
import { and, asc, eq, inArray, ne, sql } from "drizzle-orm";
import { type DisputeRow, disputes } from "./tables.ts";

/** The disputes about these payments, the oldest first. */
export function findDisputesByPayments(db: Reader, paymentIds: readonly string[]): Promise<DisputeRow[]> {
  return db
    .select()
    .from(disputes)
    .where(inArray(disputes.paymentId, [...paymentIds]))
    .orderBy(asc(disputes.openedAt), asc(disputes.id));
}

/** How much of a payment a bank withholds, or has given to the customer. */
export async function findDisputedMinor(db: Reader, paymentId: string): Promise<number> {
  const [row] = await db
    .select({ minor: sql<number>`coalesce(sum(${disputes.amountMinor}), 0)` })
    .from(disputes)
    .where(and(eq(disputes.paymentId, paymentId), ne(disputes.state, "WON")));
  return row?.minor ?? 0;
}

export async function insertDispute(tx: Tx, dispute: DisputeRow): Promise<void> {
  await tx.insert(disputes).values(dispute);
}

/** Closes a dispute that is open. */
export async function closeDispute(tx: Tx, id: string, state: "WON" | "LOST", closedAt: number): Promise<void> {
  await tx
    .update(disputes)
    .set({ state, closedAt })
    .where(and(eq(disputes.id, id), eq(disputes.state, "OPEN")));
}
