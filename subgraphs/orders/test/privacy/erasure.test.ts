/** Erasure of a customer: orders stay for accounting, and no row or file contains personal data. */

import { events } from "@hansa/contracts/events";
import { contentsOf } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { createReceiptUrl } from "../../src/service/invoicing/receipt-link.ts";
import { checkoutWithCode, tenPercent } from "../support/back-office/promotions.ts";
import { change } from "../support/mutations.ts";
import { buyAsAda, erase, findSecrets, personal, secrets } from "../support/personal-data.ts";
import { bought, cartWith, complete, fillIn, paid, pay, ready } from "../support/purchase.ts";
import { ada, bob, minute, type Shop, shop, stockLevelOf, support } from "../support/shop.ts";

const openErasures = (s: Shop) => s.rows("SELECT user_id FROM erasures WHERE done_at IS NULL");

async function seeOrder(s: Shop, id: string, sender: Parameters<Shop["query"]>[2]) {
  const text = `query ($id: ID!) { order(id: $id) {
    number email customer { id } shippingAddress { name line1 line2 city region postalCode country phone } billingAddress { name country region }
    totals { total { minor } } lines { title } hold { reason } timeline { kind } notes { text } receiptUrl
  } }`;
  return (await s.query(text, { id }, sender)).data?.order;
}

test("the orders stay, with their sums and tax regions, and without the person", async () => {
  const s = await shop();
  const { orderId } = await buyAsAda(s);
  await change(s, "orderNoteAdd", { orderId, text: "Ada Unmistakable called." }, { viewer: support });
  await erase(s);
  const erasedAddress = {
    name: null,
    line1: null,
    line2: null,
    city: null,
    region: "DE-HB",
    postalCode: null,
    country: "DE",
    phone: null,
  };
  expect(await seeOrder(s, orderId, { viewer: support })).toMatchObject({
    email: null,
    customer: null,
    shippingAddress: erasedAddress,
    billingAddress: { name: null, country: "DE", region: "DE-HB" },
    totals: { total: { minor: 1_490 } },
    lines: [{ title: "Thing 1" }],
    notes: [{ text: "Removed when the customer was erased." }],
  });
  expect(await openErasures(s)).toEqual([]);
});

/** Orders of other people, as many as asked for, like one that was bought. Their ids are counted: random ones may contain a secret by chance. */
async function othersLike(s: Shop, orderId: string, count: number): Promise<void> {
  const copied = `cart_id, state, currency, subtotal_minor, discount_minor, shipping_discount_minor, discounts, shipping_minor, tax_minor,
    total_minor, tax_included, tax_parts, shipping_address, billing_address, placed_at`;
  await s.corruptStore(`
    WITH RECURSIVE numbers(n, copy) AS (
      SELECT 1, 'h' || (SELECT count(*) FROM orders) || '-1' UNION ALL
      SELECT n + 1, substr('abcdefghijklmnopqrstuvwxyz', 1 + n * 7 % 26, 1) || (SELECT count(*) FROM orders) || '-' || (n + 1) FROM numbers WHERE n < ${count}
    )
    INSERT INTO orders (id, number, checkout_id, customer_id, email, ${copied})
      SELECT 'ord_' || copy, 'C-' || copy, 'chk_' || copy, 'user_' || n, 'other' || n || '@example.com',
        ${copied} FROM orders, numbers WHERE id = '${orderId}';
  `);
}

test("among hundreds of other orders, no file of the store contains the person's data, and every other order is unchanged", async () => {
  const s = await shop();
  const others = await bought(s, { viewer: bob });
  const orderIds: string[] = [];
  for (let round = 0; round < 6; round += 1) {
    orderIds.push((await buyAsAda(s)).orderId);
    await othersLike(s, others.orderId, 60);
  }
  await ready(s, {}, { viewer: ada });
  const held = await contentsOf(s.place);
  for (const secret of secrets) expect(held.includes(secret)).toBe(true);
  const ordersOfOthers = "SELECT * FROM orders WHERE email LIKE 'other%' ORDER BY id";
  const before = await s.rows(ordersOfOthers);
  await erase(s);
  expect(await openErasures(s)).toEqual([]);
  expect(await findSecrets(s)).toEqual([]);
  expect(before).toHaveLength(360);
  expect(await s.rows(ordersOfOthers)).toEqual(before);
  for (const id of orderIds) expect(await seeOrder(s, id, { viewer: support })).toMatchObject({ email: null });
});

