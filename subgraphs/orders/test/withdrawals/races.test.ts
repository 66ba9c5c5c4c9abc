/** Races of a withdrawal with a shipment and with a cancellation: each sees the result of the other, whichever is first. */
import { expect, test } from "vitest";
import { advanceClockUntilDone } from "../support/clock.ts";
import { change } from "../support/mutations.ts";
import { buy, cancel, prepareUnits, readBalance, readOrder, runRetries, staff } from "../support/order-changes.ts";
import { newKey } from "../support/purchase.ts";
import { raceWithdrawal } from "../support/races.ts";
import { ada, shop } from "../support/shop.ts";
import { listWithdrawals, withdraw } from "../support/withdrawals.ts";

test.each<["before" | "after", Record<string, number>]>([
  ["before", { cancelled: 2, shipped: 0, returnRequested: 0 }],
  ["after", { cancelled: 0, shipped: 2, returnRequested: 2 }],
])(
  "%s a shipment: the units are cancelled, or sent and to be returned, never both or neither",
  async (moment, units) => {
    const s = await shop();
    const bought = await buy(s, [{ quantity: 2 }], { viewer: ada });
    const { fulfilment } = await prepareUnits(s, bought.orderId, [{ lineId: bought.line.lineId, quantity: 2 }]);
    const parcel = { fulfilmentId: fulfilment?.id, carrier: "Post", idempotencyKey: newKey() };
    const send = () => change(s, "shipmentCreate", parcel, staff);
    await raceWithdrawal(s, bought, moment, { write: "create-shipment", send });
    await runRetries(s);
    expect((await readBalance(s, bought.orderId)).counters).toMatchObject(units);
  },
);

test.each<["before" | "after", string[]]>([
  ["before", ["WithdrawalReceived", "InvalidTransitionError"]],
  ["after", ["OrderCancelled", "WithdrawalClosedError"]],
])("%s a cancellation of the order: each unit is cancelled and refunded once", async (moment, names) => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 2 }], { viewer: ada });
  const send = () => cancel(s, bought.orderId, { viewer: ada });
  const responses = await raceWithdrawal(s, bought, moment, { write: "cancel-order", send });
  await runRetries(s);
  expect(responses.map(({ __typename }) => __typename)).toEqual(names);
  expect(await readOrder(s, bought)).toMatchObject({ state: "CANCELLED", settlement: "REFUNDED" });
  expect(await readBalance(s, bought.orderId)).toMatchObject({
    counters: { cancelled: 2, restocked: 2 },
    money: { captured: 2_490, refunded: 2_490 },
  });
});

test("two declarations at once withdraw each unit once", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 3 }], { viewer: ada });
  const responses = await Promise.all([withdraw(s, bought), withdraw(s, bought), withdraw(s, bought)]);
  const names = responses.map(({ __typename }) => __typename).sort();
  expect(names).toEqual(["WithdrawalClosedError", "WithdrawalClosedError", "WithdrawalReceived"]);
  expect(await listWithdrawals(s)).toMatchObject({ totalCount: 1, nodes: [{ parts: [{ quantity: 3 }] }] });
});

test("two processes on one store withdraw and cancel each unit once", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 2 }], { viewer: ada });
  const here = s.running.service;
  const twin = await s.twin();
  const withdrawn = await withdraw(s, bought);
  s.running.service = twin;
  const cancelled = cancel(s, bought.orderId, staff);
  s.running.service = here;
  const responses = await advanceClockUntilDone(s.runtime, Promise.all([withdrawn, cancelled]));
  await runRetries(s);
  expect(responses.filter(({ __typename }) => !__typename.endsWith("Error"))).toHaveLength(1);
  expect(await readBalance(s, bought.orderId)).toMatchObject({
    counters: { cancelled: 2 },
    money: { refunded: 2_490 },
  });
});
