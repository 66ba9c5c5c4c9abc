/** Cancellation of confirmed orders: who may cancel, what packed units prevent, and the effect on stock and money. */
import { expect, test } from "vitest";
import { change, present } from "../support/mutations.ts";
import {
  buy,
  cancel,
  cancelParts,
  prepareUnits,
  readCancelledEvent,
  readOrder,
  refundUnits,
  send,
  ship,
  staff,
  timelineKindsOf,
} from "../support/order-changes.ts";
import { newKey } from "../support/purchase.ts";
import { ada, bob, minute, shop, stockLevelOf } from "../support/shop.ts";

test("a customer cancels a confirmed order: it is restocked, fully refunded and announced", async () => {
  const s = await shop();
  const sender = { viewer: ada };
  const bought = await buy(s, [{ quantity: 3 }], sender);
  const { variantId, lineId, productId } = bought.line;
  expect(await cancel(s, bought.orderId, sender, { note: " Changed my mind. " })).toMatchObject({
    __typename: "OrderCancelled",
    order: {
      state: "CANCELLED",
      cancelReason: "CUSTOMER",
      lines: [{ cancelled: 3, refunded: 3 }],
      refunds: [
        {
          state: "SUCCEEDED",
          amount: { minor: 3_490 },
          shipping: { minor: 490 },
          adjustment: { minor: 0 },
          parts: [{ quantity: 3, amount: { minor: 3_000 } }],
        },
      ],
      nextActions: [],
    },
  });
  expect(bought.payment).toMatchObject({ capturedMinor: 3_490, refundedMinor: 3_490 });
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, reserved: 0 });
  expect(await s.publishedEvents()).toEqual([
    "order.placed",
    "taxDocument.issued",
    "order.confirmed",
    "order.cancelled",
    "taxDocument.issued",
    "order.refunded",
  ]);
  expect(await readCancelledEvent(s)).toMatchObject({
    reason: "CUSTOMER",
    wasConfirmed: true,
    cancelledNow: [{ lineId, variantId, productId, quantity: 3 }],
  });
  expect((await timelineKindsOf(s, bought)).slice(3)).toEqual(["CANCELLED", "REFUNDED"]);
  const note = await s.query(`query ($id: ID!) { order(id: $id) { cancelNote } }`, { id: bought.orderId }, staff);
  expect(note.data).toEqual({ order: { cancelNote: "Changed my mind." } });
});

test("a guest cancels with the token, in the argument or the header; others cannot", async () => {
  const s = await shop();
  const one = await buy(s);
  const two = await buy(s);
  for (const sender of [{}, { viewer: bob }, { guest: [two.guestToken] }])
    expect(await cancel(s, one.orderId, sender)).toMatchObject({
      __typename: "NotFoundError",
      path: ["input", "orderId"],
    });
  expect(await cancel(s, one.orderId, {}, { guestToken: two.guestToken })).toMatchObject({
    __typename: "NotFoundError",
  });
  expect(await cancel(s, one.orderId, {}, { guestToken: one.guestToken })).toMatchObject({
    order: { state: "CANCELLED", cancelReason: "CUSTOMER" },
  });
  expect(await cancel(s, two.orderId, { guest: [two.guestToken] })).toMatchObject({ order: { state: "CANCELLED" } });
  expect(await cancel(s, "ord_none", staff)).toMatchObject({ __typename: "NotFoundError" });
});

test("the shop cancels for reasons of its own, by staff with orders:write only", async () => {
  const s = await shop();
  const bought = await buy(s, [{}], { viewer: ada });
  const reader = { viewer: { ...staff.viewer, id: "user_reader", scopes: ["orders:read"] } };
  expect(await cancel(s, bought.orderId, reader)).toMatchObject({ __typename: "NotFoundError" });
  expect(await cancel(s, bought.orderId, staff)).toMatchObject({ order: { cancelReason: "SHOP" } });
  const timeline = await s.rows(`SELECT actor, actor_id AS "actorId" FROM order_events WHERE kind = 'CANCELLED'`);
  expect(timeline).toEqual([{ actor: "STAFF", actorId: "user_staff" }]);
});

