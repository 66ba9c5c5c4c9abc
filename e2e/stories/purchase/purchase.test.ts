/** Stories of purchases through the router, on five real processes. */
import { randomUUID } from "node:crypto";
import {
  completeCheckout,
  fillCart,
  findAvailableVariant,
  prepareCheckout,
  readOrderByToken,
  requireOrder,
  setStock,
  signIn,
  startPayment,
} from "@hansa/client/buyer";
import { PriceSetDocument, VariantDocument } from "@hansa/client/documents/products";
import {
  CartCreateDocument,
  CheckoutDocument,
  CheckoutStartDocument,
  CheckoutUpdateDocument,
  MeDocument,
  PaymentConfirmDocument,
} from "@hansa/client/documents/purchase";
import { executeDocument, requireData } from "@hansa/client/graphql-client";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { type Shop, sharedShop } from "../../../cli/testing/shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await sharedShop();
});

test("a guest buys, and reads the order with its token", async () => {
  const something = await findAvailableVariant(shop);
  const checkoutId = await prepareCheckout(shop, await fillCart(shop, something.id, 2));
  expect((await startPayment(shop, checkoutId, "tok_ok")).__typename).toBe("PaymentStarted");
  const order = requireOrder(await completeCheckout(shop, checkoutId));
  expect(order).toMatchObject({ state: "CONFIRMED", settlement: "PAID", lines: [{ sku: something.sku, quantity: 2 }] });
  expect(order.invoiceNumber).toMatch(/^\d{6}$/);

  const seen = await readOrderByToken(shop, order.number, order.guestToken);
  expect(seen.timeline.map((event) => event.kind)).toEqual(["PLACED", "PAYMENT_CAPTURED", "CONFIRMED"]);
  const withHeader = await readOrderByToken(shop, order.number, undefined, { guest: [order.guestToken ?? ""] });
  expect(withHeader.payments).toEqual([
    { id: expect.any(String), state: "CAPTURED", captured: { minor: order.totals.total.minor } },
  ]);
});

test("a customer buys with an address from the address book", async () => {
  const as = await signIn(shop, "CUSTOMER");
  const { me } = await requireData(executeDocument(shop.url, MeDocument, {}, as));
  const saved = me?.addresses?.[0];
  if (!saved) throw new Error("the demo customer has no address");
  const { id } = await findAvailableVariant(shop, "tea");
  const cartId = await fillCart(shop, id, 1, as);
  const started = await requireData(
    executeDocument(shop.url, CheckoutStartDocument, { input: { cartId, idempotencyKey: randomUUID() } }, as),
  );
  if (started.checkoutStart.__typename !== "CheckoutStarted") throw new Error(JSON.stringify(started));
  const checkoutId = started.checkoutStart.checkout.id;
  expect(started.checkoutStart.checkout.missing).toEqual(["SHIPPING_ADDRESS", "SHIPPING_METHOD"]);

  const addressed = await requireData(
    executeDocument(shop.url, CheckoutUpdateDocument, { input: { checkoutId, savedAddressId: saved.id } }, as),
  );
  if (addressed.checkoutUpdate.__typename !== "CheckoutSaved") throw new Error(JSON.stringify(addressed));
  expect(addressed.checkoutUpdate.checkout.shippingAddress).toEqual({ city: saved.city });
  const shippingOptionId = addressed.checkoutUpdate.checkout.shippingOptions[0]?.id ?? "";
  await requireData(executeDocument(shop.url, CheckoutUpdateDocument, { input: { checkoutId, shippingOptionId } }, as));

  await startPayment(shop, checkoutId, "tok_ok", as);
  const order = requireOrder(await completeCheckout(shop, checkoutId, as));
  expect(order).toMatchObject({ state: "CONFIRMED", guestToken: undefined });
  const after = await requireData(executeDocument(shop.url, MeDocument, {}, as));
  expect(after.me?.orders?.nodes[0]).toEqual({ number: order.number, state: "CONFIRMED" });
  expect(after.me?.activeCart).toBeNull();
});

test("a declined card, then another one", async () => {
  const { id } = await findAvailableVariant(shop);
  const checkoutId = await prepareCheckout(shop, await fillCart(shop, id));
  expect(await startPayment(shop, checkoutId, "tok_declined")).toMatchObject({ __typename: "PaymentDeclinedError" });
  const { checkout } = await requireData(
    executeDocument(shop.url, CheckoutDocument, { id: checkoutId }, { guest: [checkoutId] }),
  );
  expect(checkout?.state).toBe("OPEN");
  expect(await completeCheckout(shop, checkoutId)).toMatchObject({ __typename: "PaymentRequiredError" });
  await startPayment(shop, checkoutId, "tok_ok");
  expect(requireOrder(await completeCheckout(shop, checkoutId)).state).toBe("CONFIRMED");
});

