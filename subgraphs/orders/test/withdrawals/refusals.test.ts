/** Refusals of withdrawals to the buyer: excluded goods, units that are gone, other people, and invalid input. */
import { expect, test } from "vitest";
import { change, present } from "../support/mutations.ts";
import { buy, cancel, deliver, readBalance, requestReturn, resolve, staff } from "../support/order-changes.ts";
import { newKey } from "../support/purchase.ts";
import { ada, bob, shop } from "../support/shop.ts";
import { declare, listWithdrawals, partsOf, withdraw } from "../support/withdrawals.ts";

test("excluded goods are not withdrawn: by name they are refused, in the whole order they are left out", async () => {
  const s = await shop();
  const bought = await buy(s, [{ isWithdrawable: false }, {}], { viewer: ada });
  const [made, other] = bought.lines;
  expect(await withdraw(s, bought, partsOf(bought, 1))).toMatchObject({
    __typename: "WithdrawalClosedError",
    code: "WITHDRAWAL_CLOSED",
    path: ["input", "parts"],
    line: { id: made?.lineId },
    closedBecause: "EXCLUDED",
    closedAt: null,
  });
  expect(await withdraw(s, bought)).toMatchObject({
    withdrawal: { parts: [{ line: { id: other?.lineId }, quantity: 1 }], shippingDue: { minor: 0 } },
  });
  expect(await withdraw(s, bought)).toMatchObject({ closedBecause: "NOTHING_LEFT", line: { id: other?.lineId } });
});

test("an order keeps whether its goods could be withdrawn when it was placed", async () => {
  const s = await shop();
  const bought = await buy(s, [{ isWithdrawable: false }], { viewer: ada });
  const text = "query ($id: ID!) { order(id: $id) { lines { isWithdrawable } } }";
  const { data } = await s.query(text, { id: bought.orderId }, { viewer: ada });
  expect(data?.order).toEqual({ lines: [{ isWithdrawable: false }] });
  expect(await withdraw(s, bought)).toMatchObject({ closedBecause: "EXCLUDED" });
});

test("units that are cancelled, returned, refunded or withdrawn already are not withdrawn again", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 4 }], { viewer: ada });
  await deliver(s, bought, 4);
  await requestReturn(s, bought, 1);
  await change(
    s,
    "orderRefund",
    { orderId: bought.orderId, lines: [partsOf(bought, 1).parts[0]], reason: "Sorry.", idempotencyKey: newKey() },
    staff,
  );
  expect(await withdraw(s, bought, partsOf(bought, 4))).toMatchObject({ closedBecause: "NOTHING_LEFT" });
  expect(await withdraw(s, bought, partsOf(bought, 1))).toMatchObject({ __typename: "WithdrawalReceived" });
  expect(await withdraw(s, bought)).toMatchObject({ withdrawal: { parts: [{ quantity: 2, returned: 2 }] } });
  expect(await withdraw(s, bought)).toMatchObject({ closedBecause: "NOTHING_LEFT" });
  expect(await listWithdrawals(s)).toMatchObject({ totalCount: 2 });
});

test("a rejected return does not stand in the way of a withdrawal of its units", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 2 }], { viewer: ada });
  await deliver(s, bought, 2);
  const { orderReturn } = await requestReturn(s, bought, 2);
  await resolve(s, present(orderReturn).id, "REJECT");
  expect(await withdraw(s, bought)).toMatchObject({ withdrawal: { parts: [{ quantity: 2, returned: 2 }] } });
});

test("a cancelled order leaves nothing to withdraw", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 2 }], { viewer: ada });
  await cancel(s, bought.orderId, { viewer: ada });
  expect(await withdraw(s, bought)).toMatchObject({ closedBecause: "NOTHING_LEFT" });
});

test("a guest sees the result with the token, a customer with the account, another customer does not", async () => {
  const s = await shop();
  const guests = await buy(s);
  expect(await withdraw(s, guests, partsOf(guests, 1))).toMatchObject({ own: { id: guests.orderId } });
  const { checkoutId } = guests;
  const asHolder = await declare(s, { orderNumber: guests.number, ...partsOf(guests, 1) }, { guest: [checkoutId] });
  expect(asHolder).toMatchObject({ own: { id: guests.orderId } });
  const adas = await buy(s, undefined, { viewer: ada });
  const byBob = await declare(s, { orderNumber: adas.number, ...partsOf(adas, 1) }, { viewer: bob });
  expect(byBob).toMatchObject({ __typename: "WithdrawalReceived", own: null, withdrawal: null });
  expect(await withdraw(s, adas, partsOf(adas, 1))).toMatchObject({ own: { id: adas.orderId } });
  expect(await withdraw(s, adas, { email: "other@example.com" })).toMatchObject({
    __typename: "ValidationError",
    problems: [{ path: ["input", "email"], code: "MISMATCH" }],
  });
});

test.each([
  [{ orderNumber: " " }, "orderNumber"],
  [{ orderNumber: "9".repeat(41) }, "orderNumber"],
  [{ email: "ada" }, "email"],
  [{ lastName: "" }, "lastName"],
  [{ lastName: "x".repeat(101) }, "lastName"],
  [{ parts: [] }, "parts"],
])("a declaration with %j is refused by name", async (more, field) => {
  const s = await shop();
  expect(await declare(s, { orderNumber: "1", ...more })).toMatchObject({
    __typename: "ValidationError",
    problems: [{ path: ["input", field] }],
  });
});

test("an unknown line is refused to the buyer", async () => {
  const s = await shop();
  const bought = await buy(s, undefined, { viewer: ada });
  expect(await withdraw(s, bought, { parts: [{ lineId: "line_none", quantity: 1 }] })).toMatchObject({
    problems: [{ path: ["input", "parts"], code: "UNKNOWN_LINE" }],
  });
});

test("the same key withdraws once; with other values it is refused", async () => {
  const s = await shop();
  const bought = await buy(s, [{ quantity: 3 }], { viewer: ada });
  const again = { ...partsOf(bought, 1), idempotencyKey: newKey() };
  const first = await withdraw(s, bought, again);
  expect(await withdraw(s, bought, again)).toEqual({ ...first, replayed: true });
  expect(await withdraw(s, bought, { ...again, ...partsOf(bought, 2) })).toMatchObject({
    __typename: "IdempotencyKeyReusedError",
  });
  expect((await readBalance(s, bought.orderId)).counters).toMatchObject({ cancelled: 1 });
});
