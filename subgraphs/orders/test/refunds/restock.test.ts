/** Restock of returned units: each unit is restocked once, and only if it was sent. */
import { expect, test } from "vitest";
import { present } from "../support/mutations.ts";
import {
  type Bought,
  buy,
  cancelParts,
  deliver,
  readBalance,
  receive,
  refund,
  refundUnits,
  requestReturn,
  resolve,
  runRetries,
  ship,
  staff,
} from "../support/order-changes.ts";
import { type Shop, shop, stockLevelOf } from "../support/shop.ts";

/** Refunds and restocks units of the first line. */
function refundAndRestock(s: Shop, bought: Bought, quantity: number, more: Record<string, unknown> = {}) {
  return refund(s, bought, { lines: [{ lineId: bought.line.lineId, quantity, restock: true }], ...more });
}

/** A received return whose sound units are restocked. */
async function returned(s: Shop, bought: Bought, quantity: number, isSound: boolean): Promise<string> {
  const { orderReturn } = await requestReturn(s, { ...bought, sender: staff }, quantity);
  const { id } = present(orderReturn);
  await resolve(s, id, "APPROVE");
  await receive(s, bought, id, { quantity, restock: isSound });
  return id;
}

test("unsent units are restocked once, when their refund cancels them", async () => {
  const s = await shop();
  const bought = await buy(s);
  await ship(s, bought, 1);
  await refundAndRestock(s, bought, 2);
  expect((await readBalance(s, bought.orderId)).counters).toMatchObject({ cancelled: 1, restocked: 2, credited: 2 });
  const fulfillable = { lines: [{ lineId: bought.line.lineId, quantity: 1, restock: true }], keepFulfillable: true };
  expect(await refund(s, bought, fulfillable)).toMatchObject({ __typename: "QuantityExceededError", units: 0 });
  await cancelParts(s, bought, 1);
  expect(await stockLevelOf(s, bought.line.variantId)).toEqual({ onHand: 10, reserved: 0 });
});

test("units that a return has received as damaged are not restocked by a refund, with or without the return", async () => {
  const s = await shop();
  const bought = await buy(s);
  await deliver(s, bought, 3);
  const sound = await returned(s, bought, 1, true);
  await refundAndRestock(s, bought, 1, { returnId: sound });
  expect(await stockLevelOf(s, bought.line.variantId)).toEqual({ onHand: 8, reserved: 0 });

  const damaged = await returned(s, bought, 1, false);
  const refused = { __typename: "QuantityExceededError", cause: "NOT_SENT" };
  expect(await refundAndRestock(s, bought, 1, { returnId: damaged })).toMatchObject({ ...refused, units: 0 });
  expect(await refundAndRestock(s, bought, 2)).toMatchObject({ ...refused, units: 1 });
  expect((await readBalance(s, bought.orderId)).counters).toMatchObject({ restocked: 1, credited: 1 });
  expect(await refundUnits(s, bought, 1, { returnId: damaged })).toMatchObject({ refund: { state: "SUCCEEDED" } });
  expect(await refundAndRestock(s, bought, 1)).toMatchObject({ refund: { state: "SUCCEEDED" } });
  await runRetries(s);
  expect(await stockLevelOf(s, bought.line.variantId)).toEqual({ onHand: 9, reserved: 0 });
  expect((await readBalance(s, bought.orderId)).counters).toMatchObject({ returned: 2, restocked: 2, credited: 3 });
});

test("of a return with damaged units, the refund names as sound only what came sound", async () => {
  const s = await shop();
  const bought = await buy(s);
  await deliver(s, bought, 3);
  const { lineId } = bought.line;
  const { orderReturn } = await requestReturn(s, { ...bought, sender: staff }, 3);
  const returnId = present(orderReturn).id;
  await resolve(s, returnId, "APPROVE");
  await receive(s, bought, returnId, { quantity: 2, restock: true });
  await receive(s, bought, returnId, { quantity: 1, restock: false });
  const lines = (sound: number) => [
    { lineId, quantity: sound, restock: true },
    { lineId, quantity: 3 - sound },
  ];
  expect(await refundAndRestock(s, bought, 3, { returnId })).toMatchObject({ units: 2, cause: "NOT_SENT" });
  expect(await refund(s, bought, { returnId, lines: lines(2) })).toMatchObject({ refund: { state: "SUCCEEDED" } });
  expect(await stockLevelOf(s, bought.line.variantId)).toEqual({ onHand: 9, reserved: 0 });
});

test("a unit restocked with a failed refund is not restocked again with the next one", async () => {
  const s = await shop();
  const bought = await buy(s);
  await ship(s, bought, 3);
  for (let times = 0; times < 2; times += 1) {
    s.payments.refunds.responses.push({ outcome: "failed", reason: "closed" });
    expect(await refundAndRestock(s, bought, 1)).toMatchObject({ refund: { state: "FAILED" } });
  }
  expect(await refundAndRestock(s, bought, 1)).toMatchObject({ refund: { state: "SUCCEEDED" } });
  expect(await stockLevelOf(s, bought.line.variantId)).toEqual({ onHand: 8, reserved: 0 });
  await refundAndRestock(s, bought, 1);
  await runRetries(s);
  expect(await stockLevelOf(s, bought.line.variantId)).toEqual({ onHand: 9, reserved: 0 });
});

test("a unit refunded before the shipment is the one that is cancelled: every shipped unit is paid for", async () => {
  const s = await shop();
  const bought = await buy(s);
  await refundUnits(s, bought, 1, { keepFulfillable: true });
  await cancelParts(s, bought, 1);
  expect(bought.payment.refundedMinor).toBe(1_000);
  await ship(s, bought, 1);
  await refundUnits(s, bought, 1);
  await cancelParts(s, bought, 1);
  expect(bought.payment.refundedMinor).toBe(3_000);
});
