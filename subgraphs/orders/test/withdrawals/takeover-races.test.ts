/** Races of a takeover with the receipt and the refund of the ordinary return: each unit counts once, whichever is first. */
import { expect, test } from "vitest";
import { readBalance, receive, refundUnits, resolve, runRetries } from "../support/order-changes.ts";
import { requestedReturn, returnsOf } from "../support/returns.ts";
import { shop } from "../support/shop.ts";
import { withdraw } from "../support/withdrawals.ts";

test("beside the receipt of the return: each unit is received once, in one of the two returns", async () => {
  const s = await shop();
  const outcomes = new Set<unknown>();
  for (let round = 0; round < 4; round += 1) {
    const { bought, returnId } = await requestedReturn(s, 2);
    await resolve(s, returnId, "APPROVE");
    const requests = [() => withdraw(s, bought), () => receive(s, bought, returnId, { quantity: 2 })];
    const [first, second] = round % 2 === 0 ? requests : requests.toReversed();
    await Promise.all([first?.(), second?.()]);
    await runRetries(s);
    const [before, taken] = await returnsOf(s, bought);
    expect(before).toMatchObject({ state: "CLOSED", parts: [{ quantity: 0 }] });
    expect(taken).toMatchObject({ kind: "WITHDRAWAL", parts: [{ quantity: 2 }] });
    const { returned, returnRequested } = (await readBalance(s, bought.orderId)).counters;
    expect({ returned, returnRequested }).toEqual({ returned: taken?.parts[0]?.received, returnRequested: 2 });
    outcomes.add(taken?.state);
  }
  expect([...outcomes].sort()).toEqual(["APPROVED", "RECEIVED"]);
});

test("beside the refund of the return: each unit is refunded or withdrawn, never both", async () => {
  const s = await shop();
  const outcomes = new Set<unknown>();
  for (let round = 0; round < 4; round += 1) {
    const { bought, returnId } = await requestedReturn(s, 2);
    await resolve(s, returnId, "APPROVE");
    await receive(s, bought, returnId, { quantity: 2 });
    const requests = [() => withdraw(s, bought), () => refundUnits(s, bought, 2, { returnId })];
    const [first, second] = round % 2 === 0 ? requests : requests.toReversed();
    const pending = [first?.(), second?.()];
    const names = (await Promise.all(pending)).map((response) => response?.__typename);
    await runRetries(s);
    const isWithdrawn = names.includes("WithdrawalReceived");
    expect(names.sort()).toEqual(
      isWithdrawn ? ["ReturnTransitionError", "WithdrawalReceived"] : ["OrderRefunded", "WithdrawalClosedError"],
    );
    expect(await readBalance(s, bought.orderId)).toMatchObject({ money: { refunded: isWithdrawn ? 0 : 2_000 } });
    outcomes.add(isWithdrawn);
  }
  expect(outcomes.size).toBe(2);
});
