/** Cancellation of orders in processing, concurrent cancellations, and cancellations while payments is unavailable. */
import { expect, test } from "vitest";
import { present, seeCart } from "../support/mutations.ts";
import {
  buy,
  cancel,
  cancelParts,
  orderOf,
  payFor,
  prepareUnits,
  readBalance,
  readCancelledEvent,
  readOrder,
  refundUnits,
  runRetries,
  send,
  staff,
  timelineKindsOf,
} from "../support/order-changes.ts";
import { unknown } from "../support/peers/payments.ts";
import { complete } from "../support/purchase.ts";
import { minute, type Shop, shop, stockLevelOf } from "../support/shop.ts";

/** An order that hangs before its capture: payments does not answer. */
async function hanging(s: Shop) {
  const paid = await payFor(s);
  s.payments.captures.push(unknown);
  return orderOf(s, paid);
}

test("cancelled before the capture: the payment is voided, stock is released, and the order was never confirmed", async () => {
  const s = await shop();
  const bought = await hanging(s);
  expect(await readOrder(s, bought)).toMatchObject({ state: "PENDING_PAYMENT", nextActions: ["CANCEL"] });
  expect(await cancel(s, bought.orderId, {}, { guestToken: bought.guestToken })).toMatchObject({
    order: {
      state: "CANCELLED",
      cancelReason: "CUSTOMER",
      invoiceNumber: null,
      lines: [{ cancelled: 3 }],
      refunds: [],
    },
  });
  expect(bought.payment.state).toBe("voided");
  expect(await stockLevelOf(s, bought.line.variantId)).toEqual({ onHand: 10, reserved: 0 });
  expect(await s.publishedEvents()).toEqual(["order.placed", "order.cancelled"]);
  expect(await readCancelledEvent(s)).toMatchObject({ wasConfirmed: false, cancelledNow: [{ quantity: 3 }] });
  expect(await timelineKindsOf(s, bought)).toEqual(["PLACED", "CANCEL_REQUESTED", "CANCELLED"]);
  expect(await seeCart(s, bought.cartId)).toMatchObject({ state: "OPEN" });
});

test("cancelled during the capture: it is confirmed, cancelled at once, and refunded", async () => {
  const s = await shop();
  const paid = await payFor(s);
  const { arrived, releaseAll } = s.transport.delayRequests("payments.capture");
  const completing = orderOf(s, paid);
  await arrived;
  const [order] = await s.rows("SELECT id FROM orders");
  const orderId = String(Object(order).id);
  const cancelling = cancel(s, orderId, staff);
  await expect.poll(() => s.rows("SELECT * FROM cancellations")).toHaveLength(1);
  releaseAll();
  await completing;
  expect(await cancelling).toMatchObject({ order: { state: "CANCELLED", cancelReason: "SHOP" } });
  expect(paid.payment).toMatchObject({ capturedMinor: 3_490, refundedMinor: 3_490 });
  expect(await s.publishedEvents()).toEqual([
    "order.placed",
    "taxDocument.issued",
    "order.confirmed",
    "order.cancelled",
    "taxDocument.issued",
    "order.refunded",
  ]);
  expect(await timelineKindsOf(s, { orderId })).toEqual([
    "PLACED",
    "CANCEL_REQUESTED",
    "PAYMENT_CAPTURED",
    "CONFIRMED",
    "CANCELLED",
    "REFUNDED",
  ]);
});

test("cancelled after a capture of another amount: staff decides, and the captured amount is recorded", async () => {
  const s = await shop();
  const paid = await payFor(s);
  s.transport.dropRequests("payments.capture");
  const bought = await orderOf(s, paid);
  s.transport.clearFaults();
  Object.assign(paid.payment, { state: "captured", capturedMinor: 1_000 });
  await cancel(s, bought.orderId, staff);
  expect(await readOrder(s, bought)).toMatchObject({
    state: "PENDING_PAYMENT",
    hold: { reason: "NEEDS_REVIEW" },
    refunds: [],
  });
  expect((await readBalance(s, bought.orderId)).money).toMatchObject({ captured: 1_000, refunded: 0 });
});

test("cancelled after a capture that orders did not know of: it is confirmed, cancelled and refunded", async () => {
  const s = await shop();
  const paid = await payFor(s);
  s.transport.loseResponses("payments.capture");
  const bought = await orderOf(s, paid);
  s.transport.clearFaults();
  expect(await cancel(s, bought.orderId, staff)).toMatchObject({ order: { state: "CANCELLED" } });
  expect(paid.payment).toMatchObject({ capturedMinor: 3_490, refundedMinor: 3_490 });
  expect(await s.publishedEvents()).toEqual([
    "order.placed",
    "taxDocument.issued",
    "order.confirmed",
    "order.cancelled",
    "taxDocument.issued",
    "order.refunded",
  ]);
});

test("cancelled while products does not respond: stock is committed, then the payment is voided and the stock returned", async () => {
  const s = await shop();
  const paid = await payFor(s);
  s.transport.dropRequests("products.commit");
  const bought = await orderOf(s, paid);
  expect(await cancel(s, bought.orderId, staff)).toMatchObject({
    order: { state: "PENDING_PAYMENT", nextActions: [] },
  });
  expect(await cancel(s, bought.orderId, staff)).toMatchObject({ __typename: "InvalidTransitionError" });
  s.transport.clearFaults();
  await runRetries(s);
  expect(await readOrder(s, bought)).toMatchObject({ state: "CANCELLED", cancelReason: "SHOP" });
  expect(bought.payment.state).toBe("voided");
  expect(s.transport.requests).not.toContain("payments.capture");
  expect(await stockLevelOf(s, bought.line.variantId)).toEqual({ onHand: 10, reserved: 0 });
});

