/** Replacement of returned goods: as many units are committed from stock and sent once more, each once, without a charge. */
import { expect, test } from "vitest";
import { advanceClockUntilDone } from "../support/clock.ts";
import { change, present } from "../support/mutations.ts";
import {
  type Bought,
  buy,
  deliver,
  readBalance,
  readOrder,
  receive,
  refund,
  refundUnits,
  requestReturn,
  resolve,
  runRetries,
  send,
  staff,
  timelineKindsOf,
  updateShipment,
} from "../support/order-changes.ts";
import { newKey } from "../support/purchase.ts";
import { closeReturn, requestedReturn, returnsOf } from "../support/returns.ts";
import { ada, type Shop, shop, stockLevelOf } from "../support/shop.ts";
import { partsOf, withdraw } from "../support/withdrawals.ts";

/** A delivered order of `units` of which `quantity` came back with a return; they are restocked unless `restock` is false. */
async function receivedReturn(s: Shop, units = 2, quantity = 1, restock = false) {
  const { bought, returnId } = await requestedReturn(s, units, quantity);
  await resolve(s, returnId, "APPROVE");
  await receive(s, bought, returnId, { quantity, restock });
  return { bought, returnId };
}

function prepareAgain(s: Shop, { orderId, line }: Bought, quantity: number) {
  const parts = [{ lineId: line.lineId, quantity }];
  return change(s, "fulfilmentCreate", { orderId, parts, resend: true, idempotencyKey: newKey() }, staff);
}

async function sendAgain(s: Shop, bought: Bought, quantity: number) {
  const { fulfilment } = await prepareAgain(s, bought, quantity);
  return present((await send(s, present(fulfilment, "a fulfilment").id)).shipment).id;
}

const levelOf = (s: Shop, { line }: Bought) => stockLevelOf(s, line.variantId);

test("a replaced unit is committed from stock, sent without a charge, and can be returned again", async () => {
  const s = await shop();
  const { bought, returnId } = await receivedReturn(s, 2, 1, true);
  expect(await levelOf(s, bought)).toEqual({ onHand: 9, reserved: 0 });
  const before = (await readBalance(s, bought.orderId)).money;
  expect(await closeReturn(s, returnId, "REPLACED", { note: "A new one." })).toMatchObject({
    __typename: "ReturnClosed",
    orderReturn: { state: "CLOSED", outcome: "REPLACED", parts: [{ quantity: 0, released: 1, replaced: 1 }] },
  });
  expect(await levelOf(s, bought)).toEqual({ onHand: 9, committed: 1, reserved: 0 });
  expect(await readOrder(s, bought)).toMatchObject({
    nextActions: expect.arrayContaining(["FULFIL"]),
    lines: [{ shipped: 2, delivered: 2, returned: 0, resendable: 1 }],
  });
  expect((await timelineKindsOf(s, bought)).at(-1)).toBe("RETURN_CLOSED");
  await s.work();
  expect(s.mail().filter((message) => message.includes("replace"))).toHaveLength(1);

  const parcel = await sendAgain(s, bought, 1);
  await runRetries(s);
  expect(await levelOf(s, bought)).toEqual({ onHand: 8, reserved: 0 });
  expect(await readOrder(s, bought)).toMatchObject({
    state: "DELIVERED",
    deliveredAt: null,
    lines: [{ delivered: 1 }],
  });
  await updateShipment(s, parcel, { status: "DELIVERED" });
  expect(await readOrder(s, bought)).toMatchObject({ state: "DELIVERED", lines: [{ delivered: 2, resendable: 0 }] });
  expect((await readBalance(s, bought.orderId)).money).toEqual(before);
  expect(bought.payment.capturedMinor).toBe(2_490);

  const again = present((await requestReturn(s, bought, 2)).orderReturn).id;
  await resolve(s, again, "APPROVE");
  await receive(s, bought, again, { quantity: 2 });
  expect(await refundUnits(s, bought, 2, { returnId: again })).toMatchObject({ __typename: "OrderRefunded" });
  expect(await levelOf(s, bought)).toEqual({ onHand: 10, reserved: 0 });
});

