/** Refunds of unsent units: the units are withdrawn, cancelled when the refund succeeds, and fulfillable again when it fails. */
import { expect, test } from "vitest";
import { change, present } from "../support/mutations.ts";
import {
  buy,
  cancel,
  deliver,
  prepareUnits,
  readBalance,
  readOrder,
  refund,
  refundUnits,
  runRetries,
  send,
  ship,
  staff,
  timelineKindsOf,
} from "../support/order-changes.ts";
import { newKey } from "../support/purchase.ts";
import { shop, stockLevelOf } from "../support/shop.ts";

const pending = { outcome: "pending" } as const;

test("refunded unsent units cannot ship while the refund is pending, and are cancelled once it has succeeded", async () => {
  const s = await shop();
  const bought = await buy(s);
  const { orderId, line } = bought;
  await prepareUnits(s, orderId, [{ lineId: line.lineId, quantity: 3 }]);
  s.payments.refunds.responses.push(pending);
  const { refund: requested } = await refundUnits(s, bought, 2);
  expect((await readBalance(s, orderId)).counters).toMatchObject({ cancelled: 0, allocated: 1, credited: 2 });
  const more = [{ lineId: line.lineId, quantity: 1 }];
  expect(await prepareUnits(s, orderId, more)).toMatchObject({ __typename: "QuantityExceededError", units: 0 });
  s.payments.refunds.settle(present(requested).id, "SUCCEEDED");
  await runRetries(s);
  expect((await readBalance(s, orderId)).counters).toMatchObject({
    cancelled: 2,
    allocated: 1,
    credited: 2,
    restocked: 2,
  });
  expect(await stockLevelOf(s, line.variantId)).toEqual({ onHand: 10, committed: 1, reserved: 0 });
  expect(await readOrder(s, bought)).toMatchObject({ state: "CONFIRMED", lines: [{ cancelled: 2, refunded: 2 }] });
});

test("units of a failed refund can ship again; the order has a hold of its own kind until as much was refunded", async () => {
  const s = await shop();
  const bought = await buy(s);
  const { orderId, line } = bought;
  s.payments.refunds.responses.push({ outcome: "failed", reason: "closed" });
  expect(await refundUnits(s, bought, 2)).toMatchObject({
    refund: { state: "FAILED" },
    order: { state: "CONFIRMED", hold: { reason: "REFUND_FAILED" }, lines: [{ cancelled: 0, refunded: 0 }] },
  });
  const parts = [{ lineId: line.lineId, quantity: 3 }];
  expect(await prepareUnits(s, orderId, parts)).toMatchObject({ __typename: "InvalidTransitionError" });
  expect(await refund(s, bought, { adjustmentMinor: 1_000 })).toMatchObject({
    order: { hold: { reason: "REFUND_FAILED" } },
  });
  expect(await refundUnits(s, bought, 1)).toMatchObject({ order: { hold: null, lines: [{ cancelled: 1 }] } });
  expect((await timelineKindsOf(s, bought)).filter((kind) => kind === "HELD" || kind === "RESUMED")).toEqual([
    "HELD",
    "RESUMED",
  ]);
  expect(await prepareUnits(s, orderId, [{ lineId: line.lineId, quantity: 2 }])).toMatchObject({
    __typename: "FulfilmentCreated",
  });
});

test("when the last unit is refunded, an unsent order is cancelled, and shipping is refunded", async () => {
  const s = await shop();
  const bought = await buy(s);
  s.payments.refunds.responses.push(pending);
  const { refund: requested } = await refundUnits(s, bought, 3);
  expect(await readOrder(s, bought)).toMatchObject({ state: "CONFIRMED" });
  s.payments.refunds.settle(present(requested).id, "SUCCEEDED");
  await runRetries(s);
  expect(await readOrder(s, bought)).toMatchObject({ state: "CANCELLED", cancelReason: "SHOP" });
  expect(bought.payment.refundedMinor).toBe(3_490);
  expect(await stockLevelOf(s, bought.line.variantId)).toEqual({ onHand: 10, reserved: 0 });
});

test("an unsent order is cancelled once all of its money was refunded for any reason; not if the refund keeps the goods", async () => {
  const s = await shop();
  const cancelled = await buy(s);
  expect(await refund(s, cancelled, { adjustmentMinor: 3_490 })).toMatchObject({ order: { state: "CANCELLED" } });
  const fulfillable = await buy(s);
  const all = { lines: [{ lineId: fulfillable.line.lineId, quantity: 3 }], shippingMinor: 490, keepFulfillable: true };
  expect(await refund(s, fulfillable, all)).toMatchObject({
    order: { state: "CONFIRMED", lines: [{ cancelled: 0, refunded: 3 }] },
  });
  await ship(s, fulfillable, 3);
  expect(await readOrder(s, fulfillable)).toMatchObject({ state: "SHIPPED" });
});

