/** Money that moved although its answer said that it had not, or another sum than was asked: the books of the order follow what happened. */
import { expect, test } from "vitest";
import { books, buy, kindsOf, later, look, refund, refundUnits, ship, staff } from "./afterwards.ts";
import { change, present } from "./asks.ts";
import { shop } from "./shop.ts";

test("a capture that was refused and taken after all counts, and is not taken again with the next parcel", async () => {
  const s = await shop({ HANSA_CAPTURE_MODE: "ON_FULFILMENT" });
  const bought = await buy(s);
  s.payments.captures.push({ outcome: "refused", reason: "blocked" });
  await ship(s, bought, 1);
  s.payments.captureLate(bought.payment, 1_490);
  await s.news();
  expect(books(s, bought.orderId).money).toMatchObject({ captured: 1_490 });
  expect((await kindsOf(s, bought)).slice(-2)).toEqual(["HELD", "PAYMENT_CAPTURED"]);
  await change(s, "orderHoldRelease", { orderId: bought.orderId, note: "It was taken." }, staff);
  await ship(s, bought, 2);
  expect(bought.payment.capturedMinor).toBe(3_490);
});

test("a refund that failed and was given after all counts again: its units are not refunded twice", async () => {
  const s = await shop();
  const bought = await buy(s);
  s.payments.refunds.answers.push({ outcome: "failed", reason: "closed" });
  const { refund: first } = await refundUnits(s, bought, 2);
  await s.news();
  s.payments.refunds.giveAfterAll(present(first).id);
  await s.news();
  expect(await look(s, bought)).toMatchObject({ refunds: [{ state: "SUCCEEDED" }], lines: [{ refunded: 2 }] });
  expect(await refundUnits(s, bought, 2)).toMatchObject({ __typename: "QuantityExceededError", units: 1 });
  expect((await kindsOf(s, bought)).slice(-2)).toEqual(["REFUND_FAILED", "REFUNDED"]);
  expect(await s.told()).toContain("order.refunded");
});

test("an answer that was overtaken by the news of its refund is old: what was given after all stays given", async () => {
  const s = await shop();
  const bought = await buy(s);
  s.payments.refunds.answers.push({ outcome: "failed", reason: "closed" });
  s.line.after("payments.refund", async () => {
    s.payments.refunds.giveAfterAll(present([...s.payments.refunds.known.keys()][0]));
    await s.news();
  });
  await refundUnits(s, bought, 2);
  expect(await look(s, bought)).toMatchObject({ refunds: [{ state: "SUCCEEDED" }], lines: [{ refunded: 2 }] });
  expect(books(s, bought.orderId).money).toMatchObject({ refunded: 2_000 });
  expect((await kindsOf(s, bought)).at(-1)).toBe("REFUNDED");
});

test("an answer that was overtaken is old the other way round too: what a bank sent back is not given", async () => {
  const s = await shop();
  const bought = await buy(s);
  s.line.after("payments.refund", async () => {
    s.payments.refunds.settle(present([...s.payments.refunds.known.keys()][0]), "FAILED");
    await s.news();
  });
  await refundUnits(s, bought, 2);
  expect(await look(s, bought)).toMatchObject({ refunds: [{ state: "FAILED" }], lines: [{ refunded: 0 }] });
});

test("one that was given after all when its units had been refunded anew counts against what is left", async () => {
  const s = await shop();
  const bought = await buy(s, [{}, {}]);
  s.payments.refunds.answers.push({ outcome: "failed", reason: "closed" });
  const { refund: first } = await refundUnits(s, bought, 1);
  await refundUnits(s, bought, 1);
  s.payments.refunds.giveAfterAll(present(first).id);
  await s.news();
  await later(s);
  expect(books(s, bought.orderId).money).toMatchObject({ refunded: 1_000, elsewhere: 1_000 });
  expect(await refund(s, bought, { adjustmentMinor: 491 })).toMatchObject({ maximumAmount: { minor: 490 } });
});