test("with capture on fulfilment a replacement charges nothing, also not what a price reduction of unsent goods has left due", async () => {
  const s = await shop({ captureMode: "ON_FULFILMENT" });
  const bought = await buy(s, [{ prices: { EUR: 1_000 } }, { prices: { EUR: 2_000 } }], { viewer: ada });
  await deliver(s, bought, 1);
  const line = { lineId: Object(await readOrder(s, bought)).lines[1].id, quantity: 0, amountMinor: 300 };
  expect(await refund(s, bought, { lines: [line] })).toMatchObject({ order: { amountDue: { minor: 2_000 } } });
  const captured = bought.payment.capturedMinor;
  const returnId = present((await requestReturn(s, bought, 1)).orderReturn).id;
  await resolve(s, returnId, "APPROVE");
  await receive(s, bought, returnId, { quantity: 1 });
  await closeReturn(s, returnId, "REPLACED");
  await sendAgain(s, bought, 1);
  await runRetries(s);
  expect(bought.payment.capturedMinor).toBe(captured);
});

test("goods that never came are replaced too, all announced units", async () => {
  const s = await shop();
  const { bought, returnId } = await requestedReturn(s, 2);
  await resolve(s, returnId, "APPROVE");
  expect(await closeReturn(s, returnId, "REPLACED")).toMatchObject({ orderReturn: { outcome: "REPLACED" } });
  expect(await readOrder(s, bought)).toMatchObject({ lines: [{ resendable: 2, returned: 0 }] });
  expect(await levelOf(s, bought)).toEqual({ onHand: 8, committed: 2, reserved: 0 });
});

test("a unit that waits for its replacement cannot be returned", async () => {
  const s = await shop();
  const { bought, returnId } = await receivedReturn(s);
  await closeReturn(s, returnId, "REPLACED");
  expect(await requestReturn(s, bought, 2)).toMatchObject({ cause: "NOT_RETURNABLE", units: 1 });
});

test("without enough stock it is refused, and nothing is changed", async () => {
  const s = await shop();
  const { bought, returnId } = await receivedReturn(s);
  await s.products.receive(bought.line.variantId, -8);
  const before = (await readBalance(s, bought.orderId)).counters;
  expect(await closeReturn(s, returnId, "REPLACED")).toMatchObject({
    __typename: "OutOfStockError",
    lines: [{ variantId: bought.line.variantId, wanted: 1, available: 0 }],
  });
  await runRetries(s);
  expect((await readBalance(s, bought.orderId)).counters).toEqual(before);
  expect(await returnsOf(s, bought)).toMatchObject([{ state: "RECEIVED", outcome: null }]);
  expect(await levelOf(s, bought)).toEqual({ onHand: 0, reserved: 0 });
  await s.products.receive(bought.line.variantId, 1);
  expect(await closeReturn(s, returnId, "REPLACED")).toMatchObject({ __typename: "ReturnClosed" });
});

test("two returns that want the last unit get it once", async () => {
  const s = await shop();
  const { bought, returnId } = await receivedReturn(s, 3);
  const other = present((await requestReturn(s, bought, 1)).orderReturn).id;
  await resolve(s, other, "APPROVE");
  await s.products.receive(bought.line.variantId, -6);
  const both = await Promise.all([closeReturn(s, returnId, "REPLACED"), closeReturn(s, other, "REPLACED")]);
  expect(both.map(({ __typename }) => __typename).sort()).toEqual(["OutOfStockError", "ReturnClosed"]);
  await runRetries(s);
  expect(await levelOf(s, bought)).toEqual({ onHand: 1, committed: 1, reserved: 0 });
});

test("two closes of one return, and a repeated request, replace it once", async () => {
  const s = await shop();
  const { bought, returnId } = await receivedReturn(s);
  const idempotencyKey = newKey();
  const both = await Promise.all([
    closeReturn(s, returnId, "REPLACED", { idempotencyKey }),
    closeReturn(s, returnId, "REPLACED"),
  ]);
  const names = both.map(({ __typename }) => __typename).sort();
  expect(names).toEqual(["ReturnClosed", "ReturnTransitionError"]);
  if (both[0]?.__typename === "ReturnClosed")
    expect(await closeReturn(s, returnId, "REPLACED", { idempotencyKey })).toMatchObject({ replayed: true });
  await runRetries(s);
  expect(await levelOf(s, bought)).toEqual({ onHand: 8, committed: 1, reserved: 0 });
  expect(await readOrder(s, bought)).toMatchObject({ lines: [{ resendable: 1 }] });
});

