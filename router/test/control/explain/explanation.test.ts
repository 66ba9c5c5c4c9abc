/** Explanation of a response: the service of each field, the duration of each fetch, and the scope that each field requires. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { startRouter, type TestRouter } from "../../support/router.ts";
import { startOrders, startProducts, type TestSubgraph } from "../../support/subgraphs.ts";

let subgraphs: TestSubgraph[];
let router: TestRouter;
beforeAll(async () => {
  subgraphs = [await startProducts(), await startOrders()];
  router = await startRouter(subgraphs);
});
afterAll(async () => {
  await router.close();
  for (const subgraph of subgraphs) await subgraph.stop();
});

const explain = { "hansa-explain": "1" };

/** A fetch that was sent, which began and lasted for some milliseconds. */
const sent = (
  service: string,
  path: string[],
  { part = {}, ...more }: { part?: object; [more: string]: unknown } = {},
) => ({
  kind: "Fetch",
  service,
  isOptional: expect.any(Boolean),
  parts: [{ path, ...part }],
  query: expect.stringContaining("{"),
  startedMs: expect.any(Number),
  durationMs: expect.any(Number),
  errors: 0,
  statements: [],
  ...more,
});

const productKey = (entities: number) => ({ key: "Product { id }", entities });

test("it has the times of a query that one subgraph answers alone, as it was sent", async () => {
  const { extensions } = await router.ask("{ all: products { title } }", {}, explain);
  expect(extensions).toMatchObject({
    explanation: { plan: sent("products", [], { query: expect.stringContaining("all:products") }) },
  });
});

test("it has the query plan with the service, duration, key and number of entities of each fetch", async () => {
  const { extensions } = await router.ask("{ products { title sold } lastOrder { product { title } } }", {}, explain);
  expect(extensions).toMatchObject({
    explanation: {
      durationMs: expect.any(Number),
      plan: {
        kind: "Parallel",
        steps: expect.arrayContaining([
          {
            kind: "Sequence",
            steps: [sent("products", []), sent("orders", ["products"], { part: productKey(2) })],
          },
          {
            kind: "Sequence",
            steps: [sent("orders", []), sent("products", ["lastOrder", "product"], { part: productKey(1) })],
          },
        ]),
      },
    },
  });
});

test("it has the owner of each field, through aliases and fragments, and the required rights", async () => {
  const query = `query { few: products(first: 1) { ...Card } secret } fragment Card on Product { name: title ... { sold } }`;
  const { extensions } = await router.ask(query, {}, explain);
  expect(extensions).toMatchObject({
    explanation: {
      fields: [
        { path: "few", field: "Query.products", service: "products" },
        { path: "few.name", field: "Product.title", service: "products" },
        { path: "few.sold", field: "Product.sold", service: "orders" },
        {
          path: "secret",
          field: "Query.secret",
          service: "products",
          requires: "Requires a signed-in viewer.",
          denied: { code: "UNAUTHENTICATED", message: "Sign in first." },
        },
      ],
    },
  });
});

test("a fetch without representations has no duration, and a failed one counts its errors", async () => {
  const [, orders] = subgraphs;
  const { extensions } = await router.ask('{ product(id: "none") { sold } }', {}, explain);
  const [, unsent] = JSON.parse(JSON.stringify(extensions)).explanation.plan.steps;
  const parts = [{ path: ["product"], key: "Product { id }" }];
  expect(unsent).toEqual({ kind: "Fetch", service: "orders", isOptional: true, parts, query: expect.any(String) });
  orders?.misbehave(async (_request, reply) => reply.status(500).send("{}"));
  const failed = await router.ask("{ products { title sold } }", {}, explain);
  orders?.misbehave();
  const [, step] = JSON.parse(JSON.stringify(failed.extensions)).explanation.plan.steps;
  expect(step).toMatchObject({ service: "orders", parts: [{ entities: 2 }], errors: 1 });
});

test("a joint fetch is one request with a part for each of its places", async () => {
  const query = "{ few: products(first: 1) { sold } others: products { sold } }";
  const { extensions } = await router.ask(query, {}, explain);
  const [, joint] = JSON.parse(JSON.stringify(extensions)).explanation.plan.steps;
  const { service, parts, durationMs } = joint;
  expect({ service, parts }).toEqual({
    service: "orders",
    parts: [
      { path: ["few"], ...productKey(1) },
      { path: ["others"], ...productKey(2) },
    ],
  });
  expect(durationMs).toBeGreaterThanOrEqual(0);
});

test("it says what is null without each service, and which fetches are optional", async () => {
  const { extensions } = await router.ask("{ products { title sold sure } lastOrder { id } }", {}, explain);
  expect(extensions).toMatchObject({
    explanation: {
      losses: expect.arrayContaining([
        { service: "products", nulls: ["data"] },
        { service: "orders", nulls: ["data"] },
      ]),
    },
  });
  const optional = await router.ask('{ product(id: "prod_1") { title sold } }', {}, explain);
  expect(optional.extensions).toMatchObject({
    explanation: {
      plan: { steps: [{ isOptional: false }, { isOptional: true }] },
      losses: [
        { service: "orders", nulls: ["product.sold"] },
        { service: "products", nulls: ["product"] },
      ],
    },
  });
});

test("a fetch has the statements that its service names, and none that it was not asked for", async () => {
  const [products] = subgraphs;
  const statements = [{ text: "select title from products", count: 2, ms: 0.25 }];
  const body = { data: { products: [{ title: "Cup" }] }, extensions: { statements } };
  products?.misbehave(async (_request, reply) => reply.send(body));
  const { extensions } = await router.ask("{ products { title } }", {}, explain);
  const plain = await router.ask("{ products { title } }");
  products?.misbehave(async (_request, reply) => reply.send({ ...body, extensions: { statements: [{ text: 7 }] } }));
  const invalid = await router.ask("{ products { title } }", {}, explain);
  products?.misbehave();
  expect(extensions).toMatchObject({ explanation: { plan: { statements } } });
  expect(invalid.extensions).toMatchObject({ explanation: { plan: { statements: [] } } });
  expect(plain.text).not.toContain("select title");
  expect(products?.headers.slice(-3).map((headers) => headers["hansa-explain"])).toEqual(["1", undefined, "1"]);
});

test("it is returned on request only, and never in production", async () => {
  expect((await router.ask("{ viewer }")).extensions).toBeUndefined();
  const production = await startRouter(subgraphs, { production: true });
  const { status, data, extensions, text } = await production.ask("{ viewer products { sold } }", {}, explain);
  await production.close();
  expect([status, extensions]).toEqual([200, undefined]);
  expect(data).toMatchObject({ products: [{ sold: 7 }, { sold: 7 }] });
  expect(text).not.toMatch(/explanation|durationMs|"service"/);
});
