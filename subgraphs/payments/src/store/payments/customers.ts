/** Queries of a person's payments: read for export, and erased while the ledger stays. */
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, asc, eq, inArray, ne, type SQL } from "drizzle-orm";
import { type PaymentRow, payments, refunds, webhookInbox } from "../tables.ts";

/** All payments of a customer, the oldest first. */
export function findPaymentsByCustomer(db: Reader, customerId: string): Promise<PaymentRow[]> {
  return db.select().from(payments).where(eq(payments.customerId, customerId)).orderBy(asc(payments.createdAt));
}

/** The accounts that paid, or tried to pay, for these checkouts. */
export async function findPayers(db: Reader, checkoutIds: readonly string[]): Promise<string[]> {
  const rows = await db
    .selectDistinct({ id: payments.customerId })
    .from(payments)
    .where(inArray(payments.checkoutId, [...checkoutIds]));
  return rows.flatMap(({ id }) => (id === null ? [] : [id]));
}

/** Removes a customer from their payments; amounts, movements and ledger stay. Returns the ids of these payments. */
export function eraseCustomer(tx: Tx, customerId: string, now: number): Promise<string[]> {
  return erasePayments(tx, eq(payments.customerId, customerId), now);
}

/** Does the same for all payments of these checkouts, with an account or without. */
export function eraseCheckouts(tx: Tx, checkoutIds: readonly string[], now: number): Promise<string[]> {
  return erasePayments(tx, inArray(payments.checkoutId, [...checkoutIds]), now);
}

/** Clears customer, card and all free text of providers and staff, as any of it may identify the person. */
async function erasePayments(tx: Tx, theirs: SQL, now: number): Promise<string[]> {
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
