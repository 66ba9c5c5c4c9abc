/** Clients that leave while a service says nothing: the service is asked whether it is ready, so that later clients do not wait as long. */
import { request as sendRequest } from "node:http";
import { type StillRuntime, stillRuntime } from "@hansa/kit/testing";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startRouter, type TestRouter } from "../support/router.ts";
import { type Misbehaviour, startOrders, startProducts, type TestSubgraph } from "../support/subgraphs.ts";

const hang: Misbehaviour = () => new Promise(() => undefined);

let products: TestSubgraph;
let orders: TestSubgraph;
let router: TestRouter;
let time: StillRuntime;
let requestsBefore = 0;

beforeAll(async () => {
  products = await startProducts();
  orders = await startOrders();
});
afterAll(async () => {
  await products.stop();
  await orders.stop();
});
beforeEach(async () => {
  orders.misbehave();
  orders.headers.length = 0;
  requestsBefore = orders.readinessRequests();
  time = stillRuntime();
  router = await startRouter([products, orders], { operationTimeoutMs: 10_000 }, { runtime: time });
  return () => router.close();
});

/** The time for which the router waits for the answer whether a service is ready. */
const readinessMs = 2_000;
const requests = () => orders.readinessRequests() - requestsBefore;
const fetches = () => orders.headers.length - requests();
const isOpen = () => router.counted("hansa_instance_breaker_open", { service: "orders" });

/** Asks orders, and leaves after so many milliseconds. The clock moves on when the router has the answer to what it asked before. */
async function leaveAfter(ms: number, query = "{ lastOrder { id } }"): Promise<void> {
  const before = fetches();
  const headers = { "content-type": "application/json" };
  const sent = sendRequest(`${router.url}/graphql`, { method: "POST", headers, agent: false });
  sent.on("error", () => undefined).end(JSON.stringify({ query }));
  await expect.poll(fetches).toBe(before + 1);
  await expect.poll(() => time.running(readinessMs)).toBe(0);
  time.pass(ms);
  sent.destroy();
}

test("one client that leaves after three seconds has a hanging service asked, and the next one does not wait", async () => {
  orders.misbehave(hang);
  await leaveAfter(3_000);
  await expect.poll(requests).toBe(1);
  time.pass(readinessMs);
  await expect.poll(isOpen).toBe(1);
  for (let count = 0; count < 16; count += 1) {
    const { errors } = await router.ask("{ lastOrder { id } }");
    expect(errors).toMatchObject([{ extensions: { code: "SUBGRAPH_UNAVAILABLE" } }]);
  }
  expect(fetches()).toBe(1);
});

test("a client that leaves within two seconds says nothing about the service", async () => {
  orders.misbehave(hang);
  await leaveAfter(1_900);
  // The router has seen the departure once it answers a later request of another kind.
  await router.ask("{ products { id } }");
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect([requests(), await isOpen()]).toEqual([0, 0]);
});

test("clients that leave slow operations of their own making close no service that says that it is ready", async () => {
  orders.misbehave(async (request) => (request.url === "/ready" ? undefined : new Promise(() => undefined)));
  for (let count = 1; count <= 12; count += 1) {
    const before = requests();
    await leaveAfter(2_100, count % 2 === 0 ? undefined : 'mutation { place(productId: "prod_1") { id } }');
    await expect.poll(requests).toBeGreaterThan(before);
  }
  expect(await isOpen()).toBe(0);
  orders.misbehave();
  expect((await router.ask("{ lastOrder { id } }")).data).toEqual({ lastOrder: { id: "ord_1" } });
});
