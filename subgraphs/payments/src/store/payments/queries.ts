/** Queries of payments: find, insert and update. */
import { rowInto, rowsBy } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import {
  and,
  asc,
  desc,
  eq,
  gt,
  gte,
  inArray,
  isNull,
  lt,
  notExists,
  notInArray,
  or,
  type SQL,
  sql,
} from "drizzle-orm";
import { disputedPayments } from "../movements/queries.ts";
import { isUnsettled, type PaymentRow, type PaymentState, payments, providerCalls } from "../tables.ts";

/** Final states without captures: another attempt may follow. */
const endedStates: PaymentState[] = ["VOIDED", "FAILED"];

/** States with an authorised amount that the provider can still capture or release. */
const capturableStates: PaymentState[] = ["AUTHORIZED", "PARTIALLY_CAPTURED"];

export const findPaymentsByIds = rowsBy(payments, payments.id);

export async function findPayment(db: Reader, id: string): Promise<PaymentRow | undefined> {
  const [row] = await findPaymentsByIds(db, [id]);
  return row;
}

/** Finds a payment by the provider's id. */
export async function findPaymentByRef(db: Reader, provider: string, ref: string): Promise<PaymentRow | undefined> {
  const [row] = await findPaymentsByRefs(db, provider, [ref]);
  return row;
}

/** Finds our payments among the provider's ids. */
export function findPaymentsByRefs(db: Reader, provider: string, refs: readonly string[]): Promise<PaymentRow[]> {
  return db.select().from(payments).where(isAmongRefs(provider, refs));
}

function isAmongRefs(provider: string, refs: readonly string[]): SQL | undefined {
  return and(eq(payments.provider, provider), inArray(payments.providerRef, [...refs]));
}

/** Finds a payment by an id of ours; throws if it does not exist. */
export async function mustFindPayment(db: Reader, id: string): Promise<PaymentRow> {
  const payment = await findPayment(db, id);
  if (!payment) throw new Error(`payment ${id} does not exist`);
  return payment;
}

/** All attempts to pay for these checkouts, the newest first. */
export const findPaymentsByCheckouts = rowsBy(payments, payments.checkoutId, desc(payments.attempt));

/** All attempts to pay for these orders, the newest first. */
export const findPaymentsByOrders = rowsBy(
  payments,
  payments.orderId,
  desc(payments.createdAt),
  desc(payments.attempt),
);

/** The one payment of a checkout that has neither failed nor been voided. A unique index allows only one. */
export async function findLivePayment(db: Reader, checkoutId: string): Promise<PaymentRow | undefined> {
  const [row] = await db
    .select()
    .from(payments)
    .where(and(eq(payments.checkoutId, checkoutId), notInArray(payments.state, endedStates)));
  return row;
}

/** The number of attempts to pay for a checkout. */
export function countAttempts(db: Reader, checkoutId: string): Promise<number> {
  return db.$count(payments, eq(payments.checkoutId, checkoutId));
}

/** Payments with an undecided payment or refund, not looked up since `before`; the longest not looked up first. */
export function findUnsettledPayments(db: Reader, before: number, limit: number): Promise<PaymentRow[]> {
  return findDueForLookup(db, sql`(${isUnsettled})`, before, limit);
}

/** Payments changed after `since` or still able to change, not looked up since `before`; the longest not looked up first. */
export function findRecentPayments(db: Reader, since: number, before: number, limit: number): Promise<PaymentRow[]> {
  return findDueForLookup(db, or(gt(payments.changedAt, since), mayChangeUnlisted(db)), before, limit);
}

/** Our payments among these ids of a provider, not looked up since `before`. */
export function findListedPayments(
  db: Reader,
  provider: string,
  refs: readonly string[],
  before: number,
): Promise<PaymentRow[]> {
  return findDueForLookup(db, isAmongRefs(provider, refs), before, refs.length);
}

