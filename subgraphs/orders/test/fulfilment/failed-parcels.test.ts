/** Undelivered and unpacked parcels: their goods and their money are accounted for. */
import { expect, test } from "vitest";
import { change, present } from "../support/mutations.ts";
import {
  buy,
  cancel,
  cancelParts,
  prepareUnits,
  readBalance,
  readOrder,
  refundUnits,
  runRetries,
  send,
  ship,
  staff,
  timelineKindsOf,
  updateShipment,
} from "../support/order-changes.ts";
import { minute, type Shop, shop, stockLevelOf } from "../support/shop.ts";

const day = 24 * 60 * minute;

const release = (s: Shop, orderId: string) => change(s, "orderHoldRelease", { orderId, note: "Paid back." }, staff);

test.each(["LOST", "RETURNED"])(
  "an order whose units are all %s waits for staff, and is then completed",
  async (status) => {
    const s = await shop();
    const bought = await buy(s);
    const first = await ship(s, bought, 2);
    const second = await ship(s, bought, 1);
    await updateShipment(s, first, { status: "LOST" });
    expect(await readOrder(s, bought)).toMatchObject({ state: "SHIPPED", hold: null });
    await updateShipment(s, second, { status });
    expect(await readOrder(s, bought)).toMatchObject({ state: "SHIPPED", hold: { reason: "NEEDS_REVIEW" } });
    await s.runtime.advance(15 * day);
    await runRetries(s);
    expect(await readOrder(s, bought)).toMatchObject({ state: "SHIPPED" });

    expect(await refundUnits(s, bought, 3)).toMatchObject({ __typename: "OrderRefunded" });
    await release(s, bought.orderId);
    await runRetries(s);
    expect(await readOrder(s, bought)).toMatchObject({ state: "COMPLETED", deliveredAt: null });
  },
);

test("a lost parcel that is found counts as delivered, and its order is completed as usual", async () => {
  const s = await shop();
  const bought = await buy(s);
  const parcel = await ship(s, bought, 3);
  await updateShipment(s, parcel, { status: "LOST" });
  await s.runtime.advance(day);
  await updateShipment(s, parcel, { status: "DELIVERED" });
  await release(s, bought.orderId);
  await s.runtime.advance(13 * day);
  await runRetries(s);
  expect(await readOrder(s, bought)).toMatchObject({ state: "DELIVERED" });
  await s.runtime.advance(day);
  await runRetries(s);
  expect(await readOrder(s, bought)).toMatchObject({ state: "COMPLETED" });
});

test("an order whose only parcel was lost and whose rest was cancelled waits for staff too", async () => {
  const s = await shop();
  const bought = await buy(s);
  await updateShipment(s, await ship(s, bought, 1), { status: "LOST" });
  expect(await readOrder(s, bought)).toMatchObject({ state: "PARTIALLY_SHIPPED", hold: null });
  await cancelParts(s, bought, 2);
  expect(await readOrder(s, bought)).toMatchObject({ state: "SHIPPED", hold: { reason: "NEEDS_REVIEW" } });
});

test("a parcel that has not left is unpacked: its goods can be packed again or cancelled", async () => {
  const s = await shop();
  const bought = await buy(s);
  const { fulfilment } = await prepareUnits(s, bought.orderId, [{ lineId: bought.line.lineId, quantity: 3 }]);
  const { shipment } = await send(s, present(fulfilment).id, { isReady: true });
  const shipmentId = present(shipment).id;
  expect(await cancel(s, bought.orderId, staff)).toMatchObject({ __typename: "InvalidTransitionError" });
  expect(await updateShipment(s, shipmentId, { status: "UNPACKED" })).toMatchObject({
    shipment: { status: "UNPACKED" },
  });
  expect(await updateShipment(s, shipmentId, { status: "UNPACKED" })).toMatchObject({ __typename: "ShipmentUpdated" });
  expect((await readBalance(s, bought.orderId)).counters).toMatchObject({ allocated: 3, packed: 0, shipped: 0 });
  expect(await updateShipment(s, shipmentId, { status: "SHIPPED" })).toMatchObject({
    __typename: "ShipmentTransitionError",
    mayFollow: [],
  });

  const parts = [{ lineId: bought.line.lineId, quantity: 1 }];
  expect(await send(s, present(fulfilment).id, { parts })).toMatchObject({ __typename: "ShipmentCreated" });
  await cancelParts(s, bought, 2);
  await runRetries(s);
  expect(await readOrder(s, bought)).toMatchObject({ state: "SHIPPED", lines: [{ shipped: 1, cancelled: 2 }] });
  expect(await stockLevelOf(s, bought.line.variantId)).toEqual({ onHand: 9, reserved: 0 });
  expect((await timelineKindsOf(s, bought)).filter((kind) => kind === "UNPACKED")).toHaveLength(1);
});

test("a shipped parcel cannot be unpacked", async () => {
  const s = await shop();
  const bought = await buy(s);
  const parcel = await ship(s, bought, 1);
  expect(await updateShipment(s, parcel, { status: "UNPACKED" })).toMatchObject({
    __typename: "ShipmentTransitionError",
  });
  expect((await readBalance(s, bought.orderId)).counters).toMatchObject({ packed: 1, shipped: 1 });
});
