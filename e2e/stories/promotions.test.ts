/** Stories of codes: the last use of one that two buyers want, and an order that costs nothing. */
import { beforeAll, expect, test } from "vitest";
import { ask, must } from "../client.ts";
import { look, staff } from "../shop/afterwards.ts";
import { complete, fillCart, findSomething, orderIn, pay, readyCheckout } from "../shop/buyer.ts";
import { type Shop, sharedShop } from "../shop/processes.ts";
import { CartCodeApplyDocument, PromotionDocument, PromotionSaveDocument } from "../shop/promotion-documents.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await sharedShop();
});

async function offer(terms: { code: string; rateOff: string; usesTotal?: number; freeShipping?: boolean }) {
  const input = { label: `Code ${terms.code}`, ...terms };
  const { promotionSave } = await must(
    ask(shop.url, PromotionSaveDocument, { input }, await staff(shop, "CATALOG_MANAGER")),
  );
  if (promotionSave.__typename !== "PromotionSaved") throw new Error(JSON.stringify(promotionSave));
  return promotionSave.promotion.id;
}

async function cartWithCode(code: string): Promise<string> {
  const cartId = await fillCart(shop, (await findSomething(shop)).id);
  const { cartCodeApply } = await must(ask(shop.url, CartCodeApplyDocument, { input: { cartId, code } }));
  if (cartCodeApply.__typename !== "CartSaved") throw new Error(JSON.stringify(cartCodeApply));
  return cartId;
}

test("the last use of a code, wanted by two buyers at once: one pays with it, the other is told before paying", async () => {
  const id = await offer({ code: "LASTONE", rateOff: "0.2", usesTotal: 1 });
  const carts = await Promise.all([cartWithCode("LASTONE"), cartWithCode("LASTONE")]);
  const ready: string[] = [];
  for (const cartId of carts) ready.push(await readyCheckout(shop, cartId));
  const answers = await Promise.all(ready.map((id) => pay(shop, id, "tok_ok")));
  const paid = answers.map(({ __typename }) => __typename);
  expect([...paid].sort()).toEqual(["PaymentStarted", "PromotionUsedUpError"]);
  expect(answers[paid.indexOf("PromotionUsedUpError")]).toMatchObject({
    usedUp: "LIMIT_REACHED",
    cart: { id: carts[paid.indexOf("PromotionUsedUpError")], totals: { discount: { minor: 0 } } },
  });
  const { promotion } = await must(ask(shop.url, PromotionDocument, { id }, await staff(shop, "CATALOG_MANAGER")));
  expect(promotion).toEqual({ usesTaken: 1, usesTotal: 1 });

  const checkoutId = ready[paid.indexOf("PaymentStarted")] ?? "";
  const { id: orderId, guestToken } = orderIn(await complete(shop, checkoutId));
  const { totals } = await look(shop, { id: orderId, by: { guest: [guestToken ?? ""] } });
  expect(totals.discount.minor).toBeGreaterThan(0);
});

test("an order that costs nothing is confirmed without a payment", async () => {
  await offer({ code: "ALLOFIT", rateOff: "1", freeShipping: true });
  const checkoutId = await readyCheckout(shop, await cartWithCode("ALLOFIT"));
  expect(await pay(shop, checkoutId, "tok_ok")).toMatchObject({
    __typename: "CheckoutNotPayableError",
    reason: "NOTHING_TO_PAY",
  });
  const order = orderIn(await complete(shop, checkoutId));
  expect(order).toMatchObject({ state: "CONFIRMED", settlement: "PAID", totals: { total: { minor: 0 } } });
  expect(order.invoiceNumber).toMatch(/^\d{6}$/);
  const seen = await look(shop, { id: order.id, by: { guest: [order.guestToken ?? ""] } });
  expect(seen).toMatchObject({ payments: [], amountDue: { minor: 0 } });
});
