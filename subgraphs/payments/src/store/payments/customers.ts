/** Queries of a person's payments: read for export, and erased while the ledger stays. */
import { isAmong, listOf, type Reader, rowsBy, statement, type Tx } from "@hansa/kit/store";
import { and, asc, eq, isNull, ne } from "drizzle-orm";
import { type PaymentRow, payments, refunds, webhookInbox } from "../tables.ts";

const paymentsByCustomers = rowsBy(payments, payments.customerId, asc(payments.createdAt));

/** All payments of a customer, the oldest first. */
export function findPaymentsByCustomer(db: Reader, customerId: string): Promise<PaymentRow[]> {
  return paymentsByCustomers(db, [customerId]);
}

const payers = statement([listOf(payments.checkoutId)], (db: Reader, checkoutIds) =>
  db.selectDistinct({ id: payments.customerId }).from(payments).where(isAmong(payments.checkoutId, checkoutIds)),
);

/** The accounts that paid, or tried to pay, for these checkouts. */
export async function findPayers(db: Reader, checkoutIds: readonly string[]): Promise<string[]> {
  const rows = await payers(db, checkoutIds);
  return rows.flatMap(({ id }) => (id === null ? [] : [id]));
}

/** An erased payment keeps neither customer nor card. */
const erased = { customerId: null, card: null, clientAction: null };

const eraseByCustomer = statement([payments.customerId, payments.erasedAt], (tx: Tx, customerId, erasedAt) =>
  tx
    .update(payments)
    .set({ ...erased, erasedAt })
    .where(eq(payments.customerId, customerId))
    .returning({ id: payments.id }),
);

const eraseByCheckouts = statement([listOf(payments.checkoutId), payments.erasedAt], (tx: Tx, checkoutIds, erasedAt) =>
  tx
    .update(payments)
    .set({ ...erased, erasedAt })
    .where(isAmong(payments.checkoutId, checkoutIds))
    .returning({ id: payments.id }),
);

/** Makes the payments of a guest's checkout those of the customer whose account its order has joined. */
export async function setCustomer(
  tx: Tx,
  { checkoutId, customerId }: Pick<PaymentRow, "checkoutId"> & { customerId: string },
): Promise<void> {
  await setCustomerByCheckout(tx, checkoutId, customerId);
}

const setCustomerByCheckout = statement([payments.checkoutId, payments.customerId], (tx: Tx, checkoutId, customerId) =>
  tx
    .update(payments)
    .set({ customerId })
    .where(and(eq(payments.checkoutId, checkoutId), isNull(payments.customerId), isNull(payments.erasedAt))),
);

/** Removes a customer from their payments; amounts, movements and ledger stay. Returns the ids of these payments. */
export async function eraseCustomer(tx: Tx, customerId: string, now: number): Promise<string[]> {
  return eraseTexts(tx, await eraseByCustomer(tx, customerId, now));
}

/** Does the same for all payments of these checkouts, with an account or without. */
export async function eraseCheckouts(tx: Tx, checkoutIds: readonly string[], now: number): Promise<string[]> {
  return eraseTexts(tx, await eraseByCheckouts(tx, checkoutIds, now));
}

const eraseGuestsByCheckouts = statement(
  [listOf(payments.checkoutId), payments.erasedAt],
  (tx: Tx, checkoutIds, erasedAt) =>
    tx
      .update(payments)
      .set({ ...erased, erasedAt })
      .where(and(isAmong(payments.checkoutId, checkoutIds), isNull(payments.customerId)))
      .returning({ id: payments.id }),
);

/** Does the same for the payments of these checkouts that have no customer. */
export async function eraseGuests(tx: Tx, checkoutIds: readonly string[], now: number): Promise<void> {
  await eraseTexts(tx, await eraseGuestsByCheckouts(tx, checkoutIds, now));
}

const eraseReasons = statement([listOf(refunds.paymentId)], (tx: Tx, ids) =>
  tx.update(refunds).set({ reason: "Removed when the customer was erased." }).where(isAmong(refunds.paymentId, ids)),
);

const erasePayloads = statement([listOf(webhookInbox.paymentId)], (tx: Tx, ids) =>
  tx
    .update(webhookInbox)
    .set({ payload: "" })
    .where(and(isAmong(webhookInbox.paymentId, ids), ne(webhookInbox.state, "stored"))),
);

/** Clears all free text of providers and staff about these payments, as any of it may identify the person. */
async function eraseTexts(tx: Tx, erased: readonly { id: string }[]): Promise<string[]> {
  const paymentIds = erased.map(({ id }) => id);
  await eraseReasons(tx, paymentIds);
  await erasePayloads(tx, paymentIds);
  return paymentIds;
}
