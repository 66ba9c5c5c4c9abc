/** Review holds: manual holds, holds by disputes, and their release by staff. */
import { expect, test } from "vitest";
import { change, present, seeOrder } from "../support/mutations.ts";
import {
  buy,
  cancel,
  cancelParts,
  prepareUnits,
  readOrder,
  refund,
  runRetries,
  send,
  ship,
  staff,
  timelineKindsOf,
  updateShipment,
} from "../support/order-changes.ts";
import { newKey } from "../support/purchase.ts";
import { ada, minute, noon, type Sender, type Shop, shop, support } from "../support/shop.ts";

const note = "The address looks odd.";
const hold = (s: Shop, orderId: string, more: Record<string, unknown> = {}, sender: Sender = staff) =>
  change(s, "orderHold", { orderId, note, ...more }, sender);
const release = (s: Shop, orderId: string, more: Record<string, unknown> = {}, sender: Sender = staff) =>
  change(s, "orderHoldRelease", { orderId, note, ...more }, sender);

test("an order on hold cannot be prepared, shipped or cancelled by its buyer until it is released", async () => {
  const s = await shop();
  const bought = await buy(s, undefined, { viewer: ada });
  const { orderId } = bought;
  const parts = [{ lineId: bought.line.lineId, quantity: 1 }];
  const { fulfilment } = await prepareUnits(s, orderId, parts);
  expect(await hold(s, orderId)).toMatchObject({
    __typename: "OrderHeld",
    order: { state: "CONFIRMED", hold: { reason: "MANUAL", since: new Date(noon).toISOString() } },
  });
  expect(await readOrder(s, bought)).toMatchObject({
    nextActions: ["CANCEL", "CANCEL_LINES", "REFUND", "RELEASE_HOLD"],
  });
  expect(await seeOrder(s, orderId, { viewer: ada })).toMatchObject({ nextActions: [] });
  const refused = { __typename: "InvalidTransitionError", orderState: "CONFIRMED" };
  expect(await prepareUnits(s, orderId, parts)).toMatchObject(refused);
  expect(await send(s, present(fulfilment).id)).toMatchObject(refused);
  expect(await cancel(s, orderId, { viewer: ada })).toMatchObject({ ...refused, allowed: [] });

  expect(await release(s, orderId)).toMatchObject({ __typename: "OrderHoldReleased", order: { hold: null } });
  expect(await timelineKindsOf(s, bought)).toEqual([
    ...["PLACED", "PAYMENT_CAPTURED", "CONFIRMED", "FULFILMENT_CREATED"],
    ...["HELD", "RESUMED"],
  ]);
  expect(await send(s, present(fulfilment).id)).toMatchObject({ __typename: "ShipmentCreated" });
});

test("a packed parcel does not ship while its order is on hold; reports of its carrier are recorded", async () => {
  const s = await shop({ captureMode: "ON_FULFILMENT" });
  const bought = await buy(s);
  const ready = [await ship(s, bought, 1, { isReady: true }), await ship(s, bought, 1, { isReady: true })] as const;
  s.payments.captures.push({ outcome: "refused", reason: "blocked" });
  await ship(s, bought, 1);
  expect(await updateShipment(s, ready[0], { status: "SHIPPED" })).toMatchObject({
    __typename: "ShipmentTransitionError",
    mayFollow: ["IN_TRANSIT", "OUT_FOR_DELIVERY", "DELIVERED", "UNPACKED"],
  });
  expect(await readOrder(s, bought)).toMatchObject({ lines: [{ shipped: 1 }] });
  expect(await updateShipment(s, ready[1], { status: "IN_TRANSIT" })).toMatchObject({
    shipment: { status: "IN_TRANSIT" },
  });
  await release(s, bought.orderId);
  expect(await updateShipment(s, ready[0], { status: "SHIPPED" })).toMatchObject({ shipment: { status: "SHIPPED" } });
});

