/** Log of outages: one line when a subgraph becomes unavailable and one when it is available again, for any number of requests. */
import { createLog } from "@hansa/contracts/log";
import { stillRuntime } from "@hansa/kit/testing";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { startRouter } from "../support/router.ts";
import { startOrders, startProducts, type TestSubgraph } from "../support/subgraphs.ts";

const warning = 40;
const entry = z.object({ level: z.number(), msg: z.string() });

let products: TestSubgraph;
let orders: TestSubgraph;

beforeAll(async () => {
  products = await startProducts();
  orders = await startOrders();
});
afterAll(async () => {
  await products.stop();
  await orders.stop();
});

/** A router with a clock that only the test moves, and the messages that a terminal shows: those from warning upwards. */
async function open(parts: Parameters<typeof startRouter>[0]) {
  const shown: string[] = [];
  const log = createLog("router", "info", {
    write: (line) => {
      const { level, msg } = entry.parse(JSON.parse(line));
      if (level >= warning) shown.push(msg);
    },
  });
  const runtime = stillRuntime();
  const router = await startRouter(parts, {}, { runtime, log });
  onTestFinished(() => router.close());
  return { router, shown, pass: runtime.pass };
}

test("a subgraph that breaks every connection is logged once as down and once as up, and requests in between add no line", async () => {
  const { router, shown, pass } = await open([products, orders]);
  orders.misbehave(async (request) => request.socket.destroy());
  while (!shown.includes("subgraph orders: unavailable")) await router.ask("{ lastOrder { id } }");
  const before = [...shown];
  for (let count = 0; count < 20; count += 1) await router.ask("{ lastOrder { id } }");
  expect(shown).toEqual(before);
  expect(before.filter((line) => line !== "subgraph orders: unavailable")).toEqual(
    before.slice(1).map(() => "an operation has errors: a fetch from orders failed"),
  );

  orders.misbehave();
  pass(5_000);
  for (let count = 0; count < 5; count += 1) await router.ask("{ lastOrder { id } }");
  expect(shown).toEqual([...before, "subgraph orders: available again"]);
});

test("a subgraph without a listener is logged as down at the first request", async () => {
  const absent = { ...orders, url: "http://127.0.0.1:9/graphql" };
  const { router, shown } = await open([products, absent]);
  for (let count = 0; count < 10; count += 1) await router.ask("{ lastOrder { id } }");
  expect(shown).toEqual(["subgraph orders: unavailable"]);
});

test("the lines of a request carry its id, which its errors name", async () => {
  const lines: unknown[] = [];
  const log = createLog("router", "info", { write: (line) => void lines.push(JSON.parse(line)) });
  const router = await startRouter([products, orders], {}, { log });
  onTestFinished(() => router.close());
  orders.misbehave(async (_request, reply) => reply.status(500).send("{}"));
  const { errors } = await router.ask("{ lastOrder { id } }", {}, { "x-request-id": "abcdefgh-9876" });
  orders.misbehave();
  expect(errors[0]?.extensions.requestId).toBe("abcdefgh-9876");
  const msg = "an operation has errors: a fetch from orders failed";
  expect(lines).toContainEqual(expect.objectContaining({ msg, requestId: "abcdefgh-9876" }));
});

test("requests that fail alike have twenty lines a minute, and the next minute says how many had none", async () => {
  const { router, shown, pass } = await open([products, orders]);
  const failOften = async (times: number) => {
    orders.misbehave(async (_request, reply) => reply.status(403).send("{}"));
    for (let count = 0; count < times; count += 1) await router.ask("{ lastOrder { id } }");
    orders.misbehave();
  };
  await failOften(50);
  const msg = "an operation has errors: a fetch from orders failed";
  expect(shown).toEqual(Array.from({ length: 20 }, () => msg));
  pass(60_000);
  await failOften(1);
  expect(shown.slice(20)).toEqual(["operations had errors without a line: a fetch from orders failed", msg]);
});
