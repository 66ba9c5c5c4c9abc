/** What is kept about a person: finding all of it, and taking it away while the books stay. */
import type { Reader, Tx } from "@hansa/kit/store";
import { and, asc, eq, inArray, ne, type SQL } from "drizzle-orm";
import { type PaymentRow, payments, refunds, webhookInbox } from "./tables.ts";

/** All payments of a person, the oldest first. */
export function findPaymentsByCustomer(db: Reader, customerId: string): Promise<PaymentRow[]> {
  return db.select().from(payments).where(eq(payments.customerId, customerId)).orderBy(asc(payments.createdAt));
}

/** The accounts that paid for these checkouts, or tried to. */
export async function findPayers(db: Reader, checkoutIds: readonly string[]): Promise<string[]> {
  const rows = await db
    .selectDistinct({ id: payments.customerId })
    .from(payments)
    .where(inArray(payments.checkoutId, [...checkoutIds]));
  return rows.flatMap(({ id }) => (id === null ? [] : [id]));
}

/** Takes a person out of their payments; amounts, movements and books stay. Gives the payments that were theirs. */
export function forgetCustomer(tx: Tx, customerId: string, now: number): Promise<string[]> {
  return forgetPayments(tx, eq(payments.customerId, customerId), now);
}

/** The same for whoever paid for these checkouts, with an account or without. */
export function forgetPayers(tx: Tx, checkoutIds: readonly string[], now: number): Promise<string[]> {
  return forgetPayments(tx, inArray(payments.checkoutId, [...checkoutIds]), now);
}

/** Names and cards go, and what providers and colleagues have written: nobody can tell which of it says who it was. */
async function forgetPayments(tx: Tx, theirs: SQL, now: number): Promise<string[]> {
  const forgotten = await tx
    .update(payments)
    .set({ customerId: null, card: null, clientAction: null, forgottenAt: now })
    .where(theirs)
    .returning({ id: payments.id });
  const ids = forgotten.map(({ id }) => id);
  await tx
    .update(refunds)
    .set({ reason: "Removed when the customer was erased." })
    .where(inArray(refunds.paymentId, ids));
  await tx
    .update(webhookInbox)
    .set({ payload: "" })
    .where(and(inArray(webhookInbox.paymentId, ids), ne(webhookInbox.state, "stored")));
  return ids;
}
