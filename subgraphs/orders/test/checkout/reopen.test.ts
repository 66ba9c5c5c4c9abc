/** Reopening of checkouts: the payment in progress is voided with certainty before the checkout may change. */
import { expect, test } from "vitest";
import { change, present, seeCheckout } from "../support/mutations.ts";
import { unknown } from "../support/peers/payments.ts";
import { complete, fillIn, newKey, pay, ready } from "../support/purchase.ts";
import { ada, bob, type Shop, shop } from "../support/shop.ts";

const due = { outcome: "payable", amountMinor: 1_490, currency: "EUR", version: 2, customerId: null };

function reopen(s: Shop, checkoutId: string, idempotencyKey = newKey(), sender = {}) {
  return change(s, "checkoutReopen", { checkoutId, idempotencyKey }, sender);
}

test("reopening voids the payment, up to this version, and then the checkout can be changed and paid again", async () => {
  const s = await shop();
  const { checkoutId } = await ready(s);
  const payment = await pay(s, checkoutId, { state: "inProgress" });
  expect(await reopen(s, checkoutId)).toMatchObject({ __typename: "CheckoutReopened", checkout: { state: "OPEN" } });
  expect(payment.state).toBe("voided");
  expect(s.payments.closed.get(checkoutId)).toBe(2);
  expect(await fillIn(s, checkoutId, {}, { shippingOptionId: "home-express" })).toMatchObject({
    __typename: "CheckoutSaved",
  });
  expect(await s.payable(checkoutId)).toEqual({ ...due, amountMinor: 2_290, version: 4 });
});

test("reopening an open checkout changes nothing and calls no service", async () => {
  const s = await shop();
  const { checkoutId } = await ready(s);
  expect(await reopen(s, checkoutId)).toMatchObject({ __typename: "CheckoutReopened", checkout: { state: "OPEN" } });
  expect(s.transport.requests).not.toContain("payments.void");
  expect(await s.payable(checkoutId)).toEqual(due);
});

test("a late duplicate of a reopening does not void the payment that started since", async () => {
  const s = await shop();
  const { checkoutId } = await ready(s);
  await reopen(s, checkoutId, "once");
  const payment = await pay(s, checkoutId, { state: "inProgress" });
  expect(await reopen(s, checkoutId, "once")).toMatchObject({ __typename: "CheckoutReopened", replayed: true });
  expect(payment.state).toBe("inProgress");
});

test("reopening again with the same key is a replay; the key with another checkout is refused", async () => {
  const s = await shop();
  const { checkoutId } = await ready(s, {}, { viewer: ada });
  await pay(s, checkoutId, { sender: { viewer: ada }, state: "inProgress" });
  expect(await reopen(s, checkoutId, "again", { viewer: ada })).toMatchObject({ replayed: false });
  expect(await reopen(s, checkoutId, "again", { viewer: ada })).toMatchObject({
    __typename: "CheckoutReopened",
    replayed: true,
    checkout: { state: "OPEN" },
  });
  const other = await ready(s, {}, { viewer: ada });
  expect(await reopen(s, other.checkoutId, "again", { viewer: ada })).toMatchObject({
    __typename: "IdempotencyKeyReusedError",
  });
});

test("while the result of the void is unknown the checkout stays locked; the timer finishes it", async () => {
  const s = await shop();
  const { cartId, checkoutId } = await ready(s);
  await pay(s, checkoutId, { state: "inProgress" });
  s.payments.voids.push(unknown);
  expect(await reopen(s, checkoutId)).toMatchObject({ __typename: "ProviderUnavailableError", retryAfterMs: 1_000 });
  expect(await complete(s, checkoutId)).toMatchObject({
    __typename: "CheckoutLockedError",
    checkout: { state: "AWAITING_PAYMENT" },
  });
  expect(await change(s, "cartLinesRemove", { cartId, lineIds: [] })).toMatchObject({
    __typename: "CheckoutLockedError",
  });
  expect(await s.payable(checkoutId)).toEqual({ outcome: "notPayable", reason: "EXPIRED" });
  await s.restart();
  await s.work();
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ state: "OPEN" });
});

test("while payments is down the error is coded, and the same key finishes the reopening", async () => {
  const s = await shop();
  const { checkoutId } = await ready(s);
  await pay(s, checkoutId, { state: "inProgress" });
  s.transport.dropRequests("payments");
  await expect(reopen(s, checkoutId, "later")).rejects.toThrow("SUBGRAPH_UNAVAILABLE");
  await s.work();
  s.transport.clearFaults();
  expect(await reopen(s, checkoutId, "later")).toMatchObject({ __typename: "CheckoutReopened", replayed: false });
});

test("one failing reopening does not delay the others", async () => {
  const s = await shop();
  const [first, second] = [await ready(s), await ready(s)];
  for (const { checkoutId } of [first, second]) {
    await pay(s, checkoutId, { state: "inProgress" });
    await s.corruptStore(`UPDATE checkouts SET reopening = TRUE WHERE id = '${checkoutId}'`);
  }
  s.transport.before("payments.void", async () => {
    throw new Error("this one goes wrong");
  });
  await s.work();
  expect(await s.rows("SELECT state FROM checkouts ORDER BY state")).toEqual([
    { state: "AWAITING_PAYMENT" },
    { state: "OPEN" },
  ]);
});

