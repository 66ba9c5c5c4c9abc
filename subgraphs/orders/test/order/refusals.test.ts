/** Refusals name their cause and the alternative. */
import { expect, test } from "vitest";
import { change, present } from "../support/mutations.ts";
import {
  buy,
  cancel,
  cancelParts,
  deliver,
  prepareUnits,
  receive,
  refund,
  refundUnits,
  requestReturn,
  resolve,
  send,
  ship,
  staff,
} from "../support/order-changes.ts";
import { newKey } from "../support/purchase.ts";
import { shop } from "../support/shop.ts";

const exceeded = (cause: string) => ({ __typename: "QuantityExceededError", cause });
const blocked = (blockedBy: string) => ({ __typename: "InvalidTransitionError", blockedBy });

test("more units than are left: the refusal names what happened to the others", async () => {
  const s = await shop();
  const bought = await buy(s);
  const { orderId } = bought;
  const { lineId } = bought.line;
  const { fulfilment } = await prepareUnits(s, orderId, [{ lineId, quantity: 2 }]);
  expect(await prepareUnits(s, orderId, [{ lineId, quantity: 2 }])).toMatchObject(exceeded("ALREADY_SET_ASIDE"));
  const parts = [{ lineId, quantity: 3 }];
  expect(await send(s, present(fulfilment).id, { parts })).toMatchObject(exceeded("NOT_IN_FULFILMENT"));
  await send(s, present(fulfilment).id);
  expect(await cancelParts(s, bought, 2)).toMatchObject(exceeded("PACKED_OR_SENT"));
  expect(await requestReturn(s, { ...bought, sender: staff }, 1)).toMatchObject(exceeded("NOT_RETURNABLE"));
  await refundUnits(s, bought, 2);
  expect(await refundUnits(s, bought, 2)).toMatchObject(exceeded("ALREADY_REFUNDED"));
  const unsent = await buy(s);
  const back = { lines: [{ lineId: unsent.line.lineId, quantity: 1, restock: true }], keepFulfillable: true };
  expect(await refund(s, unsent, back)).toMatchObject(exceeded("NOT_SENT"));
});

test("more units of a return than were delivered or received", async () => {
  const s = await shop();
  const bought = await buy(s);
  await deliver(s, bought, 3);
  const { orderReturn } = await requestReturn(s, { ...bought, sender: staff }, 2);
  const returnId = present(orderReturn).id;
  await resolve(s, returnId, "APPROVE");
  expect(await receive(s, bought, returnId, { quantity: 4 })).toMatchObject(exceeded("NOT_ANNOUNCED"));
  await receive(s, bought, returnId, { quantity: 1 });
  expect(await refundUnits(s, bought, 2, { returnId })).toMatchObject(exceeded("NOT_RECEIVED"));
});

test("a rejected transition names its actual cause", async () => {
  const s = await shop();
  const bought = await buy(s);
  const { orderId } = bought;
  const { lineId } = bought.line;
  const note = "Odd.";
  expect(await change(s, "orderHoldRelease", { orderId, note }, staff)).toMatchObject(blocked("NOT_ON_HOLD"));
  expect(await change(s, "orderCapture", { orderId, idempotencyKey: newKey() }, staff)).toMatchObject(
    blocked("CAPTURED_ON_PLACEMENT"),
  );
  const { fulfilment } = await prepareUnits(s, orderId, [{ lineId, quantity: 1 }]);
  const fulfilmentId = present(fulfilment).id;
  await send(s, fulfilmentId, { isReady: true });
  expect(await cancel(s, orderId, staff)).toMatchObject(blocked("PACKED"));
  expect(await send(s, fulfilmentId)).toMatchObject(blocked("NOTHING_LEFT"));
  await change(s, "orderHold", { orderId, note }, staff);
  expect(await change(s, "orderHold", { orderId, note }, staff)).toMatchObject(blocked("ON_HOLD"));
  expect(await prepareUnits(s, orderId, [{ lineId, quantity: 1 }])).toMatchObject(blocked("ON_HOLD"));
  const other = await buy(s);
  await ship(s, other, 3);
  expect(await prepareUnits(s, other.orderId, [{ lineId: other.line.lineId, quantity: 1 }])).toMatchObject(
    blocked("ORDER_STATE"),
  );
  expect(await cancel(s, other.orderId, staff)).toMatchObject(blocked("ORDER_STATE"));
});
