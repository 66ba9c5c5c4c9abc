/** Failures of a subgraph that hangs, dies or sends invalid responses: only its fields fail, with a coded error, within the deadline. */

import { stillRuntime } from "@hansa/kit/testing";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startRouter, type TestRouter } from "../support/router.ts";
import { type Misbehaviour, startOrders, startProducts, type TestSubgraph } from "../support/subgraphs.ts";

const deadlineMs = 60_000;
const saying =
  (text: string, status = 200, type = "application/json"): Misbehaviour =>
  async (_request, reply) =>
    reply.status(status).type(type).send(text);
const cut: Misbehaviour = async (request) => request.socket.destroy();

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
afterEach(async () => {
  orders.misbehave();
  products.misbehave();
  await router.close();
});
const open = async () => {
  router = await startRouter([products, orders]);
};
/** With a deadline that passes when the test says so. */
const openStill = async () => {
  const runtime = stillRuntime();
  router = await startRouter([products, orders], { operationTimeoutMs: deadlineMs }, { runtime });
  return runtime;
};

const codesAndPaths = (errors: { path?: unknown; extensions: Record<string, unknown> }[]) =>
  errors.map(({ path, extensions }) => [extensions.code, path]);

describe("a subgraph that hangs", () => {
  test("fails its own fields within the deadline", async () => {
    const time = await openStill();
    orders.misbehave(() => {
      time.pass(deadlineMs);
      return new Promise(() => undefined);
    });
    const { status, data, errors } = await router.ask('query Sold { product(id: "prod_1") { title sold } viewer }');
    expect([status, data]).toEqual([200, { product: { title: "Cup", sold: null }, viewer: '{"kind":"guest"}' }]);
    expect(codesAndPaths(errors)).toEqual([["SUBGRAPH_UNAVAILABLE", ["product", "sold"]]]);
    expect(await router.counted("hansa_router_operation_errors_total", { operation: "Sold" })).toBe(1);
  });

  test("in the middle of its response is no different", async () => {
    const time = await openStill();
    orders.misbehave((_request, reply) => {
      reply.hijack();
      reply.raw.writeHead(200, { "content-type": "application/json" });
      reply.raw.write('{"data":', () => time.pass(deadlineMs));
      return new Promise(() => undefined);
    });
    const { errors } = await router.ask("{ lastOrder { id } }");
    expect(codesAndPaths(errors)).toEqual([["SUBGRAPH_UNAVAILABLE", ["lastOrder"]]]);
  });
});

describe("an unavailable subgraph", () => {
  const nowhere = (subgraph: TestSubgraph) => ({ ...subgraph, url: "http://127.0.0.1:9/graphql" });

  test("gives nulls, and an error at each field that it owns", async () => {
    router = await startRouter([products, nowhere(orders)]);
    const { data, errors, text } = await router.ask("{ products { title sold } lastOrder { id } }");
    expect(data).toEqual({
      products: [
        { title: "Cup", sold: null },
        { title: "Plate", sold: null },
      ],
      lastOrder: null,
    });
    expect(codesAndPaths(errors).sort()).toEqual([
      ["SUBGRAPH_UNAVAILABLE", ["lastOrder"]],
      ["SUBGRAPH_UNAVAILABLE", ["products", 0, "sold"]],
      ["SUBGRAPH_UNAVAILABLE", ["products", 1, "sold"]],
    ]);
    expect(text).not.toMatch(/ECONNREFUSED|127\.0\.0\.1|orders|valueCompletion|"@"/);
  });

  test("has at most 100 errors in a response, which counts the others", async () => {
    router = await startRouter([products, nowhere(orders)]);
    const many = Array.from({ length: 130 }, (_, index) => ({ __typename: "Product", id: `prod_${index}` }));
    // A field with arguments has a name of the router's in its fetches.
    products.misbehave(saying(JSON.stringify({ data: { c_products: many } })));
    const { errors, extensions } = await router.ask("{ products { sold } }");
    expect([errors.length, extensions]).toEqual([100, { omittedErrors: 30 }]);
    expect(errors.at(-1)?.path).toEqual(["products", 99, "sold"]);
  });

  test("did nothing, and a mutation is told so", async () => {
    router = await startRouter([products, nowhere(orders)]);
    const { errors } = await router.ask('mutation { place(productId: "prod_1") { id } }');
    expect(codesAndPaths(errors)).toEqual([["SUBGRAPH_UNAVAILABLE", ["place"]]]);
  });
});

