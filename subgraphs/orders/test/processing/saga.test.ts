/** Saga: outcomes of a placed order when stock or payment is missing or gives no response. */
import { expect, test } from "vitest";
import { advanceClockUntilDone } from "../support/clock.ts";
import { present, seeCart, seeCheckout } from "../support/mutations.ts";
import { unknown } from "../support/peers/payments.ts";
import { complete, paid, ready, start } from "../support/purchase.ts";
import { readSagaState, runRetries } from "../support/saga-state.ts";
import { minute, type Shop, shop, stockLevelOf } from "../support/shop.ts";

const refused = { outcome: "refused", reason: "the card was blocked" } as const;

/** Lets the hold of a paid checkout run out unnoticed, so that products gives the goods back by itself; then `left` are there. */
async function losesItsHold(s: Shop, variantId: string, left: number): Promise<void> {
  await s.runtime.advance(26 * minute);
  await s.products.service.runJobsOnce();
  await s.products.receive(variantId, left - 10);
}

test("a refused capture: the goods are restocked, nothing is charged, and the cart is open again", async () => {
  const s = await shop();
  const { cartId, checkoutId, variantId, payment } = await paid(s);
  s.payments.captures.push(refused);
  const { order } = await complete(s, checkoutId);
  expect(order).toMatchObject({ state: "CANCELLED", cancelReason: "PAYMENT_REFUSED", invoiceNumber: null, hold: null });
  expect(present(order?.timeline).map((event) => event.kind)).toEqual(["PLACED", "CANCELLED"]);
  expect(payment.state).toBe("voided");
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, reserved: 0 });
  expect(await s.publishedEvents()).toEqual(["order.placed", "order.cancelled"]);
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ state: "COMPLETED", order: { state: "CANCELLED" } });
  expect(await seeCart(s, cartId)).toMatchObject({ state: "OPEN", checkout: null, totalQuantity: 1 });
  const { checkout } = await start(s, cartId);
  expect(present(checkout).id).not.toBe(checkoutId);
});

test("goods that run out before the payment: it is voided, nothing stays reserved, and the cart is open again", async () => {
  const s = await shop();
  const { cartId, checkoutId, variantId, payment } = await paid(s);
  await losesItsHold(s, variantId, 0);
  expect(await complete(s, checkoutId)).toMatchObject({
    __typename: "CheckoutCompleted",
    order: { state: "CANCELLED", cancelReason: "OUT_OF_STOCK" },
  });
  expect(payment.state).toBe("voided");
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 0, reserved: 0 });
  expect(await seeCart(s, cartId)).toMatchObject({ state: "OPEN" });
});

test("an expired reservation does not prevent an order while the goods are in stock", async () => {
  const s = await shop();
  const { checkoutId, variantId } = await paid(s);
  await losesItsHold(s, variantId, 1);
  expect(await complete(s, checkoutId)).toMatchObject({ order: { state: "CONFIRMED" } });
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 1, committed: 1, reserved: 0 });
});

test("a free order whose goods are out of stock is cancelled without a call to payments", async () => {
  const s = await shop();
  const { checkoutId, variantId } = await ready(s, { prices: { EUR: 0 }, weightGrams: null });
  await losesItsHold(s, variantId, 0);
  s.transport.dropRequests("payments");
  expect(await complete(s, checkoutId)).toMatchObject({ order: { state: "CANCELLED", cancelReason: "OUT_OF_STOCK" } });
});

test("an unanswered capture is repeated for any time, and never rolled back", async () => {
  const s = await shop();
  const { checkoutId, variantId, payment } = await paid(s);
  s.payments.captures.push(...Array(12).fill(unknown));
  expect(await complete(s, checkoutId)).toMatchObject({ order: { state: "PENDING_PAYMENT" } });
  for (let tries = 0; tries < 11; tries += 1) await runRetries(s);
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ state: "COMPLETING", order: { state: "PENDING_PAYMENT" } });
  expect(s.transport.requests).not.toContain("payments.void");
  await runRetries(s);
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ order: { state: "CONFIRMED" } });
  expect(payment.state).toBe("captured");
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, committed: 1, reserved: 0 });
});

test("an unanswered step is repeated with back-off, half a minute apart at most", async () => {
  const s = await shop();
  const { checkoutId } = await paid(s);
  s.transport.dropRequests("payments.capture");
  await complete(s, checkoutId);
  const pauses: number[] = [];
  for (let tries = 0; tries < 12; tries += 1) {
    const [row] = await s.rows('SELECT due_at AS "dueAt" FROM sagas');
    const pause = Object(row).dueAt - s.runtime.now();
    pauses.push(pause);
    await s.runtime.advance(pause - 1);
    const requestCount = s.transport.requests.length;
    await s.work();
    expect(s.transport.requests.slice(requestCount)).not.toContain("payments.capture");
    await s.runtime.advance(1);
    await s.work();
  }
  expect(pauses[0]).toBeLessThanOrEqual(250);
  for (const pause of pauses.slice(-3)) {
    expect(pause).toBeGreaterThanOrEqual(22_500);
    expect(pause).toBeLessThanOrEqual(37_500);
  }
});

