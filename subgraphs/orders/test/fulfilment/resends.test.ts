/** Units of parcels that came back undelivered are sent once more: without a charge, without stock, and each unit once. */
import { expect, test } from "vitest";
import { change, present } from "../support/mutations.ts";
import {
  type Bought,
  buy,
  deliver,
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
import { newKey } from "../support/purchase.ts";
import { minute, type Shop, shop, stockLevelOf } from "../support/shop.ts";

const day = 24 * 60 * minute;

const release = (s: Shop, { orderId }: Bought) =>
  change(s, "orderHoldRelease", { orderId, note: "Sent again." }, staff);

/** Ships `quantity` units in a parcel that comes back; the review hold that this may begin is released. */
async function comeBack(s: Shop, bought: Bought, quantity: number): Promise<string> {
  const parcel = await ship(s, bought, quantity);
  await updateShipment(s, parcel, { status: "RETURNED" });
  if ((await readOrder(s, bought)).hold) await release(s, bought);
  return parcel;
}

function prepareAgain(s: Shop, { orderId, line }: Bought, quantity: number) {
  const parts = [{ lineId: line.lineId, quantity }];
  return change(s, "fulfilmentCreate", { orderId, parts, resend: true, idempotencyKey: newKey() }, staff);
}

/** Prepares units again and packs them. */
async function sendAgain(s: Shop, bought: Bought, quantity: number, more: Record<string, unknown> = {}) {
  const { fulfilment } = await prepareAgain(s, bought, quantity);
  const { shipment } = await send(s, present(fulfilment, "a fulfilment").id, more);
  return present(shipment, "a parcel").id;
}

test.each(["ON_PLACEMENT", "ON_FULFILMENT"] as const)(
  "units of a parcel that came back are sent once more, without a charge and without stock: %s",
  async (captureMode) => {
    const s = await shop({ captureMode });
    const bought = await buy(s);
    await comeBack(s, bought, 3);
    expect(await readOrder(s, bought)).toMatchObject({
      state: "SHIPPED",
      nextActions: expect.arrayContaining(["FULFIL"]),
      lines: [{ shipped: 3, delivered: 0, resendable: 3 }],
    });
    const captured = (await readBalance(s, bought.orderId)).money.captured;
    const level = await stockLevelOf(s, bought.line.variantId);
    expect(level).toEqual({ onHand: 7, reserved: 0 });

    const { fulfilment } = await prepareAgain(s, bought, 3);
    expect(fulfilment).toMatchObject({ state: "OPEN", isResend: true, parts: [{ quantity: 3 }] });
    expect(await readOrder(s, bought)).toMatchObject({ lines: [{ resendable: 0 }] });
    const { shipment } = await send(s, present(fulfilment).id);
    await runRetries(s);
    expect(await readOrder(s, bought)).toMatchObject({ state: "SHIPPED", lines: [{ shipped: 3, resendable: 0 }] });
    await updateShipment(s, present(shipment).id, { status: "DELIVERED" });
    await runRetries(s);

    expect(await readOrder(s, bought)).toMatchObject({ state: "DELIVERED", lines: [{ shipped: 3, delivered: 3 }] });
    expect(await readBalance(s, bought.orderId)).toMatchObject({
      counters: { allocated: 3, packed: 3, shipped: 3, delivered: 3, undelivered: 0, credited: 0 },
      money: { captured, refunded: 0 },
    });
    expect(bought.payment.capturedMinor).toBe(3_490);
    expect(await stockLevelOf(s, bought.line.variantId)).toEqual(level);
    expect(await s.rows("SELECT kind FROM order_tasks WHERE kind = 'SHIP'")).toHaveLength(1);
    expect((await timelineKindsOf(s, bought)).filter((kind) => kind === "SHIPPED")).toHaveLength(2);
    expect(await s.rows("SELECT event FROM mail_queue WHERE template = 'shipped'")).toHaveLength(2);
  },
);

test("an order that had arrived in part stays delivered, and is completed 14 days after the last delivery", async () => {
  const s = await shop();
  const bought = await buy(s);
  await deliver(s, bought, 1);
  await comeBack(s, bought, 2);
  expect(await readOrder(s, bought)).toMatchObject({ state: "DELIVERED", lines: [{ resendable: 2 }] });
  await s.runtime.advance(10 * day);
  const parcel = await sendAgain(s, bought, 2);
  expect(await readOrder(s, bought)).toMatchObject({ state: "DELIVERED", deliveredAt: null });
  await s.runtime.advance(5 * day);
  await runRetries(s);
  expect(await readOrder(s, bought)).toMatchObject({ state: "DELIVERED", deliveredAt: null });
  await updateShipment(s, parcel, { status: "DELIVERED" });
  await s.runtime.advance(14 * day);
  await runRetries(s);
  expect(await readOrder(s, bought)).toMatchObject({ state: "COMPLETED", lines: [{ delivered: 3 }] });
});

test("only units that came back are sent once more: none that is under way, lost, or was never sent", async () => {
  const s = await shop();
  const bought = await buy(s);
  expect(await prepareAgain(s, bought, 1)).toMatchObject({ __typename: "InvalidTransitionError" });
  const parcel = await ship(s, bought, 1);
  const nothing = { __typename: "QuantityExceededError", units: 0, cause: "NOT_RESENDABLE" };
  expect(await prepareAgain(s, bought, 1)).toMatchObject(nothing);
  await updateShipment(s, parcel, { status: "LOST" });
  expect(await prepareAgain(s, bought, 1)).toMatchObject(nothing);
  await updateShipment(s, parcel, { status: "RETURNED" });
  expect(await prepareAgain(s, bought, 2)).toMatchObject({ ...nothing, units: 1 });
  expect(await prepareAgain(s, bought, 1)).toMatchObject({ __typename: "FulfilmentCreated" });
  expect(await readOrder(s, bought)).toMatchObject({ state: "PARTIALLY_SHIPPED" });
});

test("of two people who prepare the same units again one is refused", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 1 }]);
  await comeBack(s, bought, 1);
  const both = await Promise.all([prepareAgain(s, bought, 1), prepareAgain(s, bought, 1)]);
  expect(both.map(({ __typename }) => __typename).sort()).toEqual(["FulfilmentCreated", "QuantityExceededError"]);
});

