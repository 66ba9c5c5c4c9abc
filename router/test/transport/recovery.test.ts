/** Recovery: the circuit breaker opens for a moment after several failures, and whole pages are served once the subgraph recovers. */
import { systemRuntime } from "@hansa/kit/runtime/runtime";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startRouter, type TestRouter } from "../support/router.ts";
import { type Misbehaviour, startOrders, startProducts, type TestSubgraph } from "../support/subgraphs.ts";

const hang: Misbehaviour = () => new Promise(() => undefined);
/** The time for which the circuit breaker is open. */
const openMs = 1_000;
/** The lead of the router's clock over the machine's, and the deadline of a fetch. */
const time = { ahead: 0, timeoutMs: 0 };
const runtime = {
  ...systemRuntime,
  monotonic: () => systemRuntime.monotonic() + time.ahead,
  startTimer: (_ms: number, callback: () => void) => systemRuntime.startTimer(time.timeoutMs, callback),
};

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
beforeEach(async () => {
  orders.misbehave();
  router = await startRouter([products, orders], {}, { runtime });
  return () => router.close();
});

/** Asks orders, which hangs, five times in vain. */
async function failFiveTimes(): Promise<void> {
  time.timeoutMs = 50;
  orders.misbehave(hang);
  for (let turn = 0; turn < 5; turn += 1) await router.ask("{ lastOrder { id } }");
  time.timeoutMs = 60_000;
}

test("is not called after some failures, and called again when it has recovered", async () => {
  await failFiveTimes();
  orders.misbehave();
  const received = orders.headers.length;
  const { errors } = await router.ask("{ lastOrder { id } }");
  expect(errors).toMatchObject([{ path: ["lastOrder"], extensions: { code: "SUBGRAPH_UNAVAILABLE" } }]);
  expect(orders.headers).toHaveLength(received);
  time.ahead += openMs;
  expect((await router.ask("{ lastOrder { id } }")).data).toEqual({ lastOrder: { id: "ord_1" } });
});

test("gives a complete page as soon as it has recovered, despite slow responses and repeated requests", async () => {
  await failFiveTimes();
  const received = orders.headers.length;
  // No question is answered before the page's other one has come.
  let answer = () => {};
  const bothReceived = new Promise<void>((resolve) => {
    answer = resolve;
  });
  orders.misbehave(async () => {
    if (orders.headers.length === received + 2) answer();
    await bothReceived;
  });
  time.ahead += openMs;
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
