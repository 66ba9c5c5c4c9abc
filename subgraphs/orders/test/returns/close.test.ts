/** Close of returns: units that never came, are sent back, or need no refund end a return, each unit in one way. */
import { expect, test } from "vitest";
import { documents, invoicingShop } from "../support/back-office/tax-documents.ts";
import { change, present } from "../support/mutations.ts";
import {
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
  staff,
  timelineKindsOf,
} from "../support/order-changes.ts";
import { newKey } from "../support/purchase.ts";
import { closeReturn, requestedReturn, returnsOf } from "../support/returns.ts";
import { ada, shop } from "../support/shop.ts";
import { declare, listWithdrawals, withdraw } from "../support/withdrawals.ts";

type Made = Awaited<ReturnType<typeof requestedReturn>> & { s: Awaited<ReturnType<typeof shop>> };

/** A delivered order of two units, and an approved return of both. */
async function approved(units = 2): Promise<Made> {
  const s = await shop({ name: "Kontor" });
  const made = await requestedReturn(s, units);
  await resolve(s, made.returnId, "APPROVE", "Use the label.");
  return { s, ...made };
}

/** The return with one unit received, which is not restocked. */
async function received(units = 2, restock = false): Promise<Made> {
  const made = await approved(units);
  await receive(made.s, made.bought, made.returnId, { quantity: 1, restock });
  return made;
}

test("goods that did not arrive are announced no longer, and the buyer may ask again", async () => {
  const { s, bought, returnId } = await approved();
  expect(await closeReturn(s, returnId, "NOT_ARRIVED", { note: " We waited for weeks. " })).toMatchObject({
    __typename: "ReturnClosed",
    orderReturn: {
      state: "CLOSED",
      outcome: "NOT_ARRIVED",
      closedAt: new Date(s.runtime.now()).toISOString(),
      note: "We waited for weeks.",
      parts: [{ quantity: 0, received: 0, released: 2 }],
      refund: null,
      refunds: [],
    },
    order: { nextActions: expect.arrayContaining(["REQUEST_RETURN"]) },
  });
  expect((await readBalance(s, bought.orderId)).counters).toMatchObject({ returnRequested: 0, returned: 0 });
  expect(await timelineKindsOf(s, bought)).toContain("RETURN_CLOSED");
  await runRetries(s);
  const { number } = await readOrder(s, bought);
  const [email] = s.mail().filter((message) => message.includes(`Subject: Your return of order ${number} is closed\n`));
  expect(email).toContain("have not arrived here");
  expect(email).toContain("2 × Thing 1\n\nWe waited for weeks.\n");
  expect(await requestReturn(s, bought, 2)).toMatchObject({ __typename: "ReturnRequested" });
  const actions = await s.rows("SELECT payload FROM outbox WHERE type = 'audit.recorded'");
  expect(actions.map((row) => JSON.parse(Object(row).payload).action)).toContain("return.closed");
});

test("refused goods go back to the buyer, and only staff can ask for their return again", async () => {
  const { s, bought, returnId } = await received(1);
  expect(await closeReturn(s, returnId, "REFUSED", { note: "It is worn." })).toMatchObject({
    orderReturn: { state: "CLOSED", outcome: "REFUSED", parts: [{ quantity: 0, received: 0, released: 1 }] },
  });
  expect((await readBalance(s, bought.orderId)).counters).toMatchObject({ returnRequested: 0, returned: 0 });
  expect(await requestReturn(s, bought, 1)).toMatchObject({ units: 0, cause: "RETURN_REJECTED" });
  expect(await refundUnits(s, bought, 1, { returnId })).toMatchObject({ returnState: "CLOSED" });
  expect(await requestReturn(s, { ...bought, sender: staff }, 1)).toMatchObject({ __typename: "ReturnRequested" });
});

