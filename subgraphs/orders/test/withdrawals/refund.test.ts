/** Refunds of withdrawals: on receipt or against proof, by the numbers of their units, with shipping, until they are settled. */
import { expect, test } from "vitest";
import { change, present } from "../support/mutations.ts";
import {
  type Bought,
  buy,
  deliver,
  orderOf,
  readOrder,
  receive,
  refund,
  refundUnits,
  requestReturn,
  resolve,
  runRetries,
  staff,
} from "../support/order-changes.ts";
import { begin, fillIn, newKey, pay } from "../support/purchase.ts";
import { ada, minute, type Shop, shop } from "../support/shop.ts";
import { upgradeStatement } from "../support/upgrades.ts";
import { listWithdrawals, partsOf, withdraw } from "../support/withdrawals.ts";

const day = 24 * 60 * minute;

/** A delivered order, a withdrawal of some of its units, and the return of those. */
async function withdrawn(s: Shop, quantity = 3, units = quantity) {
  const bought = await buy(s, [{ quantity }], { viewer: ada });
  await deliver(s, bought, quantity);
  const { withdrawal } = await withdraw(s, bought, partsOf(bought, units));
  const [row] = await s.rows(`SELECT id FROM returns WHERE withdrawal_id = '${withdrawal?.id}'`);
  return { bought, withdrawalId: present(withdrawal).id, returnId: String(Object(row).id) };
}

function recordProof(s: Shop, withdrawalId: string, idempotencyKey = newKey()) {
  return change(s, "withdrawalProofRecord", { withdrawalId, idempotencyKey }, staff);
}

function contest(s: Shop, withdrawalId: string, note = "Worn.", idempotencyKey = newKey()) {
  return change(s, "withdrawalContest", { withdrawalId, note, idempotencyKey }, staff);
}

async function stateOf(s: Shop): Promise<unknown> {
  return (await listWithdrawals(s)).nodes[0]?.state;
}

test("the money is given on receipt of the goods; then the withdrawal is settled", async () => {
  const s = await shop();
  const { bought, returnId } = await withdrawn(s);
  expect(await refundUnits(s, bought, 3, { returnId })).toMatchObject({ __typename: "ReturnTransitionError" });
  await receive(s, bought, returnId, { quantity: 3 });
  expect(await stateOf(s)).toBe("RECEIVED");
  expect(await refundUnits(s, bought, 3, { returnId, shippingMinor: 490 })).toMatchObject({
    refund: { state: "SUCCEEDED", amount: { minor: 3_490 } },
    order: { settlement: "REFUNDED", returns: [{ state: "REFUNDED" }] },
  });
  expect(await stateOf(s)).toBe("SETTLED");
});

test("the money is given against a proof of dispatch, and the goods are counted when they arrive", async () => {
  const s = await shop();
  const { bought, withdrawalId, returnId } = await withdrawn(s, 2);
  const recorded = await recordProof(s, withdrawalId, "proof");
  expect(recorded).toMatchObject({ withdrawal: { proofRecordedAt: expect.any(String) } });
  expect(await recordProof(s, withdrawalId, "proof")).toEqual({ ...recorded, replayed: true });
  expect(await refundUnits(s, bought, 3, { returnId })).toMatchObject({ units: 2, cause: "NOT_RECEIVED" });
  expect(await refundUnits(s, bought, 2, { returnId, shippingMinor: 490 })).toMatchObject({
    refund: { state: "SUCCEEDED", amount: { minor: 2_490 } },
    order: { returns: [{ state: "APPROVED" }] },
  });
  expect(await stateOf(s)).toBe("SETTLED");
  expect(await refundUnits(s, bought, 1, { returnId })).toMatchObject({ __typename: "ReturnTransitionError" });
  expect(await receive(s, bought, returnId, { quantity: 2 })).toMatchObject({ orderReturn: { state: "REFUNDED" } });
});

test("a proof does not change a requested return", async () => {
  const s = await shop();
  const { bought, withdrawalId } = await withdrawn(s, 2, 1);
  await recordProof(s, withdrawalId);
  const { orderReturn } = await requestReturn(s, bought, 1);
  const returnId = present(orderReturn).id;
  await resolve(s, returnId, "APPROVE");
  expect(await refundUnits(s, bought, 1, { returnId })).toMatchObject({ __typename: "ReturnTransitionError" });
});

