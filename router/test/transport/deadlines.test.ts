/** Deadlines: one for the whole operation, which fetches inherit, and a shorter one for fetches that a page can do without. */
import { systemRuntime } from "@hansa/kit/runtime/runtime";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startRouter, type TestRouter } from "../support/router.ts";
import { startOrders, startProducts, type TestSubgraph } from "../support/subgraphs.ts";

const code = (name: string) => ({ extensions: { code: name } });

let products: TestSubgraph;
let orders: TestSubgraph;
let router: TestRouter;

beforeAll(async () => {
  products = await startProducts();
  orders = await startOrders();
});
afterAll(async () => {
  await products.stop();
  await orders.stop();
});
beforeEach(() => {
  for (const subgraph of [products, orders]) {
    subgraph.misbehave();
    subgraph.headers.length = 0;
  }
  return () => router.close();
});

async function open(operationTimeoutMs: number, optionalFetchTimeoutMs = 0): Promise<void> {
  router = await startRouter([products, orders], { operationTimeoutMs, optionalFetchTimeoutMs });
}

/** The time that each request gave its subgraph. */
const timesOf = ({ headers }: TestSubgraph) => headers.map((each) => Number(each["hansa-timeout-ms"]));

test("a fetch has the rest of the operation's time, and says so", async () => {
  await open(5_000);
  products.misbehave(() => systemRuntime.sleep(300));
  expect((await router.ask('{ product(id: "prod_1") { title sold } }')).errors).toEqual([]);
  const [[first = 0], [second = 0]] = [timesOf(products), timesOf(orders)];
  expect(first).toBeLessThanOrEqual(5_000);
  expect(first).toBeGreaterThan(4_000);
  expect(second).toBeLessThanOrEqual(first - 300);
});

test("after the deadline no fetch begins, and the parts that were not asked for say so", async () => {
  await open(1_500);
  // Planned before, so that the time is that of the fetch.
  await router.ask('{ product(id: "prod_1") { title sold } }');
  orders.headers.length = 0;
  products.misbehave(() => new Promise(() => {}));
  const { data, errors } = await router.ask('{ product(id: "prod_1") { title sold } }');
  expect(data).toEqual({ product: null });
  expect(errors).toMatchObject([code("SUBGRAPH_UNAVAILABLE")]);
  expect(orders.headers).toEqual([]);
});

test("a mutation step that has not begun by the deadline is refused, and one that has may be done", async () => {
  await open(1_500);
  const mutation = 'mutation { rename(id: "prod_1", title: "x") { id } place(productId: "prod_1") { id } }';
  await router.ask(mutation);
  orders.headers.length = 0;
  products.misbehave(() => new Promise(() => {}));
  const { errors } = await router.ask(mutation);
  expect(errors).toMatchObject([
    { path: ["rename"], ...code("OUTCOME_UNKNOWN") },
    { path: ["place"], ...code("DEADLINE_EXCEEDED") },
  ]);
  expect(orders.headers).toEqual([]);
});

test("nothing more begins for a client that is gone", async () => {
  await open(5_000);
  let release = () => {};
  products.misbehave(
    () =>
      new Promise<void>((resolve) => {
        release = resolve;
      }),
  );
  const leaving = new AbortController();
  const body = JSON.stringify({
    query: 'mutation { rename(id: "prod_1", title: "x") { id } place(productId: "prod_1") { id } }',
  });
  const headers = { "content-type": "application/json" };
  const asked = fetch(`${router.url}/graphql`, { method: "POST", headers, body, signal: leaving.signal });
  await expect.poll(() => products.headers.length).toBe(1);
  leaving.abort();
  await expect(asked).rejects.toThrow();
  await systemRuntime.sleep(100);
  release();
  await systemRuntime.sleep(300);
  expect(orders.headers).toEqual([]);
});

test("a page waits briefly for what it can do without", async () => {
  await open(60_000, 300);
  orders.misbehave(() => new Promise(() => {}));
  const { data, errors } = await router.ask('{ product(id: "prod_1") { title sold } }');
  expect(data).toEqual({ product: { title: "Cup", sold: null } });
  expect(errors).toMatchObject([{ path: ["product", "sold"], ...code("SUBGRAPH_UNAVAILABLE") }]);
  expect(timesOf(orders)).toEqual([300]);
});

test("a fetch whose failure nulls an essential root field has the whole time", async () => {
  await open(5_000, 300);
  await router.ask('{ product(id: "prod_1") { sure } }');
  for (const time of [...timesOf(products), ...timesOf(orders)]) expect(time).toBeGreaterThan(300);
  expect(timesOf(orders)).toHaveLength(1);
});

test("a page waits briefly for a root field beside an essential one, and as long as it has time for one alone", async () => {
  await open(5_000, 300);
  await router.ask("{ lastOrder { id } }");
  const [alone = 0] = timesOf(orders);
  expect(alone).toBeGreaterThan(300);
  orders.misbehave(() => new Promise(() => {}));
  const { data, errors } = await router.ask('{ product(id: "prod_1") { title } lastOrder { id } }');
  expect(data).toEqual({ product: { title: "Cup" }, lastOrder: null });
  expect(errors).toMatchObject([{ path: ["lastOrder"], ...code("SUBGRAPH_UNAVAILABLE") }]);
  expect(timesOf(orders)).toEqual([alone, 300]);
});
