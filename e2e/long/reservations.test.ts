/** Stories of reservations that expire because the buyer does not pay, by the clock of orders, which the tests put forward. */

import { completeCheckout, fillCart, findAvailableVariant, prepareCheckout, startPayment } from "@hansa/client/buyer";
import { CheckoutDocument } from "@hansa/client/documents/purchase";
import { executeDocument, requireData } from "@hansa/client/graphql-client";
import { pollOptions } from "@hansa/client/polling";
import { readAvailability } from "@hansa/client/staff-desk";
import { beforeAll, expect, test } from "vitest";
import { runShop, type Shop } from "../../cli/testing/shop.ts";
import { putForward } from "../../cli/testing/store-faults.ts";

/** The reservations of a shop as it is set up. */
const [afterStepMs, inAllMs] = [15 * 60_000, 60 * 60_000];

let shop: Shop;
beforeAll(async () => {
  shop = await runShop();
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
  await putForward(shop, "orders", afterStepMs);
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
  await putForward(shop, "orders", afterStepMs);
  expect(await stateOf(checkoutId)).toBe("AWAITING_PAYMENT");
  await putForward(shop, "orders", inAllMs - afterStepMs);
  await expect.poll(() => stateOf(checkoutId), pollOptions).toBe("EXPIRED");
  const { checkout } = await requireData(
    executeDocument(shop.url, CheckoutDocument, { id: checkoutId }, { guest: [checkoutId] }),
  );
  expect(checkout?.payments).toEqual([{ id: expect.any(String), state: "VOIDED" }]);
});
