/** Manual captures on fulfilment, and captures that are refused, unknown or made at the provider. */
import { expect, test } from "vitest";
import { change, present } from "../support/mutations.ts";
import {
  type Bought,
  buy,
  cancel,
  cancelParts,
  payFor,
  prepareUnits,
  readBalance,
  readOrder,
  runRetries,
  ship,
  staff,
  timelineKindsOf,
} from "../support/order-changes.ts";
import { unknown } from "../support/peers/payments.ts";
import { complete, newKey } from "../support/purchase.ts";
import { type Shop, shop } from "../support/shop.ts";

const byParcel = { captureMode: "ON_FULFILMENT" } as const;

function capture(s: Shop, { orderId }: Pick<Bought, "orderId">, more: Record<string, unknown> = {}) {
  return change(s, "orderCapture", { orderId, idempotencyKey: newKey(), ...more }, staff);
}

/** The capture requests to payments: the amount, and the remaining amount. */
function requestsOf(s: Shop) {
  return s.payments.requested.captures.map(({ captureId, amountMinor, leftMinor }) => ({
    captureId,
    amountMinor,
    leftMinor,
  }));
}

test("a refused capture: the parcel stays recorded, the order is on hold, and nothing more ships", async () => {
  const s = await shop(byParcel);
  const bought = await buy(s);
  const { lineId } = bought.line;
  s.payments.captures.push({ outcome: "refused", reason: "blocked" });
  const { fulfilment } = await prepareUnits(s, bought.orderId, [{ lineId, quantity: 2 }]);
  const sent = {
    fulfilmentId: present(fulfilment).id,
    carrier: "Post",
    parts: [{ lineId, quantity: 1 }],
    idempotencyKey: newKey(),
  };
  expect(await change(s, "shipmentCreate", sent, staff)).toMatchObject({
    __typename: "ShipmentCreated",
    shipment: { status: "SHIPPED" },
    order: { state: "PARTIALLY_SHIPPED", hold: { reason: "NEEDS_REVIEW" } },
  });
  expect(await change(s, "shipmentCreate", { ...sent, idempotencyKey: newKey() }, staff)).toMatchObject({
    __typename: "InvalidTransitionError",
    allowed: ["CANCEL_LINES", "CAPTURE", "RELEASE_HOLD"],
  });
  expect((await timelineKindsOf(s, bought)).at(-1)).toBe("HELD");

  expect(await capture(s, bought, { amountMinor: 1_490 })).toMatchObject({
    __typename: "OrderCaptured",
    isTaken: true,
    amount: { minor: 1_490 },
    order: { hold: null },
  });
  expect((await timelineKindsOf(s, bought)).slice(-2)).toEqual(["PAYMENT_CAPTURED", "RESUMED"]);
  await ship(s, bought, 1);
  expect(requestsOf(s).at(-1)).toMatchObject({ amountMinor: 1_000, leftMinor: 2_000 });
});

test("a manual capture of an amount, then of the rest; later parcels capture nothing more", async () => {
  const s = await shop(byParcel);
  const bought = await buy(s);
  expect(await readOrder(s, bought)).toMatchObject({
    nextActions: ["CANCEL", "CANCEL_LINES", "CAPTURE", "FULFIL", "HOLD"],
  });
  expect(await capture(s, bought, { amountMinor: 490 })).toMatchObject({ amount: { minor: 490, currency: "EUR" } });
  expect(await capture(s, bought, { amountMinor: 3_001 })).toMatchObject({
    __typename: "AmountExceededError",
    path: ["input", "amountMinor"],
    maximumAmount: { minor: 3_000 },
  });
  expect(await capture(s, bought)).toMatchObject({ amount: { minor: 3_000 } });
  expect(await capture(s, bought)).toMatchObject({ __typename: "InvalidTransitionError", orderState: "CONFIRMED" });
  await ship(s, bought, 3);
  expect(bought.payment.capturedMinor).toBe(3_490);
  expect(requestsOf(s)).toHaveLength(2);
});

test("the manually captured amount of cancelled parts is refunded", async () => {
  const s = await shop(byParcel);
  const bought = await buy(s);
  await capture(s, bought);
  await cancel(s, bought.orderId, staff);
  expect(bought.payment.refundedMinor).toBe(3_490);
});