test("the reason of a hold is in a note for staff, and its actor in the timeline and in the audit log", async () => {
  const s = await shop();
  const { orderId } = await buy(s, undefined, { viewer: ada });
  await hold(s, orderId, {}, { viewer: support });
  await s.runtime.advance(1);
  await release(s, orderId, { note: "They wrote: it is right." }, { viewer: support });
  const { data } = await s.query(
    "query ($id: ID!) { order(id: $id) { notes { text author { id } } timeline { kind summary actorUser { id } } } }",
    { id: orderId },
    { viewer: support },
  );
  const by = { id: "user_support" };
  expect(data?.order).toMatchObject({
    notes: [
      { text: note, author: by },
      { text: "They wrote: it is right.", author: by },
    ],
  });
  expect(Object(data?.order).timeline.slice(-2)).toEqual([
    { kind: "HELD", summary: "The shop is looking into this order.", actorUser: by },
    { kind: "RESUMED", summary: "The order continues.", actorUser: by },
  ]);
  const published = await s.rows("SELECT payload FROM outbox WHERE type = 'audit.recorded' ORDER BY seq");
  expect(published.map((row) => JSON.parse(Object(row).payload))).toMatchObject([
    { action: "order.held", subjectId: orderId, actorId: "user_support", summary: `Held ${orderId}: MANUAL.` },
    { action: "order.released", subjectId: orderId, actorId: "user_support", summary: `Released ${orderId}: MANUAL.` },
  ]);
});

test("an order that is not on hold is not released, and an order that is on hold or sent is not put on hold", async () => {
  const s = await shop();
  const bought = await buy(s);
  const { orderId } = bought;
  expect(await release(s, orderId)).toMatchObject({
    __typename: "InvalidTransitionError",
    allowed: ["CANCEL", "CANCEL_LINES", "FULFIL", "REFUND", "HOLD"],
  });
  await hold(s, orderId);
  expect(await hold(s, orderId)).toMatchObject({ __typename: "InvalidTransitionError" });
  await release(s, orderId);
  await ship(s, bought, 3);
  expect(await hold(s, orderId)).toMatchObject({ __typename: "InvalidTransitionError", orderState: "SHIPPED" });
  for (const act of [hold, release]) {
    expect(await act(s, orderId, { note: "  " })).toMatchObject({
      __typename: "ValidationError",
      problems: [{ path: ["input", "note"], code: "LENGTH" }],
    });
    expect(await act(s, "ord_none")).toMatchObject({ __typename: "NotFoundError" });
  }
});

test("lines without a parcel are not handed over while the order is on hold", async () => {
  const s = await shop();
  const bought = await buy(s, [{ weightGrams: null }]);
  await hold(s, bought.orderId);
  await s.runtime.advance(61 * minute);
  await s.work();
  expect(await readOrder(s, bought)).toMatchObject({ state: "CONFIRMED" });
  await release(s, bought.orderId);
  await runRetries(s);
  expect(await readOrder(s, bought)).toMatchObject({ state: "DELIVERED" });
});

test("of two concurrent releases one succeeds", async () => {
  const s = await shop();
  const bought = await buy(s);
  await hold(s, bought.orderId);
  const responses = await Promise.all([1, 2, 3].map(() => release(s, bought.orderId)));
  expect(responses.filter(({ __typename }) => __typename === "OrderHoldReleased")).toHaveLength(1);
  expect((await timelineKindsOf(s, bought)).filter((kind) => kind === "RESUMED")).toHaveLength(1);
});

test("an unconfirmed order is not released: its captured amount is refunded", async () => {
  const s = await shop();
  s.payments.captures.push({ outcome: "captured", capturedMinor: 100 });
  const { orderId } = await buy(s);
  expect(await release(s, orderId)).toMatchObject({
    __typename: "InvalidTransitionError",
    orderState: "PENDING_PAYMENT",
    allowed: ["CANCEL", "REFUND"],
  });
});

