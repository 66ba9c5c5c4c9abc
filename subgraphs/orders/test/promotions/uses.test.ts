/** Uses of promotions: taken when a payment starts, released when it fails, used when the order is confirmed. */
import { expect, test } from "vitest";
import { apply, checkoutWithCode, tenPercent, usesOf } from "../support/back-office/promotions.ts";
import { change, type Member, present, seeCart, seeCheckout } from "../support/mutations.ts";
import { cancel, prepareUnits, refund, send, staff } from "../support/order-changes.ts";
import { cartWith, complete, fillIn, newKey, pay, start } from "../support/purchase.ts";
import { ada, minute, type Shop, shop } from "../support/shop.ts";

const asAda = { viewer: ada };

const changes: [string, (s: Shop, ids: { checkoutId: string; variantId: string }) => Promise<unknown>][] = [
  [
    "the payment is declined",
    async (s, { checkoutId }) => {
      await pay(s, checkoutId, { state: "failed" });
      await s.applyEvents();
    },
  ],
  [
    "the payment is given up",
    async (s, { checkoutId }) => {
      await pay(s, checkoutId, { state: "inProgress" });
      const { checkout } = await change(s, "checkoutReopen", { checkoutId, idempotencyKey: newKey() });
      expect(checkout).toMatchObject({ state: "OPEN", totals: { discount: { minor: 100 } } });
    },
  ],
  [
    "the payment is late",
    async (s, { checkoutId }) => {
      await pay(s, checkoutId, { state: "inProgress" });
      for (let passed = 0; passed <= 60; passed += 5) {
        await s.runtime.advance(5 * minute);
        await s.work();
      }
    },
  ],
  [
    "the goods are gone when the money comes",
    async (s, { checkoutId, variantId }) => {
      await pay(s, checkoutId);
      await s.runtime.advance(26 * minute);
      await s.products.service.runJobsOnce();
      await s.products.receive(variantId, -10);
      expect((await complete(s, checkoutId)).order).toMatchObject({ state: "CANCELLED" });
    },
  ],
  [
    "the card is refused in the end",
    async (s, { checkoutId }) => {
      s.payments.captures.push({ outcome: "refused", reason: "blocked" });
      await pay(s, checkoutId);
      expect((await complete(s, checkoutId)).order).toMatchObject({ state: "CANCELLED" });
    },
  ],
];

test.each(changes)("a use is released when %s", async (_name, end) => {
  const s = await shop();
  const id = await tenPercent(s, "BACK", { usesTotal: 1 });
  const { variantId } = await s.products.sell();
  const { checkoutId } = await checkoutWithCode(s, variantId, "BACK");
  await fillIn(s, checkoutId);
  expect(await usesOf(s, id)).toEqual({ taken: 0, states: [] });
  await end(s, { checkoutId, variantId });
  expect(await usesOf(s, id)).toEqual({ taken: 0, states: ["released"] });
  await s.products.receive(variantId, 20);
  const next = await checkoutWithCode(s, variantId, "BACK");
  expect(await seeCheckout(s, next.checkoutId)).toMatchObject({ totals: { discount: { minor: 100 } } });
});

test("a started payment reserves the use until it ends, however often it is requested", async () => {
  const s = await shop();
  const id = await tenPercent(s, "ONCE", { usesTotal: 1 });
  const { variantId } = await s.products.sell();
  const { checkoutId } = await checkoutWithCode(s, variantId, "ONCE");
  await fillIn(s, checkoutId);
  for (const _time of [1, 2]) {
    expect(await s.payable(checkoutId)).toMatchObject({ outcome: "payable", amountMinor: 1_390 });
    expect(await usesOf(s, id)).toEqual({ taken: 1, states: ["reserved"] });
  }
});

