/** Parcels that do not arrive, and parcels that are taken apart again: neither goods nor money are forgotten with them. */
import { expect, test } from "vitest";
import {
  books,
  buy,
  cancel,
  cancelParts,
  kindsOf,
  later,
  look,
  news,
  refundUnits,
  send,
  setAside,
  ship,
  staff,
} from "./afterwards.ts";
import { change, present } from "./asks.ts";
import { minute, type Shop, shelf, shop } from "./shop.ts";

const day = 24 * 60 * minute;

const release = (s: Shop, orderId: string) => change(s, "orderHoldRelease", { orderId, note: "Paid back." }, staff);

test.each(["LOST", "RETURNED"])(
  "an order of which everything is %s waits for a person, then is completed",
  async (status) => {
    const s = await shop();
    const bought = await buy(s);
    const first = await ship(s, bought, 2);
    const second = await ship(s, bought, 1);
    await news(s, first, { status: "LOST" });
    expect(await look(s, bought)).toMatchObject({ state: "SHIPPED", hold: null });
    await news(s, second, { status });
    expect(await look(s, bought)).toMatchObject({ state: "SHIPPED", hold: { reason: "NEEDS_REVIEW" } });
    await s.world.advance(15 * day);
    await later(s);
    expect(await look(s, bought)).toMatchObject({ state: "SHIPPED" });

    expect(await refundUnits(s, bought, 3)).toMatchObject({ __typename: "OrderRefunded" });
    await release(s, bought.orderId);
    await later(s);
    expect(await look(s, bought)).toMatchObject({ state: "COMPLETED", deliveredAt: null });
  },
);

test("what turns up after all has arrived, and is completed as everything that arrives", async () => {
  const s = await shop();
  const bought = await buy(s);
  const parcel = await ship(s, bought, 3);
  await news(s, parcel, { status: "LOST" });
  await s.world.advance(day);
  await news(s, parcel, { status: "DELIVERED" });
  await release(s, bought.orderId);
  await s.world.advance(13 * day);
  await later(s);
  expect(await look(s, bought)).toMatchObject({ state: "DELIVERED" });
  await s.world.advance(day);
  await later(s);
  expect(await look(s, bought)).toMatchObject({ state: "COMPLETED" });
});

test("with the rest cancelled after the only parcel was lost, the order waits for a person too", async () => {
  const s = await shop();
  const bought = await buy(s);
  await news(s, await ship(s, bought, 1), { status: "LOST" });
  expect(await look(s, bought)).toMatchObject({ state: "PARTIALLY_SHIPPED", hold: null });
  await cancelParts(s, bought, 2);
  expect(await look(s, bought)).toMatchObject({ state: "SHIPPED", hold: { reason: "NEEDS_REVIEW" } });
});

test("a parcel that has not left is unpacked: its goods can be packed again, or be cancelled", async () => {
  const s = await shop();
  const bought = await buy(s);
  const { fulfilment } = await setAside(s, bought.orderId, [{ lineId: bought.line.lineId, quantity: 3 }]);
  const { shipment } = await send(s, present(fulfilment).id, { isReady: true });
  const shipmentId = present(shipment).id;
  expect(await cancel(s, bought.orderId, staff)).toMatchObject({ __typename: "InvalidTransitionError" });
  expect(await news(s, shipmentId, { status: "UNPACKED" })).toMatchObject({ shipment: { status: "UNPACKED" } });
  expect(await news(s, shipmentId, { status: "UNPACKED" })).toMatchObject({ __typename: "ShipmentUpdated" });
  expect(books(s, bought.orderId).counters).toMatchObject({ setAside: 3, packed: 0, shipped: 0 });
  expect(await news(s, shipmentId, { status: "SHIPPED" })).toMatchObject({
    __typename: "ShipmentTransitionError",
    mayFollow: [],
  });

  const parts = [{ lineId: bought.line.lineId, quantity: 1 }];
  expect(await send(s, present(fulfilment).id, { parts })).toMatchObject({ __typename: "ShipmentCreated" });
  await cancelParts(s, bought, 2);
  await later(s);
  expect(await look(s, bought)).toMatchObject({ state: "SHIPPED", lines: [{ shipped: 1, cancelled: 2 }] });
  expect(shelf(s, bought.line.variantId)).toEqual({ onHand: 9, reserved: 0 });
  expect((await kindsOf(s, bought)).filter((kind) => kind === "UNPACKED")).toHaveLength(1);
});

test("what has left is not unpacked any more", async () => {
  const s = await shop();
  const bought = await buy(s);
  const parcel = await ship(s, bought, 1);
  expect(await news(s, parcel, { status: "UNPACKED" })).toMatchObject({ __typename: "ShipmentTransitionError" });
  expect(books(s, bought.orderId).counters).toMatchObject({ packed: 1, shipped: 1 });
});
