/** Model of placed orders: invariants hold for random sequences of changes with a failing and slow provider. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { deriveState, isAllLost } from "../../src/service/order/progress.ts";
import { findCountersByOrders } from "../../src/store/order/line-counters.ts";
import { change } from "../support/mutations.ts";
import {
  type Bought,
  buy,
  cancel,
  cancelParts,
  prepareUnits,
  readOrder,
  receive,
  refund,
  requestReturn,
  resolve,
  runRetries,
  send,
  staff,
  updateShipment,
} from "../support/order-changes.ts";
import { unknown } from "../support/peers/payments.ts";
import { newKey } from "../support/purchase.ts";
import { type Shop, shop, stockLevelOf } from "../support/shop.ts";

const units = fc.integer({ min: 1, max: 4 });
const pick = fc.nat();
const action = fc.oneof(
  fc.record({ do: fc.constant("allocated" as const), units }),
  fc.record({ do: fc.constant("send" as const), pick, isReady: fc.boolean() }),
  fc.record({
    do: fc.constant("event" as const),
    pick,
    status: fc.constantFrom("SHIPPED", "DELIVERED", "LOST", "RETURNED", "UNPACKED"),
  }),
  fc.record({ do: fc.constant("cancelParts" as const), units }),
  fc.record({ do: fc.constant("refund" as const), units, restock: fc.boolean(), shippingMinor: fc.nat({ max: 600 }) }),
  fc.record({ do: fc.constant("refundPart" as const), minor: fc.nat({ max: 900 }) }),
  fc.record({ do: fc.constant("gesture" as const), minor: fc.integer({ min: 1, max: 900 }) }),
  fc.record({ do: fc.constant("return" as const), units, isSound: fc.boolean(), restock: fc.boolean() }),
  fc.record({ do: fc.constant("capture" as const), minor: fc.integer({ min: 1, max: 900 }) }),
  fc.record({ do: fc.constant("cancel" as const) }),
  fc.record({ do: fc.constant("release" as const) }),
  fc.record({ do: fc.constant("dispute" as const), minor: fc.integer({ min: 1, max: 900 }) }),
  fc.record({ do: fc.constant("decide" as const), state: fc.constantFrom("WON" as const, "LOST" as const) }),
  fc.record({ do: fc.constant("there" as const), minor: fc.integer({ min: 1, max: 300 }) }),
  fc.record({
    do: fc.constant("trouble" as const),
    kind: fc.constantFrom("failed", "pending", "unknown", "refuseCapture"),
  }),
  fc.record({ do: fc.constant("settle" as const), state: fc.constantFrom("SUCCEEDED" as const, "FAILED" as const) }),
  fc.record({ do: fc.constant("later" as const) }),
);
type Action = typeof action extends fc.Arbitrary<infer A> ? A : never;

let there = 0;
/** The amount that the bank withholds, and the amount that it has paid to the customer. */
const withheld = { openMinor: 0, lostMinor: 0 };

function leftAtProvider({ payment: { capturedMinor = 0, refundedMinor = 0 } }: Bought): number {
  return capturedMinor - refundedMinor - withheld.openMinor - withheld.lostMinor;
}

