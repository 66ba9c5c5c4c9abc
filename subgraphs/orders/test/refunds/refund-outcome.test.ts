/** Refund outcomes: unknown, pending, failed, refused, or created at the provider; and changes that the store rejects. */
import { expect, test } from "vitest";
import { present } from "../support/mutations.ts";
import {
  buy,
  payFor,
  readBalance,
  readOrder,
  refund,
  refundUnits,
  runRetries,
  staff,
  timelineKindsOf,
} from "../support/order-changes.ts";
import { unknown } from "../support/peers/payments.ts";
import { newKey } from "../support/purchase.ts";
import { minute, type Shop, shop } from "../support/shop.ts";

async function refundFacts(s: Shop): Promise<unknown[]> {
  return (await s.rows("SELECT payload FROM outbox WHERE type = 'order.refunded' ORDER BY seq")).map((row) =>
    JSON.parse(Object(row).payload),
  );
}

test("an unanswered refund is repeated under the same id until it is answered, and happens once", async () => {
  const s = await shop();
  const bought = await buy(s);
  s.payments.refunds.responses.push(...Array(3).fill(unknown));
  const response = await refundUnits(s, bought, 1);
  expect(response).toMatchObject({ __typename: "OrderRefunded", refund: { state: "PENDING" } });
  expect(await s.publishedEvents()).not.toContain("order.refunded");
  for (let tries = 0; tries < 4; tries += 1) await runRetries(s);
  expect(await readOrder(s, bought)).toMatchObject({ refunds: [{ id: response.refund?.id, state: "SUCCEEDED" }] });
  expect([...s.payments.refunds.known.keys()]).toEqual([response.refund?.id]);
  expect(await s.publishedEvents()).toContain("order.refunded");
});

test("a refund that the provider has not decided stays pending until payments reports it", async () => {
  const s = await shop();
  const bought = await buy(s);
  s.payments.refunds.responses.push({ outcome: "pending" });
  const { refund: pending } = await refundUnits(s, bought, 1);
  await runRetries(s);
  expect(await readOrder(s, bought)).toMatchObject({ refunds: [{ state: "PENDING", settledAt: null }] });
  s.payments.refunds.settle(present(pending).id, "SUCCEEDED");
  await s.applyEvents();
  await s.applyEvents();
  expect(await readOrder(s, bought)).toMatchObject({ refunds: [{ state: "SUCCEEDED" }] });
  expect((await s.publishedEvents()).filter((type) => type === "order.refunded")).toHaveLength(1);
  expect((await timelineKindsOf(s, bought)).filter((kind) => kind === "REFUNDED")).toHaveLength(1);
});

test.each(["SUCCEEDED", "FAILED"] as const)(
  "a refund that is pending for an hour is polled: %s counts although its event is lost, and once if the event comes later",
  async (state) => {
    const s = await shop();
    const bought = await buy(s);
    s.payments.refunds.responses.push({ outcome: "pending" });
    const id = present((await refundUnits(s, bought, 1)).refund).id;
    await s.runtime.advance(30 * minute);
    const other = await buy(s);
    s.payments.refunds.responses.push({ outcome: "pending" });
    await refundUnits(s, other, 1);
    const lost = present(s.payments.refunds.known.get(id));
    Object.assign(lost, { state, reason: state === "FAILED" ? "the account is closed" : null });
    await s.work();
    expect(await readOrder(s, bought)).toMatchObject({ refunds: [{ state: "PENDING" }] });
    await s.runtime.advance(31 * minute);
    await s.work();
    expect(await readOrder(s, bought)).toMatchObject({ refunds: [{ state }] });
    expect(await readOrder(s, other)).toMatchObject({ refunds: [{ state: "PENDING" }] });
    s.payments.refunds.settle(id, state);
    await s.applyEvents();
    const kind = state === "FAILED" ? "REFUND_FAILED" : "REFUNDED";
    expect((await timelineKindsOf(s, bought)).filter((one) => one === kind)).toHaveLength(1);
    expect((await readBalance(s, bought.orderId)).counters).toMatchObject({ credited: state === "FAILED" ? 0 : 1 });
  },
);

