/** Capture on fulfilment: captures by parcel, released authorisations, and refused captures. */
import { expect, test } from "vitest";
import { change } from "../support/mutations.ts";
import {
  buy,
  cancel,
  cancelParts,
  orderOf,
  payFor,
  readOrder,
  refundUnits,
  runRetries,
  ship,
  staff,
  timelineKindsOf,
  updateShipment,
} from "../support/order-changes.ts";
import { unknown } from "../support/peers/payments.ts";
import { newKey } from "../support/purchase.ts";
import { minute, type Shop, shop, stockLevelOf } from "../support/shop.ts";

const byParcel = { captureMode: "ON_FULFILMENT" } as const;

/** The capture requests to payments: the amount, and the remaining amount. */
function requestsOf(s: Shop) {
  return s.payments.requested.captures.map(({ captureId, amountMinor, leftMinor }) => ({
    captureId,
    amountMinor,
    leftMinor,
  }));
}

test("an order is confirmed by the authorisation alone, and nothing is captured before the first parcel", async () => {
  const s = await shop(byParcel);
  const bought = await buy(s);
  expect(await readOrder(s, bought)).toMatchObject({ state: "CONFIRMED", invoiceNumber: "000001" });
  expect(await timelineKindsOf(s, bought)).toEqual(["PLACED", "CONFIRMED"]);
  expect(bought.payment.state).toBe("authorized");
  expect(requestsOf(s)).toEqual([]);
});

test("each parcel captures its share, shipping goes with the first, and all captures sum to the total", async () => {
  const s = await shop(byParcel);
  const bought = await buy(s);
  const first = await ship(s, bought, 1);
  const second = await ship(s, bought, 2);
  expect(requestsOf(s)).toEqual([
    { captureId: first, amountMinor: 1_490, leftMinor: 3_490 },
    { captureId: second, amountMinor: 2_000, leftMinor: 2_000 },
  ]);
  expect(bought.payment.capturedMinor).toBe(3_490);
  expect(bought.payment.isReleased).toBeUndefined();
  expect((await timelineKindsOf(s, bought)).filter((kind) => kind === "PAYMENT_CAPTURED")).toHaveLength(2);
});

test("a packed parcel captures nothing until it ships", async () => {
  const s = await shop(byParcel);
  const bought = await buy(s);
  const id = await ship(s, bought, 3, { isReady: true });
  expect(requestsOf(s)).toEqual([]);
  await updateShipment(s, id, { status: "IN_TRANSIT" });
  expect(requestsOf(s)).toEqual([{ captureId: id, amountMinor: 3_490, leftMinor: 3_490 }]);
});

test("cancelled units are never captured: the rest of the authorisation is released with the last parcel", async () => {
  const s = await shop(byParcel);
  const bought = await buy(s);
  await ship(s, bought, 1);
  expect(await cancelParts(s, bought, 1)).toMatchObject({ order: { refunds: [], lines: [{ refunded: 1 }] } });
  expect(bought.payment.isReleased).toBeUndefined();
  await ship(s, bought, 1);
  expect(requestsOf(s).map(({ amountMinor, leftMinor }) => [amountMinor, leftMinor])).toEqual([
    [1_490, 3_490],
    [1_000, 1_000],
  ]);
  expect(bought.payment).toMatchObject({ capturedMinor: 2_490, isReleased: true });
  expect((await timelineKindsOf(s, bought)).at(-1)).toBe("PAYMENT_RELEASED");
});

test("cancelling the remaining units releases the rest of the authorisation at once", async () => {
  const s = await shop(byParcel);
  const bought = await buy(s);
  await ship(s, bought, 1);
  await cancelParts(s, bought, 2);
  expect(bought.payment).toMatchObject({ capturedMinor: 1_490, isReleased: true });
  expect(bought.payment.refundedMinor).toBeUndefined();
});

test("an order cancelled before any capture is voided, not refunded", async () => {
  const s = await shop(byParcel);
  const bought = await buy(s);
  expect(await cancel(s, bought.orderId, staff)).toMatchObject({ order: { state: "CANCELLED", refunds: [] } });
  expect(bought.payment.state).toBe("voided");
  expect(await stockLevelOf(s, bought.line.variantId)).toEqual({ onHand: 10, reserved: 0 });
});

test("cancelled during its placement: it is voided and was never confirmed", async () => {
  const s = await shop(byParcel);
  const paid = await payFor(s);
  s.transport.dropRequests("products.commit");
  const bought = await orderOf(s, paid);
  await cancel(s, bought.orderId, staff);
  s.transport.clearFaults();
  await runRetries(s);
  expect(await s.publishedEvents()).toEqual(["order.placed", "order.cancelled"]);
  expect(bought.payment.state).toBe("voided");
});

