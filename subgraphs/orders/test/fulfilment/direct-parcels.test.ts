/** Parcels of an order whose units are not set aside yet: both happens at once, or nothing. */
import { fingerprint } from "@hansa/kit/coordination";
import { expect, test } from "vitest";
import { z } from "zod";
import { change, type Member, present } from "../support/mutations.ts";
import {
  type Bought,
  buy,
  prepareUnits,
  readOrder,
  ship,
  staff,
  timelineKindsOf,
  updateShipment,
} from "../support/order-changes.ts";
import { newKey } from "../support/purchase.ts";
import { type Shop, shop, stockLevelOf } from "../support/shop.ts";

/** Sends units of an order that are in no fulfilment; without `parts` all of them. */
function sendOf(s: Shop, { orderId }: Pick<Bought, "orderId">, more: Record<string, unknown> = {}): Promise<Member> {
  return change(s, "shipmentCreate", { orderId, carrier: "Post", idempotencyKey: newKey(), ...more }, staff);
}

const fulfilments = z.array(z.object({ toPack: z.array(z.object({ quantity: z.number() })) }));

/** The units of each fulfilment that are in no parcel. */
async function unpackedOf(s: Shop, { orderId }: Bought): Promise<number[][]> {
  const text = "query ($id: ID!) { order(id: $id) { fulfilments { toPack { quantity } } } }";
  const { data } = await s.query(text, { id: orderId }, staff);
  return fulfilments.parse(Object(data?.order).fulfilments).map(({ toPack }) => toPack.map(({ quantity }) => quantity));
}

test("units of an order are set aside, packed and sent at once: all of them, or those that are named", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 3 }, { quantity: 2 }, { weightGrams: null }]);
  const [, other] = bought.lines;
  const { shipment } = await sendOf(s, bought, {
    parts: [{ lineId: bought.line.lineId, quantity: 1 }],
    trackingNumber: "HP-4711",
  });
  expect(shipment).toMatchObject({ status: "SHIPPED", trackingNumber: "HP-4711", parts: [{ quantity: 1 }] });
  expect(await readOrder(s, bought)).toMatchObject({
    state: "PARTIALLY_SHIPPED",
    fulfilments: [{ state: "OPEN", isResend: false, shipments: [{}] }],
    lines: [{ shipped: 1 }, { shipped: 0 }, { shipped: 1 }],
  });
  expect(await sendOf(s, bought)).toMatchObject({ order: { state: "SHIPPED" } });
  const { lineId } = present(other);
  expect(await readOrder(s, bought)).toMatchObject({
    fulfilments: [
      {},
      {
        parts: expect.arrayContaining([
          { line: { id: bought.line.lineId }, quantity: 2 },
          { line: { id: lineId }, quantity: 2 },
        ]),
      },
    ],
    lines: [{ shipped: 3 }, { shipped: 2 }, { shipped: 1 }],
  });
  expect((await timelineKindsOf(s, bought)).slice(3)).toEqual([
    ...["FULFILMENT_CREATED", "SHIPPED", "HANDED_OVER"],
    ...["FULFILMENT_CREATED", "SHIPPED"],
  ]);
});

test("units that are only packed leave later, and unpacked ones stay set aside", async () => {
  const s = await shop();
  const bought = await buy(s);
  const { shipment } = await sendOf(s, bought, { isReady: true });
  expect(shipment).toMatchObject({ status: "READY", parts: [{ quantity: 3 }] });
  expect(await unpackedOf(s, bought)).toEqual([[]]);
  await updateShipment(s, present(shipment).id, { status: "UNPACKED" });
  expect(await unpackedOf(s, bought)).toEqual([[3]]);
  expect(await sendOf(s, bought)).toMatchObject({ __typename: "InvalidTransitionError", blockedBy: "NOTHING_LEFT" });
  await prepareUnits(s, bought.orderId, [{ lineId: bought.line.lineId, quantity: 1 }]);
  expect(await unpackedOf(s, bought)).toEqual([[3]]);
});

test("the same press again, also at the same time, is one parcel; of two presses one is refused", async () => {
  const s = await shop();
  const bought = await buy(s);
  const press = { parts: [{ lineId: bought.line.lineId, quantity: 2 }], idempotencyKey: newKey() };
  const [one, two] = await Promise.all([sendOf(s, bought, press), sendOf(s, bought, press)]);
  const again = await sendOf(s, bought, press);
  for (const { shipment } of [one, two, again].filter(({ __typename }) => __typename === "ShipmentCreated"))
    expect(shipment).toMatchObject({ id: present(again.shipment).id });
  expect(again).toMatchObject({ __typename: "ShipmentCreated", replayed: true });
  expect(await sendOf(s, bought, { ...press, isReady: true })).toMatchObject({
    __typename: "IdempotencyKeyReusedError",
  });
  const { parts } = press;
  expect(await sendOf(s, bought, { parts })).toMatchObject({
    __typename: "QuantityExceededError",
    path: ["input", "parts"],
    units: 1,
    cause: "ALREADY_SET_ASIDE",
  });
  expect(await readOrder(s, bought)).toMatchObject({ fulfilments: [{ shipments: [{}] }], lines: [{ shipped: 2 }] });
});