test("the same request twice cancels once; another request names the possible actions", async () => {
  const s = await shop();
  const bought = await buy(s);
  const request = { guestToken: bought.guestToken, idempotencyKey: newKey() };
  const first = await cancel(s, bought.orderId, {}, request);
  expect(await cancel(s, bought.orderId, {}, request)).toEqual({ ...first, replayed: true });
  expect(await cancel(s, bought.orderId, {}, { ...request, note: "x" })).toMatchObject({
    __typename: "IdempotencyKeyReusedError",
  });
  expect(await cancel(s, bought.orderId, staff)).toMatchObject({
    __typename: "InvalidTransitionError",
    orderState: "CANCELLED",
    allowed: [],
  });
  expect(bought.payment.refundedMinor).toBe(3_490);
});

test.each([{ note: "x".repeat(501) }, { idempotencyKey: "" }])("%j is refused", async (more) => {
  const s = await shop();
  const bought = await buy(s);
  expect(await cancel(s, bought.orderId, staff, more)).toMatchObject({ __typename: "ValidationError" });
});

test("an order with packed units cannot be cancelled as a whole, and the refusal names the alternatives", async () => {
  const s = await shop();
  const bought = await buy(s);
  await prepareUnits(s, bought.orderId, [{ lineId: bought.line.lineId, quantity: 2 }]);
  await ship(s, bought, 1, { isReady: true });
  expect(await cancel(s, bought.orderId, staff)).toMatchObject({
    __typename: "InvalidTransitionError",
    orderState: "CONFIRMED",
    allowed: ["CANCEL_LINES", "SHIP", "REFUND", "HOLD"],
  });
  expect(await cancel(s, bought.orderId, {}, { guestToken: bought.guestToken })).toMatchObject({ allowed: [] });
});

test("prepared but unpacked units are cancelled with the rest", async () => {
  const s = await shop();
  const bought = await buy(s);
  const { fulfilment } = await prepareUnits(s, bought.orderId, [{ lineId: bought.line.lineId, quantity: 2 }]);
  expect(await cancel(s, bought.orderId, staff)).toMatchObject({
    order: { state: "CANCELLED", fulfilments: [{ parts: [] }] },
  });
  expect(await send(s, present(fulfilment).id)).toMatchObject({ __typename: "InvalidTransitionError" });
});

test("units whose price was refunded before are not refunded again", async () => {
  const s = await shop();
  const bought = await buy(s);
  await refundUnits(s, bought, 1);
  await s.runtime.advance(minute);
  await cancel(s, bought.orderId, staff);
  expect(bought.payment.refundedMinor).toBe(3_490);
  expect(await readOrder(s, bought)).toMatchObject({
    refunds: [{ amount: { minor: 1_000 } }, { amount: { minor: 2_490 } }],
  });
});

test("an earlier adjustment is kept, and refunds never exceed the captured amount", async () => {
  const s = await shop();
  const bought = await buy(s);
  await change(
    s,
    "orderRefund",
    { orderId: bought.orderId, adjustmentMinor: 500, reason: "Late.", idempotencyKey: newKey() },
    staff,
  );
  await cancelParts(s, bought, 1);
  expect(bought.payment.refundedMinor).toBe(1_500);
  await cancel(s, bought.orderId, staff);
  expect(bought.payment.refundedMinor).toBe(3_490);
});

test("a free order is cancelled without a call to payments, and is restocked", async () => {
  const s = await shop();
  const bought = await buy(s, [{ prices: { EUR: 0 }, weightGrams: null }]);
  s.transport.dropRequests("payments");
  expect(await cancel(s, bought.orderId, staff)).toMatchObject({ order: { state: "CANCELLED", refunds: [] } });
  expect(await stockLevelOf(s, bought.line.variantId)).toEqual({ onHand: 10, reserved: 0 });
});