test.each(["dropRequests", "loseResponses"] as const)(
  "a commit that is never answered is cancelled within a minute, and staff closes the return again: %s",
  async (kind) => {
    const s = await shop();
    const { bought, returnId } = await receivedReturn(s);
    s.transport[kind]("products.commitReplacement");
    const failed = closeReturn(s, returnId, "REPLACED").catch((error: unknown) => String(error));
    expect(await advanceClockUntilDone(s.runtime, failed)).toContain("The products service does not answer");
    await s.restart();
    s.transport.clearFaults();
    for (let tries = 0; tries < 3; tries += 1) await runRetries(s);
    expect(await levelOf(s, bought)).toEqual({ onHand: 8, reserved: 0 });
    expect(await returnsOf(s, bought)).toMatchObject([{ state: "RECEIVED" }]);
    expect(await closeReturn(s, returnId, "REPLACED")).toMatchObject({ __typename: "ReturnClosed" });
    expect(await levelOf(s, bought)).toEqual({ onHand: 8, committed: 1, reserved: 0 });
  },
);

test("a refund of a replacement that was not sent releases its stock, also if the refund fails", async () => {
  const s = await shop();
  const { bought, returnId } = await receivedReturn(s);
  await closeReturn(s, returnId, "REPLACED");
  await prepareAgain(s, bought, 1);
  s.payments.refunds.responses.push({ outcome: "failed", reason: "the account is closed" });
  expect(await refundUnits(s, bought, 1)).toMatchObject({ __typename: "OrderRefunded" });
  await runRetries(s);
  expect(await levelOf(s, bought)).toEqual({ onHand: 8, reserved: 0 });
  expect(await readOrder(s, bought)).toMatchObject({
    lines: [{ refunded: 0, resendable: 0, delivered: 2 }],
    fulfilments: [{}, { state: "CANCELLED" }],
  });
  expect(await prepareAgain(s, bought, 1)).toMatchObject({ __typename: "InvalidTransitionError" });
});

test("a withdrawal takes replacements that were not sent: their stock is released, and they are refunded", async () => {
  const s = await shop();
  const { bought, returnId } = await receivedReturn(s);
  await closeReturn(s, returnId, "REPLACED");
  await withdraw(s, bought, partsOf(bought, 1));
  await runRetries(s);
  expect(await levelOf(s, bought)).toEqual({ onHand: 8, reserved: 0 });
  expect(await readOrder(s, bought)).toMatchObject({ lines: [{ resendable: 0 }] });
  const back = present((await returnsOf(s, bought)).find(({ state }) => state === "RECEIVED")).id;
  expect(await refundUnits(s, bought, 1, { returnId: back })).toMatchObject({ __typename: "OrderRefunded" });
});

test("a replacement that comes back is sent once more without stock", async () => {
  const s = await shop();
  const { bought, returnId } = await receivedReturn(s);
  await closeReturn(s, returnId, "REPLACED");
  await updateShipment(s, await sendAgain(s, bought, 1), { status: "RETURNED" });
  await runRetries(s);
  expect(await readOrder(s, bought)).toMatchObject({ state: "DELIVERED", lines: [{ delivered: 1, resendable: 1 }] });
  await updateShipment(s, await sendAgain(s, bought, 1), { status: "DELIVERED" });
  await runRetries(s);
  expect(await readOrder(s, bought)).toMatchObject({ state: "DELIVERED", lines: [{ delivered: 2, resendable: 0 }] });
  expect(await levelOf(s, bought)).toEqual({ onHand: 7, reserved: 0 });
});

test("goods whose units are not counted are replaced without stock", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 1, stock: null }], { viewer: ada });
  await deliver(s, bought, 1);
  const returnId = present((await requestReturn(s, bought, 1)).orderReturn).id;
  await resolve(s, returnId, "APPROVE");
  expect(await closeReturn(s, returnId, "REPLACED")).toMatchObject({ __typename: "ReturnClosed" });
  await sendAgain(s, bought, 1);
  await runRetries(s);
  expect(await readOrder(s, bought)).toMatchObject({ lines: [{ resendable: 0, delivered: 0 }] });
});

test("the return of a withdrawal, and one that is refunded or not decided, is not replaced", async () => {
  const s = await shop();
  const { bought, returnId } = await requestedReturn(s, 2, 1);
  expect(await closeReturn(s, returnId, "REPLACED")).toMatchObject({ __typename: "ReturnTransitionError" });
  await resolve(s, returnId, "APPROVE");
  await receive(s, bought, returnId, { quantity: 1 });
  await refundUnits(s, bought, 1, { returnId });
  expect(await closeReturn(s, returnId, "REPLACED")).toMatchObject({ __typename: "ReturnTransitionError" });
  await withdraw(s, bought);
  const own = present((await returnsOf(s, bought)).at(-1)).id;
  expect(await closeReturn(s, own, "REPLACED")).toMatchObject({ __typename: "ReturnTransitionError" });
  expect(await levelOf(s, bought)).toEqual({ onHand: 9, reserved: 0 });
});
