/** Fulfilments and parcels: partial shipments, deliveries, losses, and the state of the order. */
import { expect, test } from "vitest";
import { present } from "../support/mutations.ts";
import {
  buy,
  deliver,
  prepareUnits,
  readOrder,
  send,
  ship,
  timelineKindsOf,
  updateShipment,
} from "../support/order-changes.ts";
import { minute, noon, type Shop, shop } from "../support/shop.ts";

const day = 24 * 60 * minute;

/** The payloads of the published events of this type. */
async function payloadsOf(s: Shop, type: string): Promise<unknown[]> {
  return (await s.rows(`SELECT payload FROM outbox WHERE type = '${type}' ORDER BY seq`)).map((row) =>
    JSON.parse(Object(row).payload),
  );
}

test("an order ships in two parcels: its state follows the lines, and shipment and delivery of each are announced", async () => {
  const s = await shop();
  const bought = await buy(s);
  const first = await ship(s, bought, 1, { trackingNumber: "T1", trackingUrl: "https://post.example/T1" });
  expect(await readOrder(s, bought)).toMatchObject({
    state: "PARTIALLY_SHIPPED",
    lines: [{ quantity: 3, shipped: 1, delivered: 0, cancelled: 0 }],
    fulfilments: [
      {
        parts: [{ line: { id: bought.line.lineId }, quantity: 1 }],
        shipments: [
          { status: "SHIPPED", trackingNumber: "T1", trackingUrl: "https://post.example/T1", carrier: "Post" },
        ],
      },
    ],
  });
  const second = await ship(s, bought, 2);
  expect(await readOrder(s, bought)).toMatchObject({ state: "SHIPPED", lines: [{ shipped: 3 }] });
  await updateShipment(s, first, { status: "DELIVERED" });
  expect(await readOrder(s, bought)).toMatchObject({ state: "SHIPPED", deliveredAt: null });
  await s.runtime.advance(minute);
  await updateShipment(s, second, { status: "DELIVERED" });
  expect(await readOrder(s, bought)).toMatchObject({
    state: "DELIVERED",
    deliveredAt: new Date(noon + minute).toISOString(),
    lines: [{ delivered: 3 }],
  });
  const part = { lineId: bought.line.lineId, variantId: bought.line.variantId, productId: bought.line.productId };
  const order = { orderId: bought.orderId, customerId: null };
  for (const type of ["order.shipped", "order.delivered"])
    expect(await payloadsOf(s, type)).toEqual([
      { ...order, shipmentId: first, lines: [{ ...part, quantity: 1 }] },
      { ...order, shipmentId: second, lines: [{ ...part, quantity: 2 }] },
    ]);
  expect((await timelineKindsOf(s, bought)).slice(3)).toEqual([
    "FULFILMENT_CREATED",
    "SHIPPED",
    "FULFILMENT_CREATED",
    "SHIPPED",
    "DELIVERED",
    "DELIVERED",
  ]);
});

test("a fulfilment ships in several parcels: some units first, then the rest", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 3 }, { quantity: 2 }]);
  const [a, b] = bought.lines.map((line) => line.lineId);
  const parts = [
    { lineId: present(a), quantity: 2 },
    { lineId: present(b), quantity: 2 },
  ];
  const { fulfilment } = await prepareUnits(s, bought.orderId, parts);
  const id = present(fulfilment).id;
  expect(await send(s, id, { parts: [{ lineId: b, quantity: 1 }] })).toMatchObject({
    order: { state: "PARTIALLY_SHIPPED" },
  });
  expect(await send(s, id)).toMatchObject({
    shipment: {
      parts: expect.arrayContaining([
        { line: { id: a }, quantity: 2 },
        { line: { id: b }, quantity: 1 },
      ]),
    },
    order: { state: "PARTIALLY_SHIPPED", lines: [{ shipped: 2 }, { shipped: 2 }] },
  });
  expect(await send(s, id)).toMatchObject({ __typename: "InvalidTransitionError", orderState: "PARTIALLY_SHIPPED" });
});

test("a packed parcel is announced only when it ships, once", async () => {
  const s = await shop();
  const bought = await buy(s);
  const id = await ship(s, bought, 3, { isReady: true });
  expect(await readOrder(s, bought)).toMatchObject({ state: "CONFIRMED", lines: [{ shipped: 0 }] });
  expect(await payloadsOf(s, "order.shipped")).toEqual([]);
  expect(await updateShipment(s, id, { status: "SHIPPED" })).toMatchObject({
    shipment: { status: "SHIPPED", shippedAt: new Date(noon).toISOString() },
    order: { state: "SHIPPED" },
  });
  await updateShipment(s, id, { status: "SHIPPED" });
  expect(await payloadsOf(s, "order.shipped")).toHaveLength(1);
});