test("of another return the refund takes other units, and does not settle the withdrawal", async () => {
  const s = await shop();
  const { bought, returnId } = await withdrawn(s, 2, 1);
  const { orderReturn } = await requestReturn(s, bought, 1);
  const other = present(orderReturn).id;
  await resolve(s, other, "APPROVE");
  await receive(s, bought, other, { quantity: 1 });
  await refundUnits(s, bought, 1, { returnId: other });
  expect(await stateOf(s)).toBe("RECEIVED");
  await receive(s, bought, returnId, { quantity: 1 });
  expect(await refundUnits(s, bought, 1, { returnId })).toMatchObject({ refund: { state: "SUCCEEDED" } });
  expect(await stateOf(s)).toBe("SETTLED");
});

test("a refund of lines takes withdrawn units first", async () => {
  const s = await shop();
  const { bought } = await withdrawn(s, 3, 1);
  await refundUnits(s, bought, 1);
  expect(await stateOf(s)).toBe("SETTLED");
});

test("a refund that the bank reverses opens the withdrawal again", async () => {
  const s = await shop();
  const { bought, returnId } = await withdrawn(s);
  await receive(s, bought, returnId, { quantity: 3 });
  const { refund: made } = await refundUnits(s, bought, 3, { returnId });
  s.payments.refunds.settle(present(made).id, "FAILED");
  await s.applyEvents();
  expect(await stateOf(s)).toBe("RECEIVED");
});

test("units without a price need no refund", async () => {
  const s = await shop();
  const bought = await buy(s, [{ prices: { EUR: 0 } }, {}], { viewer: ada });
  await deliver(s, bought, 1);
  expect(await withdraw(s, bought, partsOf(bought, 1))).toMatchObject({
    withdrawal: { state: "SETTLED", parts: [{ returned: 1 }] },
  });
});

/** A confirmed order that was sent by another method than the cheapest. */
async function buyByExpress(s: Shop, quantity: number): Promise<Bought> {
  const sender = { viewer: ada };
  const { checkoutId, cartId, variantId, productId } = await begin(s, {}, sender, quantity);
  await fillIn(s, checkoutId, sender, { shippingOptionId: "home-express" });
  const payment = await pay(s, checkoutId, { sender });
  return orderOf(s, { variants: [{ variantId, productId, quantity }], cartId, checkoutId, payment, sender });
}

async function shippingDue(s: Shop, { orderId }: Bought): Promise<unknown> {
  const text = "query ($id: ID!) { order(id: $id) { withdrawals { shippingDue { minor } } } }";
  const { data } = await s.query(text, { id: orderId }, { viewer: ada });
  return data?.order;
}

test("shipping is due with the last unit of the order, at the price of the cheapest method, less what was refunded", async () => {
  const s = await shop();
  const bought = await buyByExpress(s, 2);
  const [shipping] = await s.rows("SELECT shipping_minor AS charged, cheapest_shipping_minor AS cheapest FROM orders");
  expect(shipping).toEqual({ charged: 1_290, cheapest: 490 });
  await deliver(s, bought, 2);
  await withdraw(s, bought, partsOf(bought, 1));
  expect(await shippingDue(s, bought)).toEqual({ withdrawals: [{ shippingDue: { minor: 0 } }] });
  await withdraw(s, bought, partsOf(bought, 1));
  // Of two withdrawals the last one brings it.
  const due = (minor: number) => ({ withdrawals: [{ shippingDue: { minor: 0 } }, { shippingDue: { minor } }] });
  expect(await shippingDue(s, bought)).toEqual(due(490));
  await refund(s, bought, { shippingMinor: 90 });
  expect(await shippingDue(s, bought)).toEqual(due(400));
  await refund(s, bought, { shippingMinor: 1_200 });
  expect(await shippingDue(s, bought)).toEqual(due(0));
});

test("a withdrawal is on the list until its units and the shipping that is due with it are paid back", async () => {
  const s = await shop();
  const { bought, returnId } = await withdrawn(s, 1);
  await receive(s, bought, returnId, { quantity: 1 });
  expect(await refundUnits(s, bought, 1, { returnId })).toMatchObject({ order: { returns: [{ state: "REFUNDED" }] } });
  expect((await listWithdrawals(s, { state: "RECEIVED" })).totalCount).toBe(1);
  expect(await shippingDue(s, bought)).toEqual({ withdrawals: [{ shippingDue: { minor: 490 } }] });
  const { refund: made } = await refund(s, bought, { shippingMinor: 490 });
  expect(await stateOf(s)).toBe("SETTLED");
  s.payments.refunds.settle(present(made).id, "FAILED");
  await s.applyEvents();
  expect(await stateOf(s)).toBe("RECEIVED");
});

