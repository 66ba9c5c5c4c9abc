/** Withdrawals in every state of an order: unsent units are cancelled, packed ones hold the order, sent ones are to be returned. */
import { expect, test } from "vitest";
import { change, present } from "../support/mutations.ts";
import {
  type Bought,
  buy,
  orderOf,
  payFor,
  prepareUnits,
  readBalance,
  readOrder,
  resolve,
  runRetries,
  send,
  ship,
  staff,
  timelineKindsOf,
  updateShipment,
} from "../support/order-changes.ts";
import { ada, noon, type Shop, shop, stockLevelOf } from "../support/shop.ts";
import { listWithdrawals, partsOf, withdraw } from "../support/withdrawals.ts";

const day = 24 * 60 * 60_000;

/** Packs `quantity` units of the first line without shipping them. */
async function pack(s: Shop, { orderId, line }: Bought, quantity: number): Promise<string> {
  const { fulfilment } = await prepareUnits(s, orderId, [{ lineId: line.lineId, quantity }]);
  const { shipment } = await send(s, present(fulfilment).id, { isReady: true });
  return present(shipment).id;
}

test("before sending, the whole order is cancelled, restocked and refunded with its shipping", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 3 }], { viewer: ada });
  expect(await withdraw(s, bought)).toMatchObject({
    __typename: "WithdrawalReceived",
    receivedAt: new Date(noon).toISOString(),
    own: { state: "CANCELLED" },
    withdrawal: {
      state: "SETTLED",
      refundDueBy: new Date(noon + 14 * day).toISOString(),
      parts: [{ line: { id: bought.line.lineId }, quantity: 3, cancelled: 3, returned: 0 }],
      returns: [],
    },
  });
  expect(await readOrder(s, bought)).toMatchObject({ cancelReason: "CUSTOMER", settlement: "REFUNDED" });
  expect((await readBalance(s, bought.orderId)).money).toMatchObject({ captured: 3_490, refunded: 3_490 });
  expect(await stockLevelOf(s, bought.line.variantId)).toEqual({ onHand: 10, reserved: 0 });
  expect(await timelineKindsOf(s, bought)).toContain("WITHDRAWAL_DECLARED");
});

test("a part of an order: only the declared units are cancelled", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 3 }], { viewer: ada });
  expect(await withdraw(s, bought, partsOf(bought, 1))).toMatchObject({
    own: { state: "CONFIRMED" },
    withdrawal: { state: "SETTLED", parts: [{ quantity: 1, cancelled: 1 }], shippingDue: { minor: 0 } },
  });
  expect(await readBalance(s, bought.orderId)).toMatchObject({
    counters: { cancelled: 1 },
    money: { refunded: 1_000, shippingCredited: 0 },
  });
});

test("under way: sent units become an approved return without a reason, which staff cannot reject", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 3 }], { viewer: ada });
  await ship(s, bought, 2);
  const { withdrawal } = await withdraw(s, bought);
  expect(withdrawal).toMatchObject({
    state: "RECEIVED",
    parts: [{ quantity: 3, cancelled: 1, returned: 2 }],
    returns: [{ kind: "WITHDRAWAL", state: "APPROVED" }],
  });
  const { returns } = await readOrder(s, bought);
  expect(returns).toMatchObject([{ kind: "WITHDRAWAL", state: "APPROVED", reason: null, parts: [{ quantity: 2 }] }]);
  const [{ id }] = (await s.rows("SELECT id FROM returns")).map(Object);
  expect(await resolve(s, id, "REJECT")).toMatchObject({
    __typename: "ReturnTransitionError",
    returnState: "APPROVED",
  });
  expect((await readBalance(s, bought.orderId)).counters).toMatchObject({
    shipped: 2,
    cancelled: 1,
    returnRequested: 2,
  });
});

test("each withdrawal of sent units has numbers of its own", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 3 }], { viewer: ada });
  await ship(s, bought, 3);
  for (const quantity of [1, 2]) await withdraw(s, bought, partsOf(bought, quantity));
  const rows = await s.rows("SELECT returned FROM withdrawal_parts ORDER BY quantity");
  expect(rows).toEqual([{ returned: "[[1,1]]" }, { returned: "[[2,3]]" }]);
});

test("packed units put the order on hold; unpacked, they are cancelled and the hold ends", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 3 }], { viewer: ada });
  const shipmentId = await pack(s, bought, 2);
  expect(await withdraw(s, bought)).toMatchObject({
    own: { hold: { reason: "WITHDRAWN" } },
    withdrawal: { state: "RECEIVED", parts: [{ quantity: 3, cancelled: 1, returned: 0 }] },
  });
  expect(await updateShipment(s, shipmentId, { status: "SHIPPED" })).toMatchObject({
    __typename: "ShipmentTransitionError",
  });
  await updateShipment(s, shipmentId, { status: "UNPACKED" });
  await runRetries(s);
  expect(await readOrder(s, bought)).toMatchObject({ state: "CANCELLED", hold: null, settlement: "REFUNDED" });
  expect(await listWithdrawals(s)).toMatchObject({ nodes: [{ state: "SETTLED", parts: [{ cancelled: 3 }] }] });
});

test("packed units that leave although they were withdrawn are to be returned, and the hold ends", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 2 }], { viewer: ada });
  const shipmentId = await pack(s, bought, 2);
  await withdraw(s, bought, partsOf(bought, 1));
  await updateShipment(s, shipmentId, { status: "IN_TRANSIT" });
  expect(await readOrder(s, bought)).toMatchObject({
    state: "SHIPPED",
    hold: null,
    returns: [{ kind: "WITHDRAWAL", parts: [{ quantity: 1 }] }],
  });
  expect(await listWithdrawals(s)).toMatchObject({ nodes: [{ state: "RECEIVED", parts: [{ returned: 1 }] }] });
});

test("a hold of staff keeps its reason when packed units are withdrawn", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 2 }], { viewer: ada });
  const shipmentId = await pack(s, bought, 1);
  await change(s, "orderHold", { orderId: bought.orderId, note: "Odd." }, staff);
  expect(await withdraw(s, bought)).toMatchObject({ own: { hold: { reason: "MANUAL" } } });
  await updateShipment(s, shipmentId, { status: "UNPACKED" });
  expect(await readOrder(s, bought)).toMatchObject({ state: "CANCELLED" });
});

test.each([
  ["the whole order is rolled back by its saga", undefined, "CANCELLED"],
  ["a part is cancelled after the confirmation", 1, "CONFIRMED"],
])("while the order is being placed, %s", async (_story, quantity, state) => {
  const s = await shop();
  const paid = await payFor(s, [{ quantity: 2 }], { viewer: ada });
  // Products does not answer, so the saga waits.
  s.transport.dropRequests("products.commit");
  const bought = await orderOf(s, paid);
  expect(await readOrder(s, bought)).toMatchObject({ state: "PENDING_PAYMENT" });
  const parts = quantity === undefined ? {} : partsOf(bought, quantity);
  expect(await withdraw(s, bought, parts)).toMatchObject({
    withdrawal: { state: "RECEIVED", parts: [{ quantity: quantity ?? 2, cancelled: 0 }] },
  });
  s.transport.clearFaults();
  for (let times = 0; times < 3; times += 1) await runRetries(s);
  expect(await readOrder(s, bought)).toMatchObject({ state });
  expect(await listWithdrawals(s)).toMatchObject({
    nodes: [{ state: "SETTLED", parts: [{ quantity: quantity ?? 2, cancelled: quantity ?? 2 }] }],
  });
});
