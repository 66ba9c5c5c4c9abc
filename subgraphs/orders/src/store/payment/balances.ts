/** Queries of an order's balance and captures. The limits of a sum are checked by the statement that changes it. */
import { greatest, hasRow, type Reader, rowBy, rowInto, rowsBy, statement, type Tx } from "@hansa/kit/store";
import { and, asc, eq, gte, sql } from "drizzle-orm";
import { captures, type OrderMoneyRow, orderMoney } from "../tables.ts";

export const insertMoney = rowInto(orderMoney);

export const findMoneyByOrders = rowsBy(orderMoney, orderMoney.orderId);

/** The balance of an existing order. */
export async function findBalance(db: Reader, orderId: string): Promise<OrderMoneyRow> {
  const [row] = await findMoneyByOrders(db, [orderId]);
  if (!row) throw new Error(`the order ${orderId} has no balance`);
  return row;
}

/** The balance of the order that this payment is for; undefined if there is none. */
export const findMoneyByPayment = rowBy(orderMoney, orderMoney.paymentId);

/** Raises the total captured amount. It never decreases, in any order events arrive. */
export const raiseCaptured = statement(
  [orderMoney.orderId, orderMoney.capturedMinor],
  (tx: Tx, orderId, capturedMinor) =>
    tx
      .update(orderMoney)
      .set({ capturedMinor: greatest(orderMoney.capturedMinor, capturedMinor) })
      .where(eq(orderMoney.orderId, orderId)),
);

/** The amounts of a refund in the balance. */
const refundAmounts = {
  amountMinor: "number",
  adjustmentMinor: "number",
  shippingMinor: "number",
} as const;

/** Allocates an amount to a refund; false and no change if it exceeds the captured amount or the remaining charge for shipping. */
export const allocateRefund = hasRow(
  statement([orderMoney.orderId, refundAmounts], (tx: Tx, orderId, amounts) => {
    const { amountMinor, adjustmentMinor, shippingMinor } = amounts;
    const refunded = sql`${orderMoney.refundedMinor} + ${amountMinor}`;
    const shipping = sql`${orderMoney.shippingCreditedMinor} + ${shippingMinor}`;
    return tx
      .update(orderMoney)
      .set({
        refundedMinor: refunded,
        adjustedMinor: sql`${orderMoney.adjustedMinor} + ${adjustmentMinor}`,
        shippingCreditedMinor: shipping,
      })
      .where(
        and(
          eq(orderMoney.orderId, orderId),
          gte(orderMoney.capturedMinor, sql`${refunded} + ${orderMoney.externalMinor}`),
          gte(orderMoney.shippingMinor, shipping),
        ),
      )
      .returning({ orderId: orderMoney.orderId });
  }),
);

/** Releases the allocated amount of a refund that failed. */
export const releaseRefund = statement(
  [orderMoney.orderId, refundAmounts],
  (tx: Tx, orderId, { amountMinor, adjustmentMinor, shippingMinor }) =>
    tx
      .update(orderMoney)
      .set({
        refundedMinor: sql`${orderMoney.refundedMinor} - ${amountMinor}`,
        adjustedMinor: sql`${orderMoney.adjustedMinor} - ${adjustmentMinor}`,
        shippingCreditedMinor: sql`${orderMoney.shippingCreditedMinor} - ${shippingMinor}`,
      })
      .where(eq(orderMoney.orderId, orderId)),
);

const waive = statement([orderMoney.orderId], (tx: Tx, orderId) =>
  tx
    .update(orderMoney)
    .set({ shippingCreditedMinor: sql`${orderMoney.shippingMinor}` })
    .where(eq(orderMoney.orderId, orderId)),
);

/** Waives the remaining charge for shipping and returns its amount. */
export async function waiveShipping(tx: Tx, orderId: string): Promise<number> {
  const { shippingMinor, shippingCreditedMinor } = await findBalance(tx, orderId);
  await waive(tx, orderId);
  return shippingMinor - shippingCreditedMinor;
}

/** Adds an amount that was refunded at the provider or by a bank; a negative one corrects an earlier amount. */
export const addExternalRefund = statement([orderMoney.orderId, "number"], (tx: Tx, orderId, byMinor) =>
  tx
    .update(orderMoney)
    .set({ externalMinor: sql`${orderMoney.externalMinor} + ${byMinor}` })
    .where(eq(orderMoney.orderId, orderId)),
);

/** Adds the amount of a lost dispute, which is an external amount since the dispute was opened. */
export const addLostAmount = statement([orderMoney.orderId, "number"], (tx: Tx, orderId, byMinor) =>
  tx
    .update(orderMoney)
    .set({ lostMinor: sql`${orderMoney.lostMinor} + ${byMinor}` })
    .where(eq(orderMoney.orderId, orderId)),
);

/** Records the end of the payment's authorisation, by expiry or release. */
export const endAuthorization = statement(
  [orderMoney.orderId, orderMoney.authorizationEndedAt],
  (tx: Tx, orderId, now) =>
    tx
      .update(orderMoney)
      .set({ authorizationEndedAt: sql`coalesce(${orderMoney.authorizationEndedAt}, ${now})` })
      .where(eq(orderMoney.orderId, orderId)),
);

export const insertCapture = rowInto(captures);

export const findCapture = rowBy(captures, captures.id);

export const findCapturesByOrders = rowsBy(captures, captures.orderId, asc(captures.createdAt), asc(captures.id));

/** Stores the outcome of a pending capture; false if it was stored before. */
export const settleCapture = hasRow(
  statement([captures.id, captures.state], (tx: Tx, id, state) =>
    tx
      .update(captures)
      .set({ state })
      .where(and(eq(captures.id, id), eq(captures.state, "PENDING")))
      .returning({ id: captures.id }),
  ),
);