test("the parcel of a fulfilment is kept under its key as before an order could be named", async () => {
  const s = await shop();
  const bought = await buy(s);
  const { fulfilment } = await prepareUnits(s, bought.orderId, [{ lineId: bought.line.lineId, quantity: 3 }]);
  const fulfilmentId = present(fulfilment).id;
  const input = { fulfilmentId, carrier: "Post", isReady: false, idempotencyKey: newKey() };
  await change(s, "shipmentCreate", input, staff);
  const [row] = await s.rows(`SELECT request_hash AS hash FROM idempotency WHERE key = '${input.idempotencyKey}'`);
  expect(row).toEqual({ hash: fingerprint(["shipmentCreate", input]) });
});

test("units that came back are sent once more, without stock, and none that were never sent", async () => {
  const s = await shop();
  const bought = await buy(s);
  expect(await sendOf(s, bought, { resend: true })).toMatchObject({ __typename: "InvalidTransitionError" });
  const parcel = await ship(s, bought, 2);
  await updateShipment(s, parcel, { status: "RETURNED" });
  const level = await stockLevelOf(s, bought.line.variantId);
  const parts = [{ lineId: bought.line.lineId, quantity: 3 }];
  expect(await sendOf(s, bought, { parts, resend: true })).toMatchObject({ units: 2, cause: "NOT_RESENDABLE" });
  expect(await sendOf(s, bought, { resend: true })).toMatchObject({ shipment: { parts: [{ quantity: 2 }] } });
  const { fulfilments: made, lines } = await readOrder(s, bought);
  expect(made).toMatchObject([{ isResend: false }, { isResend: true, parts: [{ quantity: 2 }] }]);
  expect(lines).toMatchObject([{ shipped: 2, resendable: 0 }]);
  expect(await stockLevelOf(s, bought.line.variantId)).toEqual(level);
});

test("each refusal of either step leaves nothing set aside", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 3 }, { weightGrams: null }]);
  const { lineId } = bought.line;
  const unsent = present(bought.lines[1]).lineId;
  const refusals: [Record<string, unknown>, Record<string, unknown>][] = [
    [{ orderId: undefined }, { problems: [{ path: ["input", "fulfilmentId"], code: "EXACTLY_ONE" }] }],
    [{ fulfilmentId: "ful_1" }, { problems: [{ path: ["input", "fulfilmentId"], code: "EXACTLY_ONE" }] }],
    [
      { orderId: undefined, fulfilmentId: "ful_1", resend: true },
      { problems: [{ path: ["input", "resend"], code: "NOT_USED" }] },
    ],
    [{ orderId: "ord_none" }, { __typename: "NotFoundError", path: ["input", "orderId"] }],
    [{ orderId: "" }, { __typename: "NotFoundError", path: ["input", "orderId"] }],
    [{ parts: [{ lineId, quantity: 4 }] }, { units: 3, cause: "ALREADY_SET_ASIDE" }],
    [{ parts: [{ lineId, quantity: 0 }] }, { problems: [{ path: ["input", "parts", "0", "quantity"] }] }],
    [{ parts: [{ lineId: "line_none", quantity: 1 }] }, { problems: [{ code: "UNKNOWN_LINE" }] }],
    [{ parts: [{ lineId: unsent, quantity: 1 }] }, { problems: [{ path: ["input", "parts"], code: "NOT_SENT" }] }],
    [{ trackingUrl: "javascript:alert(1)" }, { problems: [{ path: ["input", "trackingUrl"], code: "FORMAT" }] }],
  ];
  for (const [more, refusal] of refusals) expect(await sendOf(s, bought, more)).toMatchObject(refusal);
  await change(s, "orderHold", { orderId: bought.orderId, note: "Look at it." }, staff);
  expect(await sendOf(s, bought)).toMatchObject({ __typename: "InvalidTransitionError", blockedBy: "ON_HOLD" });
  expect(await readOrder(s, bought)).toMatchObject({ fulfilments: [], lines: [{ shipped: 0 }, { shipped: 0 }] });
});
