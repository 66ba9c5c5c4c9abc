/** Payment events: an authorised payment places the order, and a payment without a checkout to pay is voided. */
import { expect, test } from "vitest";
import { coversCheckout } from "../../src/service/checkout/placement.ts";
import { orderNumber, seeCheckout } from "../support/mutations.ts";
import { buy, cancel, readOrder, runRetries, staff } from "../support/order-changes.ts";
import { unknown } from "../support/peers/payments.ts";
import { complete, paid, pay, ready } from "../support/purchase.ts";
import { type Shop, shop } from "../support/shop.ts";

test.each([
  ["a cent less", { amountMinor: 1_489 }],
  ["a cent more", { amountMinor: 1_491 }],
  ["another currency", { currency: "USD" }],
  ["an older version", { version: 1 }],
  ["a version that is not there yet", { version: 3 }],
])("money for %s places no order, from any source, and is voided", async (_what, difference) => {
  const s = await shop();
  const { checkoutId } = await ready(s);
  const payment = await pay(s, checkoutId, { state: "inProgress" });
  Object.assign(payment, difference);
  s.payments.move(payment, "authorized");
  expect(await complete(s, checkoutId)).toMatchObject({ __typename: "PaymentRequiredError" });
  await s.applyEvents();
  await s.work();
  expect(await s.rows("SELECT id FROM orders")).toEqual([]);
  expect(payment.state).toBe("voided");
});

test("money for another checkout of the same total does not pay", () => {
  const payment = { paymentId: "pay_1", checkoutId: "chk_1", version: 2, amount: { minor: 1_490, currency: "EUR" } };
  const checkout = { id: "chk_1", version: 2, totalMinor: 1_490, currency: "EUR" };
  expect(coversCheckout(payment, checkout)).toBe(true);
  expect(coversCheckout(payment, { ...checkout, id: "chk_2" })).toBe(false);
});

test("the event alone places the order of a buyer who never returns", async () => {
  const s = await shop();
  const { checkoutId } = await paid(s);
  await s.applyEvents();
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ state: "COMPLETING", reservedUntil: null });
  await s.work();
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ state: "COMPLETED", order: { state: "CONFIRMED" } });
});

test("the saga continues by itself once it is woken", async () => {
  const s = await shop();
  const { checkoutId } = await paid(s);
  await s.paymentChanged(checkoutId);
  await expect.poll(async () => (await seeCheckout(s, checkoutId))?.order).toMatchObject({ state: "CONFIRMED" });
});

test("event and call make one order in either order, and a duplicate event changes nothing", async () => {
  const s = await shop();
  const first = await paid(s);
  await s.applyEvents();
  expect(await complete(s, first.checkoutId)).toMatchObject({ order: { state: "CONFIRMED" } });

  const second = await paid(s, {}, {}, { isPublished: false });
  await complete(s, second.checkoutId);
  s.payments.move(second.payment, "authorized");
  await s.applyEvents();
  await s.work();
  expect(await s.rows("SELECT number, state FROM orders ORDER BY number")).toEqual([
    { number: orderNumber(100_001), state: "CONFIRMED" },
    { number: orderNumber(100_002), state: "CONFIRMED" },
  ]);
  expect(await s.rows("SELECT * FROM unwanted_payments")).toEqual([]);
});

test("the payment of an unknown checkout is recorded and voided", async () => {
  const s = await shop();
  const payment = { paymentId: "pay_x", checkoutId: "chk_none", version: 1, amountMinor: 1, currency: "EUR" };
  const stray = { ...payment, state: "inProgress" as const };
  s.payments.all.push(stray);
  s.payments.move(stray, "authorized");
  await s.applyEvents();
  await s.work();
  expect(s.payments.all).toMatchObject([{ state: "voided" }]);
});

test("captured money without an order raises an alarm for a person to resolve", async () => {
  const s = await shop();
  const payment = { paymentId: "pay_x", checkoutId: "chk_none", version: 1, amountMinor: 1, currency: "EUR" };
  const stray = { ...payment, state: "inProgress" as const };
  s.payments.all.push(stray);
  s.payments.move(stray, "authorized");
  await s.applyEvents();
  s.payments.move(stray, "captured", false);
  await s.work();
  expect(await s.rows("SELECT outcome FROM unwanted_payments")).toEqual([{ outcome: "CAPTURED" }]);
  const counted = await s.running.service.deps.metrics.registry.metrics();
  expect(counted).toContain('hansa_alarms_total{alarm="money_without_order"} 1');
});

test("an old event of a finished payment does not undo an order that another payment paid", async () => {
  const s = await shop();
  const { checkoutId, payment } = await paid(s);
  await complete(s, checkoutId);
  s.payments.move({ ...payment, paymentId: "pay_before" }, "authorized");
  await s.applyEvents();
  await s.work();
  expect(await s.rows("SELECT * FROM unwanted_payments")).toEqual([]);
  expect(s.transport.requests).not.toContain("payments.void");
  expect(payment.state).toBe("captured");
});

/** Publishes and consumes the events of `count` authorised payments for unknown checkouts. */
async function strayPayments(s: Shop, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const stray = { paymentId: `pay_${index}`, checkoutId: `chk_none_${index}`, version: 1, amountMinor: 1 };
    s.payments.all.push({ ...stray, currency: "EUR", state: "inProgress" });
  }
  for (const stray of s.payments.all) s.payments.move(stray, "authorized");
  await s.applyEvents();
}

test("one unwanted payment that cannot be voided does not delay the others", async () => {
  const s = await shop();
  await strayPayments(s, 2);
  s.transport.before("payments.void", async () => {
    throw new Error("this one goes wrong");
  });
  await s.work();
  expect(s.payments.all.map((payment) => payment.state).sort()).toEqual(["authorized", "voided"]);
  await s.work();
  expect(s.payments.all).toMatchObject([{ state: "voided" }, { state: "voided" }]);
});

test("any number of unanswered payments does not delay one that can be voided", async () => {
  const s = await shop();
  await strayPayments(s, 120);
  s.payments.voids.push(...Array(119).fill(unknown));
  await s.work();
  expect(s.payments.all.filter(({ state }) => state === "voided")).toHaveLength(1);
});

const byParcel = { captureMode: "ON_FULFILMENT" } as const;

test.each(["failed", "voided"] as const)(
  "with capture on fulfilment, goods are not shipped when the authorisation has ended: %s",
  async (state) => {
    const s = await shop(byParcel);
    const bought = await buy(s);
    s.payments.move(bought.payment, state);
    await s.applyEvents();
    expect(await readOrder(s, bought)).toMatchObject({ state: "CONFIRMED", hold: { reason: "NEEDS_REVIEW" } });
    expect((await readOrder(s, bought)).nextActions).not.toContain("FULFIL");
    const counted = await s.running.service.deps.metrics.registry.metrics();
    expect(counted).toContain('hansa_alarms_total{alarm="order_held"} 1');
  },
);

test("an authorisation that the shop released itself blocks nothing", async () => {
  const s = await shop(byParcel);
  const bought = await buy(s, [{ quantity: 1 }, { weightGrams: null }]);
  await cancel(s, bought.orderId, staff);
  await runRetries(s);
  expect(bought.payment.state).toBe("voided");
  expect(await readOrder(s, bought)).toMatchObject({ state: "CANCELLED", hold: null });
});
