/** Money and units: only named units are cancelled, also if no money is left, and free units stay to be sent. */
import { expect, test } from "vitest";
import { promote } from "../support/back-office/promotions.ts";
import { change, present } from "../support/mutations.ts";
import {
  type Bought,
  buy,
  cancel,
  deliver,
  prepareUnits,
  readOrder,
  refund,
  refundUnits,
  runRetries,
  send,
  ship,
  staff,
  updateShipment,
} from "../support/order-changes.ts";
import { newKey } from "../support/purchase.ts";
import { type Shop, type ShopOptions, shop } from "../support/shop.ts";
import { withdraw } from "../support/withdrawals.ts";

const mug = { prices: { EUR: 1_490 } };
const gift = { prices: { EUR: 0 } };
const byParcel = { captureMode: "ON_FULFILMENT" } as const;
const modes = [["ON_PLACEMENT"], ["ON_FULFILMENT"]] as const;

/** A shop that sends without a charge. */
async function freeShippingShop(options: ShopOptions = {}): Promise<Shop> {
  const s = await shop(options);
  await promote(s, { label: "Free shipping", freeShipping: true });
  return s;
}

/** Cancels so many units of each line, by the line's place. */
function cancelUnits(s: Shop, { orderId, lines }: Bought, units: Record<number, number>) {
  const parts = Object.entries(units).map(([place, quantity]) => ({
    lineId: present(lines[Number(place)]).lineId,
    quantity,
  }));
  return change(s, "orderLinesCancel", { orderId, parts, idempotencyKey: newKey() }, staff);
}

/** The state and the cancelled units of each line. */
async function stateOf(s: Shop, bought: Bought) {
  const { state } = await readOrder(s, bought);
  const rows = await s.rows(
    `SELECT cancelled FROM line_counters JOIN order_lines ON id = line_id WHERE order_lines.order_id = '${bought.orderId}' ORDER BY position`,
  );
  return [state, ...rows.map((row) => Number(Object(row).cancelled))];
}

async function sendGift(s: Shop, bought: Bought, place = 1) {
  const parts = [{ lineId: present(bought.lines[place]).lineId, quantity: 1 }];
  const { fulfilment } = await prepareUnits(s, bought.orderId, parts);
  await send(s, present(fulfilment, "a fulfilment").id);
  await runRetries(s);
  return readOrder(s, bought);
}

test("a free gift is sent after its mug was cancelled: captured at placement, all captured money is back", async () => {
  const s = await freeShippingShop();
  const bought = await buy(s, [mug, gift]);
  await cancelUnits(s, bought, { 0: 1 });
  await runRetries(s);
  expect(bought.payment).toMatchObject({ capturedMinor: 1_490, refundedMinor: 1_490 });
  expect(await readOrder(s, bought)).toMatchObject({
    state: "CONFIRMED",
    settlement: "REFUNDED",
    amountDue: { minor: 0 },
    refunds: [{ state: "SUCCEEDED", amount: { minor: 1_490 } }],
    lines: [{ cancelled: 1 }, { cancelled: 0 }],
  });
  expect(await sendGift(s, bought)).toMatchObject({ state: "SHIPPED", settlement: "REFUNDED" });
});

test("a free gift is sent after its mug was cancelled: captured on fulfilment, the payment is voided and nothing is owed", async () => {
  const s = await freeShippingShop(byParcel);
  const bought = await buy(s, [mug, gift]);
  await cancelUnits(s, bought, { 0: 1 });
  await runRetries(s);
  expect(bought.payment.state).toBe("voided");
  expect(await readOrder(s, bought)).toMatchObject({
    state: "CONFIRMED",
    hold: null,
    settlement: "PAID",
    amountDue: { minor: 0 },
    refunds: [],
    lines: [{ cancelled: 1 }, { cancelled: 0 }],
  });
  expect(await sendGift(s, bought)).toMatchObject({ state: "SHIPPED", settlement: "PAID", hold: null });
  expect(s.payments.requested.captures).toEqual([]);
});

