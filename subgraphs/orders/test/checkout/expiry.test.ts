/** Expiry with a payment in progress: the reservation is extended, then the payment is voided with certainty before the checkout ends. */
import { expect, test } from "vitest";
import { seeCart, seeCheckout } from "../support/mutations.ts";
import type { FakePayment } from "../support/peers/fake-payment.ts";
import { unknown } from "../support/peers/payments.ts";
import { pay, ready } from "../support/purchase.ts";
import { minute, noon, type Shop, shop, stockLevelOf } from "../support/shop.ts";

/** Advances the clock while the jobs run, as in a running shop. */
async function pass(s: Shop, minutes: number): Promise<void> {
  for (let passed = 0; passed < minutes; passed += 5) {
    await s.runtime.advance(5 * minute + 1);
    await s.work();
  }
}

/** A checkout whose payment has been in progress for 60 minutes, less the last of them. */
async function almostOver(s: Shop) {
  const checkout = await ready(s);
  const payment = await pay(s, checkout.checkoutId, { state: "inProgress" });
  await pass(s, 55);
  await s.runtime.advance(5 * minute + 1);
  return { ...checkout, payment };
}

test("while a payment is in progress the goods stay reserved, 60 minutes in all", async () => {
  const s = await shop();
  const { checkoutId, variantId } = await ready(s);
  await pay(s, checkoutId, { state: "inProgress" });
  await pass(s, 20);
  expect(await seeCheckout(s, checkoutId)).toMatchObject({
    state: "AWAITING_PAYMENT",
    reservedUntil: new Date(noon + 30 * minute + 3).toISOString(),
  });
  await pass(s, 35);
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ reservedUntil: new Date(noon + 60 * minute).toISOString() });
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, reserved: 1 });
});

test("after 60 minutes the payment is voided, then the checkout expires and the goods are released", async () => {
  const s = await shop();
  const { cartId, checkoutId, variantId, payment } = await almostOver(s);
  await s.work();
  expect(payment.state).toBe("voided");
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ state: "EXPIRED" });
  expect(await seeCart(s, cartId)).toMatchObject({ state: "OPEN", checkout: null });
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, reserved: 0 });
});

test.each(["authorized", "captured"] as const)(
  "if the payment turns out %s, it still becomes an order",
  async (state) => {
    const s = await shop();
    const { checkoutId, payment } = await almostOver(s);
    s.payments.move(payment, state, false);
    await s.work();
    await s.work();
    expect(await seeCheckout(s, checkoutId)).toMatchObject({ state: "COMPLETED", order: { state: "CONFIRMED" } });
    expect(payment.state).toBe("captured");
  },
);

test("while the result of the void is unknown nothing ends and nothing is released", async () => {
  const s = await shop();
  const { checkoutId, variantId, payment } = await almostOver(s);
  s.payments.voids.push(unknown, unknown);
  await s.work();
  await s.work();
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ state: "AWAITING_PAYMENT" });
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, reserved: 1 });
  s.payments.move(payment, "authorized", false);
  await s.work();
  await s.work();
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ order: { state: "CONFIRMED" } });
});

test("a void whose response was lost is repeated after a restart, and the checkout expires then", async () => {
  const s = await shop();
  const { checkoutId, variantId } = await almostOver(s);
  s.transport.loseResponses("payments.void");
  await s.work();
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ state: "AWAITING_PAYMENT" });
  await s.restart();
  s.transport.clearFaults();
  await s.work();
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ state: "EXPIRED" });
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, reserved: 0 });
});

test("while payments does not respond, checkouts without a payment still expire", async () => {
  const s = await shop();
  const waiting = await almostOver(s);
  const open = await ready(s);
  await s.runtime.advance(16 * minute);
  s.transport.dropRequests("payments");
  await s.work();
  expect(await seeCheckout(s, waiting.checkoutId)).toMatchObject({ state: "AWAITING_PAYMENT" });
  expect(await seeCheckout(s, open.checkoutId)).toMatchObject({ state: "EXPIRED" });
  expect(await stockLevelOf(s, open.variantId)).toEqual({ onHand: 10, reserved: 0 });
});

test("a payment of another amount than the amount due places no order: it is voided, and the checkout expires", async () => {
  const s = await shop();
  const { checkoutId, payment } = await almostOver(s);
  payment.amountMinor = 1;
  s.payments.move(payment, "authorized", false);
  await s.work();
  await s.work();
  expect(payment.state).toBe("voided");
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ state: "EXPIRED", order: null });
});

test("a payment that is authorised for an expired checkout is voided, once", async () => {
  const s = await shop();
  const { checkoutId, payment } = await almostOver(s);
  await s.work();
  const late: FakePayment = { ...payment, paymentId: "pay_late", state: "inProgress" };
  s.payments.all.push(late);
  s.payments.move(late, "authorized");
  await s.applyEvents();
  await s.work();
  expect(late.state).toBe("voided");
  expect(await s.rows("SELECT payment_id, outcome FROM unwanted_payments")).toEqual([
    { payment_id: "pay_late", outcome: "VOIDED" },
  ]);
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ state: "EXPIRED", order: null });
  const voids = s.transport.requests.filter((name) => name === "payments.void").length;
  await s.work();
  expect(s.transport.requests.filter((name) => name === "payments.void")).toHaveLength(voids);
});
