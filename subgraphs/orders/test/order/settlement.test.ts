/** Settlement and amount due of orders through all payment changes, and the lists of orders that need attention. */
import { expect, test } from "vitest";
import { change, present } from "../support/mutations.ts";
import {
  buy,
  cancel,
  cancelParts,
  deliver,
  readOrder,
  refund,
  refundUnits,
  runRetries,
  ship,
  staff,
} from "../support/order-changes.ts";
import { newKey } from "../support/purchase.ts";
import { minute, type Shop, shop } from "../support/shop.ts";

const byParcel = { captureMode: "ON_FULFILMENT" } as const;
const due = (settlement: string, minor: number) => ({ settlement, amountDue: { minor, currency: "EUR" } });

test("captured at placement: nothing is due after any cancellation, refund or adjustment", async () => {
  const s = await shop();
  const bought = await buy(s);
  expect(await readOrder(s, bought)).toMatchObject(due("PAID", 0));
  await cancelParts(s, bought, 1);
  expect(await readOrder(s, bought)).toMatchObject(due("PARTIALLY_REFUNDED", 0));
  await refund(s, bought, { adjustmentMinor: 100 });
  await deliver(s, bought, 2);
  await refundUnits(s, bought, 1);
  expect(await readOrder(s, bought)).toMatchObject(due("PARTIALLY_REFUNDED", 0));
  const other = await buy(s);
  await cancel(s, other.orderId, staff);
  expect(await readOrder(s, other)).toMatchObject({ state: "CANCELLED", ...due("REFUNDED", 0) });
});

test("captured per parcel: the authorised amount still owed is due, and cancelled units reduce it at once", async () => {
  const s = await shop(byParcel);
  const bought = await buy(s);
  expect(await readOrder(s, bought)).toMatchObject(due("AUTHORIZED", 3_490));
  await cancelParts(s, bought, 1);
  expect(await readOrder(s, bought)).toMatchObject(due("AUTHORIZED", 2_490));
  await ship(s, bought, 1);
  expect(await readOrder(s, bought)).toMatchObject(due("PARTIALLY_PAID", 1_000));
  await cancelParts(s, bought, 1);
  await runRetries(s);
  expect(await readOrder(s, bought)).toMatchObject(due("PAID", 0));
});

test("captured per parcel: a fully refunded parcel is a partial refund while another one is unpaid", async () => {
  const s = await shop(byParcel);
  const bought = await buy(s);
  await deliver(s, bought, 1);
  expect(await readOrder(s, bought)).toMatchObject(due("PARTIALLY_PAID", 2_000));
  await refundUnits(s, bought, 1, { shippingMinor: 490 });
  expect(await readOrder(s, bought)).toMatchObject(due("PARTIALLY_REFUNDED", 2_000));
  await deliver(s, bought, 2);
  expect(await readOrder(s, bought)).toMatchObject(due("PARTIALLY_REFUNDED", 0));
});

test("a cancelled order without captures has no amount due", async () => {
  const s = await shop(byParcel);
  const bought = await buy(s);
  await cancel(s, bought.orderId, staff);
  await runRetries(s);
  expect(await readOrder(s, bought)).toMatchObject({ state: "CANCELLED", ...due("UNPAID", 0) });
});

test("a cancelled order with captured money shows it until it is refunded", async () => {
  const s = await shop();
  const bought = await buy(s);
  s.payments.refunds.responses.push({ outcome: "failed", reason: "closed" });
  await cancel(s, bought.orderId, staff);
  expect(await readOrder(s, bought)).toMatchObject({ hold: { reason: "REFUND_FAILED" }, ...due("REFUND_DUE", 0) });
  expect(await listed(s, { settlements: ["REFUND_DUE"], states: ["CANCELLED", "COMPLETED"] })).toEqual([
    bought.orderId,
  ]);
  await refundUnits(s, bought, 3, { shippingMinor: 490 });
  expect(await readOrder(s, bought)).toMatchObject({ hold: null, ...due("REFUNDED", 0) });
  expect(await listed(s, { settlements: ["REFUND_DUE"] })).toEqual([]);
});

test("a disputed amount is neither due nor counted as captured", async () => {
  const s = await shop();
  const bought = await buy(s);
  s.payments.dispute(bought.payment, "OPEN", 3_490);
  await s.applyEvents();
  await cancel(s, bought.orderId, staff);
  expect(await readOrder(s, bought)).toMatchObject({ state: "CANCELLED", amountDue: { minor: 0 }, settlement: "PAID" });
});

/** The ids of a list, as staff sees it. */
async function listed(s: Shop, filter: Record<string, unknown>): Promise<string[]> {
  const text = "query ($filter: OrderFilter) { orders(filter: $filter) { totalCount nodes { id } } }";
  const { data, errors } = await s.query(text, { filter }, staff);
  if (errors) throw new Error(errors.map(({ extensions }) => String(extensions?.code)).join());
  const page: { totalCount: number; nodes: { id: string }[] } = present(Object(data).orders);
  expect(page.totalCount).toBe(page.nodes.length);
  return page.nodes.map(({ id }) => id);
}

test("the work list: orders by kind of hold, failed refunds, several states and settlement", async () => {
  const s = await shop();
  const failed = await buy(s);
  await s.runtime.advance(1);
  const stopped = await buy(s);
  await s.runtime.advance(1);
  const sent = await buy(s);
  s.payments.refunds.responses.push({ outcome: "failed", reason: "closed" });
  await refundUnits(s, failed, 1);
  await change(s, "orderHold", { orderId: stopped.orderId, note: "Odd." }, staff);
  await ship(s, sent, 1);
  expect(await listed(s, { holdReasons: ["REFUND_FAILED"] })).toEqual([failed.orderId]);
  expect(await listed(s, { holdReasons: ["REFUND_FAILED", "MANUAL"] })).toEqual([stopped.orderId, failed.orderId]);
  expect(await listed(s, { hasFailedRefund: true })).toEqual([failed.orderId]);
  expect(await listed(s, { hasFailedRefund: false })).toEqual([sent.orderId, stopped.orderId]);
  expect(await listed(s, { states: ["PARTIALLY_SHIPPED", "CANCELLED"] })).toEqual([sent.orderId]);
  expect(await listed(s, { settlements: ["PAID"], states: ["CONFIRMED"] })).toEqual([stopped.orderId, failed.orderId]);
  await expect(listed(s, { states: [] })).rejects.toThrow("BAD_USER_INPUT");
});

test("orders changed since a time are listed by time of change, again after each change", async () => {
  const s = await shop();
  const first = await buy(s);
  await s.runtime.advance(minute);
  const second = await buy(s);
  await s.runtime.advance(minute);
  const from = new Date(s.runtime.now()).toISOString();
  expect(await listed(s, { updatedFrom: from })).toEqual([]);
  await ship(s, second, 1);
  await s.runtime.advance(minute);
  await change(s, "orderNoteAdd", { orderId: first.orderId, text: "Called." }, staff);
  expect(await listed(s, { updatedFrom: from })).toEqual([second.orderId, first.orderId]);
  await s.runtime.advance(minute);
  await refundUnits(s, second, 1, { idempotencyKey: newKey() });
  expect(await listed(s, { updatedFrom: from })).toEqual([first.orderId, second.orderId]);
  expect(await listed(s, { updatedFrom: from, updatedTo: new Date(s.runtime.now()).toISOString() })).toEqual([
    first.orderId,
  ]);
});
