/** Payments as rows: finding them, beginning one, moving one on. */
import { rowInto, rowsBy } from "@hansa/kit/prepared";
import type { Reader, Tx } from "@hansa/kit/store";
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
import { disputedPayments } from "./disputes.ts";
import { isUnsettled, type PaymentRow, type PaymentState, payments, providerCalls } from "./tables.ts";

/** Ends at which nothing was taken: another attempt may follow. */
const givenUp: PaymentState[] = ["VOIDED", "FAILED"];

/** Money that the provider can still take, or let go of. */
const promised: PaymentState[] = ["AUTHORIZED", "PARTIALLY_CAPTURED"];

export const findPaymentsByIds = rowsBy(payments, payments.id);

export async function findPayment(db: Reader, id: string): Promise<PaymentRow | undefined> {
  const [row] = await findPaymentsByIds(db, [id]);
  return row;
}

/** By the provider's own id. */
export async function findPaymentByRef(db: Reader, provider: string, ref: string): Promise<PaymentRow | undefined> {
  const [row] = await findPaymentsByRefs(db, provider, [ref]);
  return row;
}

/** Those of the provider's payments, by its own ids, that are ours. */
export function findPaymentsByRefs(db: Reader, provider: string, refs: readonly string[]): Promise<PaymentRow[]> {
  return db.select().from(payments).where(isAmongTheirs(provider, refs));
}

function isAmongTheirs(provider: string, refs: readonly string[]): SQL | undefined {
  return and(eq(payments.provider, provider), inArray(payments.providerRef, [...refs]));
}

/** What our own ids promise: throws if it is not there. */
export async function mustFindPayment(db: Reader, id: string): Promise<PaymentRow> {
  const payment = await findPayment(db, id);
  if (!payment) throw new Error(`${id} is referred to and does not exist`);
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

/** Payments, or refunds of them, that the provider has not decided, and that nobody asked about since `before`; the longest not asked first. */
export function findUnsettled(db: Reader, before: number, limit: number): Promise<PaymentRow[]> {
  return findNotAskedAbout(db, sql`(${isUnsettled})`, before, limit);
}

/** Payments that changed after `since` or may still move, and that nobody asked about since `before`; the longest not asked first. */
export function findRecent(db: Reader, since: number, before: number, limit: number): Promise<PaymentRow[]> {
  return findNotAskedAbout(db, or(gt(payments.changedAt, since), mayMoveUntold(db)), before, limit);
}

/** Those of this provider's payments that are ours, and that nobody asked about since `before`. */
export function findListed(
  db: Reader,
  provider: string,
  refs: readonly string[],
  before: number,
): Promise<PaymentRow[]> {
  return findNotAskedAbout(db, isAmongTheirs(provider, refs), before, refs.length);
}

/** What ends at the provider by itself, or by hand, and is on no list of what began there: a promise, and an open dispute. */
export function mayMoveUntold(db: Reader): SQL | undefined {
  return or(inArray(payments.state, promised), inArray(payments.id, disputedPayments(db)));
}

/** Of these, those that no call of ours is under way for: its answer will tell. */
function findNotAskedAbout(db: Reader, which: SQL | undefined, before: number, limit: number): Promise<PaymentRow[]> {
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

/** The provider of each payment that is not at its end and is with none of these. Apart, an index answers either half. */
export function findUnfinishedElsewhere(db: Reader, providers: readonly string[]): Promise<{ provider: string }[]> {
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

/** Remembers when the provider was asked about it: the next turn is that of whoever was not asked about for longest. */
export async function noteLookUp(tx: Tx, id: string, askedAt: number): Promise<void> {
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

/** Sets a part aside to be given back, if so much is left of what was taken; false, and nothing changed, if not. */
export async function holdForRefund(tx: Tx, id: string, amountMinor: number): Promise<boolean> {
  const left = sql`${payments.capturedMinor} - ${payments.refundedMinor} - ${payments.refundPendingMinor}`;
  const held = await tx
    .update(payments)
    .set({ refundPendingMinor: sql`${payments.refundPendingMinor} + ${amountMinor}` })
    .where(and(eq(payments.id, id), gte(left, amountMinor)))
    .returning({ id: payments.id });
  return held.length === 1;
}

export type OrderLink = { orderId: string; number: string; guestTokenHash: string; customerId: string | null };

/**
 * Ties all attempts of a checkout to the order that it became, and to its customer, who may have signed in after paying. Whoever was forgotten
 * stays so.
 */
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
