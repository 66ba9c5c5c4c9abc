/** Orders that wait for a person: stopped by hand or by a dispute, and let go on by somebody who has looked into it. */
import { expect, test } from "vitest";
import {
  buy,
  cancel,
  cancelParts,
  kindsOf,
  later,
  look,
  news,
  refund,
  send,
  setAside,
  ship,
  staff,
} from "./afterwards.ts";
import { change, present, seeOrder } from "./asks.ts";
import { newKey } from "./buying.ts";
import { type Asker, ada, minute, noon, type Shop, shop, support } from "./shop.ts";

const note = "The address looks odd.";
const hold = (s: Shop, orderId: string, more: Record<string, unknown> = {}, asker: Asker = staff) =>
  change(s, "orderHold", { orderId, note, ...more }, asker);
const release = (s: Shop, orderId: string, more: Record<string, unknown> = {}, asker: Asker = staff) =>
  change(s, "orderHoldRelease", { orderId, note, ...more }, asker);

test("a held order is not set aside, sent or called off by its buyer, until it is released", async () => {
  const s = await shop();
  const bought = await buy(s, undefined, { viewer: ada });
  const { orderId } = bought;
  const parts = [{ lineId: bought.line.lineId, quantity: 1 }];
  const { fulfilment } = await setAside(s, orderId, parts);
  expect(await hold(s, orderId)).toMatchObject({
    __typename: "OrderHeld",
    order: { state: "CONFIRMED", hold: { reason: "MANUAL", since: new Date(noon).toISOString() } },
  });
  expect(await look(s, bought)).toMatchObject({ nextActions: ["CANCEL", "CANCEL_LINES", "REFUND", "RELEASE_HOLD"] });
  expect(await seeOrder(s, orderId, { viewer: ada })).toMatchObject({ nextActions: [] });
  const refused = { __typename: "InvalidTransitionError", orderState: "CONFIRMED" };
  expect(await setAside(s, orderId, parts)).toMatchObject(refused);
  expect(await send(s, present(fulfilment).id)).toMatchObject(refused);
  expect(await cancel(s, orderId, { viewer: ada })).toMatchObject({ ...refused, allowed: [] });

  expect(await release(s, orderId)).toMatchObject({ __typename: "OrderHoldReleased", order: { hold: null } });
  expect(await kindsOf(s, bought)).toEqual([
    ...["PLACED", "PAYMENT_CAPTURED", "CONFIRMED", "FULFILMENT_CREATED"],
    ...["HELD", "RESUMED"],
  ]);
  expect(await send(s, present(fulfilment).id)).toMatchObject({ __typename: "ShipmentCreated" });
});

test("a parcel that stands ready is not sent off while its order is held; what a carrier says of it is written down", async () => {
  const s = await shop({ HANSA_CAPTURE_MODE: "ON_FULFILMENT" });
  const bought = await buy(s);
  const ready = [await ship(s, bought, 1, { isReady: true }), await ship(s, bought, 1, { isReady: true })] as const;
  s.payments.captures.push({ outcome: "refused", reason: "blocked" });
  await ship(s, bought, 1);
  expect(await news(s, ready[0], { status: "SHIPPED" })).toMatchObject({
    __typename: "ShipmentTransitionError",
    mayFollow: ["IN_TRANSIT", "OUT_FOR_DELIVERY", "DELIVERED", "UNPACKED"],
  });
  expect(await look(s, bought)).toMatchObject({ lines: [{ shipped: 1 }] });
  expect(await news(s, ready[1], { status: "IN_TRANSIT" })).toMatchObject({ shipment: { status: "IN_TRANSIT" } });
  await release(s, bought.orderId);
  expect(await news(s, ready[0], { status: "SHIPPED" })).toMatchObject({ shipment: { status: "SHIPPED" } });
});

test("what a hold is for stands in a note for colleagues, and who did it in the timeline and in the audit log", async () => {
  const s = await shop();
  const { orderId } = await buy(s, undefined, { viewer: ada });
  await hold(s, orderId, {}, { viewer: support });
  await s.world.advance(1);
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
    { kind: "RESUMED", summary: "The order goes on.", actorUser: by },
  ]);
  const told = s.rows("SELECT payload FROM outbox WHERE type = 'audit.recorded' ORDER BY seq");
  expect(told.map((row) => JSON.parse(Object(row).payload))).toMatchObject([
    { action: "order.held", subjectId: orderId, actorId: "user_support", summary: `Held ${orderId}: MANUAL.` },
    { action: "order.released", subjectId: orderId, actorId: "user_support", summary: `Released ${orderId}: MANUAL.` },
  ]);
});