test("cancelling an order on hold ends its hold", async () => {
  const s = await shop();
  const bought = await buy(s);
  await hold(s, bought.orderId);
  expect(await cancel(s, bought.orderId, staff)).toMatchObject({ order: { state: "CANCELLED", hold: null } });
});

test("a manual capture does not end a hold that staff ordered", async () => {
  const s = await shop({ captureMode: "ON_FULFILMENT" });
  const { orderId } = await buy(s);
  await hold(s, orderId);
  expect(await change(s, "orderCapture", { orderId, idempotencyKey: newKey() }, staff)).toMatchObject({
    __typename: "OrderCaptured",
    order: { hold: { reason: "MANUAL" } },
  });
});

test("a dispute holds unshipped units, and the bank's decision alone does not release them", async () => {
  const s = await shop();
  const bought = await buy(s, undefined, { viewer: ada });
  await ship(s, bought, 1);
  s.payments.dispute(bought.payment, "OPEN");
  await s.applyEvents();
  expect(await readOrder(s, bought)).toMatchObject({ state: "PARTIALLY_SHIPPED", hold: { reason: "NEEDS_REVIEW" } });
  s.payments.dispute(bought.payment, "WON");
  await s.applyEvents();
  expect(await readOrder(s, bought)).toMatchObject({ hold: { reason: "NEEDS_REVIEW" } });
  const seen = present(await seeOrder(s, bought.orderId, { viewer: ada }));
  expect(seen.timeline.slice(-3)).toMatchObject([
    { kind: "DISPUTED", summary: "The bank opened a dispute.", actor: "SHOP" },
    { kind: "HELD" },
    { kind: "DISPUTED", summary: "The bank leaves the payment as it is." },
  ]);
  expect(await release(s, bought.orderId)).toMatchObject({ order: { hold: null } });
  await cancelParts(s, bought, 1);
  expect(await refund(s, bought, { adjustmentMinor: 1 })).toMatchObject({ __typename: "OrderRefunded" });
});

test("a dispute about shipped units is recorded, and one about an order on hold does not change its reason", async () => {
  const s = await shop();
  const [shipped, held] = [await buy(s), await buy(s)];
  await ship(s, shipped, 3);
  await hold(s, held.orderId);
  s.payments.dispute(shipped.payment, "OPEN");
  s.payments.dispute(shipped.payment, "LOST");
  s.payments.dispute(held.payment, "OPEN");
  s.payments.dispute({ ...held.payment, paymentId: "pay_of_nobody" }, "OPEN");
  await s.applyEvents();
  expect(await readOrder(s, shipped)).toMatchObject({ state: "SHIPPED", hold: null });
  expect((await timelineKindsOf(s, shipped)).slice(-2)).toEqual(["DISPUTED", "DISPUTED"]);
  expect(await readOrder(s, held)).toMatchObject({ hold: { reason: "MANUAL" } });
});

test("an order put on hold just before its hand-over waits, and is handed over after its release", async () => {
  const s = await shop({ captureMode: "ON_FULFILMENT" });
  const bought = await buy(s, [{ weightGrams: null, quantity: 2 }]);
  const { runtime } = s.running.service.deps;
  const { passFaultPoint: reach } = runtime;
  let stopped = false;
  runtime.passFaultPoint = async (point) => {
    if (point === "before:write:complete-order-task-hand_over" && !stopped) {
      stopped = true;
      await hold(s, bought.orderId);
    }
    return reach(point);
  };
  await s.runtime.advance(60 * minute);
  await s.work();
  expect(stopped).toBe(true);
  expect(await readOrder(s, bought)).toMatchObject({ state: "CONFIRMED", hold: { reason: "MANUAL" } });
  expect(bought.payment.state).toBe("authorized");
  await release(s, bought.orderId);
  await s.runtime.advance(minute);
  await s.work();
  expect(await readOrder(s, bought)).toMatchObject({ state: "DELIVERED" });
});
