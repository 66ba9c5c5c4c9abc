/** Several instances of one subgraph: fetches are shared, and an instance that is away costs no request. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { startRouter, type TestRouter } from "../support/router.ts";
import { startOrders, startProducts, type TestSubgraph } from "../support/subgraphs.ts";

let products: TestSubgraph;
let orders: TestSubgraph[];
let router: TestRouter;

beforeAll(async () => {
  products = await startProducts();
  orders = [await startOrders(), await startOrders()];
  const [first] = orders;
  if (!first) throw new Error("no orders");
  const subgraphUrls = {
    products: [products.url] as const,
    orders: [first.url, ...orders.slice(1).map(({ url }) => url)] as const,
  };
  router = await startRouter([products, first], { subgraphUrls });
});
afterAll(async () => {
  await router.close();
  for (const subgraph of [products, ...orders]) await subgraph.stop();
});

/** The fetches of each: polls have no content. */
const received = () => orders.map(({ headers }) => headers.filter((each) => each["content-type"]).length);

test("fetches are shared, and the metrics count each instance", async () => {
  for (let count = 0; count < 40; count += 1) await router.ask("{ lastOrder { id } }");
  expect(Math.min(...received())).toBeGreaterThan(5);
  for (const [index, count] of received().entries()) {
    const address = new URL(orders[index]?.url ?? "").host;
    const labels = { service: "orders", address, outcome: "answered" };
    expect(await router.counted("hansa_instance_requests_total", labels)).toBe(count);
    const seconds = await router.counted("hansa_instance_request_seconds_total", { service: "orders", address });
    expect(seconds).toBeGreaterThan(0);
  }
});

test("with one instance gone every query and every mutation is answered by the other, each mutation once", async () => {
  const [gone] = orders;
  await gone?.stop();
  const [, before = 0] = received();
  for (let count = 0; count < 20; count += 1) {
    expect((await router.ask("{ lastOrder { id } }")).errors).toEqual([]);
    expect((await router.ask('mutation { place(productId: "prod_1") { id } }')).errors).toEqual([]);
  }
  expect(received()[1]).toBe(before + 40);
});
