/** Races of a withdrawal with a shipment and with a cancellation: each sees the result of the other, whichever is first. */
import { expect, test } from "vitest";
import { advanceClockUntilDone } from "../support/clock.ts";
import { change } from "../support/mutations.ts";
import { buy, cancel, prepareUnits, readBalance, readOrder, runRetries, staff } from "../support/order-changes.ts";
import { newKey } from "../support/purchase.ts";
import { ada, shop } from "../support/shop.ts";
import { listWithdrawals, withdraw } from "../support/withdrawals.ts";

const rounds = 6;

test("with a shipment: the units are cancelled, or sent and to be returned, never both or neither", async () => {
  const s = await shop();
  const outcomes = new Set<string>();
  for (let round = 0; round < rounds; round += 1) {
    const bought = await buy(s, [{ quantity: 2 }], { viewer: ada });
    const { fulfilment } = await prepareUnits(s, bought.orderId, [{ lineId: bought.line.lineId, quantity: 2 }]);
    const parcel = { fulfilmentId: fulfilment?.id, carrier: "Post", idempotencyKey: newKey() };
    const requests = [() => withdraw(s, bought), () => change(s, "shipmentCreate", parcel, staff)];
    const [first, second] = round % 2 === 0 ? requests : requests.toReversed();
    await Promise.all([first?.(), second?.()]);
    await runRetries(s);
    const { counters } = await readBalance(s, bought.orderId);
    const { cancelled, shipped, returnRequested } = counters;
    expect(cancelled + shipped).toBe(2);
    expect(returnRequested).toBe(shipped);
    outcomes.add(shipped === 0 ? "cancelled" : "returned");
  }
  expect([...outcomes].sort()).toEqual(["cancelled", "returned"]);
});

test("with a cancellation of the order: each unit is cancelled and refunded once", async () => {
  const s = await shop();
  const firsts = new Set<unknown>();
  for (let round = 0; round < rounds; round += 1) {
    const bought = await buy(s, [{ quantity: 2 }], { viewer: ada });
    const requests = [() => withdraw(s, bought), () => cancel(s, bought.orderId, { viewer: ada })];
    const [first, second] = round % 2 === 0 ? requests : requests.toReversed();
    const pending = first?.();
    // Later rounds give the first one a start, so that each comes first in some of them.
    for (let turn = 0; turn < round; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    const responses = await Promise.all([pending, second?.()]);
    await runRetries(s);
    expect(await readOrder(s, bought)).toMatchObject({ state: "CANCELLED", settlement: "REFUNDED" });
    expect(await readBalance(s, bought.orderId)).toMatchObject({
      counters: { cancelled: 2, restocked: 2 },
      money: { captured: 2_490, refunded: 2_490 },
    });
    const done = responses.map((response) => response?.__typename).filter((name) => !name?.endsWith("Error"));
    expect(done).toHaveLength(1);
    firsts.add(done[0]);
  }
  expect([...firsts].sort()).toEqual(["OrderCancelled", "WithdrawalReceived"]);
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