test("the receipt still opens and still sums, without the person; the order is visible to the shop only", async () => {
  const s = await shop();
  const { orderId, checkoutId } = await buyAsAda(s);
  const link = createReceiptUrl(s.running.service.deps, { id: orderId, linkVersion: 0 });
  await erase(s);
  const { statusCode, body } = await s.running.service.internal.inject({ method: "GET", url: new URL(link).pathname });
  expect(statusCode).toBe(200);
  for (const secret of secrets) expect(body).not.toContain(secret);
  expect(body).toContain("14.90");
  expect(body).toContain("The customer of this order was erased.");
  for (const sender of [{ viewer: ada }, { viewer: bob }, {}, { guest: [checkoutId] }])
    expect(await seeOrder(s, orderId, sender)).toBeNull();
});

test("unsent orders wait for staff after the erasure; sent orders are not changed", async () => {
  const s = await shop();
  const [waiting, erased] = [await buyAsAda(s), await buyAsAda(s)];
  await s.corruptStore(`UPDATE orders SET state = 'SHIPPED' WHERE id = '${erased.orderId}'`);
  await erase(s);
  expect(await seeOrder(s, waiting.orderId, { viewer: support })).toMatchObject({
    hold: { reason: "CUSTOMER_ERASED" },
    timeline: [{ kind: "PLACED" }, { kind: "PAYMENT_CAPTURED" }, { kind: "CONFIRMED" }, { kind: "HELD" }],
  });
  expect(await seeOrder(s, erased.orderId, { viewer: support })).toMatchObject({ hold: null });
});

test("the cart is emptied and closed, and its reservation is released", async () => {
  const s = await shop();
  const { cartId, checkoutId, variantId } = await ready(s, {}, { viewer: ada });
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, reserved: 1 });
  await erase(s);
  expect(await s.rows(`SELECT state FROM carts WHERE id = '${cartId}'`)).toEqual([{ state: "CLOSED" }]);
  expect(await s.rows("SELECT id FROM cart_lines UNION ALL SELECT cart_id FROM active_carts")).toEqual([]);
  expect(await s.rows(`SELECT state, email, shipping_address FROM checkouts WHERE id = '${checkoutId}'`)).toEqual([
    { state: "EXPIRED", email: null, shipping_address: null },
  ]);
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, reserved: 0 });
});

test("a payment in progress is voided before its checkout ends", async () => {
  const s = await shop();
  const { checkoutId, variantId } = await ready(s, {}, { viewer: ada });
  const payment = await pay(s, checkoutId, { sender: { viewer: ada }, state: "inProgress" });
  s.transport.dropRequests("payments.void");
  await erase(s);
  expect(await s.rows(`SELECT state, reopening FROM checkouts WHERE id = '${checkoutId}'`)).toEqual([
    { state: "AWAITING_PAYMENT", reopening: 1 },
  ]);
  expect(await openErasures(s)).toHaveLength(1);
  s.transport.clearFaults();
  for (let round = 0; round < 3; round += 1) await s.work();
  expect(payment.state).toBe("voided");
  expect(await s.rows(`SELECT state FROM checkouts WHERE id = '${checkoutId}'`)).toEqual([{ state: "EXPIRED" }]);
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, reserved: 0 });
  expect(await openErasures(s)).toEqual([]);
});

test("an order that is being placed is placed first, and then anonymised", async () => {
  const s = await shop();
  const { checkoutId } = await paid(s, {}, { viewer: ada });
  s.transport.dropRequests("payments.capture");
  await complete(s, checkoutId, { viewer: ada });
  s.users.erase("user_ada");
  await s.applyEvents();
  await s.work();
  expect(await s.rows("SELECT customer_id, email FROM orders")).toEqual([
    { customer_id: "user_ada", email: "ada@example.com" },
  ]);
  expect(await openErasures(s)).toHaveLength(1);
  s.transport.clearFaults();
  await s.runtime.advance(minute);
  for (let round = 0; round < 3; round += 1) await s.work();
  expect(await s.rows("SELECT customer_id, email, state FROM orders")).toEqual([
    { customer_id: null, email: null, state: "CONFIRMED" },
  ]);
  expect(s.payments.orderLinks.every(({ customerId }) => customerId === "user_ada")).toBe(true);
  expect(await openErasures(s)).toEqual([]);
});

