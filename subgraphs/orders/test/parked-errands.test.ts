/** Orders that are on hold because an errand has no answer: what comes on top of that is not forgotten when the answer comes. */
import { expect, test } from "vitest";
import { buy, cancel, kindsOf, later, look, refund, staff, type Wish } from "./afterwards.ts";
import { change } from "./asks.ts";
import { erase } from "./person.ts";
import { ada, minute, type Shop, shop } from "./shop.ts";

/** An order whose refund has had no answer for too long. */
async function parked(s: Shop, wishes?: Wish[]) {
  const bought = await buy(s, wishes, { viewer: ada });
  s.line.cut("payments.refund");
  await refund(s, bought, { adjustmentMinor: 100 });
  for (let tries = 0; tries < 20; tries += 1) await later(s);
  expect(await look(s, bought)).toMatchObject({ state: "CONFIRMED", hold: { reason: "NEEDS_REVIEW" } });
  return bought;
}

/** What had no answer has one now. */
async function answered(s: Shop): Promise<void> {
  s.line.mend();
  await s.world.advance(7 * minute);
  await s.work();
}

test("a dispute that comes meanwhile holds the order on", async () => {
  const s = await shop();
  const bought = await parked(s);
  s.payments.dispute(bought.payment, "OPEN", 1_000);
  await s.news();
  await answered(s);
  expect(await look(s, bought)).toMatchObject({
    hold: { reason: "NEEDS_REVIEW" },
    refunds: [{ state: "SUCCEEDED" }],
  });
});

test("a colleague can hold it, and then it goes on only when one lets it", async () => {
  const s = await shop();
  const bought = await parked(s);
  expect((await look(s, bought)).nextActions).toContain("HOLD");
  const { orderId } = bought;
  expect(await change(s, "orderHold", { orderId, note: "Wait." }, staff)).toMatchObject({ __typename: "OrderHeld" });
  await answered(s);
  expect(await look(s, bought)).toMatchObject({ hold: { reason: "MANUAL" }, refunds: [{ state: "SUCCEEDED" }] });
  expect((await look(s, bought)).nextActions).not.toContain("HOLD");
});

test("a customer who is erased meanwhile leaves an order that cannot be sent, and it does not go on", async () => {
  const s = await shop();
  const bought = await parked(s);
  await erase(s);
  await answered(s);
  expect(await look(s, bought)).toMatchObject({ hold: { reason: "CUSTOMER_ERASED" } });
});

test("of an order that was called off nobody reads that it goes on", async () => {
  const s = await shop();
  const bought = await parked(s);
  await cancel(s, bought.orderId, staff);
  await answered(s);
  expect(await look(s, bought)).toMatchObject({ state: "CANCELLED", hold: null });
  const { timeline } = await look(s, bought);
  expect(await kindsOf(s, bought)).toContain("RESUMED");
  expect(timeline.map(({ summary }) => summary)).not.toContain("The order goes on.");
});

test("an order whose questions all hang is left after one try of each, so that others are not kept waiting", async () => {
  const s = await shop();
  const bought = await buy(s);
  s.line.cut("payments.refund");
  for (const adjustmentMinor of [1, 2, 3]) await refund(s, bought, { adjustmentMinor });
  await later(s);
  const asked = s.line.asked.length;
  s.line.slow("payments.refund", () => s.world.advance(5_000));
  await s.world.advance(minute);
  await s.running.service.runJobsOnce();
  expect(s.line.asked.slice(asked).filter((question) => question === "payments.refund")).toHaveLength(3);
});
