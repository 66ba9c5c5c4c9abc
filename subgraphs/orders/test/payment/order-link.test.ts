/** Order link: with capture on fulfilment, payments learns the order before its confirmation and checks the authorisation. */
import { expect, test } from "vitest";
import {
  buy,
  cancel,
  orderOf,
  payFor,
  readOrder,
  runRetries,
  staff,
  timelineKindsOf,
} from "../support/order-changes.ts";
import { type Shop, shop, stockLevelOf } from "../support/shop.ts";

const byParcel = { captureMode: "ON_FULFILMENT" } as const;

function linksOf(s: Shop): string[] {
  return s.payments.orderLinks.map(({ orderId }) => orderId);
}

test("payments knows the order once it is confirmed, although nothing is captured", async () => {
  const s = await shop(byParcel);
  const { orderId, payment } = await buy(s);
  expect(linksOf(s)).toEqual([orderId]);
  expect(payment.state).toBe("authorized");
});

test.each(["dropRequests", "loseResponses"] as const)(
  "an unanswered link is repeated (%s), and the order is confirmed once",
  async (trouble) => {
    const s = await shop(byParcel);
    const paid = await payFor(s);
    s.transport[trouble]("payments.link");
    const bought = await orderOf(s, paid);
    expect(await readOrder(s, bought)).toMatchObject({ state: "PENDING_PAYMENT" });
    await s.restart();
    s.transport.clearFaults();
    await runRetries(s);
    expect(await timelineKindsOf(s, bought)).toEqual(["PLACED", "CONFIRMED"]);
    expect(new Set(linksOf(s))).toEqual(new Set([bought.orderId]));
  },
);

test("an invalid authorisation cancels the order and releases the stock", async () => {
  const s = await shop(byParcel);
  const paid = await payFor(s);
  s.payments.links.push({ outcome: "refused", reason: "it is VOIDED" });
  const bought = await orderOf(s, paid);
  expect(await readOrder(s, bought)).toMatchObject({ state: "CANCELLED", cancelReason: "PAYMENT_REFUSED" });
  expect(await s.publishedEvents()).toEqual(["order.placed", "order.cancelled"]);
  expect(await stockLevelOf(s, bought.line.variantId)).toEqual({ onHand: 10, reserved: 0 });
});

test("cancelled during the order link: the authorisation is voided, and the order was never confirmed", async () => {
  const s = await shop(byParcel);
  const paid = await payFor(s);
  const { arrived, releaseAll } = s.transport.delayRequests("payments.link");
  const completing = orderOf(s, paid);
  await arrived;
  const [order] = await s.rows("SELECT id FROM orders");
  const cancelling = cancel(s, String(Object(order).id), staff);
  await expect.poll(() => s.rows("SELECT * FROM cancellations")).toHaveLength(1);
  releaseAll();
  await completing;
  expect(await cancelling).toMatchObject({ order: { state: "CANCELLED", cancelReason: "SHOP" } });
  expect(paid.payment.state).toBe("voided");
  expect(await s.publishedEvents()).toEqual(["order.placed", "order.cancelled"]);
});
