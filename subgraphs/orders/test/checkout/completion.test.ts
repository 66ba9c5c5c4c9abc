/** Completion of checkouts: a paid checkout becomes exactly one order. */
import { expect, test } from "vitest";
import { change, orderNumber, present, seeCart, seeCheckout } from "../support/mutations.ts";
import { begin, complete, fillIn, home, newKey, paid, pay, ready } from "../support/purchase.ts";
import { ada, bob, shop, stockLevelOf } from "../support/shop.ts";

test("a paid checkout becomes a confirmed order with copies of all its data, and its cart is closed", async () => {
  const s = await shop();
  const { cartId, checkoutId, variantId, payment } = await paid(s);
  const response = await complete(s, checkoutId);
  expect(response).toMatchObject({
    __typename: "CheckoutCompleted",
    guestToken: expect.stringMatching(/^[\w-]{43}$/),
    order: {
      number: orderNumber(100_001),
      invoiceNumber: "000001",
      state: "CONFIRMED",
      hold: null,
      cancelReason: null,
      customer: null,
      email: "ada@example.com",
      totalQuantity: 1,
      shippingAddress: { ...home, line2: null },
      billingAddress: { ...home, line2: null },
      shippingOption: { id: "home-standard", price: { minor: 490 } },
      totals: { subtotal: { minor: 1_000 }, shipping: { minor: 490 }, tax: { minor: 238 }, total: { minor: 1_490 } },
      lines: [
        {
          quantity: 1,
          sku: "THING-1",
          title: "Thing 1",
          unitPrice: { minor: 1_000, currency: "EUR" },
          lineTotal: { minor: 1_000 },
          tax: { minor: 160 },
          taxLines: [{ name: "VAT 19%", amount: { minor: 160 } }],
          variant: { id: variantId },
        },
      ],
    },
  });
  expect(await seeCart(s, cartId)).toMatchObject({ state: "CLOSED", checkout: null });
  expect(await seeCheckout(s, checkoutId)).toMatchObject({
    state: "COMPLETED",
    reservedUntil: null,
    order: { state: "CONFIRMED" },
  });
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, committed: 1, reserved: 0 });
  expect(payment.state).toBe("captured");
  expect(await s.publishedEvents()).toEqual(["order.placed", "taxDocument.issued", "order.confirmed"]);
});

test("payments receives the order's id and the hash of its token, never the token", async () => {
  const s = await shop();
  const { checkoutId } = await paid(s);
  const { order, guestToken } = await complete(s, checkoutId);
  const [link] = s.payments.orderLinks;
  expect(link).toMatchObject({ orderId: present(order).id, number: orderNumber(100_001) });
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(guestToken ?? ""));
  expect(link?.guestTokenHash).toBe(Buffer.from(digest).toString("base64url"));
});

test("a customer's order belongs to the customer and needs no token", async () => {
  const s = await shop();
  const { checkoutId } = await paid(s, {}, { viewer: ada });
  expect(await complete(s, checkoutId, { viewer: ada })).toMatchObject({
    order: { state: "CONFIRMED", customer: { id: "user_ada" } },
    guestToken: null,
  });
});

test("a free order needs no payment and requests none", async () => {
  const s = await shop();
  const { checkoutId, variantId } = await ready(s, { prices: { EUR: 0 }, weightGrams: null });
  s.transport.dropRequests("payments");
  const { order } = await complete(s, checkoutId);
  expect(order).toMatchObject({ state: "CONFIRMED", totals: { total: { minor: 0 } }, shippingOption: null });
  expect(present(order?.timeline).map((event) => event.kind)).toEqual(["PLACED", "CONFIRMED"]);
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, committed: 1, reserved: 0 });
});

test("the timeline lists the events in their order", async () => {
  const s = await shop();
  const { checkoutId } = await paid(s);
  const { order } = await complete(s, checkoutId);
  expect(present(order).timeline).toMatchObject([
    { kind: "PLACED", actor: "CUSTOMER" },
    { kind: "PAYMENT_CAPTURED", actor: "SHOP" },
    { kind: "CONFIRMED", actor: "SHOP" },
  ]);
});

test("an incomplete checkout is refused with its missing parts", async () => {
  const s = await shop();
  const { checkoutId } = await begin(s);
  expect(await complete(s, checkoutId)).toMatchObject({
    __typename: "CheckoutIncompleteError",
    missing: ["EMAIL", "SHIPPING_ADDRESS", "SHIPPING_METHOD"],
  });
});

test.each(["inProgress", "failed", "voided"] as const)("a payment that is %s does not pay the order", async (state) => {
  const s = await shop();
  const { checkoutId } = await ready(s);
  await pay(s, checkoutId, { state, isPublished: false });
  expect(await complete(s, checkoutId)).toMatchObject({
    __typename: "PaymentRequiredError",
    outstanding: { minor: 1_490, currency: "EUR" },
    checkout: { id: checkoutId },
  });
  expect(await s.rows("SELECT id FROM orders")).toEqual([]);
});

test("a checkout without a payment is refused as unpaid", async () => {
  const s = await shop();
  const { checkoutId } = await ready(s);
  expect(await complete(s, checkoutId)).toMatchObject({ __typename: "PaymentRequiredError" });
});

test("the same key returns the same order and token, marked as a replay; with another checkout it is refused", async () => {
  const s = await shop();
  const { checkoutId } = await paid(s);
  const key = newKey();
  const first = await complete(s, checkoutId, {}, key);
  const again = await complete(s, checkoutId, {}, key);
  expect(again).toEqual({ ...first, replayed: true });

  const own = await paid(s, {}, { viewer: ada });
  const other = await paid(s, {}, { viewer: ada });
  await complete(s, own.checkoutId, { viewer: ada }, "mine");
  expect(await complete(s, other.checkoutId, { viewer: ada }, "mine")).toMatchObject({
    __typename: "IdempotencyKeyReusedError",
  });
});