test("a refused manual capture is reported, and an unanswered one is shown as pending", async () => {
  const s = await shop(byParcel);
  const bought = await buy(s);
  s.payments.captures.push({ outcome: "refused", reason: "blocked" });
  const refused = { __typename: "CaptureRefusedError", order: { hold: { reason: "NEEDS_REVIEW" } } };
  const idempotencyKey = newKey();
  expect(await capture(s, bought, { idempotencyKey })).toMatchObject(refused);
  expect(await capture(s, bought, { idempotencyKey })).toMatchObject({ ...refused, replayed: true });
  expect(await capture(s, bought, { idempotencyKey, amountMinor: 1 })).toMatchObject({
    __typename: "IdempotencyKeyReusedError",
  });
  s.payments.captures.push(unknown);
  expect(await capture(s, bought)).toMatchObject({ __typename: "OrderCaptured", isTaken: false });
  await runRetries(s);
  expect(bought.payment.capturedMinor).toBe(3_490);
});

test("a manual capture after a refusal does not end a hold that a dispute also requires", async () => {
  const s = await shop(byParcel);
  const bought = await buy(s);
  const held = { __typename: "OrderCaptured", isTaken: true, order: { hold: { reason: "NEEDS_REVIEW" } } };
  s.payments.captures.push({ outcome: "refused", reason: "blocked" });
  await capture(s, bought, { amountMinor: 1_000 });
  s.payments.dispute(bought.payment, "OPEN", 100);
  await s.applyEvents();
  await s.runtime.advance(1);
  expect(await capture(s, bought, { amountMinor: 1_000 })).toMatchObject(held);
});

test("a manual capture ends the hold of the refusal before it, and no later hold", async () => {
  const s = await shop(byParcel);
  const bought = await buy(s);
  s.payments.captures.push({ outcome: "refused", reason: "blocked" });
  await capture(s, bought, { amountMinor: 1_000 });
  await s.runtime.advance(1);
  expect(await capture(s, bought, { amountMinor: 1_000 })).toMatchObject({ order: { hold: null } });
  s.payments.dispute(bought.payment, "OPEN", 100);
  await s.applyEvents();
  expect(await capture(s, bought, { amountMinor: 100 })).toMatchObject({ order: { hold: { reason: "NEEDS_REVIEW" } } });
});

test("only orders with capture on fulfilment are captured manually", async () => {
  const s = await shop();
  const bought = await buy(s);
  expect(await capture(s, bought)).toMatchObject({ __typename: "InvalidTransitionError" });
  expect(await capture(s, { orderId: "ord_none" })).toMatchObject({ __typename: "NotFoundError" });
  expect(await capture(s, bought, { amountMinor: 0 })).toMatchObject({ __typename: "ValidationError" });
  const clerk = { viewer: { ...staff.viewer, scopes: ["refunds:write"] } };
  const input = { orderId: bought.orderId, idempotencyKey: "k" };
  await expect(change(s, "orderCapture", input, clerk)).rejects.toThrow("FORBIDDEN");
});

test("two concurrent captures of the whole rest capture it once", async () => {
  const s = await shop(byParcel);
  const bought = await buy(s);
  const responses = await Promise.all([capture(s, bought), capture(s, bought)]);
  expect(responses.map((response) => response.__typename).sort()).toEqual(["InvalidTransitionError", "OrderCaptured"]);
  expect(bought.payment.capturedMinor).toBe(3_490);
});

test("a capture on the provider's dashboard counts, and its unneeded part is refunded at cancellation", async () => {
  const s = await shop(byParcel);
  const bought = await buy(s);
  s.payments.captureThere(bought.payment, 2_000);
  await s.applyEvents();
  expect((await readBalance(s, bought.orderId)).money).toMatchObject({ captured: 2_000 });
  await ship(s, bought, 1);
  expect(requestsOf(s)).toEqual([]);
  await cancelParts(s, bought, 2);
  expect(bought.payment).toMatchObject({ capturedMinor: 2_000, refundedMinor: 510, isReleased: true });
});

test.each([3_489, 3_491, 1])(
  "a capture of %d instead of the order's 3490 puts the order on hold",
  async (capturedMinor) => {
    const s = await shop();
    const paid = await payFor(s);
    s.payments.captures.push({ outcome: "captured", capturedMinor });
    const { order } = await complete(s, paid.checkoutId);
    expect(order).toMatchObject({ state: "PENDING_PAYMENT", hold: { reason: "NEEDS_REVIEW" }, invoiceNumber: null });
    await runRetries(s);
    expect(await s.publishedEvents()).toEqual(["order.placed"]);
    expect(await s.rows("SELECT outcome FROM sagas")).toEqual([{ outcome: "NEEDS_REVIEW" }]);
    expect(await s.running.service.deps.metrics.registry.metrics()).toContain(
      'hansa_alarms_total{alarm="order_held"} 1',
    );
    expect(await readOrder(s, { orderId: present(order).id })).toMatchObject({ nextActions: ["CANCEL", "REFUND"] });
  },
);
