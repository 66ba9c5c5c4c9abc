/** Sagas that have no answer for long: whose tries count, when a person is told, and what that person may do meanwhile. */
import { expect, test } from "vitest";
import { cancel, staff } from "./afterwards.ts";
import { present } from "./asks.ts";
import { complete, paid } from "./buying.ts";
import { alarms, later, standing } from "./saga-standing.ts";
import { minute, shelf, shop } from "./shop.ts";

test("a saga without an answer for too long raises an alarm and holds the order; both end when it goes on after all", async () => {
  const s = await shop();
  const { checkoutId } = await paid(s);
  s.line.cut("payments.capture");
  await complete(s, checkoutId);
  for (let tries = 1; tries < 19; tries += 1) await later(s);
  expect(standing(s)).toMatchObject({ attempt: 19, holdReason: null });
  expect(await alarms(s)).toBe(0);
  await later(s);
  expect(standing(s)).toMatchObject({ attempt: 20, state: "PENDING_PAYMENT", holdReason: "NEEDS_REVIEW" });
  expect(await alarms(s)).toBe(1);
  const asked = s.line.asked.length;
  await s.world.advance(2 * minute);
  await s.work();
  expect(s.line.asked.slice(asked)).not.toContain("payments.capture");
  await s.world.advance(5 * minute);
  await s.work();
  expect(s.line.asked.slice(asked)).toContain("payments.capture");
  expect(await alarms(s)).toBe(1);
  s.line.mend();
  await s.world.advance(7 * minute);
  await s.work();
  expect(standing(s)).toMatchObject({ state: "CONFIRMED", holdReason: null });
  const kinds = ["PLACED", "HELD", "PAYMENT_CAPTURED", "CONFIRMED", "RESUMED"];
  expect(s.rows("SELECT kind FROM order_events ORDER BY seq")).toEqual(kinds.map((kind) => ({ kind })));
});

test("a buyer who asks again and again uses up no tries: the order goes on as soon as there is an answer", async () => {
  const s = await shop();
  const { checkoutId } = await paid(s);
  s.line.cut("payments.capture");
  for (let clicks = 0; clicks < 25; clicks += 1) await complete(s, checkoutId, {}, "the-same-key");
  expect(standing(s)).toMatchObject({ attempt: 1, holdReason: null });
  expect(await alarms(s)).toBe(0);
  s.line.mend();
  await s.world.advance(1_000);
  await s.work();
  expect(standing(s)).toMatchObject({ state: "CONFIRMED" });
});

test.each([
  ["payments.capture", {}],
  ["products.commit", {}],
  ["payments.link", { HANSA_CAPTURE_MODE: "ON_FULFILMENT" }],
] as const)(
  "an order that is held because %s has no answer is called off by its saga: once, and nothing stays behind",
  async (call, settings) => {
    const s = await shop(settings);
    const bought = await paid(s);
    s.line.cut(call);
    const orderId = present((await complete(s, bought.checkoutId)).order).id;
    for (let tries = 1; tries < 20; tries += 1) await later(s);
    expect(standing(s)).toMatchObject({ state: "PENDING_PAYMENT", holdReason: "NEEDS_REVIEW" });
    expect(await cancel(s, orderId, staff)).toMatchObject({ __typename: "OrderCancelled" });
    expect(await cancel(s, orderId, staff)).toMatchObject({ __typename: "InvalidTransitionError" });
    s.line.mend();
    await s.world.advance(7 * minute);
    await s.work();
    await later(s);
    expect(standing(s)).toMatchObject({ step: "DONE", outcome: "CANCELLED", state: "CANCELLED", holdReason: null });
    expect(s.rows("SELECT kind FROM errands")).toEqual([]);
    expect(shelf(s, bought.variantId)).toEqual({ onHand: 10, reserved: 0 });
  },
);

test("an order that waits for a person for another reason too goes on waiting when the saga goes on", async () => {
  const s = await shop();
  const { checkoutId } = await paid(s);
  s.line.cut("payments.capture");
  await complete(s, checkoutId);
  for (let tries = 1; tries < 20; tries += 1) await later(s);
  s.line.mend();
  s.payments.captures.push({ outcome: "captured", capturedMinor: 1 });
  await s.world.advance(7 * minute);
  await s.work();
  expect(standing(s)).toMatchObject({ outcome: "NEEDS_REVIEW", holdReason: "NEEDS_REVIEW" });
});
