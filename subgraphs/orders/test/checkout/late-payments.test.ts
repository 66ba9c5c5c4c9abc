/** Late payments: a payment that is first authorised after `latePaymentHours` is voided or refunded, its goods are released, and the buyer is told. */
import { expect, test } from "vitest";
import { save } from "../support/back-office/settings.ts";
import { change, seeCart, seeCheckout } from "../support/mutations.ts";
import type { PaymentState } from "../support/peers/fake-payment.ts";
import { unknown } from "../support/peers/payments.ts";
import { complete, pay, ready } from "../support/purchase.ts";
import { type Shop, shop, stockLevelOf } from "../support/shop.ts";

const hour = 60 * 60 * 1_000;
const aDayAndMore = 24 * hour + 1;

/** A checkout whose payment is undecided, and will have taken so long when it is authorised. */
async function unanswered(s: Shop, authorizedAfterMs = aDayAndMore) {
  const checkout = await ready(s);
  const payment = await pay(s, checkout.checkoutId, { state: "inProgress" });
  payment.authorizedAfterMs = authorizedAfterMs;
  return { ...checkout, payment };
}

/** A payment that is authorised too late, and in this state when orders voids it. */
async function late(s: Shop, state: PaymentState = "authorized") {
  const made = await unanswered(s);
  s.payments.move(made.payment, "authorized");
  if (state !== "authorized") s.payments.move(made.payment, state, false);
  await s.applyEvents();
  return made;
}

const alarmCount = async (s: Shop) => {
  const counted = await s.running.service.deps.metrics.registry.metrics();
  return /hansa_alarms_total\{alarm="money_without_order"\} (\d+)/.exec(counted)?.[1] ?? "0";
};
const outcomes = (s: Shop) => s.rows("SELECT outcome, is_late FROM unwanted_payments");
const lateRefundId = "ref_late_pay_1";

test("a payment that is authorised a day after its start still places its order", async () => {
  const s = await shop();
  const { checkoutId, payment } = await unanswered(s, 24 * hour);
  s.payments.move(payment, "authorized");
  await s.applyEvents();
  await s.work();
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ state: "COMPLETED", order: { state: "CONFIRMED" } });
});

test("a later one places none: its checkout ends with the event, its goods are released, and it is voided as late", async () => {
  const s = await shop();
  const { cartId, checkoutId, variantId, payment } = await late(s);
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ state: "EXPIRED", order: null });
  await s.work();
  expect(payment.state).toBe("voided");
  expect(s.payments.requested.voids).toMatchObject([{ checkoutId, version: 2, unlessAuthorized: false, isLate: true }]);
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, reserved: 0 });
  expect(await seeCart(s, cartId)).toMatchObject({ state: "OPEN", checkout: null });
  expect(await s.rows("SELECT id FROM orders")).toEqual([]);
  expect(await outcomes(s)).toEqual([{ outcome: "VOIDED", is_late: 1 }]);
});

test("the buyer is told once, in the transaction that ends the checkout", async () => {
  const s = await shop();
  await late(s);
  expect(await s.rows("SELECT template FROM mail_queue")).toEqual([{ template: "paymentLate" }]);
  await s.work();
  await s.work();
  const [message = "", ...others] = s.mail();
  expect(others).toEqual([]);
  expect(message).toMatch(/^To: ada@example.com/im);
  expect(message).toContain("Your payment of 14.90 EUR came too late");
  expect(message).toContain("You are not charged.");
});

test("completing the checkout of a late payment places no order, before its event arrives and after", async () => {
  const s = await shop();
  const { checkoutId, payment } = await unanswered(s);
  s.payments.move(payment, "authorized");
  expect(await complete(s, checkoutId)).toMatchObject({ __typename: "CheckoutExpiredError" });
  await s.applyEvents();
  expect(await complete(s, checkoutId)).toMatchObject({ __typename: "CheckoutExpiredError" });
  await s.work();
  expect(payment.state).toBe("voided");
});

test("a late payment that the end of the reservation finds, without an event, is voided", async () => {
  const s = await shop();
  const { checkoutId, variantId, payment } = await unanswered(s);
  await s.runtime.advance(61 * 60 * 1_000);
  s.payments.move(payment, "authorized", false);
  await s.work();
  await s.work();
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ state: "EXPIRED", order: null });
  expect(payment.state).toBe("voided");
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, reserved: 0 });
  expect(await s.rows("SELECT template FROM mail_queue")).toEqual([{ template: "paymentLate" }]);
});