test("payments is asked to erase payments of events still to come, and nothing is done before it confirms", async () => {
  const s = await shop();
  const { checkoutId } = await buyAsAda(s);
  s.transport.dropRequests("payments.erasePayers");
  await erase(s);
  expect(await openErasures(s)).toHaveLength(1);
  s.transport.clearFaults();
  await s.work();
  expect(s.payments.erasedCheckouts).toEqual([checkoutId]);
  expect(await openErasures(s)).toEqual([]);
});

test("queued mail to the person is not sent", async () => {
  const s = await shop();
  await buyAsAda(s);
  await s.applyEvents();
  s.users.erase("user_ada");
  await s.applyEvents();
  await s.corruptStore(`UPDATE mail_queue SET due_at = ${s.runtime.now() + minute}`);
  await s.work();
  await s.runtime.advance(2 * minute);
  await s.work();
  expect(s.mail()).toEqual([]);
  expect(await s.rows("SELECT count(*) AS waiting FROM mail_queue WHERE sent_at IS NULL")).toEqual([{ waiting: 0 }]);
});

test("an access token that is still valid restores no data: no new cart and no claimed one", async () => {
  const s = await shop();
  await buyAsAda(s);
  const { variantId } = await s.products.sell();
  const guests = await cartWith(s, [{ variantId, quantity: 1 }]);
  await erase(s);
  const refused = { errors: [{ extensions: { code: "UNAUTHENTICATED" } }] };
  for (const request of [
    `cartCreate(input: { currency: "EUR", lines: [{ variantId: "${variantId}", quantity: 1 }] })`,
    `cartClaim(input: { cartId: "${guests.id}", strategy: USE_GUEST })`,
  ])
    expect(await s.query(`mutation { ${request} { __typename } }`, {}, { viewer: ada })).toMatchObject(refused);
  expect(await s.rows("SELECT owner_id FROM carts WHERE state = 'OPEN'")).toEqual([{ owner_id: null }]);
});

test("data created as a guest, before sign-in during a payment, does not contain the address after the erasure", async () => {
  const s = await shop();
  await tenPercent(s, "ONCE", { usesPerCustomer: 1 });
  const { variantId } = await s.products.sell();
  const { cartId, checkoutId } = await checkoutWithCode(s, variantId, "ONCE");
  await fillIn(s, checkoutId, {}, personal);
  const payment = await pay(s, checkoutId, { state: "inProgress" });
  await change(s, "cartClaim", { cartId, strategy: "USE_GUEST" }, { viewer: ada });
  s.payments.move(payment, "authorized");
  await s.applyEvents();
  await s.work();
  expect(await s.rows("SELECT email, state FROM promotion_uses")).toEqual([{ email: personal.email, state: "used" }]);
  await erase(s);
  expect(await findSecrets(s)).toEqual([]);
});

test("the repeated event changes nothing and affects no other person", async () => {
  const s = await shop();
  await buyAsAda(s);
  const others = await bought(s, { viewer: bob });
  await erase(s);
  const before = await s.rows("SELECT * FROM orders ORDER BY id");
  await erase(s);
  expect(await s.rows("SELECT * FROM orders ORDER BY id")).toEqual(before);
  expect(await seeOrder(s, others.orderId, { viewer: bob })).toMatchObject({ email: "ada@example.com" });
});

test("refunds after the erasure are counted, and contain no personal data", async () => {
  const s = await shop();
  const { orderId } = await buyAsAda(s);
  await erase(s);
  const amount = { minor: 490, currency: "EUR" };
  const refund = {
    orderId,
    customerId: null,
    refundId: "ref_1",
    amount,
    shippingMinor: 490,
    adjustmentMinor: 0,
    lines: [],
  };
  await s.publishEvent(events.orderRefunded, refund);
  await s.applyEvents();
  expect(await s.rows("SELECT minor FROM customer_values")).toEqual([{ minor: 1_000 }]);
});
