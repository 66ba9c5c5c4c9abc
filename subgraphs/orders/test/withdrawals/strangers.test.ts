/** Strangers: a guess of an order number and an e-mail address gets the same response, after the same time. */
import { expect, test } from "vitest";
import { type Bought, buy, deliver, readOrder, staff } from "../support/order-changes.ts";
import { newKey } from "../support/purchase.ts";
import { ada, minute, type Sender, type Shop, shop, support } from "../support/shop.ts";
import { buyerEmail, declare, listWithdrawals, withdraw } from "../support/withdrawals.ts";

const day = 24 * 60 * minute;

test("unknown orders, other addresses, excluded goods and late declarations get the response of a real one", async () => {
  const s = await shop();
  const orderNumber = (await buy(s, [{ quantity: 2 }], { viewer: ada })).number;
  const excluded = (await buy(s, [{ isWithdrawable: false }], { viewer: ada })).number;
  const late = await buy(s, [{}], { viewer: ada });
  await deliver(s, late, 1);
  await s.runtime.advance(40 * day);
  const responses = [
    await declare(s, { orderNumber }),
    await declare(s, { orderNumber: "999999" }),
    await declare(s, { orderNumber, email: "other@example.com" }),
    await declare(s, { orderNumber: excluded }),
    await declare(s, { orderNumber: late.number }),
    await declare(s, { orderNumber }),
    await declare(s, { orderNumber, parts: [{ lineId: "line_none", quantity: 1 }] }),
  ];
  for (const { reference, receivedAt, ...response } of responses) {
    expect(response).toEqual({ __typename: "WithdrawalReceived", own: null, withdrawal: null, replayed: false });
    expect(reference).toMatch(/^[0-9A-Z]{10}$/);
    expect(receivedAt).toMatch(/^2026-02-24T/);
  }
  // The reference depends on the entered values alone, so a repetition has the same one, whether it fits an order or not.
  expect(responses[5]?.reference).toBe(responses[0]?.reference);
  expect(new Set(responses.map(({ reference }) => reference)).size).toBe(5);
  const held = { state: "CONFIRMED", hold: { reason: "WITHDRAWN" } };
  expect(await readOrder(s, { orderId: await orderIdOf(s, orderNumber) })).toMatchObject(held);
  expect(await listWithdrawals(s, { matched: true })).toMatchObject({ totalCount: 1 });
});

test("only the number together with the e-mail address and a last name of the order has an effect", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 2 }], { viewer: ada });
  const orderNumber = bought.number;
  await declare(s, { orderNumber, email: "other@example.com" });
  await declare(s, { orderNumber: `${orderNumber}0` });
  await declare(s, { orderNumber, lastName: "Olsen" });
  expect(await readOrder(s, bought)).toMatchObject({ state: "CONFIRMED", hold: null });
  expect(await listWithdrawals(s, { matched: true })).toMatchObject({ totalCount: 0 });
  expect(await listWithdrawals(s, { state: "UNMATCHED" })).toMatchObject({ totalCount: 3 });
  await declare(s, { orderNumber, email: " ADA@example.com ", lastName: " ADÁ " });
  expect(await readOrder(s, bought)).toMatchObject({ state: "CONFIRMED", hold: { reason: "WITHDRAWN" } });
});

async function orderIdOf(s: Shop, number: string): Promise<string> {
  const [row] = await s.rows(`SELECT id FROM orders WHERE number = '${number}'`);
  return String(Object(row).id);
}

test("a stranger's response is to be held, whether it fits an order or not; the buyer's is not, and none sleeps", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 2 }], { viewer: ada });
  const text = "mutation ($input: WithdrawalDeclareInput!) { withdrawalDeclare(input: $input) { __typename } }";
  const sleeps: number[] = [];
  const { sleep } = s.runtime;
  s.runtime.sleep = (ms, signal) => {
    sleeps.push(ms);
    return sleep(ms, signal);
  };
  const heldOf = async (input: Record<string, unknown>, sender: Sender = {}) => {
    const entered = { email: buyerEmail, lastName: "Ada", idempotencyKey: newKey(), ...input };
    const { data, extensions } = await s.query(text, { input: entered }, sender);
    expect(data).toEqual({ withdrawalDeclare: { __typename: "WithdrawalReceived" } });
    return extensions?.held;
  };
  const orderNumber = bought.number;
  expect(await heldOf({ orderNumber: "999999" })).toBe(true);
  expect(await heldOf({ orderNumber, email: "other@example.com" })).toBe(true);
  expect(await heldOf({ orderNumber })).toBe(true);
  expect(sleeps).toEqual([]);
  expect(await heldOf({ orderNumber: (await buy(s, [{}], { viewer: ada })).number }, { viewer: ada })).toBe(undefined);
});

test("a declaration that fits no order is listed once for staff, and deleted after 90 days", async () => {
  const s = await shop();
  await declare(s, { orderNumber: " 999999 ", email: " Ada@Example.com", lastName: " Olsen " });
  const { reference } = await declare(s, { orderNumber: "999999" });
  expect(await listWithdrawals(s, { matched: false })).toMatchObject({
    totalCount: 1,
    nodes: [
      {
        state: "UNMATCHED",
        order: null,
        parts: [],
        refundDueBy: null,
        enteredOrderNumber: "999999",
        enteredEmail: "ada@example.com",
        enteredLastName: "Olsen",
      },
    ],
  });
  expect(await listWithdrawals(s, { reference: String(reference).toLowerCase() })).toMatchObject({ totalCount: 1 });
  await s.runtime.advance(90 * day - minute);
  await s.work();
  expect(await listWithdrawals(s)).toMatchObject({ totalCount: 1 });
  await s.runtime.advance(2 * minute);
  await s.work();
  expect(await listWithdrawals(s)).toMatchObject({ totalCount: 0 });
});

test("a repetition with another's key and values shows the order to its buyer only", async () => {
  const s = await shop();
  const bought = await buy(s);
  const input = { orderNumber: bought.number, idempotencyKey: "shared" };
  expect(await declare(s, input)).toMatchObject({ own: null, replayed: false });
  expect(await declare(s, input)).toMatchObject({ own: null, replayed: true });
  expect(await withdraw(s, bought, input)).toMatchObject({ own: { id: bought.orderId }, replayed: true });
});

test("withdrawals are listed for staff with orders:read only, and their entered values are theirs", async () => {
  const s = await shop();
  const bought: Bought = await buy(s, [{ quantity: 2 }], { viewer: ada });
  await withdraw(s, bought);
  const list = "{ withdrawals { nodes { id } } }";
  expect((await s.query(list, {}, { viewer: ada })).errors).toBeDefined();
  expect((await s.query(list, {}, { viewer: support })).errors).toBeUndefined();
  const own = "query ($id: ID!) { order(id: $id) { withdrawals { state enteredEmail } } }";
  const { data } = await s.query(own, { id: bought.orderId }, staff);
  expect(data?.order).toMatchObject({ withdrawals: [{ state: "SETTLED", enteredEmail: buyerEmail }] });
});
