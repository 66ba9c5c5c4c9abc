/** Lease of an order: concurrent acquisition. */
import { expect, test } from "vitest";
import type { Deps } from "../../src/context.ts";
import { acquireOrderLease } from "../../src/service/processing/lease.ts";
import { shop } from "../support/shop.ts";

test("a process that waited for the store while another acquired the lease does not take it over", async () => {
  const s = await shop();
  const { deps } = s.running.service;
  const write: Deps["store"]["write"] = async (name, change) => {
    await s.runtime.advance(1_000);
    expect(await acquireOrderLease(deps, "the other one", "ord_1")).toBeDefined();
    return deps.store.write(name, change);
  };
  expect(
    await acquireOrderLease({ ...deps, store: { ...deps.store, write } }, "the one who waited", "ord_1"),
  ).toBeUndefined();
});
