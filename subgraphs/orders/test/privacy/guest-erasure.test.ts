/** Erasure of a guest: all orders and checkouts of an e-mail address are anonymised, and no others. */
import { contentsOf, startMailServer } from "@hansa/kit/testing";
import { expect, onTestFinished, test } from "vitest";
import { apply, tenPercent } from "../support/back-office/promotions.ts";
import { correctContact } from "../support/contact.ts";
import { change, orderNumber, present } from "../support/mutations.ts";
import { buyAsAda, findSecrets, personal, secrets } from "../support/personal-data.ts";
import { begin, cartWith, complete, fillIn, pay, start } from "../support/purchase.ts";
import { ada, minute, type Shop, shop, support } from "../support/shop.ts";
import { declare } from "../support/withdrawals.ts";

const { email } = personal;

async function runErasure(s: Shop, rounds = 3, address = email): Promise<void> {
  await s.eraseGuest("dep_1", address);
  for (let round = 0; round < rounds; round += 1) {
    await s.work();
    await s.runtime.advance(minute);
  }
}

const waiting = (s: Shop) => s.rows("SELECT id, email FROM guest_erasures");

async function seeOrder(s: Shop, id: string, sender: Parameters<Shop["query"]>[2]) {
  const text = `query ($id: ID!) { order(id: $id) { email shippingAddress { name country } hold { reason } totals { total { minor } } } }`;
  return (await s.query(text, { id }, sender)).data?.order;
}

test("a guest's orders and checkouts stay for accounting, and no file of the store contains the guest's data", async () => {
  const s = await shop();
  const code = await tenPercent(s, "ONCE", { usesPerCustomer: 1 });
  const { orderId, checkoutId, guestToken } = await buyAsAda(s, {});
  const open = await begin(s);
  await apply(s, open.cartId, "ONCE");
  const again = await change(s, "checkoutStart", { cartId: open.cartId, idempotencyKey: "again" });
  const declinedId = present(again.checkout).id;
  await fillIn(s, declinedId, {}, personal);
  await pay(s, declinedId, { state: "failed" });
  await s.applyEvents();
  expect(await s.rows(`SELECT state, email FROM promotion_uses WHERE promotion_id = '${code}'`)).toEqual([
    { state: "released", email },
  ]);
  const held = await contentsOf(s.place);
  for (const secret of secrets) expect(held.includes(secret)).toBe(true);
  await runErasure(s);
  expect(await waiting(s)).toEqual([]);
  expect(await findSecrets(s)).toEqual([]);
  expect(await seeOrder(s, orderId, { viewer: support })).toEqual({
    email: null,
    shippingAddress: { name: null, country: "DE" },
    hold: { reason: "CUSTOMER_ERASED" },
    totals: { total: { minor: 1_490 } },
  });
  expect(await seeOrder(s, orderId, { guest: [present(guestToken ?? undefined)] })).toBeNull();
  expect(s.payments.erasedCheckouts).toContain(checkoutId);
  expect(await s.rows(`SELECT state, email FROM promotion_uses WHERE promotion_id = '${code}'`)).toEqual([
    { state: "released", email: null },
  ]);
});

test("customers with an account and guests with another address are not changed", async () => {
  const s = await shop();
  const hers = await buyAsAda(s);
  const { checkoutId } = await begin(s);
  await fillIn(s, checkoutId);
  await pay(s, checkoutId);
  const other = present((await complete(s, checkoutId)).order).id;
  await runErasure(s);
  expect(await seeOrder(s, hers.orderId, { viewer: ada })).toMatchObject({ email, hold: null });
  expect(await seeOrder(s, other, { viewer: support })).toMatchObject({ email: "ada@example.com", hold: null });
  expect(s.payments.erasedCheckouts).toEqual([]);
});

test("while payments does not respond, only the request is recorded, and the erasure continues by itself", async () => {
  const s = await shop();
  const { orderId } = await buyAsAda(s, {});
  s.transport.dropRequests("payments.erasePayers");
  await runErasure(s);
  expect(await waiting(s)).toEqual([{ id: "dep_1", email }]);
  expect(await seeOrder(s, orderId, { viewer: support })).toMatchObject({ email });
  s.transport.clearFaults();
  await runErasure(s);
  expect(await waiting(s)).toEqual([]);
  expect(await findSecrets(s)).toEqual([]);
});

