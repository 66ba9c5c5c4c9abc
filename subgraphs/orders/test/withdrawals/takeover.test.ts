/** Takeover of ordinary returns: a return that is not refunded never blocks the withdrawal of its units, and each unit counts once. */
import { expect, test } from "vitest";
import { change, present } from "../support/mutations.ts";
import {
  buy,
  deliver,
  readBalance,
  receive,
  refundUnits,
  requestReturn,
  resolve,
  runRetries,
  ship,
  staff,
  timelineKindsOf,
} from "../support/order-changes.ts";
import { newKey } from "../support/purchase.ts";
import { requestedReturn, returnsOf } from "../support/returns.ts";
import { ada, minute, shop, stockLevelOf } from "../support/shop.ts";
import { declare, listWithdrawals, partsOf, withdraw } from "../support/withdrawals.ts";

const day = 24 * 60 * minute;

test("a delivered mug whose return was requested is withdrawn: the return is closed, and a new one is approved", async () => {
  const s = await shop();
  const { bought, returnId } = await requestedReturn(s, 1, 1, 1_490);
  expect(await withdraw(s, bought)).toMatchObject({
    __typename: "WithdrawalReceived",
    withdrawal: {
      state: "RECEIVED",
      shippingDue: { minor: 490 },
      refundDueBy: new Date(s.runtime.now() + 14 * day).toISOString(),
      parts: [{ quantity: 1, cancelled: 0, returned: 1 }],
      returns: [{ kind: "WITHDRAWAL", state: "APPROVED" }],
    },
  });
  expect(await returnsOf(s, bought)).toMatchObject([
    {
      id: returnId,
      kind: "REQUEST",
      state: "CLOSED",
      outcome: "WITHDRAWN",
      closedAt: new Date(s.runtime.now()).toISOString(),
      parts: [{ quantity: 0, received: 0, released: 1 }],
    },
    { kind: "WITHDRAWAL", state: "APPROVED", outcome: null, closedAt: null, parts: [{ quantity: 1, released: 0 }] },
  ]);
  expect((await readBalance(s, bought.orderId)).counters).toMatchObject({ returnRequested: 1, returned: 0 });
  expect(await timelineKindsOf(s, bought)).toContain("RETURN_CLOSED");
  const queued = await s.rows(
    "SELECT template FROM mail_queue WHERE template IN ('withdrawalReceived', 'returnApproved')",
  );
  expect(queued).toHaveLength(2);
});

test("an approved return is taken over, and its goods are received and refunded with the withdrawal", async () => {
  const s = await shop();
  const { bought, returnId } = await requestedReturn(s, 2);
  await resolve(s, returnId, "APPROVE");
  const { withdrawal } = await withdraw(s, bought);
  const taken = present((await returnsOf(s, bought))[1]).id;
  expect(withdrawal).toMatchObject({ returns: [{ id: taken, state: "APPROVED" }] });
  expect(await receive(s, bought, returnId, { quantity: 2 })).toMatchObject({
    __typename: "ReturnTransitionError",
    returnState: "CLOSED",
    mayBecome: [],
  });
  await receive(s, bought, taken, { quantity: 2 });
  expect(await refundUnits(s, bought, 2, { returnId })).toMatchObject({ returnState: "CLOSED" });
  expect(await refundUnits(s, bought, 2, { returnId: taken, shippingMinor: 490 })).toMatchObject({
    refund: { state: "SUCCEEDED", amount: { minor: 2_490 } },
    order: { settlement: "REFUNDED" },
  });
  expect((await listWithdrawals(s)).nodes).toMatchObject([{ state: "SETTLED" }]);
});

