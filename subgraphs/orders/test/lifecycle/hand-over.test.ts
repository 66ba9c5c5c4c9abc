/** Hand-over of lines without a parcel after the cancellation of all parcels: captured, and not while the order is on hold. */
import { expect, test } from "vitest";
import { change } from "../support/mutations.ts";
import { buy, cancelParts, readOrder, runRetries, staff, timelineKindsOf } from "../support/order-changes.ts";
import { shop } from "../support/shop.ts";

/** A thing that is sent and one that is not, each at 10.00. */
const mixed = [{}, { weightGrams: null }];

test.each([
  ["ON_PLACEMENT", { capturedMinor: 2_490, refundedMinor: 1_490 }],
  ["ON_FULFILMENT", { capturedMinor: 1_000, isReleased: true }],
] as const)(
  "captured %s: after the cancellation of all shipped goods, the rest is handed over and captured, without shipping",
  async (mode, money) => {
    const s = await shop({ captureMode: mode });
    const bought = await buy(s, mixed);
    await cancelParts(s, bought, 1);
    expect(await readOrder(s, bought)).toMatchObject({
      state: "DELIVERED",
      lines: [{ cancelled: 1 }, { delivered: 1 }],
    });
    await runRetries(s);
    expect(bought.payment).toMatchObject(money);
  },
);

test("an order is not handed over while it is on hold, and is after its release", async () => {
  const s = await shop({ captureMode: "ON_FULFILMENT" });
  const bought = await buy(s, mixed);
  const { orderId } = bought;
  await change(s, "orderHold", { orderId, note: "Odd." }, staff);
  await cancelParts(s, bought, 1);
  await runRetries(s);
  expect(await readOrder(s, bought)).toMatchObject({ state: "CONFIRMED", lines: [{ cancelled: 1 }, { delivered: 0 }] });
  expect(bought.payment.capturedMinor).toBeUndefined();
  await change(s, "orderHoldRelease", { orderId, note: "Fine." }, staff);
  await runRetries(s);
  expect(await readOrder(s, bought)).toMatchObject({ state: "DELIVERED", lines: [{ cancelled: 1 }, { delivered: 1 }] });
  expect((await timelineKindsOf(s, bought)).filter((kind) => kind === "HANDED_OVER")).toHaveLength(1);
  expect(bought.payment.capturedMinor).toBe(1_000);
});
