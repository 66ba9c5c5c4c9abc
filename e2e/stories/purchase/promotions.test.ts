/** Stories of promotion codes: two buyers and one last use, and an order that costs nothing. */
import { randomUUID } from "node:crypto";
import {
  completeCheckout,
  fillCart,
  findAvailableVariant,
  prepareCheckout,
  requireOrder,
  startPayment,
} from "@hansa/client/buyer";
import {
  CartCodeApplyDocument,
  PromotionDocument,
  PromotionSaveDocument,
  PromotionUsedUpDocument,
} from "@hansa/client/documents/settings";
import { executeDocument, requireData } from "@hansa/client/graphql-client";
import { mutate } from "@hansa/client/mutation";
import { readOrder, signInStaff } from "@hansa/client/staff-desk";
import { beforeAll, expect, test } from "vitest";
import { type Shop, sharedShop } from "../../../cli/testing/shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await sharedShop();
});

async function offer(terms: { code: string; rateOff: string; usesTotal?: number; freeShipping?: boolean }) {
  const input = { label: `Code ${terms.code}`, ...terms };
  const { promotionSave } = await requireData(
    executeDocument(shop.url, PromotionSaveDocument, { input }, await signInStaff(shop, "CATALOG_MANAGER")),
  );
  if (promotionSave.__typename !== "PromotionSaved") throw new Error(JSON.stringify(promotionSave));
  return promotionSave.promotion.id;
}

async function cartWithCode(code: string): Promise<string> {
  const cartId = await fillCart(shop, (await findAvailableVariant(shop)).id);
  const { cartCodeApply } = await requireData(
    executeDocument(shop.url, CartCodeApplyDocument, { input: { cartId, code } }),
  );
  if (cartCodeApply.__typename !== "CartSaved") throw new Error(JSON.stringify(cartCodeApply));
  return cartId;
}

function paymentOf(checkoutId: string) {
  return { checkoutId, methodCode: "card", paymentToken: "tok_ok", idempotencyKey: randomUUID() };
}

test("the last use of a code and two concurrent buyers: one pays with it, the other is refused before paying", async () => {
  const id = await offer({ code: "LASTONE", rateOff: "0.2", usesTotal: 1 });
  const carts = await Promise.all([cartWithCode("LASTONE"), cartWithCode("LASTONE")]);
  const ready: string[] = [];
  for (const cartId of carts) ready.push(await prepareCheckout(shop, cartId));
  const responses = await Promise.all(ready.map((id) => mutate(shop, PromotionUsedUpDocument, paymentOf(id))));
  const paid = responses.map(({ __typename }) => __typename);
  expect([...paid].sort()).toEqual(["PaymentStarted", "PromotionUsedUpError"]);
  expect(responses[paid.indexOf("PromotionUsedUpError")]).toMatchObject({
    usedUp: "LIMIT_REACHED",
    cart: { id: carts[paid.indexOf("PromotionUsedUpError")], totals: { discount: { minor: 0 } } },
  });
  const { promotion } = await requireData(
    executeDocument(shop.url, PromotionDocument, { id }, await signInStaff(shop, "CATALOG_MANAGER")),
  );
  expect(promotion).toEqual({ usesTaken: 1, usesTotal: 1 });

  const checkoutId = ready[paid.indexOf("PaymentStarted")] ?? "";
  const { id: orderId, guestToken } = requireOrder(await completeCheckout(shop, checkoutId));
  const { totals } = await readOrder(shop, { id: orderId, by: { guest: [guestToken ?? ""] } });
  expect(totals.discount.minor).toBeGreaterThan(0);
});

test("an order that costs nothing is confirmed without a payment", async () => {
  await offer({ code: "ALLOFIT", rateOff: "1", freeShipping: true });
  const checkoutId = await prepareCheckout(shop, await cartWithCode("ALLOFIT"));
  expect(await startPayment(shop, checkoutId, "tok_ok")).toMatchObject({
    __typename: "CheckoutNotPayableError",
    reason: "NOTHING_TO_PAY",
  });
  const order = requireOrder(await completeCheckout(shop, checkoutId));
  expect(order).toMatchObject({ state: "CONFIRMED", settlement: "PAID", totals: { total: { minor: 0 } } });
  expect(order.invoiceNumber).toMatch(/^\d{6}$/);
  const seen = await readOrder(shop, { id: order.id, by: { guest: [order.guestToken ?? ""] } });
  expect(seen).toMatchObject({ payments: [], amountDue: { minor: 0 } });
});
