/** Balance of an order: the excess is refunded, the unneeded part of the authorisation is released, and due amounts are captured. */
import { roundTogether, sum } from "@hansa/commerce/money";
import type { Reader, Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findCountersByOrders } from "../../store/order/line-counters.ts";
import { allocateRefund, findBalance, findCapturesByOrders, insertCapture } from "../../store/payment/balances.ts";
import { insertRefund, type NewRefundPart } from "../../store/payment/refunds.ts";
import { insertOrderTask } from "../../store/processing/order-tasks.ts";
import type { OrderRow, RefundRow } from "../../store/tables.ts";
import { type Balance, computeBalance, recordSettlement } from "../order/settlement.ts";

/** Reads the rows of an order and computes its current balance. */
export async function loadBalance(db: Reader, orderId: string): Promise<Balance> {
  const [lines, money, captures] = await Promise.all([
    findCountersByOrders(db, [orderId]),
    findBalance(db, orderId),
    findCapturesByOrders(db, [orderId]),
  ]);
  return computeBalance(lines, money, captures);
}

/** The amount cancelled before its capture: neither captured nor pending nor capturable. Zero once the whole total is captured. */
export async function loadUnchargedAmount(db: Reader, orderId: string): Promise<number> {
  const { capturedMinor, totalMinor } = await findBalance(db, orderId);
  if (capturedMinor >= totalMinor) return 0;
  const pending = (await findCapturesByOrders(db, [orderId])).filter(({ state }) => state === "PENDING");
  const { leftMinor } = await loadBalance(db, orderId);
  // A capture at the provider may have taken the amount of a pending one.
  return Math.max(0, sum([totalMinor, -capturedMinor, -leftMinor, ...pending.map(({ amountMinor }) => -amountMinor)]));
}

type RefundPart = Omit<NewRefundPart, "refundId">;

/** Cancelled parts and shipping, with their value. */
export type CancelledValue = { parts: readonly RefundPart[]; shippingMinor: number };

/**
 * Refunds the amount captured for cancelled units, and releases the amount that will never be captured. To be called after every
 * cancellation, shipment or capture. While a capture is pending nothing is decided: its outcome calls this again. Returns the amount that it
 * refunds.
 */
export async function settleBalance(
  deps: Deps,
  tx: Tx,
  order: OrderRow,
  cancelled: CancelledValue = { parts: [], shippingMinor: 0 },
): Promise<number> {
  const { store } = deps;
  const money = await findBalance(tx, order.id);
  if (!money.paymentId) {
    await recordSettlement(tx, order.id);
    return 0;
  }
  const { excessMinor, releasableMinor } = await loadBalance(tx, order.id);
  if (excessMinor > 0) {
    const amounts = { amountMinor: excessMinor, adjustmentMinor: 0, shippingMinor: 0 };
    if (!(await allocateRefund(tx, order.id, amounts)))
      throw new Error(`the excess of the order ${order.id} is above its refundable amount`);
    const { parts, shippingMinor } = allocateAmount(cancelled, excessMinor);
    await recordRefund(deps, tx, order, {
      parts,
      amountMinor: excessMinor,
      adjustmentMinor: 0,
      shippingMinor,
      cause: "CANCELLATION",
      reason: "Cancelled.",
    });
  }
  if (releasableMinor > 0)
    await insertOrderTask(tx, { orderId: order.id, kind: "RELEASE", subjectId: order.id }, store.now());
  await recordSettlement(tx, order.id);
  return excessMinor;
}

/**
 * Allocates a refund that is below the value of its parts, because of an earlier adjustment or a partial capture: in proportion to the
 * values of the parts, so that the shares add up to the amount.
 */
function allocateAmount({ parts, shippingMinor }: CancelledValue, amountMinor: number): CancelledValue {
  const values = [...parts.map((part) => part.amountMinor), shippingMinor];
  const valueMinor = sum(values);
  if (valueMinor <= amountMinor) return { parts, shippingMinor };
  const shares = roundTogether(
    amountMinor,
    values.map((value) => BigInt(value) * BigInt(amountMinor)),
    BigInt(valueMinor),
  );
  return {
    parts: parts.map((part, index) => ({ ...part, amountMinor: shares[index] ?? 0 })),
    shippingMinor: shares.at(-1) ?? 0,
  };
}

type NewRefund = Pick<RefundRow, "cause" | "amountMinor" | "shippingMinor" | "adjustmentMinor" | "reason"> &
  Partial<Pick<RefundRow, "returnId" | "requestedBy" | "keepFulfillable">> & { parts: readonly RefundPart[] };

/** Records a refund, and the order task that requests an amount from payments. The caller has deducted its amount from the balance. */
export async function recordRefund(
  { store, runtime }: Deps,
  tx: Tx,
  order: OrderRow,
  { parts, ...refund }: NewRefund,
): Promise<string> {
  const id = runtime.newId("ref");
  await insertRefund(
    tx,
    {
      returnId: null,
      requestedBy: null,
      keepFulfillable: false,
      ...refund,
      id,
      orderId: order.id,
      orderPlacedAt: order.placedAt,
      state: "PENDING",
      failure: null,
      maximumMinor: null,
      createdAt: runtime.now(),
      settledAt: null,
    },
    parts.map((part) => ({ ...part, refundId: id })),
  );
  if (refund.amountMinor > 0)
    await insertOrderTask(tx, { orderId: order.id, kind: "REFUND", subjectId: id }, store.now());
  return id;
}

/** Records a capture, and the order task that requests it from payments. */
export async function recordCapture(
  { store, runtime }: Deps,
  tx: Tx,
  order: OrderRow,
  capture: { id: string; amountMinor: number; leftMinor: number; requestedBy: string | null },
): Promise<void> {
  await insertCapture(tx, { ...capture, orderId: order.id, state: "PENDING", createdAt: runtime.now() });
  await insertOrderTask(tx, { orderId: order.id, kind: "CAPTURE", subjectId: capture.id }, store.now());
}

/** Captures the amount that became due with a parcel, if the shop captures on fulfilment. */
export async function captureDueAmount(deps: Deps, tx: Tx, order: OrderRow, captureId: string): Promise<void> {
  const money = await findBalance(tx, order.id);
  if (!money.paymentId || money.captureMode !== "ON_FULFILMENT") return;
  const { dueMinor, leftMinor } = await loadBalance(tx, order.id);
  if (dueMinor > 0)
    await recordCapture(deps, tx, order, { id: captureId, amountMinor: dueMinor, leftMinor, requestedBy: null });
  else await settleBalance(deps, tx, order);
}