test("an unanswered void is requested again", async () => {
  const s = await shop(byParcel);
  const bought = await buy(s);
  s.payments.voids.push(unknown, unknown);
  await cancel(s, bought.orderId, staff);
  expect(bought.payment.state).toBe("authorized");
  await runRetries(s);
  await runRetries(s);
  expect(bought.payment.state).toBe("voided");
});

test("a provider that captures only once captures the whole rest, and later cancellations are refunded", async () => {
  const s = await shop(byParcel);
  s.payments.provider.takesOnce = true;
  const bought = await buy(s);
  await ship(s, bought, 1);
  expect(bought.payment.capturedMinor).toBe(3_490);
  await ship(s, bought, 1);
  expect(requestsOf(s)).toHaveLength(1);
  expect(await cancelParts(s, bought, 1)).toMatchObject({
    order: { refunds: [{ state: "SUCCEEDED", amount: { minor: 1_000 }, parts: [{ quantity: 1 }] }] },
  });
  expect(bought.payment.refundedMinor).toBe(1_000);
});

test("the amount captured for parts cancelled meanwhile is refunded automatically", async () => {
  const s = await shop(byParcel);
  s.payments.provider.takesOnce = true;
  const bought = await buy(s);
  s.payments.captures.push(unknown);
  await ship(s, bought, 1);
  await cancelParts(s, bought, 2);
  expect(await readOrder(s, bought)).toMatchObject({ refunds: [] });
  await runRetries(s);
  expect(bought.payment).toMatchObject({ capturedMinor: 3_490, refundedMinor: 2_000 });
});

test("an unanswered capture is repeated under the same id and captures once", async () => {
  const s = await shop(byParcel);
  const bought = await buy(s);
  s.transport.loseResponses("payments.capture");
  const id = await ship(s, bought, 2);
  expect(await readOrder(s, bought)).toMatchObject({ state: "PARTIALLY_SHIPPED", hold: null });
  s.transport.clearFaults();
  await ship(s, bought, 1);
  // Before the event of the capture is read, which would be its outcome.
  await s.runtime.advance(minute);
  await s.work();
  expect(bought.payment.capturedMinor).toBe(3_490);
  const forFirst = requestsOf(s).filter(({ captureId }) => captureId === id);
  expect(forFirst.length).toBeGreaterThan(1);
  expect(new Set(forFirst.map((request) => JSON.stringify(request))).size).toBe(1);
});

test("only captured money can be refunded, and a parcel's refund is not captured again with the next parcel", async () => {
  const s = await shop(byParcel);
  const bought = await buy(s);
  expect(await refundUnits(s, bought, 1)).toMatchObject({
    __typename: "AmountExceededError",
    maximumAmount: { minor: 0 },
  });
  await ship(s, bought, 1);
  await refundUnits(s, bought, 1);
  await ship(s, bought, 2);
  expect(bought.payment).toMatchObject({ capturedMinor: 3_490, refundedMinor: 1_000 });
});

test("a refund for one parcel does not raise the capture of the next one", async () => {
  const s = await shop(byParcel);
  const bought = await buy(s, [{ quantity: 4 }]);
  await ship(s, bought, 1);
  await refundUnits(s, bought, 1);
  for (let parcels = 0; parcels < 3; parcels += 1) await ship(s, bought, 1);
  expect(requestsOf(s).map(({ amountMinor }) => amountMinor)).toEqual([1_490, 1_000, 1_000, 1_000]);
});

test("an adjustment is not captured again with the next parcel", async () => {
  const s = await shop(byParcel);
  const bought = await buy(s);
  await ship(s, bought, 1);
  const gesture = { orderId: bought.orderId, adjustmentMinor: 300, reason: "Late.", idempotencyKey: newKey() };
  await change(s, "orderRefund", gesture, staff);
  await ship(s, bought, 2);
  expect(bought.payment).toMatchObject({ capturedMinor: 3_490, refundedMinor: 300 });
});

test("an order without a parcel is captured when it is handed over", async () => {
  const s = await shop(byParcel);
  const bought = await buy(s, [{ weightGrams: null, quantity: 2 }]);
  expect(bought.payment.state).toBe("authorized");
  await s.runtime.advance(60 * minute);
  await s.work();
  expect(await readOrder(s, bought)).toMatchObject({ state: "DELIVERED" });
  await runRetries(s);
  expect(bought.payment.capturedMinor).toBe(2_000);
});

test("the capture mode of an order is frozen at its placement", async () => {
  const s = await shop(byParcel);
  const bought = await buy(s);
  await s.corruptStore("UPDATE shop_settings SET capture_mode = 'ON_PLACEMENT'");
  await ship(s, bought, 1);
  expect(bought.payment.capturedMinor).toBe(1_490);
});
