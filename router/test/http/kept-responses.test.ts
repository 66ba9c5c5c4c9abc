/** A cache in front of the shop keeps what guests read of the catalogue by GET, and nothing else. */
import { buildSchema } from "graphql";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readSubgraphs, repository } from "../../src/graph/composition/sources.ts";
import { catalogueFields } from "../../src/http/graphql/kept-responses.ts";
import { startRouter, type TestRouter } from "../support/router.ts";
import { startOrders, startProducts, type TestSubgraph } from "../support/subgraphs.ts";

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

const catalogue = "{ products { title } }";
const safe = { "apollo-require-preflight": "1", "accept-encoding": "identity" };
const get = (query: string, headers: Record<string, string> = {}) =>
  router.send(`/graphql?query=${encodeURIComponent(query)}`, { headers: { ...safe, ...headers } });

test("a guest's catalogue is kept for half a minute, and the same answer again is a 304 without a body", async () => {
  const first = await get(catalogue);
  const etag = first.headers.get("etag") ?? "";
  expect(first.status).toBe(200);
  expect(first.headers.get("cache-control")).toBe("public, max-age=30, stale-while-revalidate=300");
  expect(first.headers.get("vary")).toBe("Origin, accept, accept-encoding, authorization, cookie, hansa-guest");
  expect(etag).toMatch(/^W\/"[\w-]{22}"$/);

  const same = await get(catalogue, { "if-none-match": etag });
  expect([same.status, same.text, same.headers.get("etag")]).toEqual([304, "", etag]);
  expect((await get("{ products { id } }", { "if-none-match": etag })).status).toBe(200);
});

test.each<[string, string, Record<string, string>]>([
  ["of a request with a cookie", catalogue, { cookie: "basket=1" }],
  ["of a guest with tokens", catalogue, { "hansa-guest": "chk_1" }],
  ["with another root field", "{ products { title } lastOrder { id } }", {}],
  ["of one's own", "{ viewer }", {}],
  ["behind a fragment at the root", "{ ... on Query { products { title } } }", {}],
  ["to an invalid operation", "{ products { nothing } }", {}],
])("a response %s is kept by nothing", async (_which, query, headers) => {
  const { headers: sent } = await get(query, headers);
  expect([sent.get("cache-control"), sent.get("etag")]).toEqual(["no-store", null]);
});

test("a response with an error is kept by nothing", async () => {
  subgraphs[1]?.misbehave(async (_request, reply) => reply.code(503).send("no"));
  const { status, headers, errors } = await get("{ products { title sold } }");
  subgraphs[1]?.misbehave();
  expect([status, errors.length > 0, headers.get("cache-control"), headers.get("etag")]).toEqual([
    200,
    true,
    "no-store",
    null,
  ]);
});

test("a response to POST is kept by nothing", async () => {
  const headers = { "content-type": "application/json" };
  const response = await router.send("/graphql", {
    method: "POST",
    headers,
    body: JSON.stringify({ query: catalogue }),
  });
  expect(response.status).toBe(200);
  expect(response.headers.get("cache-control")).toBe("no-store");
});

test("the fields of the catalogue are all fields of Query that products shows to everybody, and no others", () => {
  const products = readSubgraphs(repository).find(({ name }) => name === "products");
  const fields = Object.values(
    buildSchema(products?.sdl ?? "", { assumeValidSDL: true })
      .getQueryType()
      ?.getFields() ?? {},
  );
  const isPublic = fields.filter(({ astNode }) => astNode?.directives?.some(({ name }) => name.value === "public"));
  expect(isPublic.map(({ name }) => name).sort()).toEqual([...catalogueFields].sort());
});
