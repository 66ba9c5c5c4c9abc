/** Goods whose refund has succeeded before they were sent: they are cancelled, and with the last of them the order. */
import { sum } from "@hansa/kit/money";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findCountersByOrders } from "../../store/counters.ts";
import { moneyOf } from "../../store/money.ts";
import { findLinesByOrders, findOrdersByIds } from "../../store/orders.ts";
import { findRefundParts, findRefundsByOrders } from "../../store/refunds.ts";
import type { OrderRow, RefundRow } from "../../store/tables.ts";
import type { Acting } from "../order/access.ts";
import { cancelParts } from "../order/cancelling-parts.ts";
import { canStillLeave } from "../order/next-actions.ts";
import { allParts, type NamedPart } from "../order/parts.ts";
import { liveUnits } from "../order/progress.ts";
import { holdOrder } from "../order/review-holds.ts";
import { booksNow } from "./settling.ts";
import { commonOf, sizeOf } from "./units.ts";

/** Call it when a refund has succeeded. */
export async function cancelRefunded(deps: Deps, tx: Tx, refund: RefundRow, by: Acting): Promise<void> {
  const order = await reload(tx, refund.orderId);
  if (!canStillLeave(order)) return;
  const withdrawn = await withdrawnParts(tx, refund);
  const left = withdrawn.length > 0 ? await cancelParts(deps, tx, order, withdrawn, { ...by, reason: "SHOP" }) : order;
  if (left.state !== "CONFIRMED" || !(await isRefundedInFull(tx, left))) return;
  if ((await findCountersByOrders(tx, [left.id])).some(({ packed }) => packed > 0)) {
    await holdOrder(deps, tx, left, "it was refunded in full, and a parcel of it is packed");
  } else {
    await cancelParts(deps, tx, left, await allParts(tx, left, liveUnits), { ...by, reason: "SHOP" });
  }
}

/** The parts of a refund that left what can be fulfilled when it was asked for. */
async function withdrawnParts(tx: Tx, { id, orderId }: RefundRow): Promise<NamedPart[]> {
  const units = new Map((await findRefundParts(tx, [id])).map((part) => [part.lineId, part.units]));
  const lines = new Map((await findLinesByOrders(tx, [orderId])).map((line) => [line.id, line]));
  return (await findCountersByOrders(tx, [orderId])).flatMap((counters) => {
    const line = lines.get(counters.lineId);
    const withdrawn = commonOf(counters.units.withdrawn, units.get(counters.lineId) ?? []);
    return line && withdrawn.length > 0 ? [{ line, counters, quantity: sizeOf(withdrawn), units: withdrawn }] : [];
  });
}

/** Whether all that was taken was given back by refunds that succeeded, of which none keeps the goods, and no more will be taken. */
async function isRefundedInFull(tx: Tx, { id }: OrderRow): Promise<boolean> {
  const { capturedMinor } = await moneyOf(tx, id);
  const { leftMinor } = await booksNow(tx, id);
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
