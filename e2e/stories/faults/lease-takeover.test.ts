/** Story of two processes of orders on one store: one stops for longer than its lease, and the other takes over. */

import {
  completeCheckout,
  fillCart,
  findAvailableVariant,
  prepareCheckout,
  readOrderByToken,
  requireOrder,
  startPayment,
} from "@hansa/client/buyer";
import { pollOptions } from "@hansa/client/polling";
import { beforeAll, expect, test } from "vitest";
import { auditStores } from "../../../cli/audit/audit.ts";
import { storeFile } from "../../../cli/host/shop.mjs";
import { loadDriver } from "../../../cli/host/sqlite.mjs";
import { type DelayingProxy, shareShopWithProxy } from "../../../cli/testing/delaying-proxy.ts";
import type { Shop } from "../../../cli/testing/shop.ts";
import { stopProcess } from "../../../cli/testing/store-faults.ts";

let shop: Shop;
let proxy: DelayingProxy;
beforeAll(async () => {
  const opened = await shareShopWithProxy();
  ({ shop, proxy } = opened);
  return opened.close;
});

/** The order of a checkout in the store, written by either of the two processes. */
function orderOf(checkoutId: string): { number: string; state: string } {
  const Database = loadDriver();
  const store = new Database(storeFile(shop.data, "orders"), { readonly: true });
  try {
    const row: unknown = store.prepare("SELECT number, state FROM orders WHERE checkout_id = ?").get(checkoutId);
    const { number, state } = Object(row);
    return { number: String(number), state: String(state) };
  } finally {
    store.close();
  }
}

test("a process suspended before the response of a capture finds the order confirmed, and changes nothing", async () => {
  const { id } = await findAvailableVariant(shop);
  const checkoutId = await prepareCheckout(shop, await fillCart(shop, id));
  const nextCheckoutId = await prepareCheckout(shop, await fillCart(shop, id));
  const capture = proxy.hold("/internal/capture");
  await startPayment(shop, checkoutId, "tok_ok");
  const completion = completeCheckout(shop, checkoutId).catch(() => undefined);
  await capture.answered;
  const wake = await stopProcess(shop, "orders");
  try {
    expect(orderOf(checkoutId)).toMatchObject({ state: "PENDING_PAYMENT" });
    await shop.startSecondProcess("orders");
    await expect.poll(() => orderOf(checkoutId).state, pollOptions).toBe("CONFIRMED");
  } finally {
    capture.release();
    wake();
  }
  await completion;

  const { number } = orderOf(checkoutId);
  const seen = await readOrderByToken(shop, number, undefined, { guest: [checkoutId] });
  expect(seen.timeline.filter((event) => event.kind === "CONFIRMED")).toHaveLength(1);
  expect(seen.payments).toEqual([
    { id: expect.any(String), state: "CAPTURED", captured: { minor: seen.totals.total.minor } },
  ]);

  // The first serves buyers again, while the second leads.
  await startPayment(shop, nextCheckoutId, "tok_ok");
  const { number: next } = requireOrder(await completeCheckout(shop, nextCheckoutId));
  await expect.poll(() => orderOf(nextCheckoutId).state, pollOptions).toBe("CONFIRMED");
  expect(next).toBe(orderOf(nextCheckoutId).number);
  const { verdicts } = auditStores({ data: shop.data });
  expect(verdicts.filter(({ verdict }) => verdict === "broken")).toEqual([]);
});