test("a received return that is not refunded is taken over with what was received: the new one is received", async () => {
  const s = await shop();
  const { bought, returnId } = await requestedReturn(s, 2);
  await resolve(s, returnId, "APPROVE");
  await receive(s, bought, returnId, { quantity: 2 });
  const { receivedAt } = present((await returnsOf(s, bought))[0]);
  await s.runtime.advance(day);
  expect(await withdraw(s, bought)).toMatchObject({
    withdrawal: { state: "RECEIVED", shippingDue: { minor: 490 }, returns: [{ state: "RECEIVED" }] },
  });
  const [before, taken] = await returnsOf(s, bought);
  expect(before).toMatchObject({ state: "CLOSED", outcome: "WITHDRAWN", parts: [{ quantity: 0, received: 0 }] });
  expect(taken).toMatchObject({
    kind: "WITHDRAWAL",
    state: "RECEIVED",
    receivedAt,
    parts: [{ quantity: 2, received: 2 }],
  });
  expect((await readBalance(s, bought.orderId)).counters).toMatchObject({
    returnRequested: 2,
    returned: 2,
    restocked: 2,
  });
  // Its goods are in stock already, and are not restocked by the refund again.
  const lines = [{ lineId: bought.line.lineId, quantity: 2, restock: true }];
  expect(await refundUnits(s, bought, 2, { returnId: present(taken).id, lines, shippingMinor: 490 })).toMatchObject({
    refund: { state: "SUCCEEDED", amount: { minor: 2_490 } },
  });
  expect(await stockLevelOf(s, bought.line.variantId)).toEqual({ onHand: 10, reserved: 0 });
  await runRetries(s);
  const [email] = s.mail().filter((message) => message.includes("We have received your withdrawal"));
  expect(email).not.toContain("send back the goods");
});

test("of three units two are announced; withdrawn are all three, and shipping is due", async () => {
  const s = await shop();
  const { bought } = await requestedReturn(s, 3, 2);
  expect(await withdraw(s, bought)).toMatchObject({
    withdrawal: { shippingDue: { minor: 490 }, parts: [{ quantity: 3, returned: 3 }], returns: [{}] },
  });
  expect(await returnsOf(s, bought)).toMatchObject([
    { state: "CLOSED", parts: [{ quantity: 0, released: 2 }] },
    { state: "APPROVED", parts: [{ quantity: 3 }] },
  ]);
  expect((await readBalance(s, bought.orderId)).counters).toMatchObject({ returnRequested: 3 });
});

test("free units are withdrawn first; then units leave a return, which stays open with the others", async () => {
  const s = await shop();
  const { bought, returnId } = await requestedReturn(s, 4, 3);
  await withdraw(s, bought, partsOf(bought, 1));
  expect(await returnsOf(s, bought)).toMatchObject([{ state: "REQUESTED", parts: [{ quantity: 3, released: 0 }] }, {}]);
  await withdraw(s, bought, partsOf(bought, 1));
  expect(await returnsOf(s, bought)).toMatchObject([
    { id: returnId, state: "REQUESTED", outcome: null, parts: [{ quantity: 2, released: 1 }] },
    { kind: "WITHDRAWAL", parts: [{ quantity: 1 }] },
    { kind: "WITHDRAWAL", parts: [{ quantity: 1 }] },
  ]);
  await resolve(s, returnId, "APPROVE");
  expect(await receive(s, bought, returnId, { quantity: 3 })).toMatchObject({ units: 2, cause: "NOT_ANNOUNCED" });
  expect(await withdraw(s, bought, partsOf(bought, 3))).toMatchObject({ closedBecause: "NOTHING_LEFT" });
});

test("of a return that has arrived in part, received units make a received return, and free ones an approved one", async () => {
  const s = await shop();
  const { bought, returnId } = await requestedReturn(s, 3, 2);
  await resolve(s, returnId, "APPROVE");
  await receive(s, bought, returnId, { quantity: 1, restock: false });
  await withdraw(s, bought);
  expect(await returnsOf(s, bought)).toMatchObject([
    { id: returnId, state: "CLOSED" },
    { kind: "WITHDRAWAL", state: "APPROVED", parts: [{ quantity: 2, received: 0 }] },
    { kind: "WITHDRAWAL", state: "RECEIVED", parts: [{ quantity: 1, received: 1 }] },
  ]);
  expect((await readBalance(s, bought.orderId)).counters).toMatchObject({
    returnRequested: 3,
    returned: 1,
    restocked: 0,
  });
});