test("a repeated request for a reopening that the timer finished does not affect a later payment", async () => {
  const s = await shop();
  const { checkoutId } = await ready(s);
  await pay(s, checkoutId, { state: "inProgress" });
  s.payments.voids.push(unknown);
  expect(await reopen(s, checkoutId, "late")).toMatchObject({ __typename: "ProviderUnavailableError" });
  await s.work();
  const since = await pay(s, checkoutId, { state: "inProgress" });
  expect(await reopen(s, checkoutId, "late")).toMatchObject({ __typename: "CheckoutReopened" });
  expect(since.state).toBe("inProgress");
  expect(await reopen(s, checkoutId, "late")).toMatchObject({ __typename: "CheckoutReopened", replayed: true });
});

test("any number of unanswered reopenings does not delay one that can be finished", async () => {
  const s = await shop();
  for (let count = 0; count <= 50; count += 1) {
    const { checkoutId } = await ready(s);
    await pay(s, checkoutId, { state: "inProgress" });
    if (count < 50) s.payments.voids.push(unknown);
  }
  await s.corruptStore("UPDATE checkouts SET reopening = TRUE");
  await s.work();
  expect(await s.rows("SELECT id FROM checkouts WHERE state = 'OPEN'")).toHaveLength(1);
});

test("reopening is refused during and after the placement of the order", async () => {
  const s = await shop();
  const { checkoutId } = await ready(s);
  await pay(s, checkoutId);
  await s.applyEvents();
  expect(await reopen(s, checkoutId)).toMatchObject({
    __typename: "CheckoutLockedError",
    checkout: { state: "COMPLETING" },
  });
  await complete(s, checkoutId);
  expect(await reopen(s, checkoutId)).toMatchObject({
    __typename: "CheckoutLockedError",
    checkout: { state: "COMPLETED" },
  });
});

test("an expired checkout cannot be reopened, and another person's is not found", async () => {
  const s = await shop();
  const { cartId, checkoutId } = await ready(s, {}, { viewer: ada });
  for (const sender of [{}, { viewer: bob }]) {
    expect(await reopen(s, checkoutId, newKey(), sender)).toMatchObject({
      __typename: "NotFoundError",
      path: ["input", "checkoutId"],
    });
  }
  await change(s, "cartLinesRemove", { cartId, lineIds: [] }, { viewer: ada });
  expect(await reopen(s, checkoutId, newKey(), { viewer: ada })).toMatchObject({
    __typename: "CheckoutExpiredError",
    cart: { id: cartId },
  });
});

test("a payment that is authorised during its void makes no order and is voided", async () => {
  const s = await shop();
  const { checkoutId } = await ready(s);
  const payment = await pay(s, checkoutId, { state: "inProgress" });
  s.transport.before("payments.void", async () => {
    s.payments.move(payment, "authorized");
    await s.applyEvents();
  });
  expect(await reopen(s, checkoutId)).toMatchObject({ __typename: "CheckoutReopened" });
  await s.work();
  expect(payment.state).toBe("voided");
  expect(await s.rows("SELECT id FROM orders")).toEqual([]);
  expect(await s.rows("SELECT outcome FROM unwanted_payments")).toEqual([{ outcome: "VOIDED" }]);
});

test("an order placed before a reopening begins cannot be undone by it", async () => {
  const s = await shop();
  const { checkoutId } = await ready(s);
  await pay(s, checkoutId);
  const [reopened, completed] = await Promise.all([reopen(s, checkoutId), complete(s, checkoutId)]);
  const isReopened = reopened.__typename === "CheckoutReopened";
  expect(completed.__typename).toBe(isReopened ? "CheckoutLockedError" : "CheckoutCompleted");
  await s.work();
  expect(await s.rows("SELECT state FROM orders")).toEqual(isReopened ? [] : [{ state: "CONFIRMED" }]);
  expect(s.payments.all[0]?.state).toBe(isReopened ? "voided" : "captured");
});

test("a late response of a reopening does not reopen the checkout during the next payment", async () => {
  const s = await shop();
  const { checkoutId } = await ready(s);
  await pay(s, checkoutId, { state: "inProgress" });
  let next: Awaited<ReturnType<typeof pay>> | undefined;
  s.transport.after("payments.void", async () => {
    await s.work();
    next = await pay(s, checkoutId, { state: "inProgress" });
  });
  await reopen(s, checkoutId);
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ state: "AWAITING_PAYMENT" });
  s.payments.move(present(next), "authorized");
  expect(await complete(s, checkoutId)).toMatchObject({ order: { state: "CONFIRMED" } });
});

test("a reopening that meets another under its key, and a payment since, gets the response of the other", async () => {
  const s = await shop();
  const { checkoutId } = await ready(s);
  await pay(s, checkoutId, { state: "inProgress" });
  s.transport.after("payments.void", async () => {
    expect(await reopen(s, checkoutId, "twice")).toMatchObject({ __typename: "CheckoutReopened", replayed: false });
    await pay(s, checkoutId, { state: "inProgress" });
  });
  expect(await reopen(s, checkoutId, "twice")).toMatchObject({ __typename: "CheckoutReopened" });
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ state: "AWAITING_PAYMENT" });
});

test("a reopening without an answer, which another under its key has finished meanwhile, gets its response", async () => {
  const s = await shop();
  const { checkoutId } = await ready(s);
  await pay(s, checkoutId, { state: "inProgress" });
  s.payments.voids.push(unknown);
  s.transport.after("payments.void", () => reopen(s, checkoutId, "twice"));
  expect(await reopen(s, checkoutId, "twice")).toMatchObject({
    __typename: "CheckoutReopened",
    checkout: { state: "OPEN" },
  });
});