test("a refund that the provider has not decided after an hour stays pending", async () => {
  const s = await shop();
  const bought = await buy(s);
  s.payments.refunds.responses.push({ outcome: "pending" });
  await refundUnits(s, bought, 1);
  await s.runtime.advance(120 * minute);
  await s.work();
  expect(await readOrder(s, bought)).toMatchObject({ refunds: [{ state: "PENDING" }] });
  expect((await readBalance(s, bought.orderId)).counters).toMatchObject({ credited: 1 });
});

test.each(["at once", "later"])(
  "a refund that fails %s frees its units and its amount for another one",
  async (when) => {
    const s = await shop();
    const bought = await buy(s);
    const failed = { outcome: "failed", reason: "the account is closed" } as const;
    s.payments.refunds.responses.push(when === "at once" ? failed : { outcome: "pending" });
    const what = { lines: [{ lineId: bought.line.lineId, quantity: 3 }], shippingMinor: 490, idempotencyKey: newKey() };
    const { refund: first } = await refund(s, bought, what);
    if (when === "later") s.payments.refunds.settle(present(first).id, "FAILED");
    await s.applyEvents();
    expect(await readOrder(s, bought)).toMatchObject({ refunds: [{ state: "FAILED" }], lines: [{ refunded: 0 }] });
    expect(await readBalance(s, bought.orderId)).toMatchObject({
      counters: { credited: 0, creditedMinor: 0 },
      money: { refunded: 0, shippingCredited: 0 },
    });
    expect(await refund(s, bought, what)).toMatchObject({ refund: { id: first?.id, state: "FAILED" }, replayed: true });
    await s.runtime.advance(minute);
    expect(await refund(s, bought, { ...what, idempotencyKey: newKey() })).toMatchObject({
      refund: { state: "SUCCEEDED", amount: { minor: 3_490 } },
    });
    const reasons = await s.query(
      `query ($id: ID!) { order(id: $id) { refunds { failureReason } } }`,
      { id: bought.orderId },
      staff,
    );
    expect(reasons.data).toEqual({
      order: { refunds: [{ failureReason: "the account is closed" }, { failureReason: null }] },
    });
  },
);

test("a refund returned by a bank can be made again, and cannot be returned twice", async () => {
  const s = await shop();
  const bought = await buy(s);
  const { refund: first } = await refundUnits(s, bought, 3, { keepFulfillable: true });
  await s.applyEvents();
  s.payments.refunds.settle(present(first).id, "FAILED");
  await s.applyEvents();
  expect(await readOrder(s, bought)).toMatchObject({ refunds: [{ state: "FAILED" }], lines: [{ refunded: 0 }] });
  expect((await timelineKindsOf(s, bought)).slice(-3)).toEqual(["REFUNDED", "REFUND_FAILED", "HELD"]);
  expect(await refundUnits(s, bought, 3)).toMatchObject({ refund: { state: "SUCCEEDED" } });
});

test("a returned refund is subtracted from the sales figures on its day; an immediately failed refund was never included", async () => {
  const s = await shop();
  const bought = await buy(s);
  s.payments.refunds.responses.push({ outcome: "failed", reason: "closed" });
  await refundUnits(s, bought, 1);
  const { refund: succeeded } = await refundUnits(s, bought, 2);
  await s.applyEvents();
  await s.runtime.advance(3 * 24 * 60 * minute);
  s.payments.refunds.settle(present(succeeded).id, "FAILED");
  await s.applyEvents();
  await refundUnits(s, bought, 2);
  await s.applyEvents();
  const byDay = "SELECT day - (SELECT min(day) FROM sales_facts) AS day, refunded_minor AS minor FROM sales_facts";
  expect(await s.rows(`${byDay} WHERE refunded_minor <> 0 ORDER BY seq`)).toEqual([
    { day: 0, minor: 2_000 },
    { day: 3, minor: -2_000 },
    { day: 3, minor: 2_000 },
  ]);
  const facts = { refundId: present(succeeded).id, amount: { minor: 2_000 }, lines: [{ refundedMinor: 2_000 }] };
  const published = await s.rows("SELECT payload FROM outbox WHERE type = 'order.refundReversed'");
  expect(published.map((row) => JSON.parse(Object(row).payload))).toMatchObject([facts]);
});