test("a payment that is authorised after all takes the use again, or is voided if another buyer has it", async () => {
  const s = await shop();
  const id = await tenPercent(s, "LATE", { usesTotal: 1 });
  const { variantId } = await s.products.sell();
  const [first, second] = [await checkoutWithCode(s, variantId, "LATE"), await checkoutWithCode(s, variantId, "LATE")];
  for (const { checkoutId } of [first, second]) await fillIn(s, checkoutId, {}, { email: `${checkoutId}@example.com` });
  const payments = [];
  for (const { checkoutId } of [first, second]) {
    payments.push(await pay(s, checkoutId, { state: "failed" }));
    await s.applyEvents();
  }
  expect(await usesOf(s, id)).toEqual({ taken: 0, states: ["released", "released"] });
  for (const payment of payments) s.payments.move(payment, "authorized");
  await s.applyEvents();
  await s.work();
  expect(await usesOf(s, id)).toEqual({ taken: 1, states: ["used", "released"] });
  expect(s.payments.all.map(({ state }) => state)).toEqual(["captured", "voided"]);
  expect(await s.rows("SELECT count(*) AS orders FROM orders")).toEqual([{ orders: 1 }]);
});

test("a payment authorised after its promotion was used up places no order: the buyer is informed, and it is voided", async () => {
  const s = await shop();
  const id = await tenPercent(s, "LATER", { usesTotal: 1 });
  const { variantId } = await s.products.sell();
  const [late, other] = [await checkoutWithCode(s, variantId, "LATER"), await checkoutWithCode(s, variantId, "LATER")];
  for (const { checkoutId } of [late, other]) await fillIn(s, checkoutId, {}, { email: `${checkoutId}@example.com` });
  const payment = await pay(s, late.checkoutId, { state: "failed" });
  await s.applyEvents();
  await pay(s, other.checkoutId);
  s.payments.move(payment, "authorized");
  expect(await complete(s, late.checkoutId)).toMatchObject({
    __typename: "PromotionUsedUpError",
    usedUpReason: "LIMIT_REACHED",
    cart: { totals: { discount: { minor: 0 } } },
  });
  expect(await seeCheckout(s, late.checkoutId)).toMatchObject({ state: "OPEN", totals: { discount: { minor: 0 } } });
  await s.applyEvents();
  await s.work();
  expect(s.payments.all.map(({ state }) => state)).toEqual(["voided", "captured"]);
  expect(await usesOf(s, id)).toMatchObject({ taken: 1 });
});

test("a use by an order is final while the order is not cancelled", async () => {
  const s = await shop();
  const id = await tenPercent(s, "USED", { usesTotal: 1 });
  const { variantId } = await s.products.sell();
  const { cartId, checkoutId } = await checkoutWithCode(s, variantId, "USED");
  await fillIn(s, checkoutId);
  await pay(s, checkoutId);
  await complete(s, checkoutId);
  await complete(s, checkoutId);
  expect(await usesOf(s, id)).toEqual({ taken: 1, states: ["used"] });
  await s.runtime.advance(60 * minute);
  await s.work();
  expect(await usesOf(s, id)).toEqual({ taken: 1, states: ["used"] });
  const next = await cartWith(s, [{ variantId, quantity: 1 }]);
  expect(await apply(s, next.id, "used")).toMatchObject({ reason: "LIMIT_REACHED" });
  expect(await seeCart(s, cartId)).toMatchObject({ state: "CLOSED" });
  await expect(s.corruptStore("UPDATE promotion_uses SET state = 'released'")).rejects.toThrow("stays used");
});

test("signing in during a payment does not affect the payment or its use", async () => {
  const s = await shop();
  const id = await tenPercent(s, "EACH", { usesPerCustomer: 1 });
  const { variantId } = await s.products.sell();
  const own = await checkoutWithCode(s, variantId, "EACH", asAda);
  await fillIn(s, own.checkoutId, asAda);
  await pay(s, own.checkoutId, { sender: asAda });
  await complete(s, own.checkoutId, asAda);

  const paying = await checkoutWithCode(s, variantId, "EACH");
  await fillIn(s, paying.checkoutId, {}, { email: "guest@example.com" });
  const payment = await pay(s, paying.checkoutId, { state: "inProgress" });
  await change(s, "cartClaim", { cartId: paying.cartId, strategy: "USE_GUEST" }, asAda);
  s.payments.move(payment, "authorized");
  expect((await complete(s, paying.checkoutId, asAda)).order).toMatchObject({
    state: "CONFIRMED",
    totals: { discount: { minor: 100 } },
  });
  expect(await usesOf(s, id)).toEqual({ taken: 2, states: ["used", "used"] });
});

