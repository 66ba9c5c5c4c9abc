/** docs/owners/scaling.md has the numbers of its model, and the model those of the budgets. */
import path from "node:path";
import { expect, test } from "vitest";
import { root } from "../../cli/host/shop.mjs";
import { lockMsOfPurchase, mostPurchases, needOf, tripsOfPurchase, writesOfPurchase } from "./support/scaling-model.ts";
import { renderScalingPage } from "./support/scaling-page.ts";

const load = { ordersPerMinute: 60, pagesPerOrder: 100, cached: 0.5 };

test("docs/owners/scaling.md has the numbers of today", async () => {
  await expect(renderScalingPage()).toMatchFileSnapshot(path.join(root, "docs/owners/scaling.md"));
});

test("the writer is bounded by the waits that the budgets count, each a round trip", () => {
  const { waits, statements } = writesOfPurchase("orders");
  expect(waits).toBeGreaterThan(10);
  expect(waits).toBeLessThan(statements);
  const further = lockMsOfPurchase("postgresql", 2) - lockMsOfPurchase("postgresql", 1);
  expect(further).toBeCloseTo(tripsOfPurchase());
  expect(further).toBeGreaterThan(waits);
  for (const service of ["products", "payments", "sandbox"])
    expect(writesOfPurchase(service).waits).toBeLessThan(waits);
});

test("twice the load needs twice the cores, a cache takes pages away, and a longer way slows the writer alone", () => {
  const one = needOf(load, "postgresql", 0.3);
  const two = needOf({ ...load, ordersPerMinute: 120 }, "postgresql", 0.3);
  expect(two.nodeCores).toBeCloseTo(2 * one.nodeCores);
  expect(two.writerLoad).toBeCloseTo(2 * one.writerLoad);
  const cached = needOf({ ...load, cached: 1 }, "postgresql", 0.3);
  expect(cached.nodeCores).toBeLessThan(one.nodeCores / 2);
  expect(cached.writerLoad).toBe(one.writerLoad);
  const far = needOf(load, "postgresql", 1);
  expect([far.nodeCores, far.serverCores]).toEqual([one.nodeCores, one.serverCores]);
  expect(far.writerLoad).toBeGreaterThan(1.5 * one.writerLoad);
  expect(mostPurchases("sqlite", 0)).toBeGreaterThan(mostPurchases("postgresql", 0.05));
  expect(needOf(load, "sqlite", 0).serverCores).toBe(0);
});
