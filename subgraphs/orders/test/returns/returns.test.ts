/** Returns: requested in time, resolved, received, restocked and refunded. */
import { expect, test } from "vitest";
import { change, present } from "../support/mutations.ts";
import {
  type Bought,
  buy,
  deliver,
  readBalance,
  readOrder,
  receive,
  refundUnits,
  requestReturn,
  resolve,
  staff,
  timelineKindsOf,
} from "../support/order-changes.ts";
import { newKey } from "../support/purchase.ts";
import { closeReturn } from "../support/returns.ts";
import { ada, bob, minute, noon, type Shop, shop, stockLevelOf } from "../support/shop.ts";

const day = 24 * 60 * minute;

/** A delivered order of three, and a return of it that was asked for. */
async function requested(s: Shop, quantity = 2): Promise<{ bought: Bought; returnId: string }> {
  const bought = await buy(s, [{ quantity: 3 }], { viewer: ada });
  await deliver(s, bought, 3);
  const { orderReturn } = await requestReturn(s, bought, quantity);
  return { bought, returnId: present(orderReturn, "a return").id };
}

async function approved(s: Shop, quantity = 2) {
  const made = await requested(s, quantity);
  await resolve(s, made.returnId, "APPROVE");
  return made;
}

test("a return from beginning to end: requested, approved, received with restock, refunded", async () => {
  const s = await shop();
  const { bought, returnId } = await requested(s);
  const { lineId, variantId, productId } = bought.line;
  expect(await readOrder(s, bought)).toMatchObject({
    returns: [
      { id: returnId, state: "REQUESTED", reason: "Too small.", parts: [{ line: { id: lineId }, quantity: 2 }] },
    ],
  });
  expect(await resolve(s, returnId, "APPROVE", " Use the label. ")).toMatchObject({
    orderReturn: { state: "APPROVED", note: "Use the label.", resolvedAt: new Date(noon).toISOString() },
  });
  expect(await receive(s, bought, returnId, { quantity: 2 })).toMatchObject({
    __typename: "ReturnReceived",
    orderReturn: { state: "RECEIVED", parts: [{ quantity: 2, received: 2 }], refund: null },
    order: { state: "DELIVERED", lines: [{ delivered: 3, returned: 2 }] },
  });
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 9, reserved: 0 });
  const [published] = await s.rows("SELECT payload FROM outbox WHERE type = 'return.received'");
  expect(JSON.parse(Object(published).payload)).toEqual({
    orderId: bought.orderId,
    customerId: "user_ada",
    returnId,
    lines: [{ lineId, variantId, productId, quantity: 2, restocked: true }],
  });
  expect(await refundUnits(s, bought, 2, { returnId })).toMatchObject({
    refund: { state: "SUCCEEDED", amount: { minor: 2_000 } },
    order: { returns: [{ state: "REFUNDED", refund: { state: "SUCCEEDED" } }] },
  });
  expect((await timelineKindsOf(s, bought)).slice(6)).toEqual([
    "RETURN_REQUESTED",
    "RETURN_APPROVED",
    "RETURN_RECEIVED",
    "REFUNDED",
  ]);
});

test("only delivered units that are in no other return can be returned", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 3 }], { viewer: ada });
  expect(await requestReturn(s, bought, 1)).toMatchObject({ __typename: "QuantityExceededError", units: 0 });
  await deliver(s, bought, 2);
  expect(await requestReturn(s, bought, 3)).toMatchObject({ __typename: "QuantityExceededError", units: 2 });
  await requestReturn(s, bought, 1);
  expect(await requestReturn(s, bought, 2)).toMatchObject({ units: 1, line: { id: bought.line.lineId } });
  expect(await requestReturn(s, bought, 1)).toMatchObject({ __typename: "ReturnRequested" });
});

test("of two concurrent requests for the last unit one succeeds", async () => {
  const s = await shop();
  const bought = await buy(s, [{}], { viewer: ada });
  await deliver(s, bought, 1);
  const responses = await Promise.all([requestReturn(s, bought, 1), requestReturn(s, bought, 1)]);
  expect(responses.map((response) => response.__typename).sort()).toEqual(["QuantityExceededError", "ReturnRequested"]);
});

test("lines without a parcel cannot be returned", async () => {
  const s = await shop();
  const bought = await buy(s, [{ weightGrams: null }], { viewer: ada });
  await s.runtime.advance(60 * minute);
  await s.work();
  expect(await readOrder(s, bought)).toMatchObject({ state: "DELIVERED" });
  expect(await requestReturn(s, bought, 1)).toMatchObject({ __typename: "QuantityExceededError", units: 0 });
});

test("the period ends 30 days after the last parcel with the line was delivered, or as set by the shop", async () => {
  for (const [settings, days] of [
    [{}, 30],
    [{ returnDays: 2 }, 2],
  ] as const) {
    const s = await shop(settings);
    const bought = await buy(s, [{ quantity: 3 }], { viewer: ada });
    await deliver(s, bought, 1);
    await s.runtime.advance(day);
    await deliver(s, bought, 1);
    await s.runtime.advance(days * day);
    expect(await readOrder(s, bought)).toMatchObject({ nextActions: expect.arrayContaining(["REQUEST_RETURN"]) });
    expect(await requestReturn(s, bought, 1)).toMatchObject({ __typename: "ReturnRequested" });
    await s.runtime.advance(1);
    expect(await requestReturn(s, bought, 1)).toMatchObject({
      __typename: "ReturnPeriodOverError",
      line: { id: bought.line.lineId },
      closedAt: new Date(noon + (days + 1) * day).toISOString(),
    });
    expect((await readOrder(s, bought)).nextActions).not.toContain("REQUEST_RETURN");
    expect((await readBalance(s, bought.orderId)).counters).toMatchObject({ returnRequested: 1 });
  }
});

