/** Documents of clients: kept once they are valid, without what only errors need, within a bound in bytes. */
import { parse } from "graphql";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openOperationCache } from "../../src/graph/operation-cache.ts";
import { findDocument, strictnessOf } from "../../src/operation/documents.ts";
import { startRouter, type TestRouter } from "../support/router.ts";

let router: TestRouter;
const sdl = "type Query { item(count: Int, of: Item): Int } input Item { id: ID! }";
beforeAll(async () => {
  router = await startRouter([{ name: "shop", url: "http://127.0.0.1:9/", sdl }], { ring: undefined });
});
afterAll(() => router.close());

test.each([
  ["no GraphQL", "{ item\n  %", {}, { line: 2, column: 3 }],
  ["invalid", "{ item\n  other }", {}, { line: 2, column: 3 }],
  ["given wrong variables", "query (\n $count: Int) { item(count: $count) }", { count: "x" }, { line: 2, column: 2 }],
])("an operation that is %s names the place, also when it is sent again", async (_name, query, variables, place) => {
  const texts = [];
  for (const _time of ["first", "second"]) texts.push((await router.ask(query, variables)).text);
  const [first, second] = texts.map((text) => JSON.parse(text).errors);
  expect(first[0].locations).toEqual([place]);
  const { requestId, ...extensions } = first[0].extensions;
  expect(second).toEqual([{ ...first[0], extensions: { ...extensions, requestId: expect.any(String) } }]);
  expect(second[0].extensions.requestId).not.toBe(requestId);
});

test("documents and plans are counted by outcome", async () => {
  const documents = (outcome: string) => router.counted("hansa_router_documents_total", { outcome });
  const plans = (outcome: string) => router.counted("hansa_router_plans_total", { outcome });
  const counts = () => Promise.all(["cached", "parsed", "refused"].map(documents));
  const planned = () => Promise.all(["cached", "planned", "refused"].map(plans));
  const [before, plansBefore] = [await counts(), await planned()];
  for (const query of ["{ a: item }", "{ a: item }", "{ other }", "{ other }"]) await router.ask(query);
  const since = (await counts()).map((count, index) => count - (before[index] ?? 0));
  expect(since).toEqual([1, 1, 2]);
  expect((await planned()).map((count, index) => count - (plansBefore[index] ?? 0))).toEqual([1, 1, 0]);
});

test("documents are kept without locations, and those least recently used give way to others", () => {
  const { contract, clientSchema } = router.live.current();
  const graph = { contract, clientSchema, operations: openOperationCache() };
  const find = (text: string) => findDocument(graph, strictnessOf(false, false), text);
  const textOf = (index: number) => `query Q${index} { item(of: { id: "${"x".repeat(90_000)}" }) }`;
  const first = find(textOf(0));
  expect(first).toEqual({ outcome: "parsed", document: parse(textOf(0), { noLocation: true }) });
  find(textOf(0));
  // Three quarters of 64 MB hold 279 documents of 90,000 characters that were used twice.
  for (let index = 1; index < 400; index += 1) for (const _time of ["first", "second"]) find(textOf(index));
  expect([find(textOf(399)).outcome, find(textOf(150)).outcome, find(textOf(0)).outcome]).toEqual([
    "cached",
    "cached",
    "parsed",
  ]);
});