test("a unit that comes back a second time can be sent a third time", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 1 }]);
  await comeBack(s, bought, 1);
  const second = await sendAgain(s, bought, 1);
  await updateShipment(s, second, { status: "RETURNED" });
  expect(await readOrder(s, bought)).toMatchObject({ hold: { reason: "NEEDS_REVIEW" }, lines: [{ resendable: 1 }] });
  await release(s, bought);
  const third = await sendAgain(s, bought, 1);
  await updateShipment(s, third, { status: "DELIVERED" });
  expect(await readOrder(s, bought)).toMatchObject({ state: "DELIVERED", lines: [{ shipped: 1, delivered: 1 }] });
  expect(await stockLevelOf(s, bought.line.variantId)).toEqual({ onHand: 9, reserved: 0 });
});

test("a refund takes units that came back first: out of the fulfilment that was to send them, and they are not sent", async () => {
  const s = await shop();
  const bought = await buy(s);
  await deliver(s, bought, 1);
  await comeBack(s, bought, 2);
  const { fulfilment } = await prepareAgain(s, bought, 2);
  const fulfilmentId = present(fulfilment).id;
  expect(await refundUnits(s, bought, 1)).toMatchObject({
    __typename: "OrderRefunded",
    refund: { state: "SUCCEEDED" },
  });
  expect((await readOrder(s, bought)).fulfilments).toContainEqual(
    expect.objectContaining({ id: fulfilmentId, parts: [expect.objectContaining({ quantity: 1 })], state: "OPEN" }),
  );
  const parcel = present((await send(s, fulfilmentId)).shipment);
  expect(parcel).toMatchObject({ parts: [{ quantity: 1 }] });
  await updateShipment(s, parcel.id, { status: "DELIVERED" });
  expect(await prepareAgain(s, bought, 1)).toMatchObject({ units: 0, cause: "NOT_RESENDABLE" });
  expect(await readOrder(s, bought)).toMatchObject({ lines: [{ delivered: 2, refunded: 1 }] });
});

