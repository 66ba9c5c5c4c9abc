/** Recovery: the circuit breaker of a silent subgraph opens, and whole pages are served once the subgraph recovers. */
import { type StillRuntime, stillRuntime } from "@hansa/kit/testing";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startRouter, type TestRouter } from "../support/router.ts";
import { type Misbehaviour, startOrders, startProducts, type TestSubgraph } from "../support/subgraphs.ts";

const hang: Misbehaviour = () => new Promise(() => undefined);
/** The time for which the circuit breaker is open at least. */
const openMs = 1_000;
/** The time for which the response to the request is waited for. */
const requestMs = 2_000;
const operationTimeoutMs = 10_000;

let products: TestSubgraph;
let orders: TestSubgraph;
let router: TestRouter;
let time: StillRuntime;

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
  time = stillRuntime();
  router = await startRouter([products, orders], { operationTimeoutMs }, { runtime: time });
  return () => router.close();
});

/** Asks orders in vain, which hangs, and does not say that it is ready either. */
async function fallSilent(): Promise<void> {
  const received = orders.headers.length;
  orders.misbehave(hang);
  const asked = router.ask("{ lastOrder { id } }");
  await expect.poll(() => orders.headers.length).toBe(received + 1);
  time.pass(operationTimeoutMs);
  expect((await asked).errors).toMatchObject([unavailable]);
  await expect.poll(() => orders.headers.length).toBe(received + 2);
  time.pass(requestMs);
  await expect.poll(() => router.counted("hansa_instance_breaker_open", { service: "orders" })).toBe(1);
}

const unavailable = { path: ["lastOrder"], extensions: { code: "SUBGRAPH_UNAVAILABLE" } };

/** Whether a fetch is refused without a request. */
async function isRefusedAtOnce(): Promise<boolean> {
  const received = orders.headers.length;
  const { errors } = await router.ask("{ lastOrder { id } }");
  expect(errors).toMatchObject([unavailable]);
  return orders.headers.length === received;
}

test("is not called while it is silent, and called again when it has recovered", async () => {
  await fallSilent();
  orders.misbehave();
  expect(await isRefusedAtOnce()).toBe(true);
  time.pass(openMs);
  expect((await router.ask("{ lastOrder { id } }")).data).toEqual({ lastOrder: { id: "ord_1" } });
});

test("gives a complete page as soon as it has recovered, despite slow responses and repeated requests", async () => {
  await fallSilent();
  const received = orders.headers.length;
  // No request is answered before the page's other one has come.
  let answer = () => {};
  const bothReceived = new Promise<void>((resolve) => {
    answer = resolve;
  });
  orders.misbehave(async () => {
    // The first one is the readiness request.
    if (orders.headers.length === received + 3) answer();
    if (orders.headers.length > received + 1) await bothReceived;
  });
  time.pass(openMs);
  const { data, errors } = await router.ask("{ products { title sold } lastOrder { id } }");
  expect([data, errors]).toEqual([
    {
      products: [
        { title: "Cup", sold: 7 },
        { title: "Plate", sold: 7 },
      ],
      lastOrder: { id: "ord_1" },
    },
    [],
  ]);
});
