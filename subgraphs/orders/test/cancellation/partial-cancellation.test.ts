/** Partial cancellation: some units of a confirmed order, with the effect on its state, stock, refunds and fulfilments. */
import { expect, test } from "vitest";
import { change } from "../support/mutations.ts";
import {
  buy,
  cancelParts,
  prepareUnits,
  readCancelledEvent,
  readOrder,
  ship,
  staff,
} from "../support/order-changes.ts";
import { newKey } from "../support/purchase.ts";
import { minute, shop, stockLevelOf } from "../support/shop.ts";

test("units are cancelled: they can be sold again and are refunded, and the order continues with the rest", async () => {
  const s = await shop();
  const bought = await buy(s);
  expect(await cancelParts(s, bought, 1)).toMatchObject({
    __typename: "OrderLinesCancelled",
    order: {
      state: "CONFIRMED",
      cancelReason: null,
      lines: [{ quantity: 3, cancelled: 1, refunded: 1 }],
      refunds: [{ state: "SUCCEEDED", amount: { minor: 1_000 }, shipping: { minor: 0 } }],
    },
  });
  expect(await stockLevelOf(s, bought.line.variantId)).toEqual({ onHand: 10, committed: 2, reserved: 0 });
  const { lineId, variantId, productId } = bought.line;
  const [published] = await s.rows("SELECT payload FROM outbox WHERE type = 'order.linesCancelled'");
  expect(JSON.parse(Object(published).payload)).toEqual({
    orderId: bought.orderId,
    customerId: null,
    lines: [{ lineId, variantId, productId, quantity: 1, units: [[1, 1]] }],
    shippingMinor: 0,
  });
  await ship(s, bought, 2);
  expect(await readOrder(s, bought)).toMatchObject({ state: "SHIPPED" });
});

test("cancelling the last units cancels the order and refunds shipping; only these units are announced", async () => {
  const s = await shop();
  const bought = await buy(s);
  await cancelParts(s, bought, 1);
  await s.runtime.advance(minute);
  expect(await cancelParts(s, bought, 2)).toMatchObject({
    order: {
      state: "CANCELLED",
      cancelReason: "SHOP",
      refunds: [{}, { amount: { minor: 2_490 }, shipping: { minor: 490 } }],
    },
  });
  expect(bought.payment.refundedMinor).toBe(3_490);
  expect(await readCancelledEvent(s)).toMatchObject({ cancelledNow: [{ quantity: 2 }] });
});

test("cancelling the unshipped units of a shipped order leaves it shipped", async () => {
  const s = await shop();
  const bought = await buy(s);
  await ship(s, bought, 2);
  expect(await cancelParts(s, bought, 1)).toMatchObject({ order: { state: "SHIPPED" } });
  expect(await cancelParts(s, bought, 1)).toMatchObject({
    __typename: "InvalidTransitionError",
    orderState: "SHIPPED",
  });
});

test("more units than are left cannot be cancelled, and the units prepared last are cancelled first", async () => {
  const s = await shop();
  const bought = await buy(s);
  const { lineId } = bought.line;
  await ship(s, bought, 1);
  await prepareUnits(s, bought.orderId, [{ lineId, quantity: 1 }]);
  await s.runtime.advance(minute);
  await prepareUnits(s, bought.orderId, [{ lineId, quantity: 1 }]);
  expect(await cancelParts(s, bought, 3)).toMatchObject({
    __typename: "QuantityExceededError",
    line: { id: lineId },
    units: 2,
  });
  await cancelParts(s, bought, 1);
  expect(await readOrder(s, bought)).toMatchObject({
    fulfilments: [{ parts: [{ quantity: 1 }] }, { parts: [{ quantity: 1 }] }, { parts: [] }],
  });
});

test("units must be named, positive and of this order", async () => {
  const s = await shop();
  const bought = await buy(s);
  const ask = (parts: unknown, orderId = bought.orderId) =>
    change(s, "orderLinesCancel", { orderId, parts, idempotencyKey: newKey() }, staff);
  expect(await ask([])).toMatchObject({ __typename: "ValidationError", problems: [{ path: ["input", "parts"] }] });
  expect(await ask([{ lineId: "line_x", quantity: 1 }])).toMatchObject({ problems: [{ code: "UNKNOWN_LINE" }] });
  expect(await ask([{ lineId: bought.line.lineId, quantity: -1 }])).toMatchObject({
    problems: [{ code: "TOO_SMALL" }],
  });
  expect(await ask([{ lineId: "line_x", quantity: 1 }], "ord_none")).toMatchObject({ __typename: "NotFoundError" });
});