test("another key returns the same order", async () => {
  const s = await shop();
  const { checkoutId } = await paid(s);
  const first = await complete(s, checkoutId);
  const second = await complete(s, checkoutId);
  expect(second).toMatchObject({
    replayed: false,
    order: { id: present(first.order).id },
    guestToken: first.guestToken,
  });
  expect(await s.rows("SELECT number FROM orders")).toEqual([{ number: orderNumber(100_001) }]);
});

test("a refusal leaves the key free", async () => {
  const s = await shop();
  const { checkoutId } = await ready(s);
  const key = newKey();
  expect(await complete(s, checkoutId, {}, key)).toMatchObject({ __typename: "PaymentRequiredError" });
  await pay(s, checkoutId);
  expect(await complete(s, checkoutId, {}, key)).toMatchObject({ __typename: "CheckoutCompleted", replayed: false });
});

test("twenty concurrent completions, with one key or twenty, and the event make one order", async () => {
  const s = await shop();
  const { checkoutId, variantId } = await paid(s);
  const completions = Array.from({ length: 20 }, (_, index) =>
    complete(s, checkoutId, {}, index % 2 === 0 ? "shared" : `own-${index}`),
  );
  const [responses] = await Promise.all([Promise.all(completions), s.paymentChanged(checkoutId)]);
  expect(new Set(responses.map((response) => response.order?.id)).size).toBe(1);
  expect(responses.map((response) => response.order?.state)).toEqual(Array(20).fill("CONFIRMED"));
  expect(await s.rows("SELECT count(*) AS orders FROM orders")).toEqual([{ orders: 1 }]);
  expect(await stockLevelOf(s, variantId)).toEqual({ onHand: 10, committed: 1, reserved: 0 });
  expect(s.transport.requests.filter((name) => name === "payments.capture")).toHaveLength(1);
  expect(await s.publishedEvents()).toEqual(["order.placed", "taxDocument.issued", "order.confirmed"]);
});

test("another person's checkout cannot be completed", async () => {
  const s = await shop();
  const { checkoutId } = await paid(s, {}, { viewer: ada });
  for (const sender of [{}, { viewer: bob }, { guest: [checkoutId] }])
    expect(await complete(s, checkoutId, sender)).toMatchObject({
      __typename: "NotFoundError",
      path: ["input", "checkoutId"],
    });
  expect(await s.rows("SELECT id FROM orders")).toEqual([]);
});

test("an expired checkout cannot be completed, and the refusal names the cart to start again with", async () => {
  const s = await shop();
  const { cartId, checkoutId } = await ready(s);
  await change(s, "cartLinesRemove", { cartId, lineIds: [] });
  expect(await complete(s, checkoutId)).toMatchObject({ __typename: "CheckoutExpiredError", cart: { id: cartId } });
});

test("while payments is down the error is coded and no order is placed; the same key works later", async () => {
  const s = await shop();
  const { checkoutId } = await paid(s, {}, {}, { isPublished: false });
  s.transport.dropRequests("payments");
  await expect(complete(s, checkoutId, {}, "later")).rejects.toThrow("SUBGRAPH_UNAVAILABLE");
  expect(await s.rows("SELECT id FROM orders")).toEqual([]);
  s.transport.clearFaults();
  expect(await complete(s, checkoutId, {}, "later")).toMatchObject({ order: { state: "CONFIRMED" } });
});

test("a change between the look-up of the payment and the placement is detected", async () => {
  const s = await shop();
  const { checkoutId } = await ready(s);
  const payment = await pay(s, checkoutId);
  s.transport.after("payments.authorizedFor", async () => {
    await change(s, "checkoutReopen", { checkoutId, idempotencyKey: newKey() });
    await fillIn(s, checkoutId, {}, { shippingOptionId: "home-express" });
  });
  expect(await complete(s, checkoutId)).toMatchObject({
    __typename: "PaymentRequiredError",
    outstanding: { minor: 2_290 },
  });
  expect(payment.state).toBe("voided");
  expect(await s.rows("SELECT id FROM orders")).toEqual([]);
});

test("a slow capture: after 7 seconds the order is returned in its current state, and is confirmed later", async () => {
  const s = await shop();
  const { checkoutId } = await paid(s, {}, {}, { isPublished: false });
  const slow = s.transport.delayRequests("payments.capture");
  const response = complete(s, checkoutId);
  await slow.arrived;
  await s.runtime.advance(7_000);
  expect(await response).toMatchObject({
    __typename: "CheckoutCompleted",
    order: { state: "PENDING_PAYMENT", invoiceNumber: null },
  });
  slow.releaseAll();
  await expect.poll(async () => (await seeCheckout(s, checkoutId))?.order).toMatchObject({ state: "CONFIRMED" });
});

test("the 7 seconds include the look-up of the payment", async () => {
  const s = await shop();
  const { checkoutId } = await paid(s, {}, {}, { isPublished: false });
  s.transport.before("payments.authorizedFor", () => s.runtime.advance(4_000));
  const slow = s.transport.delayRequests("payments.capture");
  const response = complete(s, checkoutId);
  await slow.arrived;
  await s.runtime.advance(3_000);
  expect(await response).toMatchObject({ order: { state: "PENDING_PAYMENT" } });
  slow.releaseAll();
  await expect.poll(async () => (await seeCheckout(s, checkoutId))?.order).toMatchObject({ state: "CONFIRMED" });
});
