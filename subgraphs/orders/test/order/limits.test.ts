/** Units and amounts that an order names for a refund or a cancellation, and what its previews say of later changes. */
import { expect, test } from "vitest";
import { present } from "../support/mutations.ts";
import {
  buy,
  cancelParts,
  orderOf,
  payFor,
  receive,
  refundUnits,
  requestReturn,
  resolve,
  ship,
  staff,
} from "../support/order-changes.ts";
import { unknown } from "../support/peers/payments.ts";
import { previewCancellation, previewRefund, readLimits } from "../support/previews.ts";
import { requestedReturn } from "../support/returns.ts";
import { type Shop, shop } from "../support/shop.ts";

const unitsOf = async (s: Shop, bought: { orderId: string }) => {
  const { toPrepare, refundable, cancellable } = present((await readLimits(s, bought)).lines[0]);
  return { toPrepare, refundable, cancellable };
};

test("before anything is captured no unit can be refunded; captured ones can, and while a bank withholds the money those that were sent", async () => {
  const s = await shop({ captureMode: "ON_FULFILMENT" });
  const bought = await buy(s);
  expect(await unitsOf(s, bought)).toEqual({ toPrepare: 3, refundable: 0, cancellable: 3 });
  await ship(s, bought, 1);
  // 14.90 of the first parcel: its unit, and shipping, which pays for a part of the second.
  expect(await unitsOf(s, bought)).toEqual({ toPrepare: 2, refundable: 3, cancellable: 2 });
  s.payments.dispute(bought.payment, "OPEN", 1_490);
  await s.applyEvents();
  expect(await unitsOf(s, bought)).toMatchObject({ refundable: 1 });
});

test("free units that were not sent cannot be refunded, but cancelled", async () => {
  const s = await shop();
  const bought = await buy(s, [{ prices: { EUR: 0 }, quantity: 2 }]);
  expect(await unitsOf(s, bought)).toEqual({ toPrepare: 2, refundable: 0, cancellable: 2 });
  await ship(s, bought, 1);
  expect(await unitsOf(s, bought)).toEqual({ toPrepare: 1, refundable: 1, cancellable: 1 });
});

test("while an order is being placed none of its units can be prepared, cancelled or refunded", async () => {
  const s = await shop();
  const paid = await payFor(s);
  s.payments.captures.push(unknown);
  const bought = await orderOf(s, paid);
  expect(await readLimits(s, bought)).toMatchObject({ state: "PENDING_PAYMENT", nextActions: ["CANCEL"] });
  expect(await unitsOf(s, bought)).toEqual({ toPrepare: 0, refundable: 0, cancellable: 0 });
});

test("units of a return that were refunded without it are not refunded with it", async () => {
  const s = await shop();
  const { bought, returnId } = await requestedReturn(s, 3, 2);
  await resolve(s, returnId, "APPROVE");
  await receive(s, bought, returnId, { quantity: 2 });
  const shown = async () => (await readLimits(s, bought)).returns[0];
  expect(await shown()).toMatchObject({ nextActions: ["REFUND", "CLOSE"], parts: [{ refundable: 2 }] });
  await refundUnits(s, bought, 2);
  expect(await shown()).toMatchObject({ parts: [{ refundable: 1 }] });
  await refundUnits(s, bought, 1);
  expect(await shown()).toMatchObject({ nextActions: ["CLOSE"], parts: [{ refundable: 0 }] });
  const input = { orderId: bought.orderId, returnId, lines: [{ lineId: bought.line.lineId, quantity: 1 }] };
  expect(await previewRefund(s, input)).toMatchObject({ __typename: "QuantityExceededError", units: 0 });
  const { __typename } = await requestReturn(s, { ...bought, sender: staff }, 1);
  expect(__typename).toBe("ReturnRequested");
});

test("a preview of the last goods names what is left after the refund of shipping that follows", async () => {
  const s = await shop();
  const { orderId, line } = await buy(s);
  const lines = [{ lineId: line.lineId, quantity: 3 }];
  expect(await previewRefund(s, { orderId, lines })).toMatchObject({
    amount: { minor: 3_000 },
    shipping: { minor: 0 },
    refundableAfter: { minor: 0 },
  });
  // The goods are free by now: a gesture that leaves nothing cancels the order.
  expect(await previewRefund(s, { orderId, adjustmentMinor: 3_490 })).toMatchObject({ cancels: [{ quantity: 3 }] });
});

test("a preview names the amount that its cancellation releases, also before the last capture", async () => {
  const s = await shop({ captureMode: "ON_FULFILMENT" });
  const bought = await buy(s);
  const one = [{ lineId: bought.line.lineId, quantity: 1 }];
  const releases = async (named: typeof one | null) => (await previewCancellation(s, bought.orderId, named)).released;
  expect(await releases(one)).toEqual({ minor: 1_000 });
  expect(await releases(null)).toEqual({ minor: 3_490 });
  await cancelParts(s, bought, 1);
  expect(await releases(one)).toEqual({ minor: 1_000 });
  await ship(s, bought, 1);
  expect(await releases(one)).toEqual({ minor: 1_000 });
});
