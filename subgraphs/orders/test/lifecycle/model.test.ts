/** Model of placed orders: invariants hold for random sequences of changes with a failing and slow provider. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { deriveState, isAllLost } from "../../src/service/order/progress.ts";
import { findCountersByOrders } from "../../src/store/order/line-counters.ts";
import { buy, readOrder, runRetries } from "../support/order-changes.ts";
import { act, type Changed, step } from "../support/order-steps.ts";
import { type Shop, shop, stockLevelOf } from "../support/shop.ts";

/** The invariants after every step, for any response. */
async function check(s: Shop, { bought, stepMinor, withheld }: Changed): Promise<void> {
  const { capturedMinor = 0, refundedMinor = 0, amountMinor } = bought.payment;
  expect(refundedMinor + withheld.openMinor + withheld.lostMinor).toBeLessThanOrEqual(capturedMinor);
  expect(capturedMinor).toBeLessThanOrEqual(amountMinor);
  const captures = s.payments.requested.captures.flatMap((request) => [request.amountMinor, request.leftMinor]);
  const refunds = [...s.payments.refunds.known.values()].map(({ request }) => request.amountMinor);
  expect([amountMinor, ...captures, ...refunds].filter((minor) => minor % stepMinor !== 0)).toEqual([]);
  const counters = await s.running.service.deps.store.read((db) => findCountersByOrders(db, [bought.orderId]));
  const order = await readOrder(s, bought);
  // Lost parcels that staff resolved complete an order as delivered ones do.
  const before = isAllLost(counters) ? "SHIPPED" : "DELIVERED";
  expect(order.state === "COMPLETED" ? before : order.state).toBe(deriveState(counters));
  const [line] = counters;
  expect(line?.restocked).toBeLessThanOrEqual((line?.cancelled ?? 0) + (line?.shipped ?? 0));
  const level = { committed: 0, ...Object(await stockLevelOf(s, bought.line.variantId)) };
  const ofStock = "kind IN ('SHIP', 'UNCOMMIT', 'RESTOCK')";
  const isDone = (await s.rows(`SELECT 1 FROM order_tasks WHERE ${ofStock} AND done_at IS NULL`)).length === 0;
  const { ordered = 0, cancelled = 0, shipped = 0, restocked = 0 } = line ?? {};
  if (isDone)
    expect(level).toEqual({
      onHand: 10 - shipped + restocked - cancelled,
      committed: ordered - cancelled - shipped,
      reserved: 0,
    });
}

/** Everything is answered and decided: then the shop's books are those of payments, and the order has cost what was kept of it. */
async function settle(s: Shop, { bought, withheld }: Changed): Promise<void> {
  s.payments.refunds.responses.length = 0;
  s.payments.captures.length = 0;
  for (let round = 0; round < 3; round += 1) {
    await runRetries(s);
    for (const [id, { state }] of s.payments.refunds.known)
      if (state === "PENDING" && !id.startsWith("ref_there")) s.payments.refunds.settle(id, "SUCCEEDED");
    await s.applyEvents();
  }
  expect(await s.rows("SELECT kind, subject_id FROM order_tasks WHERE done_at IS NULL")).toEqual([]);
  const [books] = await s.rows(
    "SELECT captured_minor AS captured, refunded_minor + external_minor AS refunded FROM order_money",
  );
  const refunded = (bought.payment.refundedMinor ?? 0) + withheld.openMinor + withheld.lostMinor;
  expect(books).toEqual({ captured: bought.payment.capturedMinor ?? 0, refunded });
  const refunds = await s.rows("SELECT sum(amount_minor) AS given FROM refunds WHERE state = 'SUCCEEDED'");
  expect(Object(refunds[0]).given ?? 0).toBe(bought.payment.refundedMinor ?? 0);
}

test.each([
  ["EUR", "ON_PLACEMENT", true, 1_001, 1],
  ["JPY", "ON_FULFILMENT", true, 333, 1],
  ["KWD", "ON_FULFILMENT", false, 10_005, 1],
  ["KWD", "ON_FULFILMENT", false, 10_007, 10],
  ["KWD", "ON_PLACEMENT", true, 4_567, 10],
  ["EUR", "ON_PLACEMENT", false, 7, 1],
] as const)("in %s, captured %s, prices with tax: %s, at %i with a step of %i", async (...terms) => {
  const [currency, mode, included, price, stepMinor] = terms;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 16 }), async (steps) => {
      const s = await shop({
        currencies: ["EUR", "JPY", "KWD"],
        captureMode: mode,
        pricesIncludeTax: included,
        payableSteps: { [currency]: stepMinor },
      });
      const bought = await buy(s, [{ prices: { [currency]: price }, quantity: 4 }], {}, { currency });
      const changed = { bought, stepMinor, withheld: { openMinor: 0, lostMinor: 0 } };
      for (const each of steps) {
        await act(s, changed, each);
        await check(s, changed);
      }
      await settle(s, changed);
    }),
    { numRuns: 4, endOnFailure: true },
  );
});
