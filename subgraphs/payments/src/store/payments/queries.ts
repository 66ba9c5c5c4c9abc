/** Queries of payments: find, insert and update. */
import type { OrderLink } from "@hansa/contracts/payments";
import { firstRow, hasRow, isAmong, listOf, type Reader, rowInto, rowsBy, statement, type Tx } from "@hansa/kit/store";
import { and, count, desc, eq, gte, isNull, notInArray, type SQL, sql } from "drizzle-orm";
import { type PaymentRow, type PaymentState, payments } from "../tables.ts";

/** Final states without captures: another attempt may follow. */
const endedStates: PaymentState[] = ["VOIDED", "FAILED"];

export const findPaymentsByIds = rowsBy(payments, payments.id);

/** The payment with this id. */
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
export const findPaymentsByRefs = statement([payments.provider, listOf("text")], (db: Reader, provider, refs) =>
  db.select().from(payments).where(isAmongRefs(provider, refs)),
);

/** Condition of payments with one of the provider's ids, given as a list. */
export function isAmongRefs(provider: SQL, refs: SQL): SQL | undefined {
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

/** The one payment of a checkout that has neither failed nor been voided. A unique index allows only one. */
export const findLivePayment = firstRow(
  statement([payments.checkoutId], (db: Reader, checkoutId) =>
    db
      .select()
      .from(payments)
      .where(and(eq(payments.checkoutId, checkoutId), notInArray(payments.state, endedStates))),
  ),
);

/** The payments of these checkouts that are undecided or have money. */
export const findUnfinishedPayments = statement([listOf(payments.checkoutId)], (db: Reader, checkoutIds) =>
  db
    .select({ checkoutId: payments.checkoutId })
    .from(payments)
    .where(and(isAmong(payments.checkoutId, checkoutIds), notInArray(payments.state, [...endedStates, "REFUNDED"]))),
);

const attemptCounts = statement([payments.checkoutId], (db: Reader, checkoutId) =>
  db.select({ attempts: count() }).from(payments).where(eq(payments.checkoutId, checkoutId)),
);

/** The number of attempts to pay for a checkout. */
export async function countAttempts(db: Reader, checkoutId: string): Promise<number> {
  const [counted] = await attemptCounts(db, checkoutId);
  return counted?.attempts ?? 0;
}

export const insertPayment = rowInto(payments);

/** The columns that change after the start of a payment, without its order, its owner and the time of its last lookup. */
const movedColumns = {
  state: payments.state,
  authorizedMinor: payments.authorizedMinor,
  capturedMinor: payments.capturedMinor,
  releasedMinor: payments.releasedMinor,
  refundedMinor: payments.refundedMinor,
  refundPendingMinor: payments.refundPendingMinor,
  disputed: payments.disputed,
  providerRef: payments.providerRef,
  card: payments.card,
  keepsMethod: payments.keepsMethod,
  clientAction: payments.clientAction,
  declineCounters: payments.declineCounters,
  isDeclineCounted: payments.isDeclineCounted,
  failureCode: payments.failureCode,
  failureRetryable: payments.failureRetryable,
  authorizedAt: payments.authorizedAt,
  changedAt: payments.changedAt,
};

export type PaymentMove = Partial<Pick<PaymentRow, keyof typeof movedColumns>>;

const { id, state, capturedMinor, refundedMinor, refundPendingMinor } = payments;

const update = firstRow(
  statement([movedColumns, { id, state, capturedMinor, refundedMinor, refundPendingMinor }], (tx: Tx, move, found) =>
    tx
      .update(payments)
      .set(move)
      .where(
        and(
          eq(id, found.id),
          eq(state, found.state),
          eq(capturedMinor, found.capturedMinor),
          eq(refundedMinor, found.refundedMinor),
          eq(refundPendingMinor, found.refundPendingMinor),
        ),
      )
      .returning(),
  ),
);

/**
 * Updates a payment whose state and amounts are still those that were read. Throws otherwise: there is one writer, so that is a defect. Writes all
 * columns of a move, so that the statement is the same for each.
 */
export async function updatePayment(tx: Tx, found: PaymentRow, move: PaymentMove): Promise<PaymentRow> {
  const row = await update(tx, { ...found, ...move }, found);
  if (!row) throw new Error(`${found.id} is not as it was read, ${found.state}: concurrent update of a payment`);
  return row;
}

/** Reserves an amount for a refund if so much of the captured amount is left; false, without a change, if not. */
export const reserveRefund = hasRow(
  statement([payments.id, payments.refundPendingMinor], (tx: Tx, id, amountMinor) => {
    const left = sql`${payments.capturedMinor} - ${payments.refundedMinor} - ${payments.refundPendingMinor}`;
    return tx
      .update(payments)
      .set({ refundPendingMinor: sql`${payments.refundPendingMinor} + ${amountMinor}` })
      .where(and(eq(payments.id, id), gte(left, amountMinor)))
      .returning({ id: payments.id });
  }),
);

/** Links all attempts of a checkout to its order and customer, who may have signed in after paying. Erased payments get no customer. */
export async function linkOrder(tx: Tx, checkoutId: string, order: OrderLink): Promise<void> {
  const { orderId, number, guestTokenHash, customerId, hasJoined = false } = order;
  const isGuest = customerId === null || hasJoined;
  await setOrder(tx, checkoutId, { orderId, number, guestTokenHash, customerId, isGuest });
}

/** Makes another guest token the valid one of an order: its links of before have ended. */
export async function setGuestToken(
  tx: Tx,
  { orderId, guestTokenHash }: Pick<OrderLink, "orderId" | "guestTokenHash">,
): Promise<void> {
  await setTokenOfOrder(tx, orderId, guestTokenHash);
}

const setTokenOfOrder = statement([payments.orderId, payments.guestTokenHash], (tx: Tx, orderId, guestTokenHash) =>
  tx.update(payments).set({ guestTokenHash }).where(eq(payments.orderId, orderId)),
);

const setOrder = statement(
  [
    payments.checkoutId,
    {
      orderId: payments.orderId,
      number: payments.orderNumber,
      guestTokenHash: payments.guestTokenHash,
      customerId: payments.customerId,
      isGuest: payments.isGuest,
    },
  ],
  (tx: Tx, checkoutId, { orderId, number, guestTokenHash, customerId, isGuest }) =>
    tx
      .update(payments)
      .set({
        orderId,
        orderNumber: number,
        guestTokenHash,
        isGuest,
        customerId: sql`CASE WHEN ${payments.erasedAt} IS NULL THEN coalesce(${customerId}, ${payments.customerId}) END`,
      })
      .where(and(eq(payments.checkoutId, checkoutId), isNull(payments.orderId))),
);