test("a delivery report without a shipment report implies both", async () => {
  const s = await shop();
  const bought = await buy(s);
  const id = await ship(s, bought, 3, { isReady: true });
  expect(await updateShipment(s, id, { status: "DELIVERED" })).toMatchObject({ order: { state: "DELIVERED" } });
  expect((await s.publishedEvents()).slice(-2)).toEqual(["order.shipped", "order.delivered"]);
});

test("a repeated report changes nothing, and tracking alone moves nothing", async () => {
  const s = await shop();
  const bought = await buy(s);
  const id = await deliver(s, bought, 3);
  const before = await readOrder(s, bought);
  expect(await updateShipment(s, id, { status: "DELIVERED" })).toMatchObject({ __typename: "ShipmentUpdated" });
  expect(await readOrder(s, bought)).toEqual(before);
  expect(await updateShipment(s, id, { trackingNumber: " X9 " })).toMatchObject({
    shipment: { status: "DELIVERED", trackingNumber: "X9", trackingUrl: null },
  });
  expect(await updateShipment(s, id, { trackingNumber: null })).toMatchObject({ shipment: { trackingNumber: null } });
});

test("lost units do not delay the rest, and units found again count as delivered", async () => {
  const s = await shop();
  const bought = await buy(s);
  const lost = await ship(s, bought, 1);
  await deliver(s, bought, 2);
  expect(await readOrder(s, bought)).toMatchObject({ state: "SHIPPED" });
  expect(await updateShipment(s, lost, { status: "LOST" })).toMatchObject({
    order: { state: "DELIVERED", lines: [{ delivered: 2 }] },
  });
  expect(await updateShipment(s, lost, { status: "DELIVERED" })).toMatchObject({
    order: { state: "DELIVERED", lines: [{ delivered: 3 }] },
  });
  expect((await timelineKindsOf(s, bought)).slice(-2)).toEqual(["PARCEL_LOST", "DELIVERED"]);
});

test("an order whose parcels were all lost is not delivered", async () => {
  const s = await shop();
  const bought = await buy(s);
  const id = await ship(s, bought, 3);
  await updateShipment(s, id, { status: "LOST" });
  expect(await updateShipment(s, id, { status: "RETURNED" })).toMatchObject({
    order: { state: "SHIPPED", deliveredAt: null },
  });
});

test("an order is completed 14 days after its delivery, once, and not earlier", async () => {
  const s = await shop();
  const bought = await buy(s);
  await deliver(s, bought, 3);
  await s.runtime.advance(14 * day - 1);
  await s.work();
  expect(await readOrder(s, bought)).toMatchObject({ state: "DELIVERED" });
  await s.runtime.advance(1);
  await s.work();
  await s.work();
  expect(await readOrder(s, bought)).toMatchObject({ state: "COMPLETED" });
  expect((await timelineKindsOf(s, bought)).filter((kind) => kind === "COMPLETED")).toHaveLength(1);
});

test("lines without a parcel are handed over with the first parcel and are never prepared", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 2 }, { weightGrams: null, stock: null }]);
  const digital = present(bought.lines[1]).lineId;
  expect(await prepareUnits(s, bought.orderId, [{ lineId: digital, quantity: 1 }])).toMatchObject({
    __typename: "ValidationError",
    problems: [{ code: "NOT_SENT" }],
  });
  await ship(s, bought, 1);
  expect(await readOrder(s, bought)).toMatchObject({
    state: "PARTIALLY_SHIPPED",
    lines: [{ shipped: 1 }, { shipped: 1, delivered: 1 }],
  });
  expect(await timelineKindsOf(s, bought)).toContain("HANDED_OVER");
  await deliver(s, bought, 1);
  expect(await readOrder(s, bought)).toMatchObject({ state: "SHIPPED" });
});

test("an order without a parcel can be cancelled for an hour; then it is handed over, and later completed", async () => {
  const s = await shop();
  const bought = await buy(s, [{ weightGrams: null, quantity: 2 }]);
  await s.runtime.advance(60 * minute - 1);
  await s.work();
  expect(await readOrder(s, bought)).toMatchObject({ state: "CONFIRMED" });
  await s.runtime.advance(1);
  await s.work();
  expect(await readOrder(s, bought)).toMatchObject({
    state: "DELIVERED",
    deliveredAt: new Date(noon + 60 * minute).toISOString(),
    lines: [{ shipped: 2, delivered: 2 }],
    nextActions: ["REFUND"],
  });
  await s.runtime.advance(14 * day);
  await s.work();
  expect(await readOrder(s, bought)).toMatchObject({ state: "COMPLETED" });
});
