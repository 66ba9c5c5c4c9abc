/** Orders whose payment and stock were inconsistent during processing: staff cancels them, and nothing remains reserved or charged. */
import { expect, test } from "vitest";
import { seeCart, seeCheckout } from "../support/mutations.ts";
import {
  cancel,
  orderOf,
  payFor,
  readOrder,
  refund,
  runRetries,
  staff,
  timelineKindsOf,
} from "../support/order-changes.ts";
import { minute, type Shop, shop, stockLevelOf } from "../support/shop.ts";

/** An order of which only 1.00 was taken. */
async function partiallyCaptured(s: Shop) {
  s.payments.captures.push({ outcome: "captured", capturedMinor: 100 });
  const order = await payFor(s);
  order.payment.capturedMinor = 100;
  s.payments.move(order.payment, "captured", false);
  return orderOf(s, order);
}

test("staff alone can cancel it: it is refunded and restocked, and the cart is open again", async () => {
  const s = await shop();
  const bought = await partiallyCaptured(s);
  const { orderId, guestToken } = bought;
  const refused = { __typename: "InvalidTransitionError", orderState: "PENDING_PAYMENT" };
  expect(await cancel(s, orderId, {}, { guestToken })).toMatchObject({ ...refused, allowed: [] });
  expect((await readOrder(s, bought)).nextActions).toEqual(["CANCEL", "REFUND"]);

  expect(await cancel(s, orderId, staff)).toMatchObject({
    __typename: "OrderCancelled",
    order: { state: "CANCELLED", cancelReason: "SHOP", invoiceNumber: null },
  });
  await runRetries(s);
  expect(bought.payment).toMatchObject({ capturedMinor: 100, refundedMinor: 100, isReleased: true });
  expect(await stockLevelOf(s, bought.line.variantId)).toEqual({ onHand: 10, reserved: 0 });
  expect(await seeCheckout(s, bought.checkoutId)).toMatchObject({ state: "COMPLETED", order: { state: "CANCELLED" } });
  expect(await seeCart(s, bought.cartId)).toMatchObject({ state: "OPEN", checkout: null });
  expect(await s.publishedEvents()).toEqual(["order.placed", "order.cancelled", "order.refunded"]);
  const [published] = await s.rows("SELECT payload FROM outbox WHERE type = 'order.cancelled'");
  expect(JSON.parse(Object(published).payload)).toMatchObject({ wasConfirmed: false });
  expect(await cancel(s, orderId, staff)).toMatchObject({
    __typename: "InvalidTransitionError",
    orderState: "CANCELLED",
  });
});

test("an amount refunded before the cancellation is not refunded again", async () => {
  const s = await shop();
  const bought = await partiallyCaptured(s);
  await refund(s, bought, { shippingMinor: 60 });
  await cancel(s, bought.orderId, staff);
  await runRetries(s);
  expect(bought.payment.refundedMinor).toBe(100);
});

test("units that were unavailable at placement are not restocked", async () => {
  const s = await shop();
  const order = await payFor(s);
  const { variantId } = { ...order.variants[0] };
  await s.runtime.advance(26 * minute);
  await s.products.service.runJobsOnce();
  await s.products.receive(String(variantId), -10);
  s.payments.voids.push({ outcome: "captured", capturedMinor: 3_490 });
  s.payments.move(order.payment, "captured");
  const bought = await orderOf(s, order);
  expect(await readOrder(s, bought)).toMatchObject({ state: "PENDING_PAYMENT", hold: { reason: "NEEDS_REVIEW" } });
  await s.applyEvents();
  await cancel(s, bought.orderId, staff);
  await runRetries(s);
  expect(await stockLevelOf(s, bought.line.variantId)).toEqual({ onHand: 0, reserved: 0 });
  expect(order.payment.refundedMinor).toBe(3_490);
});

test("staff cancels an order that its buyer could not cancel", async () => {
  const s = await shop({ captureMode: "ON_FULFILMENT" });
  const order = await payFor(s);
  s.transport.dropRequests("payments.link");
  const bought = await orderOf(s, order);
  await cancel(s, bought.orderId, {}, { guestToken: bought.guestToken });
  s.payments.captureThere(order.payment, order.payment.amountMinor);
  s.transport.clearFaults();
  await runRetries(s);
  expect(await readOrder(s, bought)).toMatchObject({ state: "PENDING_PAYMENT", hold: { reason: "NEEDS_REVIEW" } });
  await cancel(s, bought.orderId, staff);
  await runRetries(s);
  expect(await readOrder(s, bought)).toMatchObject({ state: "CANCELLED" });
  expect((await timelineKindsOf(s, bought)).filter((kind) => kind === "CANCELLED")).toHaveLength(1);
  expect(order.payment).toMatchObject({ refundedMinor: 3_490 });
  expect(await stockLevelOf(s, bought.line.variantId)).toEqual({ onHand: 10, reserved: 0 });
});
