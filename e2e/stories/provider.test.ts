/** Stories of a payment provider whose answers are lost, or whose messages come early and twice. */
import { beforeAll, expect, test } from "vitest";
import { ask, must } from "../client.ts";
import { complete, fillCart, findSomething, lookUp, orderIn, pay, readyCheckout } from "../shop/buyer.ts";
import { CheckoutDocument } from "../shop/documents.ts";
import { type Shop, sharedShop } from "../shop/processes.ts";
import { eventually, slowly } from "../shop/waiting.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await sharedShop();
});

test("the provider took the money and its answer was lost: the order comes, and the money is taken once", async () => {
  const { id } = await findSomething(shop);
  const checkoutId = await readyCheckout(shop, await fillCart(shop, id));
  await pay(shop, checkoutId, "tok_lost_answer");
  const order = await eventually("the checkout has an order", async () => {
    const { checkout } = await must(ask(shop.url, CheckoutDocument, { id: checkoutId }));
    return checkout?.order?.state === "CONFIRMED" ? checkout.order : undefined;
  });
  const seen = await lookUp(shop, order.number, undefined, { guest: [checkoutId] });
  expect(seen.payments).toEqual([
    { id: expect.any(String), state: "CAPTURED", captured: { minor: seen.totals.total.minor } },
  ]);
});

test("the provider's message comes before its answer, and twice: one payment, one order", async () => {
  const { id } = await findSomething(shop);
  const checkoutId = await readyCheckout(shop, await fillCart(shop, id));
  await pay(shop, checkoutId, "tok_double_webhook");
  const order = orderIn(await complete(shop, checkoutId));
  expect(order.state).toBe("CONFIRMED");
  const seen = await lookUp(shop, order.number, order.guestToken, { guest: [checkoutId] });
  expect(seen.payments).toHaveLength(1);
});

test("a buyer who pays and never comes back gets the order all the same", async () => {
  const { id } = await findSomething(shop);
  const checkoutId = await readyCheckout(shop, await fillCart(shop, id));
  await pay(shop, checkoutId, "tok_ok");
  const state = async () => (await must(ask(shop.url, CheckoutDocument, { id: checkoutId }))).checkout?.order?.state;
  await expect.poll(state, slowly).toBe("CONFIRMED");
});

test("a capture that the bank refuses for good: the order is cancelled, and the goods are there again", async () => {
  const { id } = await findSomething(shop);
  const checkoutId = await readyCheckout(shop, await fillCart(shop, id));
  await pay(shop, checkoutId, "tok_capture_refused");
  const order = orderIn(await complete(shop, checkoutId));
  expect(order).toMatchObject({ state: "CANCELLED", cancelReason: "PAYMENT_REFUSED" });
});
