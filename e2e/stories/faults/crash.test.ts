/** Stories of a process that is killed during an order and started again. */

import {
  completeCheckout,
  fillCart,
  findAvailableVariant,
  prepareCheckout,
  readOrderByToken,
  startPayment,
} from "@hansa/client/buyer";
import { CheckoutDocument } from "@hansa/client/documents/purchase";
import { executeDocument, requireData } from "@hansa/client/graphql-client";
import { eventually, pollOptions } from "@hansa/client/polling";
import { beforeAll, expect, test } from "vitest";
import { type DelayingProxy, shareShopWithProxy } from "../../../cli/testing/delaying-proxy.ts";
import type { Shop } from "../../../cli/testing/shop.ts";

let shop: Shop;
let proxy: DelayingProxy;
beforeAll(async () => {
  const opened = await shareShopWithProxy();
  ({ shop, proxy } = opened);
  return opened.close;
});

test("orders is killed between capture and confirmation: after its restart the order is confirmed, once", async () => {
  const { id } = await findAvailableVariant(shop);
  const checkoutId = await prepareCheckout(shop, await fillCart(shop, id));
  const captured = proxy.withholdNext("/internal/capture");
  await startPayment(shop, checkoutId, "tok_ok");
  const completion = completeCheckout(shop, checkoutId).catch(() => undefined);
  await captured;
  await shop.kill("orders");
  await completion;

  await shop.start("orders");
  const order = await eventually("the order is confirmed", async () => {
    const { checkout } = await requireData(
      executeDocument(shop.url, CheckoutDocument, { id: checkoutId }, { guest: [checkoutId] }),
    );
    return checkout?.order?.state === "CONFIRMED" ? checkout.order : undefined;
  });
  const seen = await readOrderByToken(shop, order.number, undefined, { guest: [checkoutId] });
  expect(seen.timeline.filter((event) => event.kind === "CONFIRMED")).toHaveLength(1);
  expect(seen.payments).toEqual([
    { id: expect.any(String), state: "CAPTURED", captured: { minor: seen.totals.total.minor } },
  ]);
});

test("payments is killed while an order waits for it: the order is confirmed after its restart", async () => {
  const { id } = await findAvailableVariant(shop);
  const checkoutId = await prepareCheckout(shop, await fillCart(shop, id));
  await startPayment(shop, checkoutId, "tok_ok");
  await shop.kill("payments");
  await completeCheckout(shop, checkoutId).catch(() => undefined);
  await shop.start("payments");
  const state = async () =>
    (await requireData(executeDocument(shop.url, CheckoutDocument, { id: checkoutId }, { guest: [checkoutId] })))
      .checkout?.order?.state;
  await expect.poll(state, pollOptions).toBe("CONFIRMED");
});
