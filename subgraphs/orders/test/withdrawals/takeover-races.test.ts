/** Races of a takeover with the receipt and the refund of the ordinary return: each unit counts once, whichever is first. */
import { expect, test } from "vitest";
import { readBalance, receive, refundUnits, resolve, runRetries } from "../support/order-changes.ts";
import { raceWithdrawal } from "../support/races.ts";
import { requestedReturn, returnsOf } from "../support/returns.ts";
import { type Shop, shop } from "../support/shop.ts";

test.each<["before" | "after", string, number]>([
  ["before", "APPROVED", 0],
  ["after", "RECEIVED", 2],
])(
  "%s the receipt of the return: each unit is received once, in one of the two returns",
  async (moment, state, units) => {
    const s = await shop();
    const { bought, returnId } = await approvedReturn(s);
    const send = () => receive(s, bought, returnId, { quantity: 2 });
    await raceWithdrawal(s, bought, moment, { write: "receive-return", send });
    await runRetries(s);
    const [before, taken] = await returnsOf(s, bought);
    expect(before).toMatchObject({ state: "CLOSED", parts: [{ quantity: 0 }] });
    expect(taken).toMatchObject({ kind: "WITHDRAWAL", state, parts: [{ quantity: 2, received: units }] });
    expect((await readBalance(s, bought.orderId)).counters).toMatchObject({ returned: units, returnRequested: 2 });
  },
);

test.each<["before" | "after", string[], number]>([
  ["before", ["WithdrawalReceived", "ReturnTransitionError"], 0],
  ["after", ["OrderRefunded", "WithdrawalClosedError"], 2_000],
])("%s the refund of the return: each unit is refunded or withdrawn, never both", async (moment, names, refunded) => {
  const s = await shop();
  const { bought, returnId } = await approvedReturn(s);
  await receive(s, bought, returnId, { quantity: 2 });
  const send = () => refundUnits(s, bought, 2, { returnId });
  const responses = await raceWithdrawal(s, bought, moment, { write: "begin-refund", send });
  await runRetries(s);
  expect(responses.map(({ __typename }) => __typename)).toEqual(names);
  expect(await readBalance(s, bought.orderId)).toMatchObject({ money: { refunded } });
});

async function approvedReturn(s: Shop) {
  const requested = await requestedReturn(s, 2);
  await resolve(s, requested.returnId, "APPROVE");
  return requested;
}