test("a packed unit is withdrawn before one in a return: it puts the order on hold, and the return stays", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 2 }], { viewer: ada });
  await deliver(s, bought, 1);
  await requestReturn(s, bought, 1);
  await ship(s, bought, 1, { isReady: true });
  expect(await withdraw(s, bought, partsOf(bought, 1))).toMatchObject({ own: { hold: { reason: "WITHDRAWN" } } });
  expect(await returnsOf(s, bought)).toMatchObject([{ state: "REQUESTED", parts: [{ quantity: 1 }] }]);
  expect(await withdraw(s, bought, partsOf(bought, 1))).toMatchObject({ withdrawal: { parts: [{ returned: 1 }] } });
  expect(await returnsOf(s, bought)).toMatchObject([
    { state: "CLOSED", outcome: "WITHDRAWN" },
    { kind: "WITHDRAWAL", parts: [{ quantity: 1 }] },
  ]);
});

test("units that are refunded or being refunded stay, also where a refund took a part of the return", async () => {
  const s = await shop();
  const { bought, returnId } = await requestedReturn(s, 2);
  await resolve(s, returnId, "APPROVE");
  await receive(s, bought, returnId, { quantity: 2 });
  s.payments.refunds.responses.push({ outcome: "pending" });
  await refundUnits(s, bought, 1, { returnId });
  expect(await withdraw(s, bought, partsOf(bought, 2))).toMatchObject({ closedBecause: "NOTHING_LEFT" });
  expect(await withdraw(s, bought)).toMatchObject({ withdrawal: { parts: [{ quantity: 1, returned: 1 }] } });
  expect(await returnsOf(s, bought)).toMatchObject([
    { id: returnId, state: "RECEIVED", outcome: null, parts: [{ quantity: 1, received: 1, released: 1 }] },
    { kind: "WITHDRAWAL", state: "RECEIVED", parts: [{ quantity: 1, received: 1 }] },
  ]);
  expect(await withdraw(s, bought)).toMatchObject({ closedBecause: "NOTHING_LEFT" });
});

test("without a token the takeover waits for the link; the declaration is matched and acknowledged at once", async () => {
  const s = await shop({ environment: { HANSA_STOREFRONT_URL: "https://kontor.example" } });
  const { bought, returnId } = await requestedReturn(s, 2);
  const declaredAt = s.runtime.now();
  await declare(s, { orderNumber: bought.number });
  expect((await listWithdrawals(s)).nodes).toMatchObject([{ state: "UNCONFIRMED", parts: [{ quantity: 2 }] }]);
  expect(await returnsOf(s, bought)).toMatchObject([{ id: returnId, state: "REQUESTED" }]);
  await s.work();
  const link = /confirm\?withdrawal=(wdr_\w+)#token=(\S+)\n/.exec(s.mail().join("\n"));
  // A rejection in between takes nothing from the declaration.
  await resolve(s, returnId, "REJECT");
  await s.runtime.advance(20 * day);
  const confirm = { withdrawalId: link?.[1], token: link?.[2], idempotencyKey: newKey() };
  expect(await change(s, "withdrawalConfirm", confirm)).toMatchObject({
    state: "RECEIVED",
    refundDueBy: new Date(declaredAt + 14 * day).toISOString(),
  });
  expect(await returnsOf(s, bought)).toMatchObject([
    { id: returnId, state: "REJECTED" },
    { kind: "WITHDRAWAL", state: "APPROVED", parts: [{ quantity: 2 }] },
  ]);
});

test("a stranger's confirmed declaration takes an open return over", async () => {
  const s = await shop();
  const { bought } = await requestedReturn(s, 2);
  await declare(s, { orderNumber: bought.number });
  const { nodes } = await listWithdrawals(s, { state: "UNCONFIRMED" });
  await change(s, "withdrawalConfirm", { withdrawalId: nodes[0]?.id, idempotencyKey: newKey() }, staff);
  expect(await returnsOf(s, bought)).toMatchObject([
    { state: "CLOSED", outcome: "WITHDRAWN" },
    { kind: "WITHDRAWAL", state: "APPROVED", parts: [{ quantity: 2 }] },
  ]);
});
