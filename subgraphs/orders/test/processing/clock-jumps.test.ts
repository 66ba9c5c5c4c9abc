/** Wall clock jumps by a day in both directions: reservations end on time, sagas continue, and nothing is lost. */
import { expect, test } from "vitest";
import { present, seeCheckout } from "../support/mutations.ts";
import { buy, refund } from "../support/order-changes.ts";
import { complete, paid, ready } from "../support/purchase.ts";
import { minute, noon, type Shop, shop, stockLevelOf } from "../support/shop.ts";

const day = 24 * 60 * minute;
const jumps = [
  ["forward", day],
  ["back", -day],
] as const;

/** Lets the timers of both services run. */
async function timers(s: Shop): Promise<void> {
  await s.products.service.runJobsOnce();
  await s.work();
}

test.each(jumps)(
  "%s: a reservation lasts its time and no longer, and its shown end follows the new wall clock",
  async (_name, jump) => {
    const s = await shop();
    const { checkoutId, variantId } = await ready(s);
    await s.runtime.advance(minute);
    s.runtime.setNow(noon + jump);
    await timers(s);
    expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, reserved: 1 });
    const { reservedUntil } = present(await seeCheckout(s, checkoutId));
    expect(Math.abs(Date.parse(String(reservedUntil)) - s.runtime.now())).toBeLessThan(16 * minute);
    await s.runtime.advance(13 * minute);
    await timers(s);
    expect(await seeCheckout(s, checkoutId)).toMatchObject({ state: "OPEN" });
    await s.runtime.advance(3 * minute);
    await timers(s);
    expect(await seeCheckout(s, checkoutId)).toMatchObject({ state: "EXPIRED" });
    expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, reserved: 0 });
  },
);

test("millisecond changes of the wall clock do not change the shown end of a reservation", async () => {
  const s = await shop();
  const { checkoutId } = await ready(s);
  const before = present(await seeCheckout(s, checkoutId));
  s.runtime.setNow(s.runtime.now() + 3);
  expect(await seeCheckout(s, checkoutId)).toEqual(before);
});

test.each(jumps)(
  "%s, before a checkout starts and across a restart: its reservation lasts as long as any",
  async (_name, jump) => {
    const s = await shop();
    s.runtime.setNow(noon + jump);
    await s.restart();
    const { checkoutId, variantId } = await ready(s);
    await s.runtime.advance(14 * minute);
    await timers(s);
    expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, reserved: 1 });
    await s.runtime.advance(2 * minute);
    await timers(s);
    expect(await seeCheckout(s, checkoutId)).toMatchObject({ state: "EXPIRED" });
    expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, reserved: 0 });
  },
);

test.each(jumps)("%s, while a saga waits: it continues within a minute and completes once", async (_name, jump) => {
  const s = await shop();
  const { checkoutId, variantId, payment } = await paid(s);
  s.transport.dropRequests("payments.capture");
  await complete(s, checkoutId);
  s.runtime.setNow(noon + jump);
  s.transport.clearFaults();
  await s.runtime.advance(minute);
  await s.work();
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ order: { state: "CONFIRMED" } });
  expect(payment.state).toBe("captured");
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, committed: 1, reserved: 0 });
  expect(s.mail().length).toBeGreaterThan(0);
});

test("back, between an invoice and its credit notes: each refund is credited against the invoice", async () => {
  const s = await shop();
  const bought = await buy(s);
  s.runtime.setNow(noon - day);
  for (const minor of [100, 200]) {
    expect(await refund(s, bought, { adjustmentMinor: minor })).toMatchObject({ refund: { state: "SUCCEEDED" } });
  }
  const kinds = await s.rows("SELECT kind, total_minor AS total FROM tax_documents ORDER BY kind DESC, sequence");
  expect(kinds).toMatchObject([
    { kind: "INVOICE" },
    { kind: "CREDIT_NOTE", total: 100 },
    { kind: "CREDIT_NOTE", total: 200 },
  ]);
});