/** Condition of payments that can change at the provider without appearing on its lists: authorised ones and those with an open dispute. */
export function mayChangeUnlisted(db: Reader): SQL | undefined {
  return or(inArray(payments.state, capturableStates), inArray(payments.id, disputedPayments(db)));
}

/** The matching payments without an open call, whose response will tell their state. */
function findDueForLookup(db: Reader, which: SQL | undefined, before: number, limit: number): Promise<PaymentRow[]> {
  const openCall = db
    .select({ key: providerCalls.key })
    .from(providerCalls)
    .where(and(eq(providerCalls.paymentId, payments.id), eq(providerCalls.outcome, "open")));
  return db
    .select()
    .from(payments)
    .where(and(which, lt(payments.lookedUpAt, before), notExists(openCall)))
    .orderBy(asc(payments.lookedUpAt))
    .limit(limit);
}

/** The provider of each unfinished payment at a provider outside this list. Two queries, so that an index serves each half. */
export function findUnfinishedAtOthers(db: Reader, providers: readonly string[]): Promise<{ provider: string }[]> {
  const isPromised = and(
    inArray(payments.state, ["AUTHORIZED", "PARTIALLY_CAPTURED"]),
    eq(payments.refundPendingMinor, 0),
  );
  const elsewhere = (which: SQL | undefined) =>
    db
      .select({ provider: payments.provider })
      .from(payments)
      .where(and(which, notInArray(payments.provider, [...providers])));
  return elsewhere(sql`(${isUnsettled})`).unionAll(elsewhere(isPromised));
}

/** Stores the time of a lookup: the payment that was not looked up for longest is next. */
export async function recordLookup(tx: Tx, id: string, askedAt: number): Promise<void> {
  await tx.update(payments).set({ lookedUpAt: askedAt }).where(eq(payments.id, id));
}

export const insertPayment = rowInto(payments);

export type PaymentMove = Partial<
  Pick<
    PaymentRow,
    | "state"
    | "authorizedMinor"
    | "capturedMinor"
    | "releasedMinor"
    | "refundedMinor"
    | "refundPendingMinor"
    | "disputed"
    | "providerRef"
    | "card"
    | "keepsMethod"
    | "clientAction"
    | "failureCode"
    | "failureRetryable"
    | "changedAt"
  >
>;

/** Updates a payment that is still in the state it was read in. Throws otherwise: there is one writer, so that is a defect. */
export async function updatePayment(tx: Tx, found: PaymentRow, move: PaymentMove): Promise<PaymentRow> {
  const [row] = await tx
    .update(payments)
    .set(move)
    .where(and(eq(payments.id, found.id), eq(payments.state, found.state)))
    .returning();
  if (!row) throw new Error(`${found.id} is not ${found.state} any more: concurrent update of a payment`);
  return row;
}

/** Reserves an amount for a refund if so much of the captured amount is left; false, without a change, if not. */
export async function reserveRefund(tx: Tx, id: string, amountMinor: number): Promise<boolean> {
  const left = sql`${payments.capturedMinor} - ${payments.refundedMinor} - ${payments.refundPendingMinor}`;
  const held = await tx
    .update(payments)
    .set({ refundPendingMinor: sql`${payments.refundPendingMinor} + ${amountMinor}` })
    .where(and(eq(payments.id, id), gte(left, amountMinor)))
    .returning({ id: payments.id });
  return held.length === 1;
}

export type OrderLink = { orderId: string; number: string; guestTokenHash: string; customerId: string | null };

/** Links all attempts of a checkout to its order and customer, who may have signed in after paying. Erased payments get no customer. */
export async function linkOrder(
  tx: Tx,
  checkoutId: string,
  { orderId, number, guestTokenHash, customerId }: OrderLink,
): Promise<void> {
  const theirs = sql`CASE WHEN ${payments.forgottenAt} IS NULL THEN ${customerId} END`;
  await tx
    .update(payments)
    .set({ orderId, orderNumber: number, guestTokenHash, ...(customerId === null ? {} : { customerId: theirs }) })
    .where(and(eq(payments.checkoutId, checkoutId), isNull(payments.orderId)));
}
