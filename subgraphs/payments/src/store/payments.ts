/** Payments as rows: finding them, beginning one, moving one on. */
import type { Reader, Tx } from "@hansa/kit/store";
import { and, asc, desc, eq, inArray, isNull, lt, notExists, notInArray } from "drizzle-orm";
import { type PaymentRow, type PaymentState, payments, providerCalls } from "./tables.ts";

/** Ends at which nothing was taken: another attempt may follow. */
const givenUp: PaymentState[] = ["VOIDED", "FAILED"];
/** What the provider has still to decide. */
const unsettled: PaymentState[] = ["CREATED", "REQUIRES_ACTION", "PROCESSING"];

export function findPaymentsByIds(db: Reader, ids: readonly string[]): Promise<PaymentRow[]> {
  return db
    .select()
    .from(payments)
    .where(inArray(payments.id, [...ids]));
}

export async function findPayment(db: Reader, id: string): Promise<PaymentRow | undefined> {
  const [row] = await findPaymentsByIds(db, [id]);
  return row;
}

/** What our own ids promise: throws if it is not there. */
export async function mustFindPayment(db: Reader, id: string): Promise<PaymentRow> {
  const payment = await findPayment(db, id);
  if (!payment) throw new Error(`${id} is referred to and does not exist`);
  return payment;
}

/** All attempts to pay for these checkouts, the newest first. */
export function findPaymentsByCheckouts(db: Reader, checkoutIds: readonly string[]): Promise<PaymentRow[]> {
  return db
    .select()
    .from(payments)
    .where(inArray(payments.checkoutId, [...checkoutIds]))
    .orderBy(desc(payments.attempt));
}

/** All attempts to pay for these orders, the newest first. */
export function findPaymentsByOrders(db: Reader, orderIds: readonly string[]): Promise<PaymentRow[]> {
  return db
    .select()
    .from(payments)
    .where(inArray(payments.orderId, [...orderIds]))
    .orderBy(desc(payments.createdAt), desc(payments.attempt));
}

/** The one payment of a checkout that has not failed and was not voided. A unique index sees to it that there is no second. */
export async function findLivePayment(db: Reader, checkoutId: string): Promise<PaymentRow | undefined> {
  const [row] = await db
    .select()
    .from(payments)
    .where(and(eq(payments.checkoutId, checkoutId), notInArray(payments.state, givenUp)));
  return row;
}

/** How many attempts to pay for a checkout there have been. */
export function countAttempts(db: Reader, checkoutId: string): Promise<number> {
  return db.$count(payments, eq(payments.checkoutId, checkoutId));
}

/** Payments that the provider has not decided on since `before` and that no call of ours is under way for, the oldest first. */
export function findUnsettled(db: Reader, before: number, limit: number): Promise<PaymentRow[]> {
  const openCall = db
    .select({ key: providerCalls.key })
    .from(providerCalls)
    .where(and(eq(providerCalls.paymentId, payments.id), eq(providerCalls.outcome, "open")));
  return db
    .select()
    .from(payments)
    .where(and(inArray(payments.state, unsettled), lt(payments.changedAt, before), notExists(openCall)))
    .orderBy(asc(payments.changedAt))
    .limit(limit);
}

export async function insertPayment(tx: Tx, payment: PaymentRow): Promise<void> {
  await tx.insert(payments).values(payment);
}

export type PaymentMove = Partial<
  Pick<
    PaymentRow,
    | "state"
    | "authorizedMinor"
    | "capturedMinor"
    | "providerRef"
    | "card"
    | "clientAction"
    | "failureCode"
    | "failureRetryable"
    | "changedAt"
  >
>;

/** Changes a payment that is still in the state it was found in. Throws otherwise: the writer is alone, so that would be our mistake. */
export async function updatePayment(tx: Tx, found: PaymentRow, move: PaymentMove): Promise<PaymentRow> {
  const [row] = await tx
    .update(payments)
    .set(move)
    .where(and(eq(payments.id, found.id), eq(payments.state, found.state)))
    .returning();
  if (!row) throw new Error(`${found.id} was ${found.state} a moment ago and is not any more`);
  return row;
}

export type OrderLink = { orderId: string; number: string; guestTokenHash: string; customerId: string | null };

/** Ties all attempts of a checkout to the order that it became, and to its customer, who may have signed in after paying. */
export async function linkOrder(
  tx: Tx,
  checkoutId: string,
  { orderId, number, guestTokenHash, customerId }: OrderLink,
): Promise<void> {
  await tx
    .update(payments)
    .set({ orderId, orderNumber: number, guestTokenHash, ...(customerId === null ? {} : { customerId }) })
    .where(and(eq(payments.checkoutId, checkoutId), isNull(payments.orderId)));
}