test("a payment in progress is voided first, and an order that is being placed is placed", async () => {
  const s = await shop();
  const checkout = await begin(s);
  await fillIn(s, checkout.checkoutId, {}, personal);
  const payment = await pay(s, checkout.checkoutId, { state: "inProgress" });
  const made = await begin(s);
  await fillIn(s, made.checkoutId, {}, personal);
  await pay(s, made.checkoutId);
  s.transport.dropRequests("payments.capture");
  await complete(s, made.checkoutId);
  await runErasure(s, 1);
  expect(await waiting(s)).toHaveLength(1);
  s.transport.clearFaults();
  await runErasure(s, 4);
  expect(payment.state).toBe("voided");
  expect(await s.rows("SELECT state, email FROM orders")).toEqual([{ state: "CONFIRMED", email: null }]);
  expect(await waiting(s)).toEqual([]);
  expect(await findSecrets(s)).toEqual([]);
});

test("a guest's export contains the orders of the address, and nothing of any account", async () => {
  const s = await shop();
  await buyAsAda(s);
  await buyAsAda(s, {});
  const { sections } = await s.guestData(email);
  expect(sections).toMatchObject({
    orders: [{ number: orderNumber(100_002), email, shippingAddress: personal.shippingAddress }],
    orderLines: [{ order: orderNumber(100_002) }],
    checkouts: [{ email }],
    carts: [],
  });
});

test("an order whose address was corrected is erased by the corrected one, with its checkouts and withdrawals", async () => {
  const s = await shop();
  await tenPercent(s, "ONCE", { usesPerCustomer: 1 });
  const { variantId } = await s.products.sell({});
  const { id: cartId } = await cartWith(s, [{ variantId, quantity: 1 }]);
  await apply(s, cartId, "ONCE");
  const startAgain = async () => {
    const checkoutId = present((await start(s, cartId)).checkout).id;
    await fillIn(s, checkoutId, {}, personal);
    return checkoutId;
  };
  await pay(s, await startAgain(), { state: "failed" });
  await s.applyEvents();
  await s.runtime.advance(61 * minute);
  await s.work();
  const checkoutId = await startAgain();
  await pay(s, checkoutId);
  const { id: orderId, number } = present((await complete(s, checkoutId)).order);
  await declare(s, { orderNumber: number, email, lastName: personal.shippingAddress.lastName });
  const right = "right@private.example";
  await correctContact(s, { orderId }, { email: right });
  await s.work();
  for (const table of ["orders", "checkouts", "promotion_uses", "withdrawals"])
    expect(await s.rows(`SELECT DISTINCT email FROM ${table}`), table).toEqual([{ email: right }]);
  expect(await s.rows("SELECT state FROM checkouts ORDER BY state")).toEqual([
    { state: "COMPLETED" },
    { state: "EXPIRED" },
  ]);
  await runErasure(s, 3, right);
  expect(await waiting(s)).toEqual([]);
  expect(await findSecrets(s)).toEqual([]);
  expect((await contentsOf(s.place, { without: "retained_buyers" })).includes(right)).toBe(false);
  expect(await seeOrder(s, orderId, { viewer: support })).toMatchObject({ email: null });
});

test("the erasure of a former address ends the mail that waits for it, and leaves the order", async () => {
  const server = await startMailServer((command) => (command.startsWith("MAIL FROM") ? "550 not from you" : undefined));
  onTestFinished(server.close);
  const s = await shop({ environment: { HANSA_SMTP_URL: server.url, HANSA_MAIL_PER_SECOND: "1000" } });
  const { orderId } = await buyAsAda(s, {});
  await correctContact(s, { orderId }, { email: "right@example.com" });
  const formerEmails = "SELECT former_email FROM order_mails WHERE former_email IS NOT NULL";
  expect(await s.rows(formerEmails)).toEqual([{ former_email: email }]);
  await runErasure(s);
  expect([await waiting(s), await s.rows(formerEmails)]).toEqual([[], []]);
  expect(await findSecrets(s)).not.toContain(email);
  expect(await seeOrder(s, orderId, { viewer: support })).toMatchObject({ email: "right@example.com" });
});
