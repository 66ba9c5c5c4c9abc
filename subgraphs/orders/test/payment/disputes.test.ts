/** Disputes: the disputed amount is not refunded a second time by the shop. */
import { expect, test } from "vitest";
import { change, present } from "../support/mutations.ts";
import {
  buy,
  cancel,
  cancelParts,
  deliver,
  orderOf,
  payFor,
  readOrder,
  receive,
  refund,
  refundUnits,
  requestReturn,
  resolve,
  runRetries,
  ship,
  staff,
  timelineKindsOf,
} from "../support/order-changes.ts";
import { newKey } from "../support/purchase.ts";
import { shop } from "../support/shop.ts";

const nothingLeft = { __typename: "AmountExceededError", maximumAmount: { minor: 0 } };

test.each(["OPEN", "LOST"] as const)(
  "while a dispute is %s, no refund, return or cancellation refunds its amount again",
  async (state) => {
    const s = await shop();
    const bought = await buy(s);
    await deliver(s, bought, 2);
    s.payments.dispute(bought.payment, "OPEN");
    if (state === "LOST") s.payments.dispute(bought.payment, "LOST");
    await s.applyEvents();
    expect(present((await readOrder(s, bought)).nextActions)).not.toContain("REFUND");
    expect(await refundUnits(s, bought, 1)).toMatchObject(nothingLeft);
    const { orderReturn } = await requestReturn(s, { ...bought, sender: staff }, 1);
    const returnId = present(orderReturn).id;
    await resolve(s, returnId, "APPROVE");
    await receive(s, bought, returnId, { quantity: 1 });
    expect(await refundUnits(s, bought, 1, { returnId })).toMatchObject(nothingLeft);
    await cancelParts(s, bought, 1);
    await runRetries(s);
    expect(bought.payment.refundedMinor).toBeUndefined();
  },
);

test("units cancelled during a dispute are refunded automatically once the bank has decided for the shop", async () => {
  const s = await shop();
  const bought = await buy(s);
  s.payments.dispute(bought.payment, "OPEN");
  await s.applyEvents();
  await cancelParts(s, bought, 1);
  await cancel(s, bought.orderId, staff);
  expect(bought.payment.refundedMinor).toBeUndefined();
  s.payments.dispute(bought.payment, "WON");
  await s.applyEvents();
  await runRetries(s);
  expect(bought.payment.refundedMinor).toBe(3_490);
});

test("an order whose payment is disputed while it is being placed is on hold once it is confirmed", async () => {
  const s = await shop();
  const paid = await payFor(s);
  const { arrived, releaseAll } = s.transport.delayRequests("payments.capture");
  const completing = orderOf(s, paid);
  await arrived;
  s.payments.dispute(paid.payment, "OPEN");
  await s.applyEvents();
  releaseAll();
  const bought = await completing;
  expect(await readOrder(s, bought)).toMatchObject({ state: "CONFIRMED", hold: { reason: "NEEDS_REVIEW" } });
  expect(await timelineKindsOf(s, bought)).toEqual(expect.arrayContaining(["DISPUTED", "CONFIRMED", "HELD"]));
});

test("the undisputed part of a payment can be refunded", async () => {
  const s = await shop();
  const bought = await buy(s);
  await refundUnits(s, bought, 1);
  s.payments.dispute(bought.payment, "OPEN", 2_000);
  await s.applyEvents();
  expect(await refundUnits(s, bought, 1)).toMatchObject({ ...nothingLeft, maximumAmount: { minor: 490 } });
  expect(await refund(s, bought, { shippingMinor: 490 })).toMatchObject({ refund: { state: "SUCCEEDED" } });
  s.payments.dispute(bought.payment, "WON", 2_000);
  await s.applyEvents();
  expect(await refundUnits(s, bought, 2)).toMatchObject({ refund: { amount: { minor: 2_000 } } });
});

test("a dispute of the whole capture after a partial refund leaves nothing to refund and is applied without error", async () => {
  const s = await shop();
  const bought = await buy(s);
  await refundUnits(s, bought, 2);
  s.payments.dispute(bought.payment, "OPEN");
  await s.applyEvents();
  expect(await refund(s, bought, { adjustmentMinor: 1 })).toMatchObject(nothingLeft);
  expect(await readOrder(s, bought)).toMatchObject({ hold: { reason: "NEEDS_REVIEW" } });
});

test("a manual capture does not end the hold of a dispute", async () => {
  const s = await shop({ captureMode: "ON_FULFILMENT" });
  const bought = await buy(s);
  await ship(s, bought, 1);
  s.payments.dispute(bought.payment, "OPEN", 1_490);
  await s.applyEvents();
  const captured = await change(s, "orderCapture", { orderId: bought.orderId, idempotencyKey: newKey() }, staff);
  expect(captured).toMatchObject({
    __typename: "OrderCaptured",
    isTaken: true,
    order: { hold: { reason: "NEEDS_REVIEW" } },
  });
});