test("an upgrade lists a withdrawal again that was settled while its shipping was forgotten", async () => {
  const s = await shop();
  const { bought, returnId } = await withdrawn(s, 1);
  await receive(s, bought, returnId, { quantity: 1 });
  await refundUnits(s, bought, 1, { returnId });
  // As a version before this rule left it.
  await s.corruptStore("UPDATE withdrawals SET state = 'SETTLED', settled_at = 1");
  await s.corruptStore(upgradeStatement(s, "corrected_invoices", "REASSESS"));
  await s.restart();
  await runRetries(s);
  expect(await stateOf(s)).toBe("RECEIVED");
  expect(await shippingDue(s, bought)).toEqual({ withdrawals: [{ shippingDue: { minor: 490 } }] });
  await refund(s, bought, { shippingMinor: 490 });
  expect(await stateOf(s)).toBe("SETTLED");
});

test("shipping whose refund is pending is not paid back yet", async () => {
  const s = await shop();
  const { bought, returnId } = await withdrawn(s, 1);
  await receive(s, bought, returnId, { quantity: 1 });
  await refundUnits(s, bought, 1, { returnId });
  s.payments.refunds.responses.push({ outcome: "pending" });
  const { refund: made } = await refund(s, bought, { shippingMinor: 490 });
  expect(await stateOf(s)).toBe("RECEIVED");
  s.payments.refunds.settle(present(made).id, "SUCCEEDED");
  await s.applyEvents();
  expect(await stateOf(s)).toBe("SETTLED");
});

test("of two withdrawals the first is settled by its units, and the last with the shipping", async () => {
  const s = await shop();
  const { bought, returnId } = await withdrawn(s, 2, 1);
  await s.runtime.advance(minute);
  const { withdrawal } = await withdraw(s, bought, partsOf(bought, 1));
  const [row] = await s.rows(`SELECT id FROM returns WHERE withdrawal_id = '${withdrawal?.id}'`);
  const last = String(Object(row).id);
  const states = async () => (await listWithdrawals(s)).nodes.map(({ state }) => state);
  for (const id of [returnId, last]) {
    await receive(s, bought, id, { quantity: 1 });
    await refundUnits(s, bought, 1, { returnId: id });
  }
  expect(await states()).toEqual(["RECEIVED", "SETTLED"]);
  await refund(s, bought, { shippingMinor: 490 });
  expect(await states()).toEqual(["SETTLED", "SETTLED"]);
});

test("a contested withdrawal is set aside, keeps its effects, and is settled by a refund", async () => {
  const s = await shop();
  const { bought, withdrawalId, returnId } = await withdrawn(s);
  expect(await contest(s, withdrawalId, " ")).toMatchObject({ __typename: "ValidationError" });
  expect(await contest(s, withdrawalId)).toMatchObject({ withdrawal: { state: "CONTESTED" } });
  expect(await contest(s, withdrawalId, "Again.")).toMatchObject({ withdrawal: { state: "CONTESTED" } });
  expect((await listWithdrawals(s, { state: "CONTESTED" })).nodes).toMatchObject([{ contestNote: "Worn." }]);
  expect((await readOrder(s, bought)).returns).toMatchObject([{ id: returnId, state: "APPROVED" }]);
  await receive(s, bought, returnId, { quantity: 3 });
  await refundUnits(s, bought, 3, { returnId, shippingMinor: 490 });
  expect(await stateOf(s)).toBe("SETTLED");
  expect(await contest(s, withdrawalId)).toMatchObject({
    __typename: "WithdrawalTransitionError",
    withdrawalState: "SETTLED",
  });
  expect(await contest(s, "wdr_none")).toMatchObject({ __typename: "NotFoundError" });
  expect(await recordProof(s, "wdr_none")).toMatchObject({ __typename: "NotFoundError" });
  const actions = await s.rows("SELECT payload FROM outbox WHERE type = 'audit.recorded'");
  expect(actions.map((row) => JSON.parse(Object(row).payload).action)).toContain("withdrawal.contested");
});

test("overdue withdrawals are listed by the time their refund is due", async () => {
  const s = await shop();
  await withdrawn(s);
  const dueBy = s.runtime.now() + 14 * day;
  const dueBefore = (at: number) => listWithdrawals(s, { state: "RECEIVED", dueBefore: new Date(at).toISOString() });
  expect(await dueBefore(dueBy)).toMatchObject({ totalCount: 0 });
  expect(await dueBefore(dueBy + 1)).toMatchObject({ totalCount: 1 });
});