test.each(modes)("with the last unit, a free one, the order is cancelled: captured %s", async (captureMode) => {
  const s = await freeShippingShop({ captureMode });
  const bought = await buy(s, [mug, gift]);
  await cancelUnits(s, bought, { 0: 1 });
  await runRetries(s);
  await cancelUnits(s, bought, { 1: 1 });
  const order = await readOrder(s, bought);
  expect(order).toMatchObject({ state: "CANCELLED", amountDue: { minor: 0 } });
  expect(order.settlement).toBe(captureMode === "ON_PLACEMENT" ? "REFUNDED" : "UNPAID");
  // The money of the mug was returned before, and this cancellation returns none.
  expect(order.timeline.filter(({ kind }) => kind === "CANCELLED")).toMatchObject([
    { summary: "The order was cancelled." },
  ]);
});

test.each(modes)("the withdrawal of the mug leaves the gift: captured %s", async (captureMode) => {
  const s = await freeShippingShop({ captureMode });
  const bought = await buy(s, [mug, gift]);
  await withdraw(s, bought, { parts: [{ lineId: bought.line.lineId, quantity: 1 }] });
  await runRetries(s);
  expect(await stateOf(s, bought)).toEqual(["CONFIRMED", 1, 0]);
  expect(await sendGift(s, bought)).toMatchObject({ state: "SHIPPED" });
});

test.each(modes)("shipping stays with the gift, and is charged once: captured %s", async (captureMode) => {
  const s = await shop({ captureMode });
  const bought = await buy(s, [mug, gift]);
  await cancelUnits(s, bought, { 0: 1 });
  await runRetries(s);
  const owed = captureMode === "ON_PLACEMENT" ? 0 : 490;
  expect(await readOrder(s, bought)).toMatchObject({ state: "CONFIRMED", amountDue: { minor: owed } });
  const { settlement } = await sendGift(s, bought);
  expect(settlement).toBe(captureMode === "ON_PLACEMENT" ? "PARTIALLY_REFUNDED" : "PAID");
  expect((bought.payment.capturedMinor ?? 0) - (bought.payment.refundedMinor ?? 0)).toBe(490);
});

test("after a goodwill payment, the cancellation of named lines takes the rest of the money and leaves the other units", async () => {
  const s = await freeShippingShop();
  const bought = await buy(s, [
    { prices: { EUR: 2_495 } },
    { prices: { EUR: 999 } },
    { prices: { EUR: 164 }, quantity: 3 },
    gift,
  ]);
  await refund(s, bought, { adjustmentMinor: 492 });
  await cancelUnits(s, bought, { 0: 1, 1: 1 });
  await runRetries(s);
  expect(bought.payment.refundedMinor).toBe(bought.payment.capturedMinor);
  expect(await stateOf(s, bought)).toEqual(["CONFIRMED", 1, 1, 0, 0]);
  expect(await readOrder(s, bought)).toMatchObject({ settlement: "REFUNDED", amountDue: { minor: 0 } });
});

test("an amount refunded at the provider before it does not cancel the units that a later cancellation leaves", async () => {
  const s = await freeShippingShop();
  const bought = await buy(s, [mug, { prices: { EUR: 164 } }, gift]);
  s.payments.refunds.refundThere(bought.payment, "ref_there", 164);
  await s.applyEvents();
  await s.runtime.advance(1);
  await cancelUnits(s, bought, { 0: 1 });
  await runRetries(s);
  expect(bought.payment.refundedMinor).toBe(bought.payment.capturedMinor);
  expect(await stateOf(s, bought)).toEqual(["CONFIRMED", 1, 0, 0]);
});

test("the refund of the priced lines cancels them alone, whenever the provider decides", async () => {
  const s = await freeShippingShop();
  const bought = await buy(s, [mug, gift]);
  s.payments.refunds.responses.push({ outcome: "pending" });
  const { refund: requested } = await refundUnits(s, bought, 1);
  s.payments.refunds.settle(present(requested).id, "SUCCEEDED");
  await runRetries(s);
  expect(bought.payment.refundedMinor).toBe(1_490);
  expect(await stateOf(s, bought)).toEqual(["CONFIRMED", 1, 0]);
});