test("what is not held is not released, what is held is not held again, and what has left is not held", async () => {
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

test("what goes without a parcel is not handed over while its order is held", async () => {
  const s = await shop();
  const bought = await buy(s, [{ weightGrams: null }]);
  await hold(s, bought.orderId);
  await s.world.advance(61 * minute);
  await s.work();
  expect(await look(s, bought)).toMatchObject({ state: "CONFIRMED" });
  await release(s, bought.orderId);
  await later(s);
  expect(await look(s, bought)).toMatchObject({ state: "DELIVERED" });
});

test("two colleagues who release at once: one does", async () => {
  const s = await shop();
  const bought = await buy(s);
  await hold(s, bought.orderId);
  const answers = await Promise.all([1, 2, 3].map(() => release(s, bought.orderId)));
  expect(answers.filter(({ __typename }) => __typename === "OrderHoldReleased")).toHaveLength(1);
  expect((await kindsOf(s, bought)).filter((kind) => kind === "RESUMED")).toHaveLength(1);
});

test("an order that was never made certain is not released: what was taken for it is given back", async () => {
  const s = await shop();
  s.payments.captures.push({ outcome: "captured", capturedMinor: 100 });
  const { orderId } = await buy(s);
  expect(await release(s, orderId)).toMatchObject({
    __typename: "InvalidTransitionError",
    orderState: "PENDING_PAYMENT",
    allowed: ["CANCEL", "REFUND"],
  });
});

test("calling a stopped order off ends what it waits for", async () => {
  const s = await shop();
  const bought = await buy(s);
  await hold(s, bought.orderId);
  expect(await cancel(s, bought.orderId, staff)).toMatchObject({ order: { state: "CANCELLED", hold: null } });
});

test("taking money by hand ends no hold that a colleague ordered", async () => {
  const s = await shop({ HANSA_CAPTURE_MODE: "ON_FULFILMENT" });
  const { orderId } = await buy(s);
  await hold(s, orderId);
  expect(await change(s, "orderCapture", { orderId, idempotencyKey: newKey() }, staff)).toMatchObject({
    __typename: "OrderCaptured",
    order: { hold: { reason: "MANUAL" } },
  });
});

test("a dispute stops what has not left, and the bank's word alone does not let it go on", async () => {
  const s = await shop();
  const bought = await buy(s, undefined, { viewer: ada });
  await ship(s, bought, 1);
  s.payments.dispute(bought.payment, "OPEN");
  await s.news();
  expect(await look(s, bought)).toMatchObject({ state: "PARTIALLY_SHIPPED", hold: { reason: "NEEDS_REVIEW" } });
  s.payments.dispute(bought.payment, "WON");
  await s.news();
  expect(await look(s, bought)).toMatchObject({ hold: { reason: "NEEDS_REVIEW" } });
  const seen = present(await seeOrder(s, bought.orderId, { viewer: ada }));
  expect(seen.timeline.slice(-3)).toMatchObject([
    { kind: "DISPUTED", summary: "The payment was questioned at the bank.", actor: "SHOP" },
    { kind: "HELD" },
    { kind: "DISPUTED", summary: "The bank leaves the payment as it is." },
  ]);
  expect(await release(s, bought.orderId)).toMatchObject({ order: { hold: null } });
  await cancelParts(s, bought, 1);
  expect(await refund(s, bought, { adjustmentMinor: 1 })).toMatchObject({ __typename: "OrderRefunded" });
});

test("a dispute about what has left is told, and one about a held order leaves its reason", async () => {
  const s = await shop();
  const [gone, held] = [await buy(s), await buy(s)];
  await ship(s, gone, 3);
  await hold(s, held.orderId);
  s.payments.dispute(gone.payment, "OPEN");
  s.payments.dispute(gone.payment, "LOST");
  s.payments.dispute(held.payment, "OPEN");
  s.payments.dispute({ ...held.payment, paymentId: "pay_of_nobody" }, "OPEN");
  await s.news();
  expect(await look(s, gone)).toMatchObject({ state: "SHIPPED", hold: null });
  expect((await kindsOf(s, gone)).slice(-2)).toEqual(["DISPUTED", "DISPUTED"]);
  expect(await look(s, held)).toMatchObject({ hold: { reason: "MANUAL" } });
});

test("an order that is stopped in the moment before it is handed over stays here, and goes when it is let go", async () => {
  const s = await shop({ HANSA_CAPTURE_MODE: "ON_FULFILMENT" });
  const bought = await buy(s, [{ weightGrams: null, quantity: 2 }]);
  const { world } = s.running.service.deps;
  const { reach } = world;
  let stopped = false;
  world.reach = async (point) => {
    if (point === "before:write:end-errand-hand_over" && !stopped) {
      stopped = true;
      await hold(s, bought.orderId);
    }
    return reach(point);
  };
  await s.world.advance(60 * minute);
  await s.work();
  expect(stopped).toBe(true);
  expect(await look(s, bought)).toMatchObject({ state: "CONFIRMED", hold: { reason: "MANUAL" } });
  expect(bought.payment.state).toBe("authorized");
  await release(s, bought.orderId);
  await s.world.advance(minute);
  await s.work();
  expect(await look(s, bought)).toMatchObject({ state: "DELIVERED" });
});
