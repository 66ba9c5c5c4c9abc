/** News about an order after it was placed, for the other services and for its customer: each is told in the transaction that makes it true. */
import { events } from "@hansa/contracts/events";
import { appendEvent } from "@hansa/kit/outbox";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findLinesByOrders } from "../../store/orders.ts";
import type { OrderRow, RefundPartRow, RefundRow, ReturnRow, ShipmentRow, UnitSet } from "../../store/tables.ts";
import { queueCancelled, queueLinesCancelled, queueRefunded, queueShipped } from "../letters/customer-mail.ts";
import { orderFacts } from "./events.ts";

/** So many of one line; `units`: their numbers, where they have some. */
export type Part = { lineId: string; quantity: number; units?: UnitSet };

/** The whole order is cancelled. `parts` is what this did; what had been cancelled before is not in it. */
export async function tellCancelled(
  { world }: Deps,
  tx: Tx,
  order: OrderRow,
  wasConfirmed: boolean,
  parts: readonly Part[],
): Promise<void> {
  if (order.cancelReason === null) throw new Error(`the order ${order.id} was cancelled without a reason`);
  const lines = await findLinesByOrders(tx, [order.id]);
  await appendEvent(tx, world, events.orderCancelled, order.id, {
    ...orderFacts(order, lines),
    reason: order.cancelReason,
    wasConfirmed,
    cancelledNow: await withVariants(tx, order, parts),
  });
  await queueCancelled(tx, world, order.id);
}

export async function tellLinesCancelled(
  { world }: Deps,
  tx: Tx,
  order: OrderRow,
  { id, parts, shippingMinor }: { id: string; parts: readonly Part[]; shippingMinor: number },
): Promise<void> {
  const lines = await withVariants(tx, order, parts);
  await appendEvent(tx, world, events.orderLinesCancelled, order.id, { ...newsOf(order), lines, shippingMinor });
  await queueLinesCancelled(tx, world, id);
}

/** A parcel has left, or has arrived. */
export async function tellParcel(
  { world }: Deps,
  tx: Tx,
  what: "shipped" | "delivered",
  order: OrderRow,
  { id }: Pick<ShipmentRow, "id">,
  parts: readonly Part[],
): Promise<void> {
  const contract = what === "shipped" ? events.orderShipped : events.orderDelivered;
  const lines = await withVariants(tx, order, parts);
  await appendEvent(tx, world, contract, order.id, { ...newsOf(order), shipmentId: id, lines });
  if (what === "shipped") await queueShipped(tx, world, id);
}

/** Money has gone back. A refund that was begun at the provider names no lines. */
export async function tellRefunded(
  { world }: Deps,
  tx: Tx,
  order: OrderRow,
  refund: RefundRow,
  parts: readonly RefundPartRow[],
): Promise<void> {
  await appendEvent(tx, world, events.orderRefunded, order.id, await factsOf(tx, order, refund, parts));
  await queueRefunded(tx, world, refund.id);
}

/** A bank sent back what had gone back. The buyer is told nothing: the shop sees to it. */
export async function tellRefundCameBack(
  { world }: Deps,
  tx: Tx,
  order: OrderRow,
  refund: RefundRow,
  parts: readonly RefundPartRow[],
): Promise<void> {
  await appendEvent(tx, world, events.orderRefundCameBack, order.id, await factsOf(tx, order, refund, parts));
}

async function factsOf(tx: Tx, order: OrderRow, refund: RefundRow, parts: readonly RefundPartRow[]) {
  const named = await withVariants(tx, order, parts);
  return {
    ...newsOf(order),
    refundId: refund.id,
    amount: { minor: refund.amountMinor, currency: order.currency },
    shippingMinor: refund.shippingMinor,
    adjustmentMinor: refund.adjustmentMinor,
    lines: named.map((line, index) => ({ ...line, refundedMinor: parts[index]?.amountMinor ?? 0 })),
  };
}

export async function tellReturned(
  { world }: Deps,
  tx: Tx,
  order: OrderRow,
  { id }: Pick<ReturnRow, "id">,
  parts: readonly (Part & { restocked: boolean })[],
): Promise<void> {
  const named = await withVariants(tx, order, parts);
  await appendEvent(tx, world, events.returnReceived, order.id, {
    ...newsOf(order),
    returnId: id,
    lines: named.map((line, index) => ({ ...line, restocked: parts[index]?.restocked ?? false })),
  });
}

function newsOf({ id, customerId }: OrderRow) {
  return { orderId: id, customerId };
}

async function withVariants(tx: Tx, { id }: OrderRow, parts: readonly Part[]) {
  const lines = new Map((await findLinesByOrders(tx, [id])).map((line) => [line.id, line]));
  return parts.map(({ lineId, quantity, units }) => {
    const line = lines.get(lineId);
    if (!line) throw new Error(`the line ${lineId} is not one of the order ${id}`);
    const numbers = units ? { units: units.map(([first, last]): [number, number] => [first, last]) } : {};
    return { lineId, quantity, variantId: line.variantId, productId: line.productId, ...numbers };
  });
}