test("packed units are refunded only if they ship all the same; refunded in full otherwise, the order is on hold", async () => {
  const s = await shop();
  const bought = await buy(s);
  const { lineId } = bought.line;
  const { fulfilment } = await prepareUnits(s, bought.orderId, [{ lineId, quantity: 3 }]);
  await send(s, present(fulfilment).id, { isReady: true, parts: [{ lineId, quantity: 2 }] });
  expect(await refundUnits(s, bought, 2)).toMatchObject({ __typename: "QuantityExceededError", units: 1 });
  expect(await refundUnits(s, bought, 2, { keepFulfillable: true })).toMatchObject({ __typename: "OrderRefunded" });
  const packed = await buy(s);
  const whole = { lineId: packed.line.lineId, quantity: 3 };
  const { fulfilment: all } = await prepareUnits(s, packed.orderId, [whole]);
  await send(s, present(all).id, { isReady: true });
  expect(await refund(s, packed, { adjustmentMinor: 3_490 })).toMatchObject({
    order: { state: "CONFIRMED", hold: { reason: "NEEDS_REVIEW" } },
  });
});

test("an order cancelled while a refund of its units is pending refunds nothing twice", async () => {
  const s = await shop();
  const bought = await buy(s);
  s.payments.refunds.responses.push(pending);
  const { refund: requested } = await refundUnits(s, bought, 1);
  await cancel(s, bought.orderId, staff);
  s.payments.refunds.settle(present(requested).id, "SUCCEEDED");
  await runRetries(s);
  expect(bought.payment.refundedMinor).toBe(3_490);
  expect((await readBalance(s, bought.orderId)).counters).toMatchObject({ cancelled: 3, credited: 3, restocked: 3 });
  expect(await readOrder(s, bought)).toMatchObject({
    refunds: [{ amount: { minor: 1_000 } }, { amount: { minor: 2_490 } }],
  });
});

test("a cancellation after an adjustment states its parts: each line and shipping by value, together the rest", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 2 }, {}]);
  await refund(s, bought, { adjustmentMinor: 500 });
  await s.runtime.advance(1);
  await cancel(s, bought.orderId, staff);
  expect(await readOrder(s, bought)).toMatchObject({
    state: "CANCELLED",
    refunds: [
      { amount: { minor: 500 } },
      {
        amount: { minor: 2_990 },
        shipping: { minor: 420 },
        parts: [
          { quantity: 2, amount: { minor: 1_713 } },
          { quantity: 1, amount: { minor: 857 } },
        ],
      },
    ],
  });
});

test("the cancellation of an order without captures does not mention a refund", async () => {
  const s = await shop({ captureMode: "ON_FULFILMENT" });
  const bought = await buy(s);
  await cancel(s, bought.orderId, staff);
  const { timeline } = await readOrder(s, bought);
  expect(timeline.find(({ kind }) => kind === "CANCELLED")).toMatchObject({ summary: "The order was cancelled." });
});

test("shipping is refunded with the last unit that needs a parcel, refunded or cancelled, and only if no parcel was sent", async () => {
  const s = await shop();
  const mixed = await buy(s, [{}, { weightGrams: null }]);
  await refundUnits(s, mixed, 1);
  await runRetries(s);
  expect(mixed.payment.refundedMinor).toBe(1_490);
  expect(await readOrder(s, mixed)).toMatchObject({ state: "DELIVERED", lines: [{ cancelled: 1 }, { delivered: 1 }] });
  const sent = await buy(s, [{ quantity: 2 }, { weightGrams: null }]);
  await ship(s, sent, 1);
  const parts = [{ lineId: sent.line.lineId, quantity: 1 }];
  await change(s, "orderLinesCancel", { orderId: sent.orderId, parts, idempotencyKey: newKey() }, staff);
  expect(sent.payment.refundedMinor).toBe(1_000);
});

test("what was held back of a unit can be refunded as a price reduction", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 1 }]);
  await deliver(s, bought, 1);
  const { lineId } = bought.line;
  await refund(s, bought, { lines: [{ lineId, quantity: 1, amountMinor: 300 }] });
  const reduce = (amountMinor: number) => refund(s, bought, { lines: [{ lineId, quantity: 0, amountMinor }] });
  expect(await reduce(701)).toMatchObject({ maximumAmount: { minor: 700 } });
  expect(await reduce(700)).toMatchObject({
    order: { lines: [{ refunded: 1, partlyRefunded: 0, reduction: { minor: 0 } }] },
  });
});
