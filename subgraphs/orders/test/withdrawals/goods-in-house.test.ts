/** Withdrawn goods that are in the house count as received: their return is refunded at once, and no e-mail asks for them. */
import { expect, test } from "vitest";
import { present } from "../support/mutations.ts";
import {
  type Bought,
  buy,
  deliver,
  readBalance,
  receive,
  refund,
  resolve,
  runRetries,
  ship,
  updateShipment,
} from "../support/order-changes.ts";
import { closeReturn, requestedReturn, returnsOf } from "../support/returns.ts";
import { ada, type Shop, shop, stockLevelOf } from "../support/shop.ts";
import { withdraw } from "../support/withdrawals.ts";

const asksForGoods = (mail: string) => mail.includes("please send back these goods");

/** Withdraws from the order and returns the return of the withdrawal. Its e-mails have been sent. */
async function withdrawAll(s: Shop, bought: Bought) {
  await runRetries(s);
  const mails = s.mail().length;
  await withdraw(s, bought);
  await runRetries(s);
  const own = present((await returnsOf(s, bought)).find(({ kind }) => kind === "WITHDRAWAL"));
  return { own, isAsked: s.mail().slice(mails).some(asksForGoods) };
}

function refundAndRestock(s: Shop, bought: Bought, returnId: string) {
  return refund(s, bought, { returnId, lines: [{ lineId: bought.line.lineId, quantity: 1, restock: true }] });
}

test("goods that came back undelivered are received, and their refund says whether they are restocked", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 1 }], { viewer: ada });
  await updateShipment(s, await ship(s, bought, 1), { status: "RETURNED" });
  const { own, isAsked } = await withdrawAll(s, bought);
  expect(own).toMatchObject({ state: "RECEIVED", parts: [{ quantity: 1, received: 1 }] });
  expect(isAsked).toBe(false);
  expect(await refundAndRestock(s, bought, own.id)).toMatchObject({
    refund: { amount: { minor: 1_000 } },
    order: { returns: [{ state: "REFUNDED" }] },
  });
  await runRetries(s);
  expect(await stockLevelOf(s, bought.line.variantId)).toEqual({ onHand: 10, reserved: 0 });
});

test("goods that come back undelivered after their withdrawal are received", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 1 }], { viewer: ada });
  const parcel = await ship(s, bought, 1);
  const { own } = await withdrawAll(s, bought);
  expect(own).toMatchObject({ state: "APPROVED" });
  await updateShipment(s, parcel, { status: "RETURNED" });
  expect(await returnsOf(s, bought)).toMatchObject([{ state: "RECEIVED", parts: [{ received: 1 }] }]);
  expect((await readBalance(s, bought.orderId)).counters).toMatchObject({ returned: 1 });
  expect(await refundAndRestock(s, bought, own.id)).toMatchObject({ order: { returns: [{ state: "REFUNDED" }] } });
});

test.each([true, false])("goods that came with a replaced return are received, restocked: %s", async (restock) => {
  const s = await shop();
  const { bought, returnId } = await requestedReturn(s, 1);
  await resolve(s, returnId, "APPROVE");
  await receive(s, bought, returnId, { quantity: 1, restock });
  await closeReturn(s, returnId, "REPLACED");
  const { own, isAsked } = await withdrawAll(s, bought);
  expect(own).toMatchObject({ state: "RECEIVED", parts: [{ quantity: 1, received: 1 }] });
  expect(isAsked).toBe(false);
  expect(await refundAndRestock(s, bought, own.id)).toMatchObject({
    __typename: "QuantityExceededError",
    cause: "NOT_SENT",
  });
  const lines = [{ lineId: bought.line.lineId, quantity: 1 }];
  expect(await refund(s, bought, { returnId: own.id, lines })).toMatchObject({ refund: { amount: { minor: 1_000 } } });
  await runRetries(s);
  expect(await stockLevelOf(s, bought.line.variantId)).toEqual({ onHand: restock ? 10 : 9, reserved: 0 });
});

test("goods that were replaced before they came are asked for", async () => {
  const s = await shop();
  const { bought, returnId } = await requestedReturn(s, 1);
  await resolve(s, returnId, "APPROVE");
  await closeReturn(s, returnId, "REPLACED");
  const { own, isAsked } = await withdrawAll(s, bought);
  expect(own).toMatchObject({ state: "APPROVED", parts: [{ received: 0 }] });
  expect(isAsked).toBe(true);
});

test("goods that are in stock since a refund of a part of their price are received", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 1 }], { viewer: ada });
  await deliver(s, bought, 1);
  await refund(s, bought, { lines: [{ lineId: bought.line.lineId, quantity: 1, amountMinor: 600, restock: true }] });
  const { own, isAsked } = await withdrawAll(s, bought);
  expect(own).toMatchObject({ state: "RECEIVED", parts: [{ quantity: 1, received: 1 }] });
  expect(isAsked).toBe(false);
  expect(await refundAndRestock(s, bought, own.id)).toMatchObject({ refund: { amount: { minor: 400 } } });
  await runRetries(s);
  expect(await stockLevelOf(s, bought.line.variantId)).toEqual({ onHand: 10, reserved: 0 });
});
