/** Withdrawal from units that came back undelivered: they are returned, and not sent once more. */
import { expect, test } from "vitest";
import { change, present } from "../support/mutations.ts";
import {
  type Bought,
  buy,
  deliver,
  readBalance,
  readOrder,
  receive,
  refund,
  send,
  ship,
  staff,
  updateShipment,
} from "../support/order-changes.ts";
import { newKey } from "../support/purchase.ts";
import { returnsOf } from "../support/returns.ts";
import { ada, type Shop, shop, stockLevelOf } from "../support/shop.ts";
import { declare, partsOf, withdraw } from "../support/withdrawals.ts";

/** An order of three units, of which one was delivered and two came back and are prepared to be sent once more. */
async function preparedAgain(s: Shop) {
  const bought = await buy(s, [{ quantity: 3 }], { viewer: ada });
  await deliver(s, bought, 1);
  await updateShipment(s, await ship(s, bought, 2), { status: "RETURNED" });
  const parts = [{ lineId: bought.line.lineId, quantity: 2 }];
  const input = { orderId: bought.orderId, parts, resend: true, idempotencyKey: newKey() };
  const { fulfilment } = await change(s, "fulfilmentCreate", input, staff);
  return { bought, fulfilmentId: present(fulfilment).id };
}

async function countersOf(s: Shop, { orderId }: Bought) {
  const [row] = await s.rows(`SELECT return_requested AS announced, resend_allocated AS prepared,
    resend_packed AS packed, units FROM line_counters WHERE order_id = '${orderId}'`);
  const { units, ...counters } = Object(row);
  return { ...counters, resendable: JSON.parse(units).resendable };
}

test("withdrawn units that came back leave their fulfilment; they are in the house, so that their return is refunded at once", async () => {
  const s = await shop();
  const { bought, fulfilmentId } = await preparedAgain(s);
  await withdraw(s, bought, partsOf(bought, 1));
  expect(await countersOf(s, bought)).toMatchObject({ announced: 1, prepared: 1 });
  expect((await send(s, fulfilmentId)).shipment).toMatchObject({ parts: [{ quantity: 1 }] });
  await withdraw(s, bought);
  expect(await countersOf(s, bought)).toEqual({ announced: 3, prepared: 0, packed: 0, resendable: [] });
  const [first, ...others] = await returnsOf(s, bought);
  expect(first).toMatchObject({ state: "RECEIVED", parts: [{ quantity: 1, received: 1 }] });
  expect(others.map(({ state }) => state)).toEqual(["APPROVED"]);
  expect(await receive(s, bought, present(first).id, { quantity: 1 })).toMatchObject({
    __typename: "ReturnTransitionError",
  });
  const returnId = present(first).id;
  const lines = (quantity: number) => [{ lineId: bought.line.lineId, quantity, restock: true }];
  expect(await refund(s, bought, { returnId, lines: lines(1) })).toMatchObject({ order: { lines: [{ refunded: 1 }] } });
  expect(await refund(s, bought, { returnId, lines: lines(1) })).toMatchObject({ __typename: "ReturnTransitionError" });
  expect(await stockLevelOf(s, bought.line.variantId)).toEqual({ onHand: 8, reserved: 0 });
});

test("withdrawn units that are packed again wait: the order is on hold until they are unpacked", async () => {
  const s = await shop();
  const { bought, fulfilmentId } = await preparedAgain(s);
  const { shipment } = await send(s, fulfilmentId, { isReady: true });
  const parcel = present(shipment).id;
  expect(await withdraw(s, bought)).toMatchObject({ withdrawal: { parts: [{ quantity: 3, returned: 1 }] } });
  expect(await readOrder(s, bought)).toMatchObject({ hold: { reason: "WITHDRAWN" } });
  expect(await updateShipment(s, parcel, { status: "SHIPPED" })).toMatchObject({
    __typename: "ShipmentTransitionError",
  });
  await updateShipment(s, parcel, { status: "UNPACKED" });
  expect(await readOrder(s, bought)).toMatchObject({ hold: null });
  expect(await countersOf(s, bought)).toEqual({ announced: 3, prepared: 0, packed: 0, resendable: [] });
  expect(await send(s, fulfilmentId)).toMatchObject({ __typename: "InvalidTransitionError" });
});

test("units that were withdrawn while they were under way are not sent once more", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 3 }], { viewer: ada });
  const parcel = await ship(s, bought, 2);
  await withdraw(s, bought, partsOf(bought, 3));
  await updateShipment(s, parcel, { status: "RETURNED" });
  expect(await readOrder(s, bought)).toMatchObject({ lines: [{ cancelled: 1, shipped: 2, resendable: 0 }] });
  expect((await readBalance(s, bought.orderId)).counters).toMatchObject({ returnRequested: 2, undelivered: 2 });
  expect(await returnsOf(s, bought)).toMatchObject([{ state: "RECEIVED", parts: [{ quantity: 2, received: 2 }] }]);
});

test("a stranger's declaration holds units that are prepared again, until it is confirmed", async () => {
  const s = await shop({ environment: { HANSA_STOREFRONT_URL: "https://kontor.example" } });
  const { bought, fulfilmentId } = await preparedAgain(s);
  await declare(s, { orderNumber: bought.number });
  await s.work();
  expect(await readOrder(s, bought)).toMatchObject({ hold: { reason: "WITHDRAWN" } });
  expect(await send(s, fulfilmentId)).toMatchObject({ __typename: "InvalidTransitionError" });
});