test("a claimed checkout counts for the account when its payment starts", async () => {
  const s = await shop();
  await tenPercent(s, "EACH", { usesPerCustomer: 1 });
  const { variantId } = await s.products.sell();
  const own = await checkoutWithCode(s, variantId, "EACH", asAda);
  await fillIn(s, own.checkoutId, asAda);
  await pay(s, own.checkoutId, { sender: asAda });
  await complete(s, own.checkoutId, asAda);
  const open = await checkoutWithCode(s, variantId, "EACH");
  await change(s, "cartClaim", { cartId: open.cartId }, asAda);
  await fillIn(s, open.checkoutId, asAda);
  expect(await s.payable(open.checkoutId, "user_ada")).toMatchObject({
    outcome: "promotionUsedUp",
    reason: "LIMIT_REACHED",
  });
});

/** A confirmed order of two units with the only use of a code, which one customer may use once. */
async function orderWithCode(s: Shop) {
  const id = await tenPercent(s, "ONCE", { usesTotal: 1, usesPerCustomer: 1 });
  const { variantId } = await s.products.sell();
  const cart = await cartWith(s, [{ variantId, quantity: 2 }]);
  await apply(s, cart.id, "ONCE");
  const checkoutId = present((await start(s, cart.id)).checkout).id;
  await fillIn(s, checkoutId);
  await pay(s, checkoutId);
  const { order } = await complete(s, checkoutId);
  const { id: orderId } = present(order);
  const [row] = await s.rows(`SELECT id FROM order_lines WHERE order_id = '${orderId}'`);
  const line = { variantId, lineId: String(Object(row).id), quantity: 2 };
  return { id, variantId, bought: { orderId, line } };
}

const wholeOrders: [
  string,
  (s: Shop, bought: Awaited<ReturnType<typeof orderWithCode>>["bought"]) => Promise<Member>,
][] = [
  ["at once", (s, { orderId }) => cancel(s, orderId, staff)],
  ["by its last unit", (s, { orderId, line }) => cancelLines(s, orderId, [{ lineId: line.lineId, quantity: 2 }])],
  ["by a refund", (s, { orderId, line }) => refund(s, { orderId }, { lines: [{ lineId: line.lineId, quantity: 2 }] })],
];

test.each(wholeOrders)("the use of an order that is cancelled %s can be used again", async (_how, end) => {
  const s = await shop();
  const { id, variantId, bought } = await orderWithCode(s);
  await end(s, bought);
  expect(await s.rows("SELECT state FROM orders")).toEqual([{ state: "CANCELLED" }]);
  expect(await usesOf(s, id)).toEqual({ taken: 0, states: ["released"] });
  const { checkoutId } = await checkoutWithCode(s, variantId, "ONCE");
  await fillIn(s, checkoutId);
  await pay(s, checkoutId);
  await complete(s, checkoutId);
  expect(await usesOf(s, id)).toEqual({ taken: 1, states: ["released", "used"] });
});

test("a cancellation of some units, or of those that were not sent, keeps the use", async () => {
  const s = await shop();
  const { id, bought } = await orderWithCode(s);
  const { orderId, line } = bought;
  const { fulfilment } = await prepareUnits(s, orderId, [{ lineId: line.lineId, quantity: 1 }]);
  await send(s, present(fulfilment).id);
  await cancelLines(s, orderId, [{ lineId: line.lineId, quantity: 1 }]);
  expect(await usesOf(s, id)).toEqual({ taken: 1, states: ["used"] });
});

function cancelLines(s: Shop, orderId: string, parts: { lineId: string; quantity: number }[]) {
  return change(s, "orderLinesCancel", { orderId, parts, idempotencyKey: newKey() }, staff);
}