test("a bank that requires authentication", async () => {
  const { id } = await findAvailableVariant(shop);
  const checkoutId = await prepareCheckout(shop, await fillCart(shop, id));
  const started = await startPayment(shop, checkoutId, "tok_second_step");
  if (started.__typename !== "PaymentStarted") throw new Error(JSON.stringify(started));
  expect(started.payment.state).toBe("REQUIRES_ACTION");
  expect(await completeCheckout(shop, checkoutId)).toMatchObject({ __typename: "PaymentRequiredError" });

  const input = {
    paymentId: started.payment.id,
    checkoutId,
    paymentToken: "tok_second_step_ok",
    idempotencyKey: randomUUID(),
  };
  const { paymentConfirm } = await requireData(executeDocument(shop.url, PaymentConfirmDocument, { input }));
  expect(paymentConfirm).toMatchObject({ __typename: "PaymentConfirmed" });
  expect(requireOrder(await completeCheckout(shop, checkoutId)).state).toBe("CONFIRMED");
});

test("two buyers and one last item: one gets it, the other is told that it is sold out", async () => {
  const { id, sku } = await findAvailableVariant(shop, "lamp");
  const as = await signIn(shop, "ADMIN");
  const { variant } = await requireData(executeDocument(shop.url, VariantDocument, { sku, currency: "EUR" }, as));
  const available = variant?.available ?? 0;
  // Other stories buy it from this shop.
  onTestFinished(() => setStock(shop, id, available));
  await setStock(shop, id, 1 - available);

  const carts = await Promise.all([fillCart(shop, id), fillCart(shop, id)]);
  const started = await Promise.all(
    carts.map((cartId) =>
      requireData(
        executeDocument(shop.url, CheckoutStartDocument, { input: { cartId, idempotencyKey: randomUUID() } }),
      ),
    ),
  );
  const responses = started.map((response) => response.checkoutStart);
  expect(responses.map((response) => response.__typename).sort()).toEqual(["CheckoutStarted", "OutOfStockError"]);
  const refused = responses.find((response) => response.__typename === "OutOfStockError");
  expect(refused).toMatchObject({ lines: [{ sku, wanted: 1, available: 0 }] });
});

test("a price that changed between cart and checkout is reported before anything is reserved", async () => {
  const { id, priceMinor } = await findAvailableVariant(shop, "rope");
  const cartId = await fillCart(shop, id);
  const admin = await signIn(shop, "ADMIN");
  const raised = { variantId: id, currency: "EUR", amountMinor: priceMinor + 100 };
  const { variantPriceSet } = await requireData(executeDocument(shop.url, PriceSetDocument, { input: raised }, admin));
  expect(variantPriceSet.__typename).toBe("VariantSaved");

  const first = await requireData(
    executeDocument(shop.url, CheckoutStartDocument, { input: { cartId, idempotencyKey: randomUUID() } }),
  );
  expect(first.checkoutStart).toMatchObject({
    __typename: "PriceChangedError",
    changes: [{ was: { minor: priceMinor }, line: { unitPrice: { minor: priceMinor + 100 } } }],
  });
  const second = await requireData(
    executeDocument(shop.url, CheckoutStartDocument, { input: { cartId, idempotencyKey: randomUUID() } }),
  );
  expect(second.checkoutStart).toMatchObject({ checkout: { totals: { total: { minor: priceMinor + 100 } } } });
});

test("fifty concurrent completions with one key make one order and equal responses", async () => {
  const { id } = await findAvailableVariant(shop);
  const checkoutId = await prepareCheckout(shop, await fillCart(shop, id));
  await startPayment(shop, checkoutId, "tok_ok");
  const key = randomUUID();
  const responses = await Promise.all(Array.from({ length: 50 }, () => completeCheckout(shop, checkoutId, {}, key)));
  const orders = responses.map((response) => requireOrder(response));
  expect(new Set(orders.map((order) => JSON.stringify(order))).size).toBe(1);
});

test("a cart in an unsupported currency is refused", async () => {
  const { cartCreate } = await requireData(
    executeDocument(shop.url, CartCreateDocument, { input: { currency: "CHF" } }),
  );
  expect(cartCreate).toMatchObject({ __typename: "CurrencyNotOfferedError", offered: ["EUR", "USD", "GBP", "JPY"] });
});
