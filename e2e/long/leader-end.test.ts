/** Story of two processes of orders on one store: the leader is killed or asked to stop, and the other takes over. */

import { completeCheckout, fillCart, findAvailableVariant, prepareCheckout, startPayment } from "@hansa/client/buyer";
import { pollOptions } from "@hansa/client/polling";
import { beforeAll, expect, test } from "vitest";
import { auditStores } from "../../cli/audit/audit.ts";
import { storeFile } from "../../cli/host/shop.mjs";
import { loadDriver } from "../../cli/host/sqlite.mjs";
import { servicesAt } from "../../cli/testing/addresses.ts";
import { type DelayingProxy, shareShopWithProxy } from "../../cli/testing/delaying-proxy.ts";
import type { Shop } from "../../cli/testing/shop.ts";

let shop: Shop;
let proxy: DelayingProxy;
beforeAll(async () => {
  const opened = await shareShopWithProxy();
  ({ shop, proxy } = opened);
  return opened.close;
});

/** One column of one row in the store of orders. */
function read(statement: string): unknown {
  const Database = loadDriver();
  const store = new Database(storeFile(shop.data, "orders"), { readonly: true });
  try {
    return store.prepare(statement).pluck().get();
  } finally {
    store.close();
  }
}

const leaderToken = () => Number(read("SELECT fencing_token FROM leases WHERE name = 'lead'"));
const leaseEnd = () => Number(read("SELECT ends_at FROM leases WHERE name = 'lead'"));
const stateOf = (checkoutId: string) => read(`SELECT state FROM orders WHERE checkout_id = '${checkoutId}'`);

/** Starts a second process beside the leader. On a busy machine the first may lose its lease meanwhile: then it is tried again. */
async function startFollower(): Promise<{ second: Awaited<ReturnType<Shop["startSecondProcess"]>>; token: number }> {
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const token = leaderToken();
    const second = await shop.startSecondProcess("orders");
    if (leaderToken() === token) return { second, token };
    await second.stop();
    // The first process is the leader again once it renews a lease that it has, or has taken.
    const endsAt = leaseEnd();
    await expect.poll(leaseEnd, pollOptions).toBeGreaterThan(endsAt);
  }
  throw new Error("the second process became the leader each time");
}

const maxAttempts = 5;

test.each([
  ["killed", "SIGKILL", "SIGKILL"],
  ["asked to stop", "SIGTERM", null],
] as const)("the leader is %s while it processes an order, which is confirmed once", async (_how, signal, end) => {
  const { id } = await findAvailableVariant(shop);
  const checkoutId = await prepareCheckout(shop, await fillCart(shop, id));
  const { second, token: before } = await startFollower();
  const capture = proxy.hold("/internal/capture");
  await startPayment(shop, checkoutId, "tok_ok");
  const completion = completeCheckout(shop, checkoutId).catch(() => undefined);
  await capture.answered;
  const ended = shop.awaitExit("orders");
  process.kill(shop.pid("orders"), signal);
  if (signal === "SIGTERM") capture.release();
  expect(await ended).toBe(end);
  capture.release();
  await completion;

  await expect.poll(() => stateOf(checkoutId), pollOptions).toBe("CONFIRMED");
  await expect.poll(leaderToken, pollOptions).toBeGreaterThan(before);
  if (signal === "SIGTERM") {
    const held = "SELECT count(*) FROM leases WHERE name LIKE 'order:%' AND ends_at > 0";
    await expect.poll(() => read(held), pollOptions).toBe(0);
  }
  await shop.start("orders", { HANSA_SERVICES: servicesAt({ payments: { internal: proxy.url } }) });
  await second.stop();
  const { verdicts } = auditStores({ data: shop.data });
  expect(verdicts.filter(({ verdict }) => verdict === "broken")).toEqual([]);
});
