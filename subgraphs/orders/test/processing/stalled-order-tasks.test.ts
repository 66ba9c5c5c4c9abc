/** Stalled order tasks: later events on an order that is on hold for them are not lost. */
import { expect, test } from "vitest";
import { change } from "../support/mutations.ts";
import {
  buy,
  cancel,
  readOrder,
  refund,
  runRetries,
  staff,
  timelineKindsOf,
  type Wish,
} from "../support/order-changes.ts";
import { erase } from "../support/personal-data.ts";
import { ada, minute, type Shop, shop } from "../support/shop.ts";

/** An order whose refund has had no response for too long. */
async function parked(s: Shop, wishes?: Wish[]) {
  const bought = await buy(s, wishes, { viewer: ada });
  s.transport.dropRequests("payments.refund");
  await refund(s, bought, { adjustmentMinor: 100 });
  for (let tries = 0; tries < 20; tries += 1) await runRetries(s);
  expect(await readOrder(s, bought)).toMatchObject({ state: "CONFIRMED", hold: { reason: "NEEDS_REVIEW" } });
  return bought;
}

/** Restores the connection and runs the jobs until pending calls are answered. */
async function answered(s: Shop): Promise<void> {
  s.transport.clearFaults();
  await s.runtime.advance(7 * minute);
  await s.work();
}

test("a dispute during the hold keeps the order on hold", async () => {
  const s = await shop();
  const bought = await parked(s);
  s.payments.dispute(bought.payment, "OPEN", 1_000);
  await s.applyEvents();
  await answered(s);
  expect(await readOrder(s, bought)).toMatchObject({
    hold: { reason: "NEEDS_REVIEW" },
    refunds: [{ state: "SUCCEEDED" }],
  });
});

test("a hold by staff during the hold keeps the order on hold until its release", async () => {
  const s = await shop();
  const bought = await parked(s);
  expect((await readOrder(s, bought)).nextActions).toContain("HOLD");
  const { orderId } = bought;
  expect(await change(s, "orderHold", { orderId, note: "Wait." }, staff)).toMatchObject({ __typename: "OrderHeld" });
  await answered(s);
  expect(await readOrder(s, bought)).toMatchObject({ hold: { reason: "MANUAL" }, refunds: [{ state: "SUCCEEDED" }] });
  expect((await readOrder(s, bought)).nextActions).not.toContain("HOLD");
});

test("an erasure during the hold leaves an order that cannot be shipped, and it stays on hold", async () => {
  const s = await shop();
  const bought = await parked(s);
  await erase(s);
  await answered(s);
  expect(await readOrder(s, bought)).toMatchObject({ hold: { reason: "CUSTOMER_ERASED" } });
});

test("a cancelled order shows no release of its hold", async () => {
  const s = await shop();
  const bought = await parked(s);
  await cancel(s, bought.orderId, staff);
  await answered(s);
  expect(await readOrder(s, bought)).toMatchObject({ state: "CANCELLED", hold: null });
  const { timeline } = await readOrder(s, bought);
  expect(await timelineKindsOf(s, bought)).toContain("RESUMED");
  expect(timeline.map(({ summary }) => summary)).not.toContain("The order continues.");
});

test("an order whose calls all time out is left after one attempt of each, so that other orders do not wait", async () => {
  const s = await shop();
  const bought = await buy(s);
  s.transport.dropRequests("payments.refund");
  for (const adjustmentMinor of [1, 2, 3]) await refund(s, bought, { adjustmentMinor });
  await runRetries(s);
  const requestCount = s.transport.requests.length;
  s.transport.slow("payments.refund", () => s.runtime.advance(5_000));
  await s.runtime.advance(minute);
  await s.running.service.runJobsOnce();
  expect(s.transport.requests.slice(requestCount).filter((request) => request === "payments.refund")).toHaveLength(3);
});
