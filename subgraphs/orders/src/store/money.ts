/** An order's money as rows: each sum moves only as far as it may, checked by the statement that moves it. */
import { prepared, rowInto, rowsBy } from "@hansa/kit/prepared";
import type { Reader, Tx } from "@hansa/kit/store";
import { and, asc, eq, gte, sql } from "drizzle-orm";
import { type CaptureRow, captures, type OrderMoneyRow, orderMoney } from "./tables.ts";

export const insertMoney = rowInto(orderMoney);

export const findMoneyByOrders = rowsBy(orderMoney, orderMoney.orderId);

/** The money of an order that is there. */
export async function moneyOf(db: Reader, orderId: string): Promise<OrderMoneyRow> {
  const [row] = await findMoneyByOrders(db, [orderId]);
  if (!row) throw new Error(`the order ${orderId} has no money to it`);
  return row;
}

const findMoneyByPayments = rowsBy(orderMoney, orderMoney.paymentId);

export async function findMoneyByPayment(db: Reader, paymentId: string): Promise<OrderMoneyRow | undefined> {
  const [row] = await findMoneyByPayments(db, [paymentId]);
  return row;
}

const raise = prepared(["orderId", "capturedMinor"], (tx: Tx, { orderId, capturedMinor }) =>
  tx
    .update(orderMoney)
    .set({ capturedMinor: sql`max(${orderMoney.capturedMinor}, ${capturedMinor})` })
    .where(eq(orderMoney.orderId, orderId)),
);

/** Remembers how much was taken in all so far. It never sinks, in whatever order that is heard. */
export async function raiseCaptured(tx: Tx, orderId: string, capturedMinor: number): Promise<void> {
  await raise(tx, { orderId, capturedMinor });
}

type GivenBack = { amountMinor: number; adjustmentMinor: number; shippingMinor: number };

/** Sets aside what is to be given back; false, and nothing changed, if no more than that was taken, or is left of the shipping. */
export async function takeForRefund(
  tx: Tx,
  orderId: string,
  { amountMinor, adjustmentMinor, shippingMinor }: GivenBack,
): Promise<boolean> {
  const refunded = sql`${orderMoney.refundedMinor} + ${amountMinor}`;
  const shipping = sql`${orderMoney.shippingGivenUpMinor} + ${shippingMinor}`;
  const moved = await tx
    .update(orderMoney)
    .set({
      refundedMinor: refunded,
      adjustedMinor: sql`${orderMoney.adjustedMinor} + ${adjustmentMinor}`,
      shippingGivenUpMinor: shipping,
    })
    .where(
      and(
        eq(orderMoney.orderId, orderId),
        gte(orderMoney.capturedMinor, sql`${refunded} + ${orderMoney.elsewhereMinor}`),
        gte(orderMoney.shippingMinor, shipping),
      ),
    )
    .returning({ orderId: orderMoney.orderId });
  return moved.length === 1;
}

/** Frees what was set aside for a refund that did not come about. */
export async function freeFromRefund(
  tx: Tx,
  orderId: string,
  { amountMinor, adjustmentMinor, shippingMinor }: GivenBack,
): Promise<void> {
  await tx
    .update(orderMoney)
    .set({
      refundedMinor: sql`${orderMoney.refundedMinor} - ${amountMinor}`,
      adjustedMinor: sql`${orderMoney.adjustedMinor} - ${adjustmentMinor}`,
      shippingGivenUpMinor: sql`${orderMoney.shippingGivenUpMinor} - ${shippingMinor}`,
    })
    .where(eq(orderMoney.orderId, orderId));
}

/** Nothing is asked for sending any more; how much of it was still asked for. */
export async function giveUpShipping(tx: Tx, orderId: string): Promise<number> {
  const { shippingMinor, shippingGivenUpMinor } = await moneyOf(tx, orderId);
  await tx
    .update(orderMoney)
    .set({ shippingGivenUpMinor: sql`${orderMoney.shippingMinor}` })
    .where(eq(orderMoney.orderId, orderId));
  return shippingMinor - shippingGivenUpMinor;
}

/** Counts what was given back at the provider or by a bank, or, below zero, what turned out not to be. */
export async function moveElsewhere(tx: Tx, orderId: string, byMinor: number): Promise<void> {
  await tx
    .update(orderMoney)
    .set({ elsewhereMinor: sql`${orderMoney.elsewhereMinor} + ${byMinor}` })
    .where(eq(orderMoney.orderId, orderId));
}

/** The authorisation of its payment has ended, by itself or because it was let go. */
export async function endAuthorization(tx: Tx, orderId: string, now: number): Promise<void> {
  await tx
    .update(orderMoney)
    .set({ authorizationEndedAt: sql`coalesce(${orderMoney.authorizationEndedAt}, ${now})` })
    .where(eq(orderMoney.orderId, orderId));
}

export const insertCapture = rowInto(captures);

export async function findCapture(db: Reader, id: string): Promise<CaptureRow | undefined> {
  const [row] = await db.select().from(captures).where(eq(captures.id, id));
  return row;
}

export const findCapturesByOrders = rowsBy(captures, captures.orderId, asc(captures.createdAt), asc(captures.id));

/** What became of a pending capture; false if that was known before. */
export async function settleCapture(tx: Tx, id: string, state: "CAPTURED" | "REFUSED"): Promise<boolean> {
  const settled = await tx
    .update(captures)
    .set({ state })
    .where(and(eq(captures.id, id), eq(captures.state, "PENDING")))
    .returning({ id: captures.id });
  return settled.length === 1;
}
