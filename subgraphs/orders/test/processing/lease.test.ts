/** Lease of an order: concurrent acquisition, and release with the last result or when the service stops. */
import { expect, test } from "vitest";
import type { Deps } from "../../src/context.ts";
import { acquireOrderLease } from "../../src/service/processing/lease.ts";
import { createOrderProcessor } from "../../src/service/processing/processor.ts";
import { seeCheckout } from "../support/mutations.ts";
import { complete, paid } from "../support/purchase.ts";
import { shop } from "../support/shop.ts";

const held = (owner: string, hasDueWork = false) => ({ owner, hasDueWork: async () => hasDueWork });

test("a process that waited for the store while another acquired the lease does not take it over", async () => {
  const s = await shop();
  const { deps } = s.running.service;
  const write: Deps["store"]["write"] = async (name, change) => {
    await s.runtime.advance(1_000);
    expect(await acquireOrderLease(deps, "ord_1", held("the other one"))).toBeDefined();
    return deps.store.write(name, change);
  };
  expect(
    await acquireOrderLease({ ...deps, store: { ...deps.store, write } }, "ord_1", held("the one who waited")),
  ).toBeUndefined();
});

test.each([
  ["is released with the result of the last work", false],
  ["is kept while work is due", true],
])("the lease %s", async (_how, hasDueWork) => {
  const s = await shop();
  const { deps } = s.running.service;
  const lease = await acquireOrderLease(deps, "ord_1", held("one", hasDueWork));
  await lease?.advance("a-result", async () => undefined);
  expect(lease?.isReleased()).toBe(!hasDueWork);
  const other = await acquireOrderLease(deps, "ord_1", held("the other one"));
  expect(other !== undefined).toBe(!hasDueWork);
});

test("a result that could not be stored does not release the lease", async () => {
  const s = await shop();
  const { deps } = s.running.service;
  const lease = await acquireOrderLease(deps, "ord_1", held("one"));
  await expect(lease?.advance("a-result", () => Promise.reject(new Error("disk full")))).rejects.toThrow("disk full");
  expect(lease?.isReleased()).toBe(false);
  expect(await acquireOrderLease(deps, "ord_1", held("the other one"))).toBeUndefined();
});

test("a request that waits for an order of another process writes nothing until that one is done", async () => {
  const s = await shop();
  const { deps } = s.running.service;
  const { checkoutId } = await paid(s);
  const { arrived, releaseAll } = s.transport.delayRequests("products.commit");
  const completed = complete(s, checkoutId);
  await arrived;
  const { id } = Object((await s.rows("SELECT id FROM orders"))[0]);
  const writes: string[] = [];
  const write: Deps["store"]["write"] = (name, ...change) => {
    writes.push(name);
    return deps.store.write(name, ...change);
  };
  const waited = createOrderProcessor({ ...deps, store: { ...deps.store, write } }).process(id, 5_000);
  await s.runtime.settle();
  await s.runtime.advance(1_000);
  releaseAll();
  expect(writes).toEqual(["acquire-order-lease"]);
  await completed;
  await s.runtime.advance(50);
  await waited;
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ order: { state: "CONFIRMED" } });
});

test("a service that stops while it processes an order releases the lease first", async () => {
  const s = await shop();
  const { checkoutId } = await paid(s);
  const { arrived, releaseAll } = s.transport.delayRequests("products.commit");
  // Its request has no connection, for which a stop would wait.
  void complete(s, checkoutId).catch(() => undefined);
  await arrived;
  const restarting = s.restart();
  await new Promise((resolve) => setTimeout(resolve, 50));
  releaseAll();
  await restarting;
  expect(await s.rows(`SELECT ends_at AS "endsAt" FROM leases WHERE name LIKE 'order:%'`)).toEqual([{ endsAt: 0 }]);
  expect(await seeCheckout(s, checkoutId)).toMatchObject({ order: { state: "CONFIRMED" } });
});