describe("a connection that breaks", () => {
  test("is retried once for a read", async () => {
    await open();
    let cuts = 0;
    orders.misbehave(async (request) => {
      cuts += 1;
      if (cuts === 1) request.socket.destroy();
    });
    const { data, errors } = await router.ask("{ lastOrder { id } }");
    expect([data, errors]).toEqual([{ lastOrder: { id: "ord_1" } }, []]);
    expect(cuts).toBe(2);
  });

  test("is not retried for a mutation, whose outcome is unknown", async () => {
    await open();
    const before = orders.headers.length;
    orders.misbehave(cut);
    const { data, errors } = await router.ask('mutation { bought: place(productId: "prod_1") { id } }');
    expect(data).toEqual({ bought: null });
    expect(codesAndPaths(errors)).toEqual([["OUTCOME_UNKNOWN", ["bought"]]]);
    expect(orders.headers.length - before).toBe(1);
  });

  test("is not retried without limit: retries have a budget", async () => {
    // It grows with the time, too.
    await openStill();
    let received = 0;
    orders.misbehave(async (request) => {
      received += 1;
      // Every other request is cut, so that each repeat would succeed and the breaker stays closed.
      if (received % 2 === 1) request.socket.destroy();
    });
    let failed = 0;
    for (let turn = 0; turn < 40; turn += 1) failed += (await router.ask("{ lastOrder { id } }")).errors.length;
    expect(failed).toBeGreaterThan(5);
    expect(failed).toBeLessThan(30);
  });
});

test("a mutation past its deadline has an unknown outcome, and reads after it may be retried", async () => {
  const time = await openStill();
  orders.misbehave(() => {
    time.pass(deadlineMs);
    return new Promise(() => undefined);
  });
  const late = await router.ask('mutation { place(productId: "prod_1") { id } }');
  expect(codesAndPaths(late.errors)).toEqual([["OUTCOME_UNKNOWN", ["place"]]]);
  orders.misbehave();
  let cuts = 0;
  products.misbehave(async (request) => {
    cuts += 1;
    if (cuts === 1) request.socket.destroy();
  });
  const placed = await router.ask('mutation { place(productId: "prod_1") { product { title } } }');
  expect([placed.data, placed.errors]).toEqual([{ place: { product: { title: "Cup" } } }, []]);
});

test.each([
  ["a code of its own", '{"message":"at 10.0.0.7:5432","extensions":{"code":"PG_DOWN","stacktrace":["at /srv/a.ts"]}}'],
  [
    "a code about the router's request",
    '{"message":"Cannot query 10.0.0.7","extensions":{"code":"GRAPHQL_VALIDATION_FAILED"}}',
  ],
  ["no code", '{"message":"SQLITE_BUSY at 10.0.0.7"}'],
  ["nothing", "{}"],
  ["a number", "7"],
])("an error of a subgraph with %s is masked, in foreign subgraphs too", async (_name, error) => {
  await open();
  orders.misbehave(saying(`{"data":{"lastOrder":null},"errors":[${error}]}`));
  const { errors, text } = await router.ask("{ lastOrder { id } }");
  expect(errors.map(({ message, extensions }) => [message, extensions.code])).toEqual([
    ["Something broke on our side.", "INTERNAL_SERVER_ERROR"],
  ]);
  expect(text).not.toMatch(/10\.0\.0\.7|srv|PG_DOWN|SQLITE|stack|orders/);
});

test("a missing entity in a non-null field gives a null without internal details", async () => {
  await open();
  orders.misbehave(saying('{"data":{"_entities":[null]}}'));
  const { data, text } = await router.ask('{ product(id: "prod_1") { title sure } }');
  expect(data).toEqual({ product: null });
  expect(text).not.toContain("valueCompletion");
});
