/** Refunds of lines, shipping and adjustments: never twice, never more than was captured, and never lost. */
import { expect, test } from "vitest";
import { change, present } from "../support/mutations.ts";
import { buy, payFor, readBalance, refund, refundUnits, ship, staff } from "../support/order-changes.ts";
import { unknown } from "../support/peers/payments.ts";
import { complete, newKey } from "../support/purchase.ts";
import { type Shop, shop, stockLevelOf } from "../support/shop.ts";

async function refundFacts(s: Shop): Promise<unknown[]> {
  return (await s.rows("SELECT payload FROM outbox WHERE type = 'order.refunded' ORDER BY seq")).map((row) =>
    JSON.parse(Object(row).payload),
  );
}

test("units of a line are refunded at their share, and announced with their lines", async () => {
  const s = await shop();
  const bought = await buy(s);
  const { lineId, variantId, productId } = bought.line;
  expect(await refundUnits(s, bought, 2)).toMatchObject({
    __typename: "OrderRefunded",
    refund: { state: "SUCCEEDED", amount: { minor: 2_000 }, parts: [{ quantity: 2, amount: { minor: 2_000 } }] },
    order: { state: "CONFIRMED", lines: [{ refunded: 2, cancelled: 2 }] },
  });
  expect(bought.payment.refundedMinor).toBe(2_000);
  expect(await refundFacts(s)).toMatchObject([
    {
      orderId: bought.orderId,
      amount: { minor: 2_000, currency: "EUR" },
      shippingMinor: 0,
      adjustmentMinor: 0,
      lines: [{ lineId, variantId, productId, quantity: 2, refundedMinor: 2_000 }],
    },
  ]);
  expect(await s.rows(`SELECT actor, actor_id AS "actorId" FROM order_events WHERE kind = 'REFUNDED'`)).toEqual([
    { actor: "STAFF", actorId: "user_staff" },
  ]);
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, committed: 1, reserved: 0 });
});

test("shipping is refunded alone or in parts, up to its price", async () => {
  const s = await shop();
  const bought = await buy(s);
  expect(await refund(s, bought, { shippingMinor: 400 })).toMatchObject({
    refund: { amount: { minor: 400 }, parts: [] },
  });
  expect(await refund(s, bought, { shippingMinor: 91 })).toMatchObject({
    __typename: "AmountExceededError",
    path: ["input", "shippingMinor"],
    maximumAmount: { minor: 90, currency: "EUR" },
  });
  expect(await refund(s, bought, { shippingMinor: 90 })).toMatchObject({ refund: { shipping: { minor: 90 } } });
});

test.each([
  ["shipping", { shippingMinor: 2 ** 53 - 1 }],
  ["an adjustment", { adjustmentMinor: 2 ** 53 - 1 }],
  ["both", { shippingMinor: 2 ** 53 - 1, adjustmentMinor: 2 ** 53 - 1 }],
  ["what is left of the shipping, and an adjustment", { shippingMinor: 490, adjustmentMinor: 2 ** 53 - 1 }],
])("a refund of %s above the exact integers is refused with the remaining amount", async (_what, amounts) => {
  const s = await shop();
  const bought = await buy(s);
  const lines = [{ lineId: bought.line.lineId, quantity: 1 }];
  expect(await refund(s, bought, { ...amounts, lines })).toMatchObject({ __typename: "AmountExceededError" });
  expect(await refundFacts(s)).toEqual([]);
});

test("tax on top is refunded with its line and with shipping", async () => {
  const s = await shop({ pricesIncludeTax: false });
  const bought = await buy(s);
  expect(await refundUnits(s, bought, 1)).toMatchObject({ refund: { amount: { minor: 1_190 } } });
  const all = { lines: [{ lineId: bought.line.lineId, quantity: 2 }], shippingMinor: 583 };
  expect(await refund(s, bought, all)).toMatchObject({ refund: { amount: { minor: 2_963 } } });
  expect(bought.payment.refundedMinor).toBe(bought.payment.amountMinor);
});

test("a line is refunded unit by unit and sums to the line, in yen too", async () => {
  const s = await shop();
  const bought = await buy(s, [{ prices: { JPY: 333 }, quantity: 3 }], {}, { currency: "JPY" });
  await s.corruptStore("UPDATE line_counters SET charged_minor = 1000");
  const amounts: unknown[] = [];
  for (let unit = 0; unit < 3; unit += 1) {
    const response = await refundUnits(s, bought, 1);
    amounts.push(response.refund?.amount.minor);
  }
  expect(amounts).toEqual([333, 333, 334]);
});

test("no unit is refunded twice", async () => {
  const s = await shop();
  const bought = await buy(s);
  await refundUnits(s, bought, 2);
  expect(await refundUnits(s, bought, 2)).toMatchObject({
    __typename: "QuantityExceededError",
    path: ["input", "lines"],
    line: { id: bought.line.lineId },
    units: 1,
  });
  expect(bought.payment.refundedMinor).toBe(2_000);
});

test("an adjustment is refunded up to the remaining amount and does not affect the lines", async () => {
  const s = await shop();
  const bought = await buy(s);
  expect(await refund(s, bought, { adjustmentMinor: 3_491 })).toMatchObject({
    __typename: "AmountExceededError",
    maximumAmount: { minor: 3_490 },
  });
  expect(await refund(s, bought, { adjustmentMinor: 3_000 })).toMatchObject({
    refund: { adjustment: { minor: 3_000 } },
    order: { lines: [{ refunded: 0 }] },
  });
  expect(await refund(s, bought, { adjustmentMinor: 491 })).toMatchObject({
    __typename: "AmountExceededError",
    path: ["input", "adjustmentMinor"],
    maximumAmount: { minor: 490 },
  });
  expect(await readBalance(s, bought.orderId)).toMatchObject({
    counters: { credited: 0, creditedMinor: 0 },
    money: { refunded: 3_000 },
  });
});

