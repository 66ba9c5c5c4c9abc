/** Rejected fulfilments: excessive quantities, impossible transitions, repetitions, and missing rights. */
import { expect, test } from "vitest";
import { change, present } from "../support/mutations.ts";
import { buy, prepareUnits, readOrder, send, ship, staff, updateShipment } from "../support/order-changes.ts";
import { newKey } from "../support/purchase.ts";
import { shop } from "../support/shop.ts";

test.each([
  ["DELIVERED", ["IN_TRANSIT", "LOST", "RETURNED", "READY", "SHIPPED"], []],
  ["RETURNED", ["DELIVERED", "LOST", "UNPACKED"], []],
  ["LOST", ["IN_TRANSIT", "SHIPPED"], ["DELIVERED", "RETURNED"]],
  ["OUT_FOR_DELIVERY", ["READY", "SHIPPED"], ["IN_TRANSIT", "DELIVERED", "LOST", "RETURNED"]],
])(
  "a parcel that is %s cannot become %j, and the refusal lists the allowed states",
  async (status, refused, allowed) => {
    const s = await shop();
    const bought = await buy(s);
    const id = await ship(s, bought, 3);
    await updateShipment(s, id, { status });
    for (const next of refused) {
      expect(await updateShipment(s, id, { status: next })).toMatchObject({
        __typename: "ShipmentTransitionError",
        path: ["input", "status"],
        status,
        mayFollow: allowed,
      });
    }
  },
);

test("more units than are left can be neither prepared nor shipped, and the refusal moves nothing", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 3 }, { quantity: 1 }]);
  const { lineId } = bought.line;
  const other = present(bought.lines[1]).lineId;
  const tooMuch = await prepareUnits(s, bought.orderId, [
    { lineId: other, quantity: 1 },
    { lineId, quantity: 2 },
    { lineId, quantity: 2 },
  ]);
  expect(tooMuch).toMatchObject({
    __typename: "QuantityExceededError",
    path: ["input", "parts"],
    line: { id: lineId },
    units: 3,
  });
  expect(await readOrder(s, bought)).toMatchObject({ fulfilments: [] });
  const { fulfilment } = await prepareUnits(s, bought.orderId, [{ lineId, quantity: 2 }]);
  const id = present(fulfilment).id;
  for (const [part, left] of [
    [{ lineId, quantity: 3 }, 2],
    [{ lineId: other, quantity: 1 }, 0],
  ] as const) {
    expect(await send(s, id, { parts: [part] })).toMatchObject({ __typename: "QuantityExceededError", units: left });
  }
  expect(await prepareUnits(s, bought.orderId, [{ lineId, quantity: 2 }])).toMatchObject({ units: 1 });
  expect(await readOrder(s, bought)).toMatchObject({ state: "CONFIRMED" });
});

test("the same request twice prepares once and ships once; the same key with another request is refused", async () => {
  const s = await shop();
  const bought = await buy(s);
  const key = newKey();
  const parts = [{ lineId: bought.line.lineId, quantity: 1 }];
  const first = await prepareUnits(s, bought.orderId, parts, key);
  expect(await prepareUnits(s, bought.orderId, parts, key)).toEqual({ ...first, replayed: true });
  expect(await prepareUnits(s, bought.orderId, [{ ...present(parts[0]), quantity: 2 }], key)).toMatchObject({
    __typename: "IdempotencyKeyReusedError",
  });
  const id = present(first.fulfilment).id;
  const again = { idempotencyKey: newKey() };
  const sent = await send(s, id, again);
  expect(await send(s, id, again)).toEqual({ ...sent, replayed: true });
  expect(await readOrder(s, bought)).toMatchObject({ fulfilments: [{ shipments: [{}] }], lines: [{ shipped: 1 }] });
});

test.each([
  [{ trackingUrl: "http://post.example/1" }, "trackingUrl"],
  [{ trackingUrl: "javascript:alert(1)" }, "trackingUrl"],
  [{ trackingUrl: "https://me:secret@post.example/1" }, "trackingUrl"],
  [{ trackingUrl: "nowhere" }, "trackingUrl"],
  [{ trackingNumber: "x".repeat(101) }, "trackingNumber"],
  [{ carrier: "  " }, "carrier"],
  [{ parts: [] }, "parts"],
  [{ idempotencyKey: " " }, "idempotencyKey"],
])("a parcel with %j is refused by name", async (more, field) => {
  const s = await shop();
  const bought = await buy(s);
  const { fulfilment } = await prepareUnits(s, bought.orderId, [{ lineId: bought.line.lineId, quantity: 1 }]);
  expect(await send(s, present(fulfilment).id, more)).toMatchObject({
    __typename: "ValidationError",
    problems: [{ path: ["input", field] }],
  });
});

test("unknown ids are not found, and lines of another order are named", async () => {
  const s = await shop();
  const bought = await buy(s);
  const other = await buy(s);
  const parts = [{ lineId: other.line.lineId, quantity: 1 }];
  expect(await prepareUnits(s, bought.orderId, parts)).toMatchObject({
    __typename: "ValidationError",
    problems: [{ path: ["input", "parts", "0", "lineId"], code: "UNKNOWN_LINE" }],
  });
  expect(await prepareUnits(s, bought.orderId, [{ ...present(parts[0]), quantity: 0 }])).toMatchObject({
    problems: [{ path: ["input", "parts", "0", "quantity"] }],
  });
  expect(await prepareUnits(s, "ord_none", parts)).toMatchObject({
    __typename: "NotFoundError",
    path: ["input", "orderId"],
  });
  expect(await send(s, "ful_none")).toMatchObject({ __typename: "NotFoundError", path: ["input", "fulfilmentId"] });
  expect(await updateShipment(s, "ship_none", { status: "LOST" })).toMatchObject({ __typename: "NotFoundError" });
  expect(await updateShipment(s, "ship_none", { trackingUrl: "ftp://x" })).toMatchObject({
    __typename: "ValidationError",
  });
});

test("an unconfirmed order does not ship", async () => {
  const s = await shop();
  s.transport.dropRequests("payments.capture");
  const bought = await buy(s);
  expect(await prepareUnits(s, bought.orderId, [{ lineId: bought.line.lineId, quantity: 1 }])).toMatchObject({
    __typename: "InvalidTransitionError",
    orderState: "PENDING_PAYMENT",
    allowed: ["CANCEL"],
  });
});

test("of two concurrent requests to prepare the last units one succeeds", async () => {
  const s = await shop();
  const bought = await buy(s);
  const parts = [{ lineId: bought.line.lineId, quantity: 2 }];
  const responses = await Promise.all([1, 2, 3].map(() => prepareUnits(s, bought.orderId, parts)));
  expect(responses.map((response) => response.__typename).sort()).toEqual([
    "FulfilmentCreated",
    "QuantityExceededError",
    "QuantityExceededError",
  ]);
});

test("only staff with the fulfilment scope moves parcels", async () => {
  const s = await shop();
  const bought = await buy(s);
  const input = { orderId: bought.orderId, parts: [{ lineId: bought.line.lineId, quantity: 1 }], idempotencyKey: "k" };
  const support = { viewer: { ...staff.viewer, scopes: ["orders:write"] } };
  await expect(change(s, "fulfilmentCreate", input, support)).rejects.toThrow("FORBIDDEN");
  await expect(change(s, "fulfilmentCreate", input)).rejects.toThrow("UNAUTHENTICATED");
});