/** Staff types any amount now and then, which is refused; the provider moves multiples of its step. */
async function act(s: Shop, bought: Bought, step: Action, stepMinor: number): Promise<unknown> {
  const { orderId, line, payment } = bought;
  const typed = (minor: number) => (minor % 4 === 0 ? minor : minor * stepMinor);
  switch (step.do) {
    case "allocated":
      return prepareUnits(s, orderId, [{ lineId: line.lineId, quantity: step.units }]);
    case "send": {
      const made = await s.rows("SELECT id FROM fulfilments ORDER BY created_at, id");
      const one = made[step.pick % Math.max(1, made.length)];
      return one && send(s, Object(one).id, { isReady: step.isReady });
    }
    case "event": {
      const made = await s.rows("SELECT id FROM shipments ORDER BY created_at, id");
      const one = made[step.pick % Math.max(1, made.length)];
      return one && updateShipment(s, Object(one).id, { status: step.status });
    }
    case "cancelParts":
      return cancelParts(s, bought, step.units);
    case "refund": {
      const lines = [{ lineId: line.lineId, quantity: step.units, restock: step.restock }];
      return refund(s, bought, { lines, shippingMinor: typed(step.shippingMinor) });
    }
    case "refundPart":
      return refund(s, bought, { lines: [{ lineId: line.lineId, quantity: 1, amountMinor: typed(step.minor) }] });
    case "gesture":
      return refund(s, bought, { adjustmentMinor: typed(step.minor) });
    case "return": {
      const { orderReturn } = await requestReturn(s, { ...bought, sender: staff }, step.units);
      if (!orderReturn) return;
      await resolve(s, orderReturn.id, "APPROVE");
      await receive(s, bought, orderReturn.id, { quantity: step.units, restock: step.isSound });
      const lines = [{ lineId: line.lineId, quantity: step.units, restock: step.restock }];
      return refund(s, bought, { lines, returnId: orderReturn.id });
    }
    case "capture":
      return change(s, "orderCapture", { orderId, amountMinor: typed(step.minor), idempotencyKey: newKey() }, staff);
    case "cancel":
      return cancel(s, orderId, staff);
    case "release":
      return change(s, "orderHoldRelease", { orderId, note: "Fine." }, staff);
    case "dispute": {
      const left = leftAtProvider(bought);
      if (withheld.openMinor > 0 || left === 0) return;
      withheld.openMinor = Math.min(step.minor * stepMinor, left);
      s.payments.dispute(payment, "OPEN", withheld.openMinor);
      return s.applyEvents();
    }
    case "decide":
      if (withheld.openMinor === 0) return;
      s.payments.dispute(payment, step.state, withheld.openMinor);
      if (step.state === "LOST") withheld.lostMinor += withheld.openMinor;
      withheld.openMinor = 0;
      return s.applyEvents();
    case "there": {
      there += 1;
      if (step.minor * stepMinor <= leftAtProvider(bought))
        s.payments.refunds.refundThere(payment, `ref_there_${there}`, step.minor * stepMinor);
      return s.applyEvents();
    }
    case "trouble":
      if (step.kind === "refuseCapture") s.payments.captures.push({ outcome: "refused", reason: "blocked" });
      else if (step.kind === "unknown") s.payments.refunds.responses.push(unknown);
      else if (step.kind === "pending") s.payments.refunds.responses.push({ outcome: "pending" });
      else s.payments.refunds.responses.push({ outcome: "failed", reason: "closed" });
      return;
    case "settle": {
      const pending = [...s.payments.refunds.known].find(([, { state }]) => state === "PENDING");
      if (pending) s.payments.refunds.settle(pending[0], step.state);
      return s.applyEvents();
    }
    case "later":
      return runRetries(s);
  }
}

/** The invariants after every step, for any response. */
async function check(s: Shop, bought: Bought, stepMinor: number): Promise<void> {
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
async function settle(s: Shop, bought: Bought): Promise<void> {
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
    fc.asyncProperty(fc.array(action, { minLength: 6, maxLength: 16 }), async (steps) => {
      const s = await shop({
        currencies: ["EUR", "JPY", "KWD"],
        captureMode: mode,
        pricesIncludeTax: included,
        payableSteps: { [currency]: stepMinor },
      });
      Object.assign(withheld, { openMinor: 0, lostMinor: 0 });
      const bought = await buy(s, [{ prices: { [currency]: price }, quantity: 4 }], {}, { currency });
      for (const step of steps) {
        await act(s, bought, step, stepMinor);
        await check(s, bought, stepMinor);
      }
      await settle(s, bought);
    }),
    { numRuns: 4, endOnFailure: true },
  );
});
