/** Order task crashes: pending tasks are executed after a restart, and nothing happens twice. */
import { expect, test } from "vitest";
import { advanceClockUntilDone } from "../support/clock.ts";
import { change } from "../support/mutations.ts";
import {
  type Bought,
  buy,
  cancel,
  cancelParts,
  readOrder,
  refund,
  runRetries,
  ship,
  staff,
  timelineKindsOf,
} from "../support/order-changes.ts";
import { type Shop, type ShopOptions, shop, stockLevelOf } from "../support/shop.ts";

type Story = {
  name: string;
  settings?: ShopOptions;
  steps: `${"products" | "payments"}.${string}`[];
  act(s: Shop, bought: Bought): Promise<unknown>;
  order: object;
  money: object;
  stock: { onHand: number; committed?: number };
  published: string[];
};

const placed = ["order.placed", "taxDocument.issued", "order.confirmed"];
const onFulfilment = { captureMode: "ON_FULFILMENT" } as const;

const stories: Story[] = [
  {
    name: "a cancelled order",
    steps: ["products.endCommitment", "payments.refund"],
    act: (s, { orderId }) => cancel(s, orderId, staff),
    order: { state: "CANCELLED", refunds: [{ state: "SUCCEEDED", amount: { minor: 3_490 } }] },
    money: { capturedMinor: 3_490, refundedMinor: 3_490 },
    stock: { onHand: 10 },
    published: [...placed, "order.cancelled", "taxDocument.issued", "order.refunded"],
  },
  {
    name: "a refund with restock",
    steps: ["products.endCommitment", "products.restock", "payments.refund"],
    act: async (s, bought) => {
      await ship(s, bought, 2);
      return refund(s, bought, {
        lines: [{ lineId: bought.line.lineId, quantity: 2, restock: true }],
        shippingMinor: 490,
      });
    },
    order: { state: "PARTIALLY_SHIPPED", refunds: [{ state: "SUCCEEDED", amount: { minor: 2_490 } }] },
    money: { capturedMinor: 3_490, refundedMinor: 2_490 },
    stock: { onHand: 10, committed: 1 },
    published: [...placed, "order.shipped", "taxDocument.issued", "order.refunded"],
  },
  {
    name: "a parcel's capture",
    settings: onFulfilment,
    steps: ["products.endCommitment", "payments.capture"],
    act: (s, bought) => ship(s, bought, 2),
    order: { state: "PARTIALLY_SHIPPED", hold: null },
    money: { capturedMinor: 2_490 },
    stock: { onHand: 8, committed: 1 },
    published: [...placed, "order.shipped"],
  },
  {
    name: "a released authorisation",
    settings: onFulfilment,
    steps: ["payments.void", "products.endCommitment"],
    act: (s, { orderId }) => cancel(s, orderId, staff),
    order: { state: "CANCELLED", refunds: [] },
    money: { state: "voided" },
    stock: { onHand: 10 },
    published: [...placed, "order.cancelled", "taxDocument.issued"],
  },
];

const crashes = stories.flatMap((story) =>
  story.steps.flatMap((step) => [
    { story, step, title: `${step} is dropped`, kind: "dropRequests" as const },
    { story, step, title: `the response of ${step} is lost`, kind: "loseResponses" as const },
  ]),
);

test.each(crashes)(
  "$title, the service dies, and afterwards there is $story.name, once",
  async ({ story, step, kind }) => {
    const s = await shop(story.settings);
    const bought = await buy(s);
    s.transport[kind](step);
    await story.act(s, bought);

    await s.restart();
    s.transport.clearFaults();
    await runRetries(s);
    await runRetries(s);

    expect(await readOrder(s, bought)).toMatchObject(story.order);
    expect(bought.payment).toMatchObject(story.money);
    expect(await stockLevelOf(s, bought.line.variantId)).toEqual({ ...story.stock, reserved: 0 });
    expect(await s.publishedEvents()).toEqual(story.published);
    expect(await s.rows("SELECT kind FROM order_tasks WHERE done_at IS NULL")).toEqual([]);
  },
);