test("an approved return is refused before anything arrived; a requested one is rejected instead", async () => {
  const { s, bought, returnId } = await approved();
  await closeReturn(s, returnId, "REFUSED");
  expect(await requestReturn(s, bought, 1)).toMatchObject({ units: 0, cause: "RETURN_REJECTED" });
  const { returnId: other } = await requestedReturn(s, 1);
  for (const outcome of ["REFUSED", "NOT_ARRIVED", "NOTHING_DUE"])
    expect(await closeReturn(s, other, outcome)).toMatchObject({
      __typename: "ReturnTransitionError",
      returnState: "REQUESTED",
      mayBecome: ["APPROVED", "REJECTED"],
    });
});

test("a unit that was restocked is not sent back, also if another one was refunded", async () => {
  const restocked = await received(1, true);
  expect(await closeReturn(restocked.s, restocked.returnId, "REFUSED")).toMatchObject({
    __typename: "ValidationError",
    problems: [{ path: ["input", "outcome"], code: "RESTOCKED" }],
  });
  // The restocked unit of the first parcel is refunded, the worn one of the second is sent back.
  const { s, bought, returnId } = await received(2, true);
  await refundUnits(s, bought, 1, { returnId });
  await receive(s, bought, returnId, { quantity: 1, restock: false });
  expect(await closeReturn(s, returnId, "REFUSED")).toMatchObject({
    orderReturn: { parts: [{ quantity: 1, received: 1, released: 1 }], refunds: [{ amount: { minor: 1_000 } }] },
  });
  expect((await readBalance(s, bought.orderId)).counters).toMatchObject({
    returnRequested: 1,
    returned: 1,
    restocked: 1,
  });
});

test("nothing is due for received units: they count as refunded, and remain sold", async () => {
  const { s, bought, returnId } = await received(2);
  expect(await closeReturn(s, returnId, "NOTHING_DUE")).toMatchObject({
    orderReturn: {
      outcome: "NOTHING_DUE",
      parts: [{ quantity: 1, received: 1, released: 1 }],
      refund: { state: "SUCCEEDED" },
      refunds: [{ amount: { minor: 0 } }],
    },
    order: { settlement: "PAID", amountDue: { minor: 0 }, lines: [{ refunded: 1, returned: 1 }] },
  });
  await runRetries(s);
  expect((await readBalance(s, bought.orderId)).money).toMatchObject({ refunded: 0 });
  expect(await refundUnits(s, bought, 2)).toMatchObject({ units: 1, cause: "ALREADY_REFUNDED" });
  const one = { parts: [{ lineId: bought.line.lineId, quantity: 1 }] };
  expect(await withdraw(s, bought, one)).toMatchObject({ withdrawal: { parts: [{ quantity: 1, returned: 1 }] } });
  expect(await s.rows("SELECT returned FROM withdrawal_parts")).toEqual([{ returned: "[[2,2]]" }]);
  expect(await withdraw(s, bought)).toMatchObject({ withdrawal: { parts: [{ quantity: 1, returned: 1 }] } });
  expect(await withdraw(s, bought)).toMatchObject({ closedBecause: "NOTHING_LEFT" });
});

test("the declaration of a stranger loses nothing by a return that is closed before its confirmation", async () => {
  const { s, bought, returnId } = await received(1);
  await declare(s, { orderNumber: bought.number });
  expect(await closeReturn(s, returnId, "NOTHING_DUE")).toMatchObject({
    problems: [{ path: ["input", "outcome"], code: "DECLARED" }],
  });
  await closeReturn(s, returnId, "REFUSED");
  const { nodes } = await listWithdrawals(s, { state: "UNCONFIRMED" });
  const confirm = { withdrawalId: nodes[0]?.id, idempotencyKey: newKey() };
  expect(await change(s, "withdrawalConfirm", confirm, staff)).toMatchObject({ state: "RECEIVED" });
  expect(await returnsOf(s, bought)).toMatchObject([
    { state: "CLOSED", outcome: "REFUSED" },
    { kind: "WITHDRAWAL", state: "APPROVED", parts: [{ quantity: 1, received: 0 }] },
  ]);
});

