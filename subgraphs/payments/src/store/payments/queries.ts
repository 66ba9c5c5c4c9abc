/** Queries of payments: find, insert and update. */
import { isAmong } from "@hansa/kit/store/dialect";
import { prepared, rowInto, rowsBy } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, count, desc, eq, gte, isNull, notInArray, type Placeholder, type SQL, sql } from "drizzle-orm";
import { type PaymentRow, type PaymentState, payments } from "../tables.ts";

/** Final states without captures: another attempt may follow. */
const endedStates: PaymentState[] = ["VOIDED", "FAILED"];

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

const paymentsByRefs = prepared(["provider", "refs"], (db: Reader, { provider, refs }) =>
  db.select().from(payments).where(isAmongRefs(provider, refs)),
);

/** Finds our payments among the provider's ids. */
export function findPaymentsByRefs(db: Reader, provider: string, refs: readonly string[]): Promise<PaymentRow[]> {
  return paymentsByRefs(db, { provider, refs: JSON.stringify(refs) });
}

/** Condition of payments with one of the provider's ids, given as JSON. */
export function isAmongRefs(provider: Placeholder, refs: Placeholder): SQL | undefined {
  return and(eq(payments.provider, provider), isAmong(payments.providerRef, refs));
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

const livePayments = prepared(["checkoutId"], (db: Reader, { checkoutId }) =>
  db
    .select()
    .from(payments)
    .where(and(eq(payments.checkoutId, checkoutId), notInArray(payments.state, endedStates))),
);

/** The one payment of a checkout that has neither failed nor been voided. A unique index allows only one. */
export async function findLivePayment(db: Reader, checkoutId: string): Promise<PaymentRow | undefined> {
  const [row] = await livePayments(db, { checkoutId });
  return row;
}

const attemptCounts = prepared(["checkoutId"], (db: Reader, { checkoutId }) =>
  db.select({ attempts: count() }).from(payments).where(eq(payments.checkoutId, checkoutId)),
);

/** The number of attempts to pay for a checkout. */
export async function countAttempts(db: Reader, checkoutId: string): Promise<number> {
  const [counted] = await attemptCounts(db, { checkoutId });
  return counted?.attempts ?? 0;
}

export const insertPayment = rowInto(payments);

/** The columns that change after the start of a payment, without its order, its owner and the time of its last lookup. */
const movedColumns = [
  "state",
  "authorizedMinor",
  "capturedMinor",
  "releasedMinor",
  "refundedMinor",
  "refundPendingMinor",
  "disputed",
  "providerRef",
  "card",
  "keepsMethod",
  "clientAction",
  "failureCode",
  "failureRetryable",
  "changedAt",
] as const;

export type PaymentMove = Partial<Pick<PaymentRow, (typeof movedColumns)[number]>>;

const update = prepared(
  [...movedColumns, "id", "foundState", "foundCaptured", "foundRefunded", "foundPending"],
  (tx: Tx, to) =>
    tx
      .update(payments)
      .set({
        state: sql`${to.state}`,
        authorizedMinor: sql`${to.authorizedMinor}`,
        capturedMinor: sql`${to.capturedMinor}`,
        releasedMinor: sql`${to.releasedMinor}`,
        refundedMinor: sql`${to.refundedMinor}`,
        refundPendingMinor: sql`${to.refundPendingMinor}`,
        disputed: sql`${to.disputed}`,
        providerRef: sql`${to.providerRef}`,
        card: sql`${to.card}`,
        keepsMethod: sql`${to.keepsMethod}`,
        clientAction: sql`${to.clientAction}`,
        failureCode: sql`${to.failureCode}`,
        failureRetryable: sql`${to.failureRetryable}`,
        changedAt: sql`${to.changedAt}`,
      })
      .where(
        and(
          eq(payments.id, to.id),
          eq(payments.state, to.foundState),
          eq(payments.capturedMinor, to.foundCaptured),
          eq(payments.refundedMinor, to.foundRefunded),
          eq(payments.refundPendingMinor, to.foundPending),
        ),
      )
      .returning(),
);

/**
 * Updates a payment whose state and amounts are still those that were read. Throws otherwise: there is one writer, so that is a defect. Writes all
 * columns of a move, so that the statement is the same for each.
 */
export async function updatePayment(tx: Tx, found: PaymentRow, move: PaymentMove): Promise<PaymentRow> {
  const to = { ...found, ...move };
  const [row] = await update(tx, {
    ...to,
    disputed: Number(to.disputed),
    keepsMethod: Number(to.keepsMethod),
    failureRetryable: Number(to.failureRetryable),
    card: to.card && JSON.stringify(to.card),
    clientAction: to.clientAction && JSON.stringify(to.clientAction),
    foundState: found.state,
    foundCaptured: found.capturedMinor,
    foundRefunded: found.refundedMinor,
    foundPending: found.refundPendingMinor,
  });
  if (!row) throw new Error(`${found.id} is not as it was read, ${found.state}: concurrent update of a payment`);
  return row;
}

const reserve = prepared(["id", "amountMinor"], (tx: Tx, { id, amountMinor }) => {
  const left = sql`${payments.capturedMinor} - ${payments.refundedMinor} - ${payments.refundPendingMinor}`;
  return tx
    .update(payments)
    .set({ refundPendingMinor: sql`${payments.refundPendingMinor} + ${amountMinor}` })
    .where(and(eq(payments.id, id), gte(left, amountMinor)))
    .returning({ id: payments.id });
});

/** Reserves an amount for a refund if so much of the captured amount is left; false, without a change, if not. */
export async function reserveRefund(tx: Tx, id: string, amountMinor: number): Promise<boolean> {
  const reserved = await reserve(tx, { id, amountMinor });
  return reserved.length === 1;
}

type OrderLink = { orderId: string; number: string; guestTokenHash: string; customerId: string | null };

const link = prepared(
  ["checkoutId", "orderId", "number", "guestTokenHash", "customerId"],
  (tx: Tx, { checkoutId, orderId, number, guestTokenHash, customerId }) =>
    tx
      .update(payments)
      .set({
        orderId: sql`${orderId}`,
        orderNumber: sql`${number}`,
        guestTokenHash: sql`${guestTokenHash}`,
        customerId: sql`CASE WHEN ${payments.erasedAt} IS NULL THEN coalesce(${customerId}, ${payments.customerId}) END`,
      })
      .where(and(eq(payments.checkoutId, checkoutId), isNull(payments.orderId))),
);

/** Links all attempts of a checkout to its order and customer, who may have signed in after paying. Erased payments get no customer. */
export async function linkOrder(
  tx: Tx,
  checkoutId: string,
  { orderId, number, guestTokenHash, customerId }: OrderLink,
): Promise<void> {
  await link(tx, { checkoutId, orderId, number, guestTokenHash, customerId });
}
