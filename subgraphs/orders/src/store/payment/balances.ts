/** Queries of an order's balance and captures. The limits of a sum are checked by the statement that changes it. */
import { greatest } from "@hansa/kit/store/dialect";
import { prepared, rowInto, rowsBy } from "@hansa/kit/store/prepared";
import type { Reader, Tx } from "@hansa/kit/store/store";
import { and, asc, eq, gte, sql } from "drizzle-orm";
import { type CaptureRow, captures, type OrderMoneyRow, orderMoney } from "../tables.ts";

export const insertMoney = rowInto(orderMoney);

export const findMoneyByOrders = rowsBy(orderMoney, orderMoney.orderId);

/** The balance of an existing order. */
export async function findBalance(db: Reader, orderId: string): Promise<OrderMoneyRow> {
  const [row] = await findMoneyByOrders(db, [orderId]);
  if (!row) throw new Error(`the order ${orderId} has no balance`);
  return row;
}

const findMoneyByPayments = rowsBy(orderMoney, orderMoney.paymentId);

export async function findMoneyByPayment(db: Reader, paymentId: string): Promise<OrderMoneyRow | undefined> {
  const [row] = await findMoneyByPayments(db, [paymentId]);
  return row;
}

const raiseStatement = prepared(["orderId", "capturedMinor"], (tx: Tx, { orderId, capturedMinor }) =>
  tx
    .update(orderMoney)
    .set({ capturedMinor: greatest(orderMoney.capturedMinor, capturedMinor) })
    .where(eq(orderMoney.orderId, orderId)),
);

/** Raises the total captured amount. It never decreases, in any order of events. */
export async function raiseCaptured(tx: Tx, orderId: string, capturedMinor: number): Promise<void> {
  await raiseStatement(tx, { orderId, capturedMinor });
}

type RefundAmounts = { amountMinor: number; adjustmentMinor: number; shippingMinor: number };

const allocate = prepared(
  ["orderId", "amountMinor", "adjustmentMinor", "shippingMinor"],
  (tx: Tx, { orderId, amountMinor, adjustmentMinor, shippingMinor }) => {
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
  },
);

/** Allocates an amount to a refund; false and no change if it exceeds the captured amount or the remaining charge for shipping. */
export async function allocateRefund(
  tx: Tx,
  orderId: string,
  { amountMinor, adjustmentMinor, shippingMinor }: RefundAmounts,
): Promise<boolean> {
  const allocated = await allocate(tx, { orderId, amountMinor, adjustmentMinor, shippingMinor });
  return allocated.length === 1;
}

const release = prepared(
  ["orderId", "amountMinor", "adjustmentMinor", "shippingMinor"],
  (tx: Tx, { orderId, amountMinor, adjustmentMinor, shippingMinor }) =>
    tx
      .update(orderMoney)
      .set({
        refundedMinor: sql`${orderMoney.refundedMinor} - ${amountMinor}`,
        adjustedMinor: sql`${orderMoney.adjustedMinor} - ${adjustmentMinor}`,
        shippingCreditedMinor: sql`${orderMoney.shippingCreditedMinor} - ${shippingMinor}`,
      })
      .where(eq(orderMoney.orderId, orderId)),
);

/** Releases the allocated amount of a refund that failed. */
export async function releaseRefund(
  tx: Tx,
  orderId: string,
  { amountMinor, adjustmentMinor, shippingMinor }: RefundAmounts,
): Promise<void> {
  await release(tx, { orderId, amountMinor, adjustmentMinor, shippingMinor });
}

const waive = prepared(["orderId"], (tx: Tx, { orderId }) =>
  tx
    .update(orderMoney)
    .set({ shippingCreditedMinor: sql`${orderMoney.shippingMinor}` })
    .where(eq(orderMoney.orderId, orderId)),
);

/** Waives the remaining charge for shipping and returns its amount. */
export async function waiveShipping(tx: Tx, orderId: string): Promise<number> {
  const { shippingMinor, shippingCreditedMinor } = await findBalance(tx, orderId);
  await waive(tx, { orderId });
  return shippingMinor - shippingCreditedMinor;
}

const addExternal = prepared(["orderId", "byMinor"], (tx: Tx, { orderId, byMinor }) =>
  tx
    .update(orderMoney)
    .set({ externalMinor: sql`${orderMoney.externalMinor} + ${byMinor}` })
    .where(eq(orderMoney.orderId, orderId)),
);

/** Adds an amount that was refunded at the provider or by a bank; a negative one corrects an earlier amount. */
export async function addExternalRefund(tx: Tx, orderId: string, byMinor: number): Promise<void> {
  await addExternal(tx, { orderId, byMinor });
}

const end = prepared(["orderId", "now"], (tx: Tx, { orderId, now }) =>
  tx
    .update(orderMoney)
    .set({ authorizationEndedAt: sql`coalesce(${orderMoney.authorizationEndedAt}, ${now})` })
    .where(eq(orderMoney.orderId, orderId)),
);

/** Records the end of the payment's authorisation, by expiry or release. */
export async function endAuthorization(tx: Tx, orderId: string, now: number): Promise<void> {
  await end(tx, { orderId, now });
}

export const insertCapture = rowInto(captures);

const capturesByIds = rowsBy(captures, captures.id);

export async function findCapture(db: Reader, id: string): Promise<CaptureRow | undefined> {
  const [row] = await capturesByIds(db, [id]);
  return row;
}

export const findCapturesByOrders = rowsBy(captures, captures.orderId, asc(captures.createdAt), asc(captures.id));

const settle = prepared(["id", "state"], (tx: Tx, { id, state }) =>
  tx
    .update(captures)
    .set({ state: sql`${state}` })
    .where(and(eq(captures.id, id), eq(captures.state, "PENDING")))
    .returning({ id: captures.id }),
);

/** Stores the outcome of a pending capture; false if it was stored before. */
export async function settleCapture(tx: Tx, id: string, state: "CAPTURED" | "REFUSED"): Promise<boolean> {
  const settled = await settle(tx, { id, state });
  return settled.length === 1;
}