test("a refund that payments rejects leaves no trace, and its key returns the same result", async () => {
  const s = await shop();
  const bought = await buy(s);
  s.payments.refunds.responses.push({ outcome: "refused", reason: "no more is left", maximumMinor: 70 });
  const idempotencyKey = newKey();
  const refused = { __typename: "AmountExceededError", maximumAmount: { minor: 70, currency: "EUR" } };
  expect(await refundUnits(s, bought, 1, { idempotencyKey })).toMatchObject(refused);
  expect(await refundUnits(s, bought, 1, { idempotencyKey })).toMatchObject({ ...refused, replayed: true });
  expect(await readOrder(s, bought)).toMatchObject({ refunds: [], lines: [{ refunded: 0 }] });
  expect((await readBalance(s, bought.orderId)).money).toMatchObject({ refunded: 0 });
  expect(await timelineKindsOf(s, bought)).toEqual(["PLACED", "PAYMENT_CAPTURED", "CONFIRMED"]);
  expect(await refundUnits(s, bought, 1)).toMatchObject({ refund: { state: "SUCCEEDED" } });
});

test("a refund made at the provider is shown, announced and counted", async () => {
  const s = await shop();
  const bought = await buy(s);
  s.payments.refunds.refundThere(bought.payment, "ref_there", 3_000);
  await s.applyEvents();
  expect(await readOrder(s, bought)).toMatchObject({
    refunds: [{ id: "ref_there", state: "SUCCEEDED", amount: { minor: 3_000 }, parts: [] }],
    lines: [{ refunded: 0 }],
  });
  expect(await refundFacts(s)).toMatchObject([{ refundId: "ref_there", lines: [] }]);
  expect(await refundUnits(s, bought, 1)).toMatchObject({
    refund: { amount: { minor: 490 } },
    heldBack: { minor: 510 },
  });
});

test("a failed refund made at the provider counts no more", async () => {
  const s = await shop();
  const bought = await buy(s);
  s.payments.refunds.refundThere(bought.payment, "ref_there", 3_000, false);
  await s.applyEvents();
  expect(await readOrder(s, bought)).toMatchObject({ refunds: [{ state: "FAILED" }] });
  expect(await refund(s, bought, { adjustmentMinor: 3_490 })).toMatchObject({ refund: { state: "SUCCEEDED" } });
});

test("an event of a refund for a payment without an order changes nothing", async () => {
  const s = await shop();
  const paid = await payFor(s);
  s.payments.refunds.refundThere({ ...paid.payment, paymentId: "pay_other" }, "ref_there", 1);
  await s.applyEvents();
  expect(await s.rows("SELECT * FROM refunds")).toEqual([]);
});

test.each([
  ["UPDATE order_money SET refunded_minor = captured_minor + 1"],
  ["UPDATE order_money SET shipping_credited_minor = shipping_minor + 1"],
  ["UPDATE line_counters SET credited = ordered + 1"],
  ["UPDATE line_counters SET credited_minor = charged_minor + 1"],
  ["UPDATE line_counters SET shipped = 1"],
  ["UPDATE line_counters SET allocated = 1, cancelled = ordered"],
  ["UPDATE line_counters SET restocked = ordered + 1"],
])("the store itself refuses %s", async (statement) => {
  const s = await shop();
  await buy(s);
  await expect(s.corruptStore(statement)).rejects.toThrow(/check constraint/i);
});

test("a pending refund that payments finally refuses is reported and raises an alarm", async () => {
  const s = await shop();
  const bought = await buy(s);
  s.payments.refunds.responses.push(unknown, { outcome: "refused", reason: "no more is left", maximumMinor: 0 });
  expect(await refundUnits(s, bought, 1)).toMatchObject({ refund: { state: "PENDING" } });
  await runRetries(s);
  expect(await timelineKindsOf(s, bought)).toContain("REFUND_FAILED");
  const counted = await s.running.service.deps.metrics.registry.metrics();
  expect(counted).toContain('hansa_alarms_total{alarm="refund_failed"} 1');
});