test.each([
  [{}, "lines"],
  [{ lines: [] }, "lines"],
  [{ shippingMinor: 0, adjustmentMinor: 0 }, "lines"],
  [{ shippingMinor: -1 }, "shippingMinor"],
  [{ adjustmentMinor: -1, shippingMinor: 1 }, "adjustmentMinor"],
  [{ shippingMinor: 1, reason: "  " }, "reason"],
  [{ shippingMinor: 1, reason: "x".repeat(501) }, "reason"],
])("a refund of %j is refused by name", async (what, field) => {
  const s = await shop();
  expect(await refund(s, await buy(s), what)).toMatchObject({
    __typename: "ValidationError",
    problems: expect.arrayContaining([expect.objectContaining({ path: ["input", field] })]),
  });
});

test("unknown ids are not found", async () => {
  const s = await shop();
  const bought = await buy(s);
  expect(await refund(s, { ...bought, orderId: "ord_none" }, { shippingMinor: 1 })).toMatchObject({
    __typename: "NotFoundError",
    path: ["input", "orderId"],
  });
  expect(await refund(s, bought, { shippingMinor: 1, returnId: "ret_none" })).toMatchObject({
    __typename: "NotFoundError",
    path: ["input", "returnId"],
  });
  expect(await refund(s, bought, { lines: [{ lineId: "line_x", quantity: 1 }] })).toMatchObject({
    __typename: "ValidationError",
    problems: [{ path: ["input", "lines", "0", "lineId"] }],
  });
});

test("an unconfirmed order has nothing to refund", async () => {
  const s = await shop();
  const paid = await payFor(s);
  s.payments.captures.push(unknown);
  const { order } = await complete(s, paid.checkoutId);
  const input = { orderId: present(order).id, adjustmentMinor: 1, reason: "x", idempotencyKey: newKey() };
  expect(await change(s, "orderRefund", input, staff)).toMatchObject({
    __typename: "InvalidTransitionError",
    orderState: "PENDING_PAYMENT",
    allowed: ["CANCEL"],
  });
});

test("the same request twice refunds once; the same key with another request is refused", async () => {
  const s = await shop();
  const bought = await buy(s);
  const idempotencyKey = newKey();
  const first = await refundUnits(s, bought, 1, { idempotencyKey });
  expect(await refundUnits(s, bought, 1, { idempotencyKey })).toEqual({ ...first, replayed: true });
  expect(await refundUnits(s, bought, 2, { idempotencyKey })).toMatchObject({
    __typename: "IdempotencyKeyReusedError",
  });
  expect(bought.payment.refundedMinor).toBe(1_000);
});

test("two concurrent refunds of the last unit refund it once", async () => {
  const s = await shop();
  const bought = await buy(s);
  await refundUnits(s, bought, 2);
  const responses = await Promise.all([refundUnits(s, bought, 1), refundUnits(s, bought, 1)]);
  expect(responses.map((response) => response.__typename).sort()).toEqual(["OrderRefunded", "QuantityExceededError"]);
  expect(bought.payment.refundedMinor).toBe(3_490);
});

test("two concurrent adjustments never refund more than was captured", async () => {
  const s = await shop();
  const bought = await buy(s);
  const responses = await Promise.all([1, 2, 3].map(() => refund(s, bought, { adjustmentMinor: 2_000 })));
  expect(responses.map((response) => response.__typename).sort()).toEqual([
    "AmountExceededError",
    "AmountExceededError",
    "OrderRefunded",
  ]);
  expect(bought.payment.refundedMinor).toBe(2_000);
});

test("sellable goods are restocked with their refund if requested, once, and never automatically", async () => {
  const s = await shop();
  const bought = await buy(s);
  const { lineId, variantId } = bought.line;
  await ship(s, bought, 3);
  await refund(s, bought, {
    lines: [
      { lineId, quantity: 1, restock: true },
      { lineId, quantity: 1 },
    ],
  });
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 8, reserved: 0 });
  await refund(s, bought, { lines: [{ lineId, quantity: 1, restock: true }] });
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 9, reserved: 0 });
  expect((await readBalance(s, bought.orderId)).counters).toMatchObject({ restocked: 2, credited: 3 });
});

test("a free order has nothing to refund", async () => {
  const s = await shop();
  const bought = await buy(s, [{ prices: { EUR: 0 }, weightGrams: null }]);
  expect(await refundUnits(s, bought, 1)).toMatchObject({
    __typename: "AmountExceededError",
    maximumAmount: { minor: 0 },
  });
  expect((await readBalance(s, bought.orderId)).counters).toMatchObject({ credited: 0 });
});

test("refunds require the scope refunds:write", async () => {
  const s = await shop();
  const bought = await buy(s);
  const input = { orderId: bought.orderId, shippingMinor: 1, reason: "x", idempotencyKey: "k" };
  const clerk = { viewer: { ...staff.viewer, scopes: ["orders:write"] } };
  await expect(change(s, "orderRefund", input, clerk)).rejects.toThrow("FORBIDDEN");
  await expect(change(s, "orderRefund", input, { guest: [bought.guestToken] })).rejects.toThrow("UNAUTHENTICATED");
});
