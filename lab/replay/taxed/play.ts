/** Plays the two months: sales as customers, and cancellations and refunds as staff, each at its time. */

import {
  completeCheckout,
  createCart,
  requireOrder,
  setShipping,
  startCheckout,
  startPaymentOnce,
} from "@hansa/client/buyer";
import { OrderLinesCancelDocument, OrderRefundDocument } from "@hansa/client/documents/orders";
import { requireSuccess } from "@hansa/client/mutation";
import type { Viewer } from "@hansa/kit/identity";
import { guest } from "@hansa/kit/testing";
import { performInProcess, routeInProcess } from "../../../cli/host/in-process-client.ts";
import { billingAddressOf } from "../file/addresses.ts";
import { cartLinesOf, type Invoice } from "../file/invoices.ts";
import type { PlannedEvent } from "./plan.ts";
import type { TaxedShop } from "./shop.ts";

type Placed = { orderId: string; lines: ReadonlyMap<string, string> };
type Playing = { shop: TaxedShop; staff: Viewer; variants: ReadonlyMap<string, string> };

/** Timers of the services run after so many happenings and at least once a day: webhooks arrive and mail leaves. */
const eventsPerJobRun = 50;
const dayMs = 24 * 60 * 60 * 1_000;
/** Events may cause further events, but never in more rounds than this. */
const rounds = 3;

/** Plays all steps in order; `onDone` is called after each. */
export async function playMonths(
  playing: Playing,
  happenings: readonly PlannedEvent[],
  onDone: () => void,
): Promise<void> {
  const { shop } = playing;
  const placed = new Map<string, Placed>();
  for (const [index, happening] of happenings.entries()) {
    while (happening.at - shop.runtime.now() > dayMs) {
      await shop.runtime.advance(dayMs);
      await runTimers(shop);
    }
    await shop.runtime.advance(Math.max(0, happening.at - shop.runtime.now()));
    if (happening.kind === "sale") placed.set(happening.invoice.number, await placeSale(playing, happening.invoice));
    else await performCancellationOrRefund(playing, placed, happening);
    if (index % eventsPerJobRun === 0) await runTimers(shop);
    onDone();
  }
  for (let round = 0; round < rounds; round += 1) await runTimers(shop);
}

/** From the cart to the confirmed order, by a guest. */
async function placeSale({ shop, variants }: Playing, invoice: Invoice): Promise<Placed> {
  const lines = cartLinesOf(invoice).map(({ sku, quantity }) => ({ variantId: variantOf(variants, sku), quantity }));
  const key = (step: string) => `taxed-${invoice.number}-${step}`;
  const email = `customer-${invoice.customer}@replay.example`;
  const route = routeInProcess(shop, guest);
  const cartId = await createCart(route, { currency: "GBP", lines });
  const checkoutId = await startCheckout(route, { cartId, email, idempotencyKey: key("start") });
  await setShipping(route, checkoutId, { shippingAddress: billingAddressOf(invoice) });
  requireSuccess(await startPaymentOnce(route, { checkoutId, paymentToken: "tok_ok", idempotencyKey: key("pay") }));
  const order = requireOrder(await completeCheckout(route, checkoutId, undefined, key("complete")));
  if (order.state !== "CONFIRMED") throw new Error(`invoice ${invoice.number}: the order is ${order.state}`);
  return { orderId: order.id, lines: new Map(order.lines.map(({ id, sku }) => [sku, id])) };
}

function variantOf(variants: ReadonlyMap<string, string>, sku: string): string {
  const variantId = variants.get(sku);
  if (variantId === undefined) throw new Error(`${sku} was never put on sale`);
  return variantId;
}

async function performCancellationOrRefund(
  { shop, staff }: Playing,
  placed: ReadonlyMap<string, Placed>,
  { kind, matched }: Exclude<PlannedEvent, { kind: "sale" }>,
): Promise<void> {
  const { name, invoice, sku, cancellation } = matched;
  const order = placed.get(invoice);
  const lineId = order?.lines.get(sku);
  if (!order || lineId === undefined) throw new Error(`${name}: invoice ${invoice} was not placed before`);
  const parts = [{ lineId, quantity: cancellation.quantity }];
  const input = { orderId: order.orderId, idempotencyKey: `taxed-${name}` };
  if (kind === "cancellation") {
    await performInProcess(shop, staff, OrderLinesCancelDocument, { ...input, parts });
  } else {
    const { refund } = await performInProcess(shop, staff, OrderRefundDocument, {
      ...input,
      lines: parts,
      keepFulfillable: kind === "kept",
      // Without the name: twelve digits of invoice and code can pass for a card number.
      reason: "Returned.",
    });
    if (refund.state !== "SUCCEEDED") throw new Error(`${name}: the refund is ${refund.state}`);
  }
}

async function runTimers({ payments, orders, products }: TaxedShop): Promise<void> {
  await payments.runJobsOnce();
  for (const service of [payments, orders, products]) await service.catchUp();
  await orders.runJobsOnce();
}