test("an unanswered void is repeated before the order is cancelled", async () => {
  const s = await shop();
  const { checkoutId, payment } = await paid(s);
  s.payments.captures.push(refused);
  s.payments.voids.push(unknown);
  expect(await complete(s, checkoutId)).toMatchObject({ order: { state: "PENDING_PAYMENT" } });
  await runRetries(s);
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ order: { state: "CANCELLED" } });
  expect(payment.state).toBe("voided");
});

test("money captured although the goods are out of stock puts the order on hold, and nothing more is done", async () => {
  const s = await shop();
  const { checkoutId, variantId } = await paid(s);
  await losesItsHold(s, variantId, 0);
  s.payments.voids.push({ outcome: "captured", capturedMinor: 3_490 });
  const { order } = await complete(s, checkoutId);
  expect(order).toMatchObject({ state: "PENDING_PAYMENT", hold: { reason: "NEEDS_REVIEW" }, cancelReason: null });
  expect(present(order?.timeline).map((event) => event.kind)).toEqual(["PLACED", "HELD"]);
  const requestCount = s.transport.requests.length;
  await runRetries(s);
  expect(s.transport.requests.slice(requestCount).filter((name) => name !== "payments.events")).toEqual([]);
  expect(await s.publishedEvents()).toEqual(["order.placed"]);
});

test("untracked stock needs no restock", async () => {
  const s = await shop();
  const { checkoutId } = await paid(s, { stock: null });
  s.payments.captures.push(refused);
  expect(await complete(s, checkoutId)).toMatchObject({
    order: { state: "CANCELLED", cancelReason: "PAYMENT_REFUSED" },
  });
});

test("two processes on one store that run the same saga at the same time confirm it once", async () => {
  const s = await shop();
  const { checkoutId, variantId } = await paid(s);
  const twin = await s.twin();
  await s.applyEvents();
  await advanceClockUntilDone(s.runtime, Promise.all([s.work(), twin.runJobsOnce(), s.work(), twin.runJobsOnce()]));
  await runRetries(s);
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ order: { state: "CONFIRMED" } });
  expect(await s.publishedEvents()).toEqual(["order.placed", "taxDocument.issued", "order.confirmed"]);
  expect(await s.rows("SELECT kind FROM order_events")).toHaveLength(3);
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, committed: 1, reserved: 0 });
});

test("a process that resumes late in a saga that another has finished leaves it finished", async () => {
  const s = await shop();
  const { checkoutId } = await paid(s);
  const twin = await s.twin();
  s.transport.after("products.commit", async () => {
    await s.runtime.advance(6_000);
    await twin.runJobsOnce();
  });
  expect(await advanceClockUntilDone(s.runtime, complete(s, checkoutId))).toMatchObject({
    order: { state: "CONFIRMED" },
  });
  expect(await s.rows("SELECT step, outcome, attempts FROM sagas")).toEqual([
    { step: "DONE", outcome: "CONFIRMED", attempts: 0 },
  ]);
  expect(s.transport.requests.filter((name) => name === "payments.capture")).toHaveLength(1);
});

test("a process that lost its lease is rejected by its own store and by its peers", async () => {
  const s = await shop();
  const { checkoutId, variantId, payment } = await paid(s);
  const twin = await s.twin();
  s.transport.before("payments.capture", async () => {
    await s.runtime.advance(6_000);
    s.transport.dropRequests("payments.capture");
    await twin.runJobsOnce();
    s.transport.clearFaults();
    expect(await readSagaState(s)).toMatchObject({ step: "CAPTURE", attempts: 1, holdReason: null });
  });
  await advanceClockUntilDone(s.runtime, complete(s, checkoutId));
  await runRetries(s);
  const tokens = s.payments.requested.captures.map(({ fencingToken }) => fencingToken?.token ?? 0);
  expect(tokens[0]).toBe(1);
  expect(tokens.at(-1)).toBeGreaterThan(2);
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ order: { state: "CONFIRMED" } });
  expect(payment.state).toBe("captured");
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, committed: 1, reserved: 0 });
});

test("the outcome of a saga is final, even against faults of our own", async () => {
  const s = await shop();
  const { checkoutId } = await paid(s);
  await complete(s, checkoutId);
  await expect(s.corruptStore("UPDATE sagas SET outcome = 'CANCELLED'")).rejects.toThrow("final");
});