test("the return of a withdrawal is never refused; with nothing due the withdrawal is settled", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 1 }], { viewer: ada });
  await deliver(s, bought, 1);
  await withdraw(s, bought);
  const returnId = present((await returnsOf(s, bought))[0]).id;
  await receive(s, bought, returnId, { quantity: 1, restock: false });
  expect(await closeReturn(s, returnId, "REFUSED")).toMatchObject({
    __typename: "ReturnTransitionError",
    returnState: "RECEIVED",
    mayBecome: ["REFUNDED"],
  });
  await closeReturn(s, returnId, "NOTHING_DUE");
  await refund(s, bought, { shippingMinor: 490 });
  expect((await listWithdrawals(s)).nodes).toMatchObject([{ state: "SETTLED" }]);
});

test("the return of a withdrawal closes itself when its units are refunded without it", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 2 }], { viewer: ada });
  await deliver(s, bought, 2);
  await withdraw(s, bought);
  await refundUnits(s, bought, 1);
  expect(await returnsOf(s, bought)).toMatchObject([{ state: "APPROVED" }]);
  await refundUnits(s, bought, 1);
  expect(await returnsOf(s, bought)).toMatchObject([
    { state: "CLOSED", outcome: "NOTHING_DUE", parts: [{ quantity: 0, released: 2 }] },
  ]);
});

test("only approved and received returns are closed, once, with an outcome of staff", async () => {
  const { s, bought, returnId } = await received(1);
  expect(await closeReturn(s, returnId, "WITHDRAWN")).toMatchObject({
    problems: [{ path: ["input", "outcome"], code: "VALUE" }],
  });
  expect(await closeReturn(s, returnId, "NOT_ARRIVED")).toMatchObject({
    problems: [{ path: ["input", "outcome"], code: "ALL_ARRIVED" }],
  });
  expect(await closeReturn(s, returnId, "REFUSED", { note: "x".repeat(501) })).toMatchObject({
    problems: [{ path: ["input", "note"], code: "LENGTH" }],
  });
  expect(await closeReturn(s, "ret_none", "REFUSED")).toMatchObject({ __typename: "NotFoundError" });
  s.payments.refunds.responses.push({ outcome: "pending" });
  const { refund } = await refundUnits(s, bought, 1, { returnId });
  expect(await closeReturn(s, returnId, "NOTHING_DUE")).toMatchObject({
    problems: [{ path: ["input", "outcome"], code: "ALL_REFUNDED" }],
  });
  s.payments.refunds.settle(present(refund).id, "SUCCEEDED");
  await s.applyEvents();
  expect(await closeReturn(s, returnId, "NOTHING_DUE")).toMatchObject({ returnState: "REFUNDED" });
  const again = await approved(1);
  const input = { idempotencyKey: newKey() };
  const closed = await closeReturn(again.s, again.returnId, "NOT_ARRIVED", input);
  expect(await closeReturn(again.s, again.returnId, "NOT_ARRIVED", input)).toEqual({ ...closed, replayed: true });
  expect(await closeReturn(again.s, again.returnId, "REFUSED", input)).toMatchObject({
    __typename: "IdempotencyKeyReusedError",
  });
  expect(await closeReturn(again.s, again.returnId, "REFUSED")).toMatchObject({ returnState: "CLOSED", mayBecome: [] });
});

test("a return for which nothing is due is a refund of zero that holds back its whole worth", async () => {
  const s = await invoicingShop();
  const { bought, returnId } = await requestedReturn(s, 2, 1);
  await resolve(s, returnId, "APPROVE");
  await receive(s, bought, returnId, { quantity: 1, restock: false });
  await closeReturn(s, returnId, "NOTHING_DUE");
  expect(await returnsOf(s, bought)).toMatchObject([{ outcome: "NOTHING_DUE", refunds: [{ amount: { minor: 0 } }] }]);
  expect((await readOrder(s, bought)).lines).toMatchObject([{ refunded: 1, partlyRefunded: 1 }]);
  // The credit note of the other unit covers that unit alone.
  await refundUnits(s, bought, 1);
  expect((await documents(s, { kind: "CREDIT_NOTE" })).map(({ total }) => total.minor)).toEqual([1_000]);
});
