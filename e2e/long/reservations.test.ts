/** Stories of reservations that expire because the buyer does not pay. */

import {
  completeCheckout,
  fillCart,
  findAvailableVariant,
  prepareCheckout,
  signIn,
  startPayment,
} from "@hansa/client/buyer";
import { CheckoutDocument } from "@hansa/client/documents/purchase";
import { SettingsUpdateDocument } from "@hansa/client/documents/settings";
import { executeDocument, requireData } from "@hansa/client/graphql-client";
import { perform } from "@hansa/client/mutation";
import { pollOptions } from "@hansa/client/polling";
import { readAvailability } from "@hansa/client/staff-desk";
import { beforeAll, expect, test } from "vitest";
import { runShop, type Shop } from "../../cli/testing/shop.ts";

let shop: Shop;
beforeAll(async () => {
  // Long enough for a busy machine to read the stock meanwhile.
  shop = await runShop();
  const settings = { reservationSeconds: { afterStep: 12, inAll: 18, withoutEmail: 18 } };
  await perform(shop, SettingsUpdateDocument, settings, await signIn(shop, "ADMIN"));
  return shop.stop;
});

async function stateOf(checkoutId: string) {
  return (await requireData(executeDocument(shop.url, CheckoutDocument, { id: checkoutId }))).checkout?.state;
}

test("a reservation expires: the goods are available again, and the buyer is told to start again", async () => {
  const { id, sku } = await findAvailableVariant(shop);
  const before = await readAvailability(shop, sku);
  const checkoutId = await prepareCheckout(shop, await fillCart(shop, id, 2));
  expect(await readAvailability(shop, sku)).toBe(before - 2);
  await expect.poll(() => stateOf(checkoutId), pollOptions).toBe("EXPIRED");
  await expect.poll(() => readAvailability(shop, sku), pollOptions).toBe(before);
  expect(await completeCheckout(shop, checkoutId)).toMatchObject({ __typename: "CheckoutExpiredError" });
  expect(await startPayment(shop, checkoutId, "tok_ok")).toMatchObject({
    __typename: "CheckoutNotPayableError",
    reason: "EXPIRED",
  });
});

test("a payment that is never finished is voided at the end of the longest reservation", async () => {
  const { id } = await findAvailableVariant(shop);
  const checkoutId = await prepareCheckout(shop, await fillCart(shop, id));
  expect(await startPayment(shop, checkoutId, "tok_second_step")).toMatchObject({
    payment: { state: "REQUIRES_ACTION" },
  });
  expect(await stateOf(checkoutId)).toBe("AWAITING_PAYMENT");
  await expect.poll(() => stateOf(checkoutId), pollOptions).toBe("EXPIRED");
  const { checkout } = await requireData(
    executeDocument(shop.url, CheckoutDocument, { id: checkoutId }, { guest: [checkoutId] }),
  );
  expect(checkout?.payments).toEqual([{ id: expect.any(String), state: "VOIDED" }]);
});
