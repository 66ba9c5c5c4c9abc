/** Stalled sagas: counted attempts, the alarm, and actions of staff meanwhile. */
import { expect, test } from "vitest";
import { present } from "../support/mutations.ts";
import { cancel, staff } from "../support/order-changes.ts";
import { complete, paid } from "../support/purchase.ts";
import { countStalledAlarms, readSagaState, runRetries } from "../support/saga-state.ts";
import { minute, shop, stockLevelOf } from "../support/shop.ts";

test("a saga unanswered for too long raises an alarm and puts the order on hold; both end when it continues", async () => {
  const s = await shop();
  const { checkoutId } = await paid(s);
  s.transport.dropRequests("payments.capture");
  await complete(s, checkoutId);
  for (let tries = 1; tries < 19; tries += 1) await runRetries(s);
  expect(await readSagaState(s)).toMatchObject({ attempts: 19, holdReason: null });
  expect(await countStalledAlarms(s)).toBe(0);
  await runRetries(s);
  expect(await readSagaState(s)).toMatchObject({ attempts: 20, state: "PENDING_PAYMENT", holdReason: "NEEDS_REVIEW" });
  expect(await countStalledAlarms(s)).toBe(1);
  const requestCount = s.transport.requests.length;
  await s.runtime.advance(2 * minute);
  await s.work();
  expect(s.transport.requests.slice(requestCount)).not.toContain("payments.capture");
  await s.runtime.advance(5 * minute);
  await s.work();
  expect(s.transport.requests.slice(requestCount)).toContain("payments.capture");
  expect(await countStalledAlarms(s)).toBe(1);
  s.transport.clearFaults();
  await s.runtime.advance(7 * minute);
  await s.work();
  expect(await readSagaState(s)).toMatchObject({ state: "CONFIRMED", holdReason: null });
  const kinds = ["PLACED", "HELD", "PAYMENT_CAPTURED", "CONFIRMED", "RESUMED"];
  expect(await s.rows("SELECT kind FROM order_events ORDER BY seq")).toEqual(kinds.map((kind) => ({ kind })));
});

test("repeated requests of a buyer use up no attempts: the order continues at the first answer", async () => {
  const s = await shop();
  const { checkoutId } = await paid(s);
  s.transport.dropRequests("payments.capture");
  for (let clicks = 0; clicks < 25; clicks += 1) await complete(s, checkoutId, {}, "the-same-key");
  expect(await readSagaState(s)).toMatchObject({ attempts: 1, holdReason: null });
  expect(await countStalledAlarms(s)).toBe(0);
  s.transport.clearFaults();
  await s.runtime.advance(1_000);
  await s.work();
  expect(await readSagaState(s)).toMatchObject({ state: "CONFIRMED" });
});

test.each([
  ["payments.capture", {}],
  ["products.commit", {}],
  ["payments.link", { captureMode: "ON_FULFILMENT" }],
] as const)(
  "an order on hold because %s does not respond is cancelled by its saga: once, and without remains",
  async (call, settings) => {
    const s = await shop(settings);
    const bought = await paid(s);
    s.transport.dropRequests(call);
    const orderId = present((await complete(s, bought.checkoutId)).order).id;
    for (let tries = 1; tries < 20; tries += 1) await runRetries(s);
    expect(await readSagaState(s)).toMatchObject({ state: "PENDING_PAYMENT", holdReason: "NEEDS_REVIEW" });
    expect(await cancel(s, orderId, staff)).toMatchObject({ __typename: "OrderCancelled" });
    expect(await cancel(s, orderId, staff)).toMatchObject({ __typename: "InvalidTransitionError" });
    s.transport.clearFaults();
    await s.runtime.advance(7 * minute);
    await s.work();
    await runRetries(s);
    expect(await readSagaState(s)).toMatchObject({
      step: "DONE",
      outcome: "CANCELLED",
      state: "CANCELLED",
      holdReason: null,
    });
    expect(await s.rows("SELECT kind FROM order_tasks")).toEqual([]);
    expect(await stockLevelOf(s, bought.variantId)).toEqual({ onHand: 10, reserved: 0 });
  },
);

test("an order that is on hold for another reason too stays on hold when its saga continues", async () => {
  const s = await shop();
  const { checkoutId } = await paid(s);
  s.transport.dropRequests("payments.capture");
  await complete(s, checkoutId);
  for (let tries = 1; tries < 20; tries += 1) await runRetries(s);
  s.transport.clearFaults();
  s.payments.captures.push({ outcome: "captured", capturedMinor: 1 });
  await s.runtime.advance(7 * minute);
  await s.work();
  expect(await readSagaState(s)).toMatchObject({ outcome: "NEEDS_REVIEW", holdReason: "NEEDS_REVIEW" });
});
