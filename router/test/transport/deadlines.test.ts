/** Deadlines: one for the whole operation, which fetches inherit, and a shorter one for fetches that a page can do without. */
import { promisify } from "node:util";
import { createLog } from "@hansa/contracts/log";
import { type StillRuntime, stillRuntime } from "@hansa/kit/testing";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startRouter, type TestRouter } from "../support/router.ts";
import { startOrders, startProducts, type TestSubgraph } from "../support/subgraphs.ts";

const code = (name: string) => ({ extensions: { code: name } });

let products: TestSubgraph;
let orders: TestSubgraph;
let router: TestRouter;
let time: StillRuntime;
let logged: string[];

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

/** No time passes but that which the test lets pass. */
async function open(operationTimeoutMs: number, optionalFetchTimeoutMs = 0): Promise<void> {
  time = stillRuntime();
  logged = [];
  const log = createLog("router", "info", { write: (line) => void logged.push(line) });
  const settings = { operationTimeoutMs, optionalFetchTimeoutMs };
  router = await startRouter([products, orders], settings, { runtime: time, log });
}

/** Lets so much time pass when a request has come, and never answers it. */
const hangFor = (ms: number) => () => {
  time.pass(ms);
  return new Promise(() => {});
};

/** The time that each request gave its subgraph. */
const timesOf = ({ headers }: TestSubgraph) => headers.map((each) => Number(each["hansa-timeout-ms"]));

test("a fetch has the rest of the operation's time, and says so", async () => {
  await open(5_000);
  products.misbehave(async () => time.pass(300));
  expect((await router.ask('{ product(id: "prod_1") { title sold } }')).errors).toEqual([]);
  expect([timesOf(products), timesOf(orders)]).toEqual([[5_000], [4_700]]);
});

test("after the deadline no fetch begins, and the parts that were not asked for say so", async () => {
  await open(1_500);
  products.misbehave(hangFor(1_500));
  const { data, errors } = await router.ask('{ product(id: "prod_1") { title sold } }');
  expect(data).toEqual({ product: null });
  expect(errors).toMatchObject([code("SUBGRAPH_UNAVAILABLE")]);
  expect(orders.headers).toEqual([]);
});

test("a mutation step that has not begun by the deadline is refused, and one that has may be done", async () => {
  await open(1_500);
  products.misbehave(hangFor(1_500));
  const { errors } = await router.ask(
    'mutation { rename(id: "prod_1", title: "x") { id } place(productId: "prod_1") { id } }',
  );
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
  const connections = promisify(router.app.server.getConnections.bind(router.app.server));
  await expect.poll(() => connections()).toBe(0);
  release();
  const isRefused = () => logged.some((line) => line.includes("a fetch from orders did not begin"));
  await expect.poll(() => isRefused() || orders.headers.length > 0).toBe(true);
  expect(orders.headers).toEqual([]);
});

test("a page waits briefly for what it can do without", async () => {
  await open(60_000, 300);
  orders.misbehave(hangFor(300));
  const { data, errors } = await router.ask('{ product(id: "prod_1") { title sold } }');
  expect(data).toEqual({ product: { title: "Cup", sold: null } });
  expect(errors).toMatchObject([{ path: ["product", "sold"], ...code("SUBGRAPH_UNAVAILABLE") }]);
  expect(timesOf(orders)).toEqual([300]);
});

test("a fetch whose failure nulls an essential root field has the whole time", async () => {
  await open(5_000, 300);
  await router.ask('{ product(id: "prod_1") { sure } }');
  expect([timesOf(products), timesOf(orders)]).toEqual([[5_000], [5_000]]);
});

test("a page waits briefly for a root field beside an essential one, and as long as it has time for one alone", async () => {
  await open(5_000, 300);
  await router.ask("{ lastOrder { id } }");
  expect(timesOf(orders)).toEqual([5_000]);
  orders.misbehave(hangFor(300));
  const { data, errors } = await router.ask('{ product(id: "prod_1") { title } lastOrder { id } }');
  expect(data).toEqual({ product: { title: "Cup" }, lastOrder: null });
  expect(errors).toMatchObject([{ path: ["lastOrder"], ...code("SUBGRAPH_UNAVAILABLE") }]);
  expect(timesOf(orders)).toEqual([5_000, 300]);
});
