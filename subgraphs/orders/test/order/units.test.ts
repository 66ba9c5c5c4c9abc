/** Unit numbers: units keep number and value, so that the whole authorisation is captured or released at the end. */
import { expect, test } from "vitest";
import { promote } from "../support/back-office/promotions.ts";
import {
  type Bought,
  buy,
  cancelParts,
  readBalance,
  readOrder,
  refundUnits,
  runRetries,
  ship,
} from "../support/order-changes.ts";
import { type Shop, shop } from "../support/shop.ts";

const byParcel = { captureMode: "ON_FULFILMENT" } as const;

/** Three units at 9.99 less 1.00 off all, which no third of a cent divides, and 4.90 for sending. */
async function buyIndivisible(s: Shop): Promise<Bought> {
  await promote(s, { amountsOff: [{ minor: 100, currency: "EUR" }] });
  return buy(s, [{ quantity: 3, prices: { EUR: 999 } }]);
}

const histories = [
  ["one is sent, then two are cancelled", ["ship", "cancel", "cancel"]],
  ["one is cancelled, then one sent, then one cancelled", ["cancel", "ship", "cancel"]],
  ["two are cancelled, then one is sent", ["cancel", "cancel", "ship"]],
  ["one is sent, one cancelled, one sent", ["ship", "cancel", "ship"]],
] as const;

test.each(histories)("%s: the amount that is not captured is released to the last cent", async (_history, steps) => {
  const s = await shop(byParcel);
  const bought = await buyIndivisible(s);
  for (const step of steps) await (step === "ship" ? ship(s, bought, 1) : cancelParts(s, bought, 1));
  await runRetries(s);
  const sent = steps.filter((step) => step === "ship").length;
  const worths = [965, 966, 966];
  const numbers = steps.flatMap((step, index) => (step === "ship" ? [index] : []));
  const goods = numbers.reduce((sum, index) => sum + (worths[index] ?? 0), 0);
  expect(numbers).toHaveLength(sent);
  expect(bought.payment).toMatchObject({ capturedMinor: goods + 490, isReleased: true });
  expect(
    await s.rows("SELECT count(*) AS requested FROM order_tasks WHERE kind = 'RELEASE' AND done_at IS NOT NULL"),
  ).toEqual([{ requested: 1 }]);
});

test("the refund of a shipped unit is its captured amount, for any order of shipments and cancellations", async () => {
  const s = await shop(byParcel);
  const bought = await buyIndivisible(s);
  await cancelParts(s, bought, 1);
  await ship(s, bought, 2);
  expect(bought.payment.capturedMinor).toBe(966 + 966 + 490);
  expect(await refundUnits(s, bought, 1)).toMatchObject({ refund: { amount: { minor: 966 } } });
  expect(await refundUnits(s, bought, 1)).toMatchObject({ refund: { amount: { minor: 966 } } });
  expect((await readBalance(s, bought.orderId)).counters).toMatchObject({ credited: 3, creditedMinor: 2_897 });
  expect(await readOrder(s, bought)).toMatchObject({ state: "SHIPPED", lines: [{ refunded: 3, cancelled: 1 }] });
});
