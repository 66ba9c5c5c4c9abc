/** Events of placed orders for other services, with the e-mail to the customer, both in the transaction of the change. */
import { events } from "@hansa/contracts/events";
import { appendEvent } from "@hansa/kit/messaging";
import type { Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findLinesByOrders } from "../../store/order/orders.ts";
import type { OrderRefund } from "../../store/payment/refunds.ts";
import type { OrderRow, UnitSet } from "../../store/tables.ts";
import { queueOrderMail } from "../email/order-mails.ts";
import { orderFacts } from "../order/timeline.ts";

/** A quantity of one line; `units`: the unit numbers, if they are known. */
export type Part = { lineId: string; quantity: number; units?: UnitSet };

/** Publishes the cancellation of the whole order. `parts` contains only units that were not cancelled before. */
export async function publishOrderCancelled(
  { runtime }: Deps,
  tx: Tx,
  order: OrderRow,
  { wasConfirmed, parts }: { wasConfirmed: boolean; parts: readonly Part[] },
): Promise<void> {
  if (order.cancelReason === null) throw new Error(`the order ${order.id} was cancelled without a reason`);
  const lines = await findLinesByOrders(tx, [order.id]);
  await appendEvent(runtime, tx, events.orderCancelled, {
    ...orderFacts(order, lines),
    reason: order.cancelReason,
    wasConfirmed,
    cancelledNow: await withVariants(tx, order, parts),
  });
  await queueOrderMail(runtime, tx, { orderId: order.id, kind: "CANCELLED" });
}

/** Publishes the cancellation of units of an order, and queues the e-mail about it. */
export async function publishLinesCancelled(
  { runtime }: Deps,
  tx: Tx,
  order: OrderRow,
  { id, parts, shippingMinor }: { id: string; parts: readonly Part[]; shippingMinor: number },
): Promise<void> {
  const lines = await withVariants(tx, order, parts);
  await appendEvent(runtime, tx, events.orderLinesCancelled, { ...referenceOf(order), lines, shippingMinor });
  await queueOrderMail(runtime, tx, { orderId: order.id, kind: "LINES_CANCELLED", subjectId: id });
}

type ParcelEvent = { kind: "shipped" | "delivered"; shipmentId: string; parts: readonly Part[] };

/** Publishes the shipment or the delivery of a parcel. */
export async function publishParcelEvent(
  { runtime }: Deps,
  tx: Tx,
  order: OrderRow,
  { kind, shipmentId, parts }: ParcelEvent,
): Promise<void> {
  const contract = kind === "shipped" ? events.orderShipped : events.orderDelivered;
  const lines = await withVariants(tx, order, parts);
  await appendEvent(runtime, tx, contract, { ...referenceOf(order), shipmentId, lines });
  if (kind === "shipped")
    await queueOrderMail(runtime, tx, { orderId: order.id, kind: "SHIPPED", subjectId: shipmentId });
}

/** Publishes a succeeded refund. */
export async function publishOrderRefunded({ runtime }: Deps, tx: Tx, orderRefund: OrderRefund): Promise<void> {
  await appendEvent(runtime, tx, events.orderRefunded, await refundPayloadOf(tx, orderRefund));
  const { order, refund } = orderRefund;
  await queueOrderMail(runtime, tx, { orderId: order.id, kind: "REFUNDED", subjectId: refund.id });
}

/** Publishes that the bank has reversed a refund. The customer gets no e-mail: staff handles it. */
export async function publishRefundReversed({ runtime }: Deps, tx: Tx, orderRefund: OrderRefund): Promise<void> {
  const payload = await refundPayloadOf(tx, orderRefund);
  await appendEvent(runtime, tx, events.orderRefundReversed, payload);
}

async function refundPayloadOf(tx: Tx, { order, refund, parts }: OrderRefund) {
  const named = await withVariants(tx, order, parts);
  return {
    ...referenceOf(order),
    refundId: refund.id,
    amount: { minor: refund.amountMinor, currency: order.currency },
    shippingMinor: refund.shippingMinor,
    adjustmentMinor: refund.adjustmentMinor,
    lines: named.map((line, index) => ({ ...line, refundedMinor: parts[index]?.amountMinor ?? 0 })),
  };
}

/** Publishes the arrival of a return's parcel, and queues the e-mail about it. `id`: the parcel as a cause. */
export async function publishReturnReceived(
  { runtime }: Deps,
  tx: Tx,
  order: OrderRow,
  { id, returnId, parts }: { id: string; returnId: string; parts: readonly (Part & { restocked: boolean })[] },
): Promise<void> {
  const named = await withVariants(tx, order, parts);
  await appendEvent(runtime, tx, events.returnReceived, {
    ...referenceOf(order),
    returnId,
    lines: named.map((line, index) => ({ ...line, restocked: parts[index]?.restocked ?? false })),
  });
  await queueOrderMail(runtime, tx, { orderId: order.id, kind: "RETURN_RECEIVED", subjectId: returnId, causeId: id });
}

function referenceOf({ id, customerId }: OrderRow) {
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
