/** Cancellation of unsent units whose refund has succeeded; with the last unit the order is cancelled. */
import { sum } from "@hansa/kit/money";
import type { Tx } from "@hansa/kit/store/store";
import type { Deps } from "../../context.ts";
import { findCountersByOrders } from "../../store/order/line-counters.ts";
import { findLinesByOrders, findOrdersByIds } from "../../store/order/orders.ts";
import { findBalance } from "../../store/payment/balances.ts";
import { findRefundParts, findRefundsByOrders } from "../../store/payment/refunds.ts";
import type { OrderRow, RefundRow } from "../../store/tables.ts";
import { cancelParts } from "../cancellation/part-cancellation.ts";
import { holdOrder } from "../lifecycle/review-holds.ts";
import type { Actor } from "../order/access.ts";
import { isShippable } from "../order/next-actions.ts";
import { type OrderPart, selectParts } from "../order/parts.ts";
import { liveUnits } from "../order/progress.ts";
import { intersectionOf, sizeOf } from "../order/units.ts";
import { loadBalance } from "../payment/balance.ts";

/** Cancels the refunded unsent units. To be called when a refund has succeeded. */
export async function cancelRefundedUnits(deps: Deps, tx: Tx, refund: RefundRow, by: Actor): Promise<void> {
  const order = await reload(tx, refund.orderId);
  if (!isShippable(order)) return;
  const parts = await withdrawnParts(tx, refund);
  const left = parts.length > 0 ? await cancelParts(deps, tx, order, { parts, reason: "SHOP", ...by }) : order;
  if (left.state !== "CONFIRMED" || !(await isRefundedInFull(tx, left))) return;
  if ((await findCountersByOrders(tx, [left.id])).some(({ packed }) => packed > 0)) {
    await holdOrder(deps, tx, left, "it was refunded in full while a parcel is packed");
  } else {
    const live = await selectParts(tx, left, liveUnits);
    await cancelParts(deps, tx, left, { parts: live, reason: "SHOP", ...by });
  }
}

/** The parts of a refund that were withdrawn from fulfilment when it was requested. */
async function withdrawnParts(tx: Tx, { id, orderId }: RefundRow): Promise<OrderPart[]> {
  const units = new Map((await findRefundParts(tx, [id])).map((part) => [part.lineId, part.units]));
  const lines = new Map((await findLinesByOrders(tx, [orderId])).map((line) => [line.id, line]));
  return (await findCountersByOrders(tx, [orderId])).flatMap((counters) => {
    const line = lines.get(counters.lineId);
    const withdrawn = intersectionOf(counters.units.withdrawn, units.get(counters.lineId) ?? []);
    return line && withdrawn.length > 0 ? [{ line, counters, quantity: sizeOf(withdrawn), units: withdrawn }] : [];
  });
}

/** Whether succeeded refunds have returned the whole captured amount, none of them keeps units fulfillable, and nothing is left to capture. */
async function isRefundedInFull(tx: Tx, { id }: OrderRow): Promise<boolean> {
  const { capturedMinor } = await findBalance(tx, id);
  const { leftMinor } = await loadBalance(tx, id);
  const refunds = (await findRefundsByOrders(tx, [id])).filter(({ state }) => state !== "FAILED");
  const given = sum(refunds.map(({ amountMinor }) => amountMinor));
  const isGiven = refunds.every(({ state, keepFulfillable }) => state === "SUCCEEDED" && !keepFulfillable);
  return capturedMinor > 0 && leftMinor === 0 && isGiven && given === capturedMinor;
}

async function reload(tx: Tx, orderId: string): Promise<OrderRow> {
  const [order] = await findOrdersByIds(tx, [orderId]);
  if (!order) throw new Error(`the order ${orderId} is gone`);
  return order;
}
