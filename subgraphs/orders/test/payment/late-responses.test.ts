/** Late responses: the balance follows captures and refunds that contradict an earlier response. */
import { expect, test } from "vitest";
import { documents } from "../support/back-office/tax-documents.ts";
import { change, present } from "../support/mutations.ts";
import {
  buy,
  cancelParts,
  readBalance,
  readOrder,
  refundUnits,
  runRetries,
  ship,
  staff,
  timelineKindsOf,
} from "../support/order-changes.ts";
import { shop } from "../support/shop.ts";

test("a capture that was refused and succeeded after all counts, and is not repeated with the next parcel", async () => {
  const s = await shop({ captureMode: "ON_FULFILMENT" });
  const bought = await buy(s);
  s.payments.captures.push({ outcome: "refused", reason: "blocked" });
  await ship(s, bought, 1);
  s.payments.captureLate(bought.payment, 1_490);
  await s.applyEvents();
  expect((await readBalance(s, bought.orderId)).money).toMatchObject({ captured: 1_490 });
  expect((await timelineKindsOf(s, bought)).slice(-2)).toEqual(["HELD", "PAYMENT_CAPTURED"]);
  await change(s, "orderHoldRelease", { orderId: bought.orderId, note: "It was taken." }, staff);
  await ship(s, bought, 2);
  expect(bought.payment.capturedMinor).toBe(3_490);
});

test("a capture whose event comes without its response counts once, for cancellations and for the next parcel", async () => {
  const s = await shop({ captureMode: "ON_FULFILMENT" });
  const bought = await buy(s);
  s.transport.loseResponses("payments.capture");
  await ship(s, bought, 1);
  s.transport.clearFaults();
  await s.applyEvents();
  expect(await cancelParts(s, bought, 1)).toMatchObject({
    __typename: "OrderLinesCancelled",
    order: { refunds: [] },
  });
  expect(await documents(s, { kind: "CREDIT_NOTE" })).toMatchObject([{ total: { minor: 1_000 } }]);
  await ship(s, bought, 1);
  expect(s.payments.requested.captures.at(-1)).toMatchObject({ amountMinor: 1_000, leftMinor: 1_000 });
  await runRetries(s);
  expect(bought.payment).toMatchObject({ capturedMinor: 2_490, isReleased: true });
  expect((await timelineKindsOf(s, bought)).filter((kind) => kind === "PAYMENT_CAPTURED")).toHaveLength(2);
});

test("a response overtaken by the event of its refund is ignored: a refund returned by a bank is not refunded", async () => {
  const s = await shop();
  const bought = await buy(s);
  s.transport.after("payments.refund", async () => {
    s.payments.refunds.settle(present([...s.payments.refunds.known.keys()][0]), "FAILED");
    await s.applyEvents();
  });
  await refundUnits(s, bought, 2);
  expect(await readOrder(s, bought)).toMatchObject({ refunds: [{ state: "FAILED" }], lines: [{ refunded: 0 }] });
});