test("a free order cancelled during its placement is never confirmed", async () => {
  const s = await shop();
  const paid = await payFor(s, [{ prices: { EUR: 0 }, weightGrams: null }]);
  s.transport.dropRequests("products.commit");
  const bought = await orderOf(s, paid);
  await cancel(s, bought.orderId, staff);
  s.transport.clearFaults();
  await runRetries(s);
  expect(await s.publishedEvents()).toEqual(["order.placed", "order.cancelled"]);
  expect(await stockLevelOf(s, bought.line.variantId)).toEqual({ onHand: 10, reserved: 0 });
});

test("missing stock is the reason, even if the order was also cancelled", async () => {
  const s = await shop();
  const paid = await payFor(s);
  await s.runtime.advance(26 * minute);
  await s.products.service.runJobsOnce();
  await s.products.receive(present(paid.variants[0]).variantId, -10);
  s.transport.dropRequests("products.commit");
  const bought = await orderOf(s, paid);
  await cancel(s, bought.orderId, staff);
  s.transport.clearFaults();
  await runRetries(s);
  expect(await readOrder(s, bought)).toMatchObject({ state: "CANCELLED", cancelReason: "OUT_OF_STOCK" });
});

test("two concurrent cancellations cancel once and refund once", async () => {
  const s = await shop();
  const bought = await buy(s);
  const responses = await Promise.all([
    cancel(s, bought.orderId, staff),
    cancel(s, bought.orderId, { guest: [bought.guestToken] }),
  ]);
  expect(responses.map((response) => response.__typename).sort()).toEqual(["InvalidTransitionError", "OrderCancelled"]);
  expect(bought.payment.refundedMinor).toBe(3_490);
  expect(await stockLevelOf(s, bought.line.variantId)).toEqual({ onHand: 10, reserved: 0 });
  expect((await s.publishedEvents()).filter((type) => type === "order.cancelled")).toHaveLength(1);
});

test("two concurrent cancellations of units cancel only existing units", async () => {
  const s = await shop();
  const bought = await buy(s);
  const responses = await Promise.all([cancelParts(s, bought, 2), cancelParts(s, bought, 2)]);
  expect(responses.map((response) => response.__typename).sort()).toEqual([
    "OrderLinesCancelled",
    "QuantityExceededError",
  ]);
  expect(bought.payment.refundedMinor).toBe(2_000);
});

test("of a concurrent cancellation and shipment exactly one succeeds", async () => {
  const s = await shop();
  for (const cancelsFirst of [true, false]) {
    const bought = await buy(s);
    const { fulfilment } = await prepareUnits(s, bought.orderId, [{ lineId: bought.line.lineId, quantity: 3 }]);
    const both = [() => cancel(s, bought.orderId, staff), () => send(s, present(fulfilment).id)];
    const responses = await Promise.all((cancelsFirst ? both : both.toReversed()).map((act) => act()));
    const names = responses.map((response) => response.__typename);
    expect(names).toContain("InvalidTransitionError");
    const { state } = await readOrder(s, bought);
    expect(state).toBe(names.includes("OrderCancelled") ? "CANCELLED" : "SHIPPED");
    expect(bought.payment.refundedMinor ?? 0).toBe(state === "CANCELLED" ? 3_490 : 0);
    expect((await readBalance(s, bought.orderId)).counters).toMatchObject(
      state === "CANCELLED" ? { cancelled: 3, shipped: 0 } : { cancelled: 0, shipped: 3 },
    );
  }
});

test("a cancellation is answered with its current state while payments is down, and refunded later", async () => {
  const s = await shop();
  const bought = await buy(s);
  s.transport.dropRequests("payments.refund");
  expect(await cancel(s, bought.orderId, staff)).toMatchObject({
    order: { state: "CANCELLED", refunds: [{ state: "PENDING" }] },
  });
  s.transport.clearFaults();
  await runRetries(s);
  expect(await readOrder(s, bought)).toMatchObject({ refunds: [{ state: "SUCCEEDED" }] });
  expect(bought.payment.refundedMinor).toBe(3_490);
});

test("a failed refund raises an alarm, and its amount can be refunded manually", async () => {
  const s = await shop();
  const bought = await buy(s);
  s.payments.refunds.responses.push({ outcome: "failed", reason: "the account is closed" });
  expect(await cancel(s, bought.orderId, staff)).toMatchObject({
    order: {
      state: "CANCELLED",
      refunds: [{ state: "FAILED" }],
      nextActions: ["REFUND", "RELEASE_HOLD"],
      lines: [{ refunded: 0 }],
    },
  });
  expect((await timelineKindsOf(s, bought)).slice(-3)).toEqual(["CANCELLED", "REFUND_FAILED", "HELD"]);
  const counted = await s.running.service.deps.metrics.registry.metrics();
  expect(counted).toMatch(/^hansa_alarms_total\{alarm="refund_failed"\} 1$/m);
  expect(await refundUnits(s, bought, 3, { shippingMinor: 490 })).toMatchObject({
    __typename: "OrderRefunded",
    refund: { state: "SUCCEEDED", amount: { minor: 3_490 } },
    order: { hold: null },
  });
});

test("an order whose checkout was completed by the event alone can be cancelled too", async () => {
  const s = await shop();
  const paid = await payFor(s);
  await s.applyEvents();
  await s.work();
  const { order } = await complete(s, paid.checkoutId);
  expect(await cancel(s, present(order).id, { guest: [paid.checkoutId] })).toMatchObject({
    order: { state: "CANCELLED" },
  });
});
