/** What is kept about a person: finding all of it, and taking it away while the books stay. */
import type { Reader, Tx } from "@hansa/kit/store";
import { and, asc, eq, inArray, ne } from "drizzle-orm";
import { type PaymentRow, payments, webhookInbox } from "./tables.ts";

/** All payments of a person, the oldest first. */
export function findPaymentsByCustomer(db: Reader, customerId: string): Promise<PaymentRow[]> {
  return db.select().from(payments).where(eq(payments.customerId, customerId)).orderBy(asc(payments.createdAt));
}

/**
 * Takes a person's name and cards off their payments, and the words of providers about them out of the messages that were applied. Amounts,
 * movements and books stay. Gives the payments that were theirs.
 */
export async function forgetCustomer(tx: Tx, customerId: string, now: number): Promise<string[]> {
  const theirs = await tx
    .update(payments)
    .set({ customerId: null, card: null, clientAction: null, forgottenAt: now })
    .where(eq(payments.customerId, customerId))
    .returning({ id: payments.id });
  const ids = theirs.map(({ id }) => id);
  await tx
    .update(webhookInbox)
    .set({ payload: "" })
    .where(and(inArray(webhookInbox.paymentId, ids), ne(webhookInbox.state, "stored")));
  return ids;
}
