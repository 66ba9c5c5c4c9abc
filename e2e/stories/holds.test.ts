/** Stories of goods that are held for a buyer who does not pay. */
import { beforeAll, expect, test } from "vitest";
import { ask, must } from "../client.ts";
import { available } from "../shop/afterwards.ts";
import { complete, fillCart, findSomething, pay, readyCheckout } from "../shop/buyer.ts";
import { CheckoutDocument } from "../shop/documents.ts";
import { runShop, type Shop } from "../shop/processes.ts";
import { slowly } from "../shop/waiting.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await runShop({ HANSA_HOLD_SECONDS: "3", HANSA_HOLD_MAX_SECONDS: "6" });
  return shop.stop;
});

async function stateOf(checkoutId: string) {
  return (await must(ask(shop.url, CheckoutDocument, { id: checkoutId }))).checkout?.state;
}

test("a hold ends: the goods are free again, and the buyer is told to start again", async () => {
  const { id, sku } = await findSomething(shop);
  const before = await available(shop, sku);
  const checkoutId = await readyCheckout(shop, await fillCart(shop, id, 2));
  expect(await available(shop, sku)).toBe(before - 2);
  await expect.poll(() => stateOf(checkoutId), slowly).toBe("EXPIRED");
  await expect.poll(() => available(shop, sku), slowly).toBe(before);
  expect(await complete(shop, checkoutId)).toMatchObject({ __typename: "CheckoutExpiredError" });
  expect(await pay(shop, checkoutId, "tok_ok")).toMatchObject({
    __typename: "CheckoutNotPayableError",
    reason: "EXPIRED",
  });
});

test("a payment that is never finished is voided at the end of the longest hold", async () => {
  const { id } = await findSomething(shop);
  const checkoutId = await readyCheckout(shop, await fillCart(shop, id));
  expect(await pay(shop, checkoutId, "tok_second_step")).toMatchObject({ payment: { state: "REQUIRES_ACTION" } });
  expect(await stateOf(checkoutId)).toBe("AWAITING_PAYMENT");
  await expect.poll(() => stateOf(checkoutId), slowly).toBe("EXPIRED");
  const { checkout } = await must(ask(shop.url, CheckoutDocument, { id: checkoutId }, { guest: [checkoutId] }));
  expect(checkout?.payments).toEqual([{ id: expect.any(String), state: "VOIDED" }]);
});