test("packed units are refunded only after their parcel is unpacked", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 1 }]);
  await comeBack(s, bought, 1);
  const parcel = await sendAgain(s, bought, 1, { isReady: true });
  expect(await refundUnits(s, bought, 1)).toMatchObject({ cause: "ALREADY_REFUNDED", units: 0 });
  await updateShipment(s, parcel, { status: "UNPACKED" });
  expect(await refundUnits(s, bought, 1)).toMatchObject({ __typename: "OrderRefunded" });
  expect(await updateShipment(s, parcel, { status: "SHIPPED" })).toMatchObject({
    __typename: "ShipmentTransitionError",
  });
  expect(await readOrder(s, bought)).toMatchObject({
    state: "COMPLETED",
    fulfilments: [{}, { state: "CANCELLED", toPutBack: [{ quantity: 1 }] }],
  });
});

test("after a failed refund the units can be sent once more, unless it had restocked them", async () => {
  const s = await shop();
  const bought = await buy(s);
  await comeBack(s, bought, 3);
  const failed = { outcome: "failed", reason: "the account is closed" } as const;
  s.payments.refunds.responses.push(failed, failed);
  await refundUnits(s, bought, 1);
  expect(await readOrder(s, bought)).toMatchObject({ lines: [{ resendable: 3, refunded: 0 }] });
  const lines = [{ lineId: bought.line.lineId, quantity: 1, restock: true }];
  await refundUnits(s, bought, 1, { lines });
  expect(await stockLevelOf(s, bought.line.variantId)).toEqual({ onHand: 8, reserved: 0 });
  expect(await readOrder(s, bought)).toMatchObject({ lines: [{ resendable: 2, refunded: 0 }] });
});

test("units that were refunded while they were under way are not sent once more", async () => {
  const s = await shop();
  const bought = await buy(s);
  await deliver(s, bought, 1);
  const parcel = await ship(s, bought, 2);
  await updateShipment(s, parcel, { status: "LOST" });
  await refundUnits(s, bought, 2);
  await updateShipment(s, parcel, { status: "RETURNED" });
  expect(await readOrder(s, bought)).toMatchObject({ lines: [{ delivered: 1, refunded: 2, resendable: 0 }] });
  expect(await prepareAgain(s, bought, 1)).toMatchObject({ cause: "NOT_RESENDABLE" });
});

test("an order of which everything came back is completed by the refund, if its hold was released before", async () => {
  const s = await shop();
  const bought = await buy(s);
  await comeBack(s, bought, 3);
  expect(await readOrder(s, bought)).toMatchObject({ state: "SHIPPED", hold: null });
  await refundUnits(s, bought, 3);
  expect(await readOrder(s, bought)).toMatchObject({ state: "COMPLETED", settlement: "PARTIALLY_REFUNDED" });
});

test("a parcel that is reported as delivered without having been reported as sent delivers its order", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 2 }]);
  await deliver(s, bought, 1);
  await comeBack(s, bought, 1);
  const parcel = await sendAgain(s, bought, 1, { isReady: true });
  await updateShipment(s, parcel, { status: "DELIVERED" });
  expect(await readOrder(s, bought)).toMatchObject({ state: "DELIVERED", lines: [{ delivered: 2 }] });
  await s.runtime.advance(15 * day);
  await runRetries(s);
  expect(await readOrder(s, bought)).toMatchObject({ state: "COMPLETED" });
});

/** Leaves the lines as a version did that knew no resends. */
const formerLines = `UPDATE line_counters SET units = replace(units, ',"resendable":[]', '')`;

test("a line that an earlier version has placed is refunded, shipped and shown like any other", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 2 }]);
  await s.corruptStore(formerLines);
  expect(await refundUnits(s, bought, 1)).toMatchObject({ __typename: "OrderRefunded" });
  await s.corruptStore(formerLines);
  expect(await readOrder(s, bought)).toMatchObject({ lines: [{ resendable: 0 }] });
  await comeBack(s, bought, 1);
  expect(await readOrder(s, bought)).toMatchObject({ lines: [{ resendable: 1 }] });
});

test("nothing is sent once more to a person who was erased", async () => {
  const s = await shop();
  const bought = await buy(s);
  await comeBack(s, bought, 3);
  await s.corruptStore(`UPDATE orders SET erased_at = 1, shipping_address = NULL WHERE id = '${bought.orderId}'`);
  expect(await prepareAgain(s, bought, 3)).toMatchObject({ __typename: "InvalidTransitionError" });
  expect(await readOrder(s, bought)).toMatchObject({
    nextActions: expect.not.arrayContaining(["FULFIL"]),
  });
});