test("a checkout that its buyer reopens meanwhile is open again once the late payment is voided, and no e-mail is sent", async () => {
  const s = await shop();
  const { checkoutId, payment } = await unanswered(s);
  s.payments.voids.push(unknown);
  await change(s, "checkoutReopen", { checkoutId, idempotencyKey: "reopen" });
  s.payments.move(payment, "authorized");
  await s.applyEvents();
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ state: "AWAITING_PAYMENT" });
  expect(await change(s, "checkoutReopen", { checkoutId, idempotencyKey: "reopen" })).toMatchObject({
    __typename: "CheckoutReopened",
    checkout: { state: "OPEN" },
  });
  await s.work();
  expect(await outcomes(s)).toEqual([{ outcome: "VOIDED", is_late: 1 }]);
  expect(await s.rows("SELECT template FROM mail_queue")).toEqual([]);
});

test("one that the provider has captured at once is refunded in full, once, although an answer is lost", async () => {
  const s = await shop();
  const { payment } = await late(s, "captured");
  s.payments.refunds.responses.push(unknown);
  await s.work();
  expect(await outcomes(s)).toEqual([{ outcome: null, is_late: 1 }]);
  s.transport.loseResponses("payments.refund");
  await s.work();
  s.transport.clearFaults();
  await s.work();
  expect(await outcomes(s)).toEqual([{ outcome: "REFUNDED", is_late: 1 }]);
  expect(payment.refundedMinor).toBe(1_490);
  expect([...s.payments.refunds.known.keys()]).toEqual([lateRefundId]);
  expect(await alarmCount(s)).toBe("0");
});

test("its refund that fails at once raises the alarm for a person", async () => {
  const s = await shop();
  await late(s, "captured");
  s.payments.refunds.responses.push({ outcome: "failed", reason: "the account is closed" });
  await s.work();
  expect(await outcomes(s)).toEqual([{ outcome: "CAPTURED", is_late: 1 }]);
  await s.applyEvents();
  expect(await alarmCount(s)).toBe("1");
});

test("its refund that is pending, and fails days later, raises the alarm then, and once", async () => {
  const s = await shop();
  await late(s, "captured");
  s.payments.refunds.responses.push({ outcome: "pending" });
  await s.work();
  expect(await outcomes(s)).toEqual([{ outcome: "REFUNDED", is_late: 1 }]);
  expect(await alarmCount(s)).toBe("0");
  s.payments.refunds.settle(lateRefundId, "FAILED");
  await s.applyEvents();
  expect(await outcomes(s)).toEqual([{ outcome: "CAPTURED", is_late: 1 }]);
  expect(await alarmCount(s)).toBe("1");
});

test("a refund at the provider that fails leaves a late payment as it is", async () => {
  const s = await shop();
  const { payment } = await late(s, "captured");
  await s.work();
  s.payments.refunds.refundThere(payment, "ref_there", 1, false);
  await s.applyEvents();
  expect(await outcomes(s)).toEqual([{ outcome: "REFUNDED", is_late: 1 }]);
});

test("the shop's setting counts, at the moment of the authorisation", async () => {
  const s = await shop();
  const { checkoutId, payment } = await unanswered(s);
  await save(s, "shopSettingsUpdate", { latePaymentHours: 25 });
  s.payments.move(payment, "authorized");
  await s.applyEvents();
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ state: "COMPLETING" });

  const other = await unanswered(s, hour + 1);
  await save(s, "shopSettingsUpdate", { latePaymentHours: 1 });
  s.payments.move(other.payment, "authorized");
  await s.applyEvents();
  expect(await seeCheckout(s, other.checkoutId)).toMatchObject({ state: "EXPIRED" });
});

test.each([0, 721])("%i hours are refused", async (latePaymentHours) => {
  const s = await shop();
  expect(await save(s, "shopSettingsUpdate", { latePaymentHours })).toMatchObject({
    __typename: "ValidationError",
    problems: [{ path: ["input", "latePaymentHours"], code: "OUT_OF_RANGE" }],
  });
});

test("a payment that was published before this rule counts as one in time", async () => {
  const s = await shop();
  const { checkoutId, payment } = await unanswered(s, 0);
  s.payments.move(payment, "authorized");
  await s.applyEvents();
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ state: "COMPLETING" });
});
