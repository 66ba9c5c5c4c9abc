/** A subgraph that failed several times is left alone for a moment, and serves whole pages as soon as it is well again. */
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startRouter, type TestRouter } from "./support/router.ts";
import { type Misbehaviour, startOrders, startProducts, type TestSubgraph } from "./support/subgraphs.ts";

const deadlineMs = 300;
const hang: Misbehaviour = () => new Promise(() => undefined);

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
  router = await startRouter([products, orders], { fetchTimeoutMs: deadlineMs });
  return () => router.close();
});

test("is left alone after some failures, and heard again when it is well", async () => {
  orders.misbehave(hang);
  for (let turn = 0; turn < 5; turn += 1) await router.ask("{ lastOrder { id } }");
  const startedAt = performance.now();
  const { errors } = await router.ask("{ lastOrder { id } }");
  expect(performance.now() - startedAt).toBeLessThan(deadlineMs / 2);
  expect(errors).toMatchObject([{ path: ["lastOrder"], extensions: { code: "SUBGRAPH_UNAVAILABLE" } }]);
  orders.misbehave();
  await expect
    .poll(async () => (await router.ask("{ lastOrder { id } }")).data, { timeout: 5_000 })
    .toEqual({ lastOrder: { id: "ord_1" } });
});

test("gives a whole page as soon as it is well, however slowly it answers and however often the page asks it", async () => {
  orders.misbehave(hang);
  for (let turn = 0; turn < 5; turn += 1) await router.ask("{ lastOrder { id } }");
  orders.misbehave(async () => {
    await pause(deadlineMs / 3);
  });
  await pause(1_000);
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
