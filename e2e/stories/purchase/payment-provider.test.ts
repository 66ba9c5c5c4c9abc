/** Stories of a payment provider with lost responses, and with early and duplicate webhooks. */

import {
  completeCheckout,
  fillCart,
  findAvailableVariant,
  prepareCheckout,
  readOrderByToken,
  requireOrder,
  startPayment,
} from "@hansa/client/buyer";
import { CheckoutDocument } from "@hansa/client/documents/purchase";
import { executeDocument, requireData } from "@hansa/client/graphql-client";
import { eventually, pollOptions } from "@hansa/client/polling";
import { beforeAll, expect, test } from "vitest";
import { type Shop, sharedShop } from "../../../cli/testing/shop.ts";

let shop: Shop;
beforeAll(async () => {
  shop = await sharedShop();
});

test("the provider captured the money and its response was lost: the order is placed, and the money is captured once", async () => {
  const { id } = await findAvailableVariant(shop);
  const checkoutId = await prepareCheckout(shop, await fillCart(shop, id));
  await startPayment(shop, checkoutId, "tok_lost_answer");
  const order = await eventually("the checkout has an order", async () => {
    const { checkout } = await requireData(
      executeDocument(shop.url, CheckoutDocument, { id: checkoutId }, { guest: [checkoutId] }),
    );
    return checkout?.order?.state === "CONFIRMED" ? checkout.order : undefined;
  });
  const seen = await readOrderByToken(shop, order.number, undefined, { guest: [checkoutId] });
  expect(seen.payments).toEqual([
    { id: expect.any(String), state: "CAPTURED", captured: { minor: seen.totals.total.minor } },
  ]);
});

test("the provider's webhook comes before its response, and twice: one payment, one order", async () => {
  const { id } = await findAvailableVariant(shop);
  const checkoutId = await prepareCheckout(shop, await fillCart(shop, id));
  await startPayment(shop, checkoutId, "tok_double_webhook");
  const order = requireOrder(await completeCheckout(shop, checkoutId));
  expect(order.state).toBe("CONFIRMED");
  const seen = await readOrderByToken(shop, order.number, order.guestToken, { guest: [checkoutId] });
  expect(seen.payments).toHaveLength(1);
});

test("a buyer who pays and never returns gets the order all the same", async () => {
  const { id } = await findAvailableVariant(shop);
  const checkoutId = await prepareCheckout(shop, await fillCart(shop, id));
  await startPayment(shop, checkoutId, "tok_ok");
  const state = async () =>
    (await requireData(executeDocument(shop.url, CheckoutDocument, { id: checkoutId }, { guest: [checkoutId] })))
      .checkout?.order?.state;
  await expect.poll(state, pollOptions).toBe("CONFIRMED");
});

test("a capture that the bank refuses for good: the order is cancelled and restocked", async () => {
  const { id } = await findAvailableVariant(shop);
  const checkoutId = await prepareCheckout(shop, await fillCart(shop, id));
  await startPayment(shop, checkoutId, "tok_capture_refused");
  const order = requireOrder(await completeCheckout(shop, checkoutId));
  expect(order).toMatchObject({ state: "CANCELLED", cancelReason: "PAYMENT_REFUSED" });
});