test("a repetition of a guest's request without the token reveals nothing", async () => {
  const s = await shop();
  const bought = await buy(s);
  await deliver(s, bought, 1);
  const request = { idempotencyKey: "guest-return" };
  await requestReturn(s, bought, 1, { ...request, guestToken: bought.guestToken });
  expect(await requestReturn(s, bought, 1, request)).toMatchObject({ __typename: "NotFoundError", replayed: false });
  expect(await requestReturn(s, bought, 1, { ...request, guestToken: bought.guestToken })).toMatchObject({
    replayed: true,
  });
});

test("guests use their token; others get that there is no such order", async () => {
  const s = await shop();
  const bought = await buy(s);
  await deliver(s, bought, 3);
  expect(await requestReturn(s, bought, 1)).toMatchObject({ __typename: "NotFoundError", path: ["input", "orderId"] });
  expect(await requestReturn(s, { ...bought, sender: { viewer: bob } }, 1)).toMatchObject({
    __typename: "NotFoundError",
  });
  expect(await requestReturn(s, bought, 1, { guestToken: bought.guestToken })).toMatchObject({
    __typename: "ReturnRequested",
  });
  expect(await requestReturn(s, { ...bought, sender: staff }, 1)).toMatchObject({ __typename: "ReturnRequested" });
  expect(await s.rows("SELECT actor FROM order_events WHERE kind = 'RETURN_REQUESTED' ORDER BY seq")).toEqual([
    { actor: "CUSTOMER" },
    { actor: "STAFF" },
  ]);
});

test.each([
  [{ parts: [] }, "parts"],
  [{ reason: "x".repeat(501) }, "reason"],
])("a return with %j is refused by name", async (more, field) => {
  const s = await shop();
  const { bought } = await requested(s, 1);
  expect(await requestReturn(s, bought, 1, more)).toMatchObject({
    __typename: "ValidationError",
    problems: [{ path: ["input", field] }],
  });
});

test("the same request twice creates one return, and received units are counted once", async () => {
  const s = await shop();
  const { bought, returnId } = await approved(s, 1);
  const again = { idempotencyKey: newKey() };
  const first = await requestReturn(s, bought, 1, again);
  expect(await requestReturn(s, bought, 1, again)).toEqual({ ...first, replayed: true });
  expect(await requestReturn(s, bought, 2, again)).toMatchObject({ __typename: "IdempotencyKeyReusedError" });
  const parts = [{ lineId: bought.line.lineId, quantity: 1 }];
  const input = { returnId, parts, idempotencyKey: newKey() };
  const received = await change(s, "returnReceive", input, staff);
  expect(await change(s, "returnReceive", input, staff)).toEqual({ ...received, replayed: true });
  expect(await stockLevelOf(s, bought.line.variantId)).toEqual({ onHand: 8, reserved: 0 });
});

test("only an approved return is received, with no more units than announced, and once", async () => {
  const s = await shop();
  const { bought, returnId } = await requested(s, 2);
  expect(await receive(s, bought, returnId, { quantity: 1 })).toMatchObject({
    __typename: "ReturnTransitionError",
    returnState: "REQUESTED",
    mayBecome: ["APPROVED", "REJECTED"],
  });
  await resolve(s, returnId, "APPROVE");
  expect(await receive(s, bought, returnId, { quantity: 4 })).toMatchObject({
    __typename: "QuantityExceededError",
    units: 3,
    cause: "NOT_ANNOUNCED",
  });
  expect(await receive(s, bought, returnId, { quantity: 0 })).toMatchObject({ __typename: "ValidationError" });
  expect(await receive(s, bought, "ret_none", { quantity: 1 })).toMatchObject({ __typename: "NotFoundError" });
  await receive(s, bought, returnId, { quantity: 2, restock: false });
  expect(await receive(s, bought, returnId, { quantity: 1 })).toMatchObject({
    returnState: "RECEIVED",
    mayBecome: ["REFUNDED", "CLOSED"],
  });
  expect(await stockLevelOf(s, bought.line.variantId)).toEqual({ onHand: 7, reserved: 0 });
});

test("units that did not arrive stay announced until the return is closed, and can be returned again", async () => {
  const s = await shop();
  const { bought, returnId } = await approved(s, 3);
  await receive(s, bought, returnId, { quantity: 1 });
  expect((await readBalance(s, bought.orderId)).counters).toMatchObject({ returnRequested: 3, returned: 1 });
  expect(await requestReturn(s, bought, 1)).toMatchObject({ units: 0 });
  await closeReturn(s, returnId, "NOT_ARRIVED");
  expect((await readBalance(s, bought.orderId)).counters).toMatchObject({ returnRequested: 1, returned: 1 });
  expect(await requestReturn(s, bought, 3)).toMatchObject({ units: 2 });
  expect(await requestReturn(s, bought, 2)).toMatchObject({ __typename: "ReturnRequested" });
});

test("units of one line may be sellable or damaged", async () => {
  const s = await shop();
  const { bought, returnId } = await approved(s, 3);
  const { lineId, variantId } = bought.line;
  const parts = [
    { lineId, quantity: 2 },
    { lineId, quantity: 1, restock: false },
  ];
  await change(s, "returnReceive", { returnId, parts, idempotencyKey: newKey() }, staff);
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 9, reserved: 0 });
  const [published] = await s.rows("SELECT payload FROM outbox WHERE type = 'return.received'");
  expect(JSON.parse(Object(published).payload).lines).toMatchObject([
    { quantity: 2, restocked: true },
    { quantity: 1, restocked: false },
  ]);
});
