/** Payment binding: the amount to pay, the lock of the checkout, and its release by a declined payment. */
import { expect, test } from "vitest";
import { change, seeCheckout } from "../support/mutations.ts";
import { begin, complete, newKey, pay, ready } from "../support/purchase.ts";
import { ada, minute, noon, type Shop, shop, stockLevelOf } from "../support/shop.ts";

const due = { outcome: "payable", amountMinor: 1_490, currency: "EUR", version: 2, customerId: null };

function reopen(s: Shop, checkoutId: string, idempotencyKey = newKey(), sender = {}) {
  return change(s, "checkoutReopen", { checkoutId, idempotencyKey }, sender);
}

test("the amount due is the exact total of this version, and requesting it locks the checkout", async () => {
  const s = await shop();
  const { checkoutId } = await ready(s);
  expect(await s.payable(checkoutId)).toEqual(due);
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ state: "AWAITING_PAYMENT", cart: { state: "LOCKED" } });
});

test("a repeated request returns the same amount and extends the reservation", async () => {
  const s = await shop();
  const { checkoutId } = await ready(s);
  await s.payable(checkoutId);
  await s.runtime.advance(10 * minute);
  expect(await s.payable(checkoutId)).toEqual(due);
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ reservedUntil: new Date(noon + 25 * minute).toISOString() });
});

test("a customer's checkout is payable by that customer only, a guest's by every holder of its id", async () => {
  const s = await shop();
  const own = await ready(s, {}, { viewer: ada });
  expect(await s.payable(own.checkoutId)).toEqual({ outcome: "notFound" });
  expect(await s.payable(own.checkoutId, "user_bob")).toEqual({ outcome: "notFound" });
  expect(await seeCheckout(s, own.checkoutId, { viewer: ada })).toMatchObject({ state: "OPEN" });
  expect(await s.payable(own.checkoutId, "user_ada")).toEqual({ ...due, customerId: "user_ada" });
  const guests = await ready(s);
  expect(await s.payable(guests.checkoutId, "user_bob")).toEqual(due);
  expect(await s.payable("chk_none")).toEqual({ outcome: "notFound" });
});

test("an incomplete, free, expired or paid checkout is not payable, with the reason", async () => {
  const s = await shop();
  const notPayable = (reason: string) => ({ outcome: "notPayable", reason });
  const incomplete = await begin(s);
  expect(await s.payable(incomplete.checkoutId)).toEqual(notPayable("INCOMPLETE"));
  expect(await seeCheckout(s, incomplete.checkoutId)).toMatchObject({ state: "OPEN" });

  const free = await ready(s, { prices: { EUR: 0 }, weightGrams: null });
  expect(await s.payable(free.checkoutId)).toEqual(notPayable("NOTHING_TO_PAY"));
  expect(await seeCheckout(s, free.checkoutId)).toMatchObject({ state: "OPEN" });

  const paidFor = await ready(s);
  await pay(s, paidFor.checkoutId);
  await s.applyEvents();
  expect(await s.payable(paidFor.checkoutId)).toEqual(notPayable("ALREADY_PAID"));
  await complete(s, paidFor.checkoutId);
  expect(await s.payable(paidFor.checkoutId)).toEqual(notPayable("ALREADY_PAID"));

  const undone = await ready(s);
  await pay(s, undone.checkoutId);
  s.payments.captures.push({ outcome: "refused", reason: "blocked" });
  expect((await complete(s, undone.checkoutId)).order).toMatchObject({ state: "CANCELLED" });
  expect(await s.payable(undone.checkoutId)).toEqual(notPayable("EXPIRED"));

  const edited = await ready(s);
  await change(s, "cartLinesRemove", { cartId: edited.cartId, lineIds: [] });
  expect(await s.payable(edited.checkoutId)).toEqual(notPayable("EXPIRED"));
});

test("after 60 minutes nothing is payable, even before the timer runs", async () => {
  const s = await shop();
  const { checkoutId } = await ready(s);
  await s.payable(checkoutId);
  for (const _quarter of [1, 2, 3, 4]) {
    await s.runtime.advance(15 * minute);
    await s.payable(checkoutId);
  }
  expect(await s.payable(checkoutId)).toEqual({ outcome: "notPayable", reason: "EXPIRED" });
});

test("a checkout without its reservation is not payable yet", async () => {
  const s = await shop();
  const { checkoutId } = await ready(s);
  await s.corruptStore(`UPDATE checkouts SET reserved = FALSE WHERE id = '${checkoutId}'`);
  expect(await s.payable(checkoutId)).toEqual({ outcome: "notFound" });
});

test("changing the cart before the payment is bound prevents the payment", async () => {
  const s = await shop();
  const { cartId, checkoutId } = await ready(s);
  await s.runtime.advance(10 * minute);
  s.transport.before("products.extend", () => change(s, "cartLinesRemove", { cartId, lineIds: [] }));
  expect(await s.payable(checkoutId)).toEqual({ outcome: "notPayable", reason: "EXPIRED" });
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ state: "EXPIRED" });
});

test("a declined payment reopens the checkout with its reservation, and another card pays", async () => {
  const s = await shop();
  const { checkoutId, variantId } = await ready(s);
  await pay(s, checkoutId, { state: "failed" });
  await s.paymentChanged(checkoutId);
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ state: "OPEN", cart: { state: "OPEN" } });
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, reserved: 1 });
  await pay(s, checkoutId);
  expect(await complete(s, checkoutId)).toMatchObject({ order: { state: "CONFIRMED" } });
});

test("a late decline event does not reopen the checkout during the next payment", async () => {
  const s = await shop();
  const { checkoutId } = await ready(s);
  await pay(s, checkoutId, { state: "failed" });
  await pay(s, checkoutId, { state: "inProgress" });
  await s.applyEvents();
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ state: "AWAITING_PAYMENT" });
});

test("a payment can start while events cannot be consumed", async () => {
  const s = await shop();
  const { checkoutId } = await ready(s);
  s.transport.dropRequests("payments.events");
  expect(await s.payable(checkoutId)).toEqual(due);
});

test("a decline of an older version changes nothing", async () => {
  const s = await shop();
  const { checkoutId } = await ready(s);
  const first = await pay(s, checkoutId, { state: "inProgress" });
  await reopen(s, checkoutId);
  await pay(s, checkoutId, { state: "inProgress" });
  s.payments.move(first, "failed");
  await s.applyEvents();
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ state: "AWAITING_PAYMENT" });
});
