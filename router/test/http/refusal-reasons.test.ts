/** Refusals of requests that are no operations say the reason: the key that is not read, or what is not served. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { startRouter, type TestRouter } from "../support/router.ts";
import { startProducts, type TestSubgraph } from "../support/subgraphs.ts";

let products: TestSubgraph;
let router: TestRouter;

beforeAll(async () => {
  products = await startProducts();
  router = await startRouter([products]);
});
afterAll(async () => {
  await router.close();
  await products.stop();
});

const json = { "content-type": "application/json" };
const post = (body: string, headers: Record<string, string> = json) =>
  router.send("/graphql", { method: "POST", headers, body });

test.each([
  ['"variables":{"a":[{"__proto__":{"b":1}}]}', 'The key "__proto__" is not read.'],
  ['"extensions":{"\\u005f_proto__":1}', 'The key "__proto__" is not read.'],
  [
    '"extensions":{"a":{"constructor":{"prototype":1}}}',
    'The key "constructor" is not read where its value has a "prototype".',
  ],
  ['"extensions":{"__proto__":1', "The body is not JSON in UTF-8."],
])("a body that is not parsed is refused with the reason: %s", async (part, message) => {
  const { status, errors } = await post(`{"query":"{ viewer }",${part}}`);
  expect([status, errors[0]?.message]).toEqual([400, message]);
});

test("the refusal of a type that is not served says that events are not streamed", async () => {
  const { status, errors } = await post('{"query":"{ viewer }"}', { ...json, accept: "text/event-stream" });
  expect([status, errors[0]?.message]).toEqual([
    406,
    "Accept application/graphql-response+json or application/json. Events are not streamed.",
  ]);
});

test("variables of a GET that are not parsed are refused with the reason", async () => {
  const get = (more: string) =>
    router.send(`/graphql?query={viewer}${more}`, { headers: { "x-requested-with": "test" } });
  const messageOf = async (more: string) => (await get(more)).errors[0]?.message;
  expect(await messageOf('&variables={"__proto__":{"a":1}}')).toBe(
    'Invalid variables: The key "__proto__" is not read.',
  );
  expect(await messageOf("&variables={")).toBe("Invalid variables");
});
