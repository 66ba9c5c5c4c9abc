/** Timeline entries of orders, and the order's data in events for other services. */
import type { events } from "@hansa/contracts/events";
import type { Tx } from "@hansa/kit/store";
import type { z } from "zod";
import type { Deps } from "../../context.ts";
import { insertOrderEvent, touchOrder } from "../../store/order/orders.ts";
import type { OrderEventRow, OrderLineRow, OrderRow } from "../../store/tables.ts";

/** Adds an entry to the timeline. */
export async function recordOrderEvent(
  { runtime }: Deps,
  tx: Tx,
  order: Pick<OrderRow, "id">,
  event: Pick<OrderEventRow, "kind" | "summary" | "actor" | "actorId">,
): Promise<void> {
  const at = runtime.now();
  await insertOrderEvent(tx, { ...event, orderId: order.id, at });
  await touchOrder(tx, order.id, at);
}

/** The data of an order in events: no personal data except the customer's id. */
export function orderFacts(
  order: OrderRow,
  lines: readonly OrderLineRow[],
): z.input<typeof events.orderPlaced.payload> {
  const address = order.shippingAddress ?? order.billingAddress;
  return {
    orderId: order.id,
    number: order.number,
    checkoutId: order.checkoutId,
    customerId: order.customerId,
    country: address?.country ?? null,
    placedAt: order.placedAt,
    total: { minor: order.totalMinor, currency: order.currency },
    subtotalMinor: order.subtotalMinor,
    discountMinor: order.discountMinor,
    shippingMinor: order.shippingMinor,
    taxMinor: order.taxMinor,
    roundingMinor: order.roundingMinor,
    stepMinor: order.stepMinor,
    promotions: order.discounts.map(({ promotionId, label, discountMinor }) => ({ promotionId, label, discountMinor })),
    lines: lines.map(({ id, variantId, productId, quantity, lineTotalMinor, discountMinor, taxMinor }) => ({
      lineId: id,
      variantId,
      productId,
      quantity,
      lineTotalMinor,
      discountMinor,
      taxMinor,
    })),
  };
}
