/** What was heard about payments, as rows that are only ever added. */
import type { Reader, Tx } from "@hansa/kit/store";
import { and, asc, eq, inArray } from "drizzle-orm";
import { type PaymentEventRow, paymentEvents } from "./tables.ts";

/** What was heard about these payments, the oldest first. */
export function findEventsByPayments(db: Reader, paymentIds: readonly string[]): Promise<PaymentEventRow[]> {
  return db
    .select()
    .from(paymentEvents)
    .where(inArray(paymentEvents.paymentId, [...paymentIds]))
    .orderBy(asc(paymentEvents.seq));
}

/** Whether this was written down about the payment before. */
export async function wasHeard(db: Reader, paymentId: string, kind: string): Promise<boolean> {
  const known = and(eq(paymentEvents.paymentId, paymentId), eq(paymentEvents.kind, kind));
  return (await db.$count(paymentEvents, known)) > 0;
}

export async function insertEvent(tx: Tx, event: Omit<PaymentEventRow, "seq">): Promise<void> {
  await tx.insert(paymentEvents).values(event);
}
