/** Returns in several parcels: each is received, restocked and refunded on its own, and units without a price need no money. */
import { expect, test } from "vitest";
import { change, present } from "../support/mutations.ts";
import {
  buy,
  deliver,
  readBalance,
  readOrder,
  receive,
  refundUnits,
  requestReturn,
  resolve,
  runRetries,
  staff,
  timelineKindsOf,
} from "../support/order-changes.ts";
import { newKey } from "../support/purchase.ts";
import { closeReturn, requestedReturn, returnsOf } from "../support/returns.ts";
import { ada, shop, stockLevelOf } from "../support/shop.ts";
import { withdraw } from "../support/withdrawals.ts";

test("of two parcels the first is refunded; then the second is received, and refunded too", async () => {
  const s = await shop();
  const { bought, returnId } = await requestedReturn(s, 3);
  await resolve(s, returnId, "APPROVE");
  await receive(s, bought, returnId, { quantity: 1 });
  expect((await readBalance(s, bought.orderId)).counters).toMatchObject({ returnRequested: 3, returned: 1 });
  expect(await requestReturn(s, bought, 1)).toMatchObject({ units: 0, cause: "NOT_RETURNABLE" });
  const first = await refundUnits(s, bought, 1, { returnId });
  expect(first).toMatchObject({ order: { returns: [{ state: "REFUNDED", refunds: [{ amount: { minor: 1_000 } }] }] } });
  expect(await receive(s, bought, returnId, { quantity: 3 })).toMatchObject({ units: 2, cause: "NOT_ANNOUNCED" });
  expect(await receive(s, bought, returnId, { quantity: 2 })).toMatchObject({
    __typename: "ReturnReceived",
    orderReturn: { state: "RECEIVED", parts: [{ quantity: 3, received: 3 }] },
  });
  expect(await refundUnits(s, bought, 3, { returnId })).toMatchObject({ units: 2, cause: "NOT_RECEIVED" });
  const second = await refundUnits(s, bought, 2, { returnId });
  expect(second).toMatchObject({
    order: {
      returns: [
        {
          state: "REFUNDED",
          refund: { id: second.refund?.id },
          refunds: [{ id: first.refund?.id }, { id: second.refund?.id }],
        },
      ],
    },
  });
  expect(await receive(s, bought, returnId, { quantity: 1 })).toMatchObject({
    __typename: "ReturnTransitionError",
    returnState: "REFUNDED",
    mayBecome: [],
  });
  await runRetries(s);
  expect(await stockLevelOf(s, bought.line.variantId)).toEqual({ onHand: 10, reserved: 0 });
  const subject = `Subject: Your return of order ${numberFrom(await readOrder(s, bought))} has arrived\n`;
  expect(s.mail().filter((message) => message.includes(subject))).toHaveLength(2);
  expect((await timelineKindsOf(s, bought)).filter((kind) => kind === "RETURN_RECEIVED")).toHaveLength(2);
});

function numberFrom({ number }: { number: string }): string {
  return number;
}

test("a return stays received until all units that arrived are refunded, and again after a reversal", async () => {
  const s = await shop();
  const { bought, returnId } = await requestedReturn(s, 2);
  await resolve(s, returnId, "APPROVE");
  await receive(s, bought, returnId, { quantity: 2 });
  expect(await refundUnits(s, bought, 1, { returnId })).toMatchObject({ order: { returns: [{ state: "RECEIVED" }] } });
  const { refund } = await refundUnits(s, bought, 1, { returnId });
  expect(await returnsOf(s, bought)).toMatchObject([{ state: "REFUNDED" }]);
  s.payments.refunds.settle(present(refund).id, "FAILED");
  await s.applyEvents();
  expect(await returnsOf(s, bought)).toMatchObject([{ state: "RECEIVED", refunds: [{}] }]);
});

test("a refunded return is closed without the units that never came; the buyer may ask for them again", async () => {
  const s = await shop();
  const { bought, returnId } = await requestedReturn(s, 2);
  await resolve(s, returnId, "APPROVE");
  await receive(s, bought, returnId, { quantity: 1 });
  await refundUnits(s, bought, 1, { returnId });
  expect(await closeReturn(s, returnId, "NOT_ARRIVED")).toMatchObject({
    orderReturn: { state: "CLOSED", parts: [{ quantity: 1, received: 1, released: 1 }], refunds: [{}] },
  });
  expect(await requestReturn(s, bought, 2)).toMatchObject({ units: 1 });
  expect(await requestReturn(s, bought, 1)).toMatchObject({ __typename: "ReturnRequested" });
});

