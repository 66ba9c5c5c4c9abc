/** Random changes of one order, each as one step: by staff, by its parcels, by the provider, and by a bank. */
import fc from "fast-check";
import { change } from "./mutations.ts";
import {
  type Bought,
  cancel,
  cancelParts,
  prepareUnits,
  receive,
  refund,
  requestReturn,
  resolve,
  runRetries,
  send,
  staff,
  updateShipment,
} from "./order-changes.ts";
import { unknown } from "./peers/payments.ts";
import { newKey } from "./purchase.ts";
import type { Shop } from "./shop.ts";

const units = fc.integer({ min: 1, max: 4 });
const pick = fc.nat();
export const step = fc.oneof(
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
  fc.record({ do: fc.constant("arrival" as const), units }),
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
export type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/**
 * An order that steps change. `withheld`: the amount that the bank withholds, and the amount that it has paid to the customer; `stepMinor`: the payable
 * step of its currency.
 */
export type Changed = { bought: Bought; stepMinor: number; withheld: { openMinor: number; lostMinor: number } };

let there = 0;

function leftAtProvider({ bought, withheld }: Changed): number {
  const { capturedMinor = 0, refundedMinor = 0 } = bought.payment;
  return capturedMinor - refundedMinor - withheld.openMinor - withheld.lostMinor;
}

/** Staff types any amount now and then, which is refused; the provider moves multiples of its step. */
export async function act(s: Shop, changed: Changed, step: Step): Promise<unknown> {
  const { bought, stepMinor, withheld } = changed;
  const { orderId, line, payment } = bought;
  const typed = (minor: number) => (minor % 4 === 0 ? minor : minor * stepMinor);
  switch (step.do) {
    case "allocated":
      return prepareUnits(s, orderId, [{ lineId: line.lineId, quantity: step.units }]);
    case "send": {
      const made = await s.rows(`SELECT id FROM fulfilments WHERE order_id = '${orderId}' ORDER BY created_at, id`);
      const one = made[step.pick % Math.max(1, made.length)];
      return one && send(s, Object(one).id, { isReady: step.isReady });
    }
    case "event": {
      const made = await s.rows(`SELECT id FROM shipments WHERE order_id = '${orderId}' ORDER BY created_at, id`);
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
    case "arrival":
      return takeBack(s, bought, step.units);
    case "return": {
      const returnId = await takeBack(s, bought, step.units, step.isSound);
      const lines = [{ lineId: line.lineId, quantity: step.units, restock: step.restock }];
      return returnId && refund(s, bought, { lines, returnId });
    }
    case "capture":
      return change(s, "orderCapture", { orderId, amountMinor: typed(step.minor), idempotencyKey: newKey() }, staff);
    case "cancel":
      return cancel(s, orderId, staff);
    case "release":
      return change(s, "orderHoldRelease", { orderId, note: "Fine." }, staff);
    case "dispute": {
      const left = leftAtProvider(changed);
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
      if (step.minor * stepMinor <= leftAtProvider(changed))
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
      const pending = [...s.payments.refunds.known].find(
        ([, row]) => row.payment === payment && row.state === "PENDING",
      );
      if (pending) s.payments.refunds.settle(pending[0], step.state);
      return s.applyEvents();
    }
    case "later":
      return runRetries(s);
  }
}

/** Units of the first line come back, and are not refunded yet; undefined if they are not to be returned. */
async function takeBack(s: Shop, bought: Bought, quantity: number, restock = true): Promise<string | undefined> {
  const { orderReturn } = await requestReturn(s, { ...bought, sender: staff }, quantity);
  if (!orderReturn) return;
  await resolve(s, orderReturn.id, "APPROVE");
  await receive(s, bought, orderReturn.id, { quantity, restock });
  return orderReturn.id;
}
