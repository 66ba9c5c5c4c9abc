/** Saga crashes: the service dies before the call of each step, or before its response is stored. */
import { expect, test } from "vitest";
import { seeCart, seeCheckout } from "../support/mutations.ts";
import { complete, newKey, paid } from "../support/purchase.ts";
import { minute, type Shop, shop, stockLevelOf } from "../support/shop.ts";

type Story = {
  name: string;
  steps: `${"products" | "payments"}.${string}`[];
  prepare(s: Shop, variantId: string): Promise<void> | void;
};

const confirmed: Story = { name: "confirmed", steps: ["products.commit", "payments.capture"], prepare: () => {} };
const cardRefused: Story = {
  name: "cancelled for its card",
  steps: ["products.commit", "payments.capture", "payments.void", "products.endCommitment"],
  prepare: (s) => {
    s.payments.captures.push(...Array(2).fill({ outcome: "refused", reason: "blocked" }));
  },
};
const goodsUnavailable: Story = {
  name: "cancelled for its goods",
  steps: ["products.commit", "payments.void", "products.release"],
  prepare: async (s, variantId) => {
    await s.runtime.advance(26 * minute);
    await s.products.service.runJobsOnce();
    await s.products.receive(variantId, -10);
  },
};

const crashes = [confirmed, cardRefused, goodsUnavailable].flatMap((story) =>
  story.steps.flatMap((step) => [
    { story, step, title: `${step} is dropped`, kind: "dropRequests" as const },
    { story, step, title: `the response of ${step} is lost`, kind: "loseResponses" as const },
  ]),
);

test.each(crashes)(
  "$title, the service dies, and afterwards the order is $story.name, once",
  async ({ story, step, kind }) => {
    const s = await shop();
    const { cartId, checkoutId, variantId, payment } = await paid(s);
    await story.prepare(s, variantId);
    s.transport[kind](step);
    expect(await complete(s, checkoutId)).toMatchObject({ order: { state: "PENDING_PAYMENT" } });

    await s.restart();
    s.transport.clearFaults();
    await s.runtime.advance(minute);
    await s.work();
    await s.applyEvents();
    await s.work();

    const isConfirmed = story === confirmed;
    expect(await seeCheckout(s, checkoutId)).toMatchObject({
      state: "COMPLETED",
      order: { state: isConfirmed ? "CONFIRMED" : "CANCELLED" },
    });
    const ends = isConfirmed ? ["taxDocument.issued", "order.confirmed"] : ["order.cancelled"];
    expect(await s.publishedEvents()).toEqual(["order.placed", ...ends]);
    expect(await s.rows("SELECT kind FROM order_events ORDER BY seq")).toEqual(
      (isConfirmed ? ["PLACED", "PAYMENT_CAPTURED", "CONFIRMED"] : ["PLACED", "CANCELLED"]).map((kind) => ({ kind })),
    );
    expect(payment.state).toBe(isConfirmed ? "captured" : "voided");
    expect(await stockLevelOf(s, variantId)).toEqual({
      onHand: story === goodsUnavailable ? 0 : 10,
      reserved: 0,
      ...(isConfirmed && { committed: 1 }),
    });
    expect(await seeCart(s, cartId)).toMatchObject({ state: isConfirmed ? "CLOSED" : "OPEN" });
  },
);

test("a response lost after the placement: the same key returns the same order after a restart", async () => {
  const s = await shop();
  const { checkoutId } = await paid(s);
  const key = newKey();
  const first = await complete(s, checkoutId, {}, key);
  await s.restart();
  expect(await complete(s, checkoutId, {}, key)).toEqual({ ...first, replayed: true });
});

test("events applied before a crash are not applied again, and other events are", async () => {
  const s = await shop();
  const first = await paid(s);
  await s.applyEvents();
  const second = await paid(s);
  await s.restart();
  await s.applyEvents();
  await s.work();
  expect(await s.rows("SELECT checkout_id FROM orders ORDER BY number")).toEqual([
    { checkout_id: first.checkoutId },
    { checkout_id: second.checkoutId },
  ]);
  expect(await s.rows("SELECT seq FROM inbox_cursor WHERE source = 'payments'")).toEqual([
    { seq: (await s.rows("SELECT 1 FROM orders")).length },
  ]);
});
