/** Money that moved although its answer said that it had not, or another sum than was asked: the books of the order follow what happened. */
import { expect, test } from "vitest";
import { books, buy, kindsOf, look, refundUnits, ship, staff } from "./afterwards.ts";
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

test("an answer that was overtaken by the news of its refund is old: what a bank sent back is not given", async () => {
  const s = await shop();
  const bought = await buy(s);
  s.line.after("payments.refund", async () => {
    s.payments.refunds.settle(present([...s.payments.refunds.known.keys()][0]), "FAILED");
    await s.news();
  });
  await refundUnits(s, bought, 2);
  expect(await look(s, bought)).toMatchObject({ refunds: [{ state: "FAILED" }], lines: [{ refunded: 0 }] });
});