test("units that arrived are refunded also after their return was closed without the others", async () => {
  const s = await shop();
  const { bought, returnId } = await requestedReturn(s, 2);
  await resolve(s, returnId, "APPROVE");
  await receive(s, bought, returnId, { quantity: 1 });
  await closeReturn(s, returnId, "NOT_ARRIVED");
  expect(await refundUnits(s, bought, 2, { returnId })).toMatchObject({ units: 1, cause: "NOT_RECEIVED" });
  expect(await refundUnits(s, bought, 1, { returnId })).toMatchObject({
    order: { returns: [{ state: "CLOSED", outcome: "NOT_ARRIVED", refunds: [{ amount: { minor: 1_000 } }] }] },
  });
});

test("the return of a free gift is refunded with 0.00, without payments, a document or an e-mail about money", async () => {
  const s = await shop();
  const bought = await buy(s, [{ prices: { EUR: 0 } }, {}], { viewer: ada });
  await deliver(s, bought, 1);
  const returnId = present((await requestReturn(s, bought, 1)).orderReturn).id;
  await resolve(s, returnId, "APPROVE");
  await receive(s, bought, returnId, { quantity: 1 });
  const documents = (await s.rows("SELECT 1 FROM tax_documents")).length;
  const given = s.payments.refunds.known.size;
  expect(await refundUnits(s, bought, 1, { returnId })).toMatchObject({
    __typename: "OrderRefunded",
    refund: { state: "SUCCEEDED", amount: { minor: 0 } },
    order: { returns: [{ state: "REFUNDED", refunds: [{ amount: { minor: 0 } }] }], lines: [{ refunded: 1 }, {}] },
  });
  await runRetries(s);
  expect(s.payments.refunds.known.size).toBe(given);
  expect(await s.rows("SELECT 1 FROM tax_documents")).toHaveLength(documents);
  expect(await s.rows("SELECT 1 FROM mail_queue WHERE template = 'refunded'")).toEqual([]);
  expect(await refundUnits(s, bought, 1, { returnId })).toMatchObject({ returnState: "REFUNDED" });
});

test("a parcel with more than was announced is received, up to the delivered units, and all can be refunded", async () => {
  const s = await shop();
  const { bought, returnId } = await requestedReturn(s, 4, 1);
  await resolve(s, returnId, "APPROVE");
  const other = present((await requestReturn(s, bought, 1)).orderReturn).id;
  expect(await receive(s, bought, returnId, { quantity: 4 })).toMatchObject({ units: 3, cause: "NOT_ANNOUNCED" });
  expect(await receive(s, bought, returnId, { quantity: 3 })).toMatchObject({
    orderReturn: { state: "RECEIVED", parts: [{ quantity: 3, received: 3 }] },
  });
  expect((await readBalance(s, bought.orderId)).counters).toMatchObject({
    returnRequested: 4,
    returned: 3,
    restocked: 3,
  });
  expect(await refundUnits(s, bought, 3, { returnId })).toMatchObject({
    order: { returns: [{ state: "REFUNDED" }, {}] },
  });
  await resolve(s, other, "REJECT");
  expect((await readBalance(s, bought.orderId)).counters).toMatchObject({ returnRequested: 3 });
});

test("a parcel with units that staff had rejected, and with another line, is received", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 2 }, { quantity: 1 }], { viewer: ada });
  const [first, second] = bought.lines;
  for (const line of [present(first), present(second)]) await deliver(s, { ...bought, line }, line.quantity);
  const rejected = present((await requestReturn(s, bought, 1)).orderReturn).id;
  await resolve(s, rejected, "REJECT");
  const returnId = present((await requestReturn(s, bought, 1)).orderReturn).id;
  await resolve(s, returnId, "APPROVE");
  const parts = bought.lines.map(({ lineId, quantity }) => ({ lineId, quantity }));
  const received = await change(s, "returnReceive", { returnId, parts, idempotencyKey: newKey() }, staff);
  expect(received).toMatchObject({
    orderReturn: {
      parts: expect.arrayContaining([
        { line: { id: present(first).lineId }, quantity: 2, received: 2, released: 0, replaced: 0 },
        { line: { id: present(second).lineId }, quantity: 1, received: 1, released: 0, replaced: 0 },
      ]),
    },
  });
  expect(
    await s.rows("SELECT sum(return_requested) AS asked, sum(return_rejected) AS rejected FROM line_counters"),
  ).toEqual([{ asked: 3, rejected: 0 }]);
});

test("the return of a withdrawal takes no more than was withdrawn", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 2 }], { viewer: ada });
  await deliver(s, bought, 2);
  await withdraw(s, bought, { parts: [{ lineId: bought.line.lineId, quantity: 1 }] });
  const returnId = present((await returnsOf(s, bought))[0]).id;
  expect(await receive(s, bought, returnId, { quantity: 2 })).toMatchObject({ units: 1, cause: "NOT_ANNOUNCED" });
});