test("a refund of shipping alone cancels no free unit", async () => {
  const s = await shop();
  const bought = await buy(s, [gift]);
  expect(await refund(s, bought, { shippingMinor: 490 })).toMatchObject({ refund: { state: "SUCCEEDED" } });
  expect(await stateOf(s, bought)).toEqual(["CONFIRMED", 0]);
});

test.each([
  ["a goodwill payment", async (s: Shop, bought: Bought) => void (await refund(s, bought, { adjustmentMinor: 1_490 }))],
  [
    "a refund at the provider",
    async (s: Shop, { payment }: Bought) => s.payments.refunds.refundThere(payment, "ref_there", 1_490),
  ],
])("%s that leaves none of the captured money cancels an order with nothing sent", async (_name, giveBack) => {
  const s = await freeShippingShop();
  const bought = await buy(s, [mug, gift]);
  await giveBack(s, bought);
  await runRetries(s);
  expect(await stateOf(s, bought)).toEqual(["CANCELLED", 1, 1]);
  const sent = await buy(s, [{ ...mug, quantity: 2 }]);
  await deliver(s, sent, 1);
  await refund(s, sent, { adjustmentMinor: 2_980 });
  expect(await stateOf(s, sent)).toEqual(["PARTIALLY_SHIPPED", 0]);
});

test("a goodwill payment of all that a pending refund of named units leaves cancels the rest once both have succeeded", async () => {
  const s = await freeShippingShop();
  const bought = await buy(s, [mug, { prices: { EUR: 164 } }, gift]);
  s.payments.refunds.responses.push({ outcome: "pending" });
  const { refund: requested } = await refundUnits(s, bought, 1);
  await s.runtime.advance(1);
  await refund(s, bought, { adjustmentMinor: 164 });
  expect(await stateOf(s, bought)).toEqual(["CONFIRMED", 0, 0, 0]);
  s.payments.refunds.settle(present(requested).id, "SUCCEEDED");
  await runRetries(s);
  expect(await stateOf(s, bought)).toEqual(["CANCELLED", 1, 1, 1]);
});

test("a free download is handed over after all priced goods were cancelled, and the order is delivered", async () => {
  const s = await freeShippingShop(byParcel);
  const bought = await buy(s, [mug, { prices: { EUR: 0 }, weightGrams: null }]);
  await cancelUnits(s, bought, { 0: 1 });
  await runRetries(s);
  expect(await readOrder(s, bought)).toMatchObject({ state: "DELIVERED", settlement: "PAID" });
});

test("the whole order is cancelled by name, the gift with it", async () => {
  const s = await freeShippingShop();
  const bought = await buy(s, [mug, gift]);
  await cancel(s, bought.orderId, staff);
  expect(await stateOf(s, bought)).toEqual(["CANCELLED", 1, 1]);
});

test.each(modes)("a free gift that was lost is refunded without a return, at 0.00: %s", async (captureMode) => {
  const s = await shop({ captureMode });
  const bought = await buy(s, [mug, gift]);
  await deliver(s, bought, 1);
  const lost = { ...bought, line: present(bought.lines[1]) };
  await updateShipment(s, await ship(s, lost, 1), { status: "LOST" });
  await runRetries(s);
  const { refundedMinor } = bought.payment;
  expect(await refundUnits(s, lost, 1)).toMatchObject({
    refund: { state: "SUCCEEDED", amount: { minor: 0 }, parts: [{ quantity: 1, amount: { minor: 0 } }] },
    heldBack: { minor: 0 },
    order: { lines: [{ refunded: 0 }, { refunded: 1 }] },
  });
  expect(await refundUnits(s, lost, 1)).toMatchObject({ __typename: "QuantityExceededError" });
  expect(bought.payment.refundedMinor).toBe(refundedMinor);
});