test("two processes on one store that execute the same order tasks concurrently execute each once", async () => {
  const s = await shop();
  const bought = await buy(s);
  s.transport.dropRequests("products.endCommitment");
  s.transport.dropRequests("payments.refund");
  await cancel(s, bought.orderId, staff);
  s.transport.clearFaults();
  const twin = await s.twin();
  await s.runtime.advance(60_000);
  await advanceClockUntilDone(s.runtime, Promise.all([s.work(), twin.runJobsOnce(), s.work(), twin.runJobsOnce()]));
  await runRetries(s);
  expect(bought.payment.refundedMinor).toBe(3_490);
  expect(await stockLevelOf(s, bought.line.variantId)).toEqual({ onHand: 10, reserved: 0 });
  expect((await s.publishedEvents()).filter((type) => type === "order.refunded")).toHaveLength(1);
});

test("while one process releases an authorisation, another one on the store does not, and it is published once", async () => {
  const s = await shop(onFulfilment);
  const bought = await buy(s);
  s.transport.dropRequests("payments.void");
  await cancel(s, bought.orderId, staff);
  s.transport.clearFaults();
  const twin = await s.twin();
  await s.runtime.advance(60_000);
  const { arrived, releaseAll } = s.transport.delayRequests("payments.void");
  const both = advanceClockUntilDone(s.runtime, Promise.all([s.work(), twin.runJobsOnce()]));
  await arrived;
  releaseAll();
  await both;
  expect(s.transport.requests.filter((name) => name === "payments.void")).toHaveLength(2);
  expect((await timelineKindsOf(s, bought)).filter((kind) => kind === "PAYMENT_RELEASED")).toHaveLength(1);
});

test("an unanswered order task does not block the others, and is retried at least every half minute", async () => {
  const s = await shop();
  const bought = await buy(s);
  s.transport.dropRequests("products.endCommitment");
  expect(await cancel(s, bought.orderId, staff)).toMatchObject({ order: { refunds: [{ state: "SUCCEEDED" }] } });
  const pauses: number[] = [];
  for (let tries = 0; tries < 12; tries += 1) {
    const [row] = await s.rows('SELECT due_at AS "dueAt" FROM order_tasks WHERE done_at IS NULL');
    const pause = Object(row).dueAt - s.runtime.now();
    pauses.push(pause);
    await s.runtime.advance(pause);
    await s.work();
  }
  expect(pauses[0]).toBeLessThanOrEqual(250);
  for (const pause of pauses.slice(-3)) {
    expect(pause).toBeGreaterThanOrEqual(22_500);
    expect(pause).toBeLessThanOrEqual(37_500);
  }
});

test("a stalled order task puts its order on hold; after a release by staff it is retried at once, and the hold does not return", async () => {
  const s = await shop();
  const bought = await buy(s);
  s.transport.dropRequests("payments.refund");
  await refund(s, bought, { adjustmentMinor: 100 });
  for (let tries = 0; tries < 20; tries += 1) await runRetries(s);
  expect(await readOrder(s, bought)).toMatchObject({ state: "CONFIRMED", hold: { reason: "NEEDS_REVIEW" } });
  s.transport.clearFaults();
  await change(s, "orderHoldRelease", { orderId: bought.orderId, note: "It will work now." }, staff);
  await s.work();
  expect(await readOrder(s, bought)).toMatchObject({ hold: null, refunds: [{ state: "SUCCEEDED" }] });
});

test("the hold of stalled order tasks ends by itself once all of them are answered", async () => {
  const s = await shop();
  const bought = await buy(s);
  s.transport.dropRequests("payments.refund");
  s.transport.dropRequests("products.endCommitment");
  await cancelParts(s, bought, 1);
  for (let tries = 0; tries < 20; tries += 1) await runRetries(s);
  s.transport.clearFaults();
  s.transport.dropRequests("products.endCommitment");
  await s.runtime.advance(7 * 60_000);
  await s.work();
  expect(await readOrder(s, bought)).toMatchObject({
    hold: { reason: "NEEDS_REVIEW" },
    refunds: [{ state: "SUCCEEDED" }],
  });
  s.transport.clearFaults();
  await s.runtime.advance(7 * 60_000);
  await s.work();
  expect(await readOrder(s, bought)).toMatchObject({ hold: null });
});
