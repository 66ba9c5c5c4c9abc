/** Cost and rate in responses: API clients are told both, others the cost if they ask for it. */
import { hashApiKey } from "@hansa/kit/identity";
import { type Runtime, systemRuntime } from "@hansa/kit/runtime";
import { newPair } from "@hansa/kit/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { key, partner } from "../support/api-keys.ts";
import { startRouter, type TestRouter, unreachable } from "../support/router.ts";
import { start, type TestSubgraph } from "../support/subgraphs.ts";
import { startUsers, type TestUsers } from "../support/users.ts";

const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@listSize"])
type Query {
  products(first: Int): [Item!]
    @listSize(assumedSize: 10, slicingArguments: ["first"], requireOneSlicingArgument: false)
}
type Item { id: ID! }`;
const items = (_: unknown, { first = 10 }) => Array.from({ length: Math.min(first, 500) }, (_each, id) => ({ id }));

let elapsed = 0;
const runtime: Runtime = { ...systemRuntime, monotonic: () => elapsed };
let products: TestSubgraph;
let users: TestUsers;
let router: TestRouter;

beforeAll(async () => {
  products = await start("products", sdl, { Query: { products: items } });
  users = await startUsers([await newPair("key-1")]);
  users.clients.set(hashApiKey(key), partner);
  const settings = { internalOrigins: { ...unreachable, users: [users.origin] }, requestsPerMinute: 60 };
  router = await startRouter([products], settings, { runtime });
});
afterAll(async () => {
  await router.close();
  await users.stop();
  await products.stop();
});

const client = { authorization: `Bearer ${key}` };
const ask = async (first: number, headers: Record<string, string> = {}) => {
  const response = await router.ask(`{ products(first: ${first}) { id } }`, {}, headers);
  return { ...response, rate: [response.headers.get("ratelimit"), response.headers.get("ratelimit-policy")] };
};
const policy = '"requests";q=60;w=60';

test("an API client is told what its response may cost, has cost, and what it may still send", async () => {
  elapsed = 0;
  const first = await ask(20, client);
  expect(first.extensions).toEqual({ cost: { estimated: 20, actual: 20, max: 15_000 } });
  expect(first.rate).toEqual(['"requests";r=9;t=1', policy]);
  // 500 units take four tokens beside that of the request; the list is shorter than estimated.
  const dear = await ask(600, client);
  expect(dear.extensions).toEqual({ cost: { estimated: 600, actual: 500, max: 15_000 } });
  expect(dear.rate).toEqual(['"requests";r=4;t=6', policy]);
  const refused = await ask(15_001, client);
  expect([refused.status, refused.extensions, refused.rate]).toEqual([400, undefined, ['"requests";r=3;t=7', policy]]);
  expect((await ask(500, client)).rate).toEqual(['"requests";r=0;t=12', policy]);
  const limited = await ask(1, client);
  expect([limited.status, limited.rate]).toEqual([429, ['"requests";r=0;t=12', policy]]);
  elapsed = 11_500;
  expect((await ask(1, client)).rate).toEqual(['"requests";r=8;t=2', policy]);
});

test("others are told the cost if they ask for it, and no rate", async () => {
  elapsed = 60_000;
  const plain = await ask(3);
  expect([plain.extensions, plain.rate]).toEqual([undefined, [null, null]]);
  const shown = await ask(3, { "hansa-cost": "1" });
  expect([shown.extensions, shown.rate]).toEqual([{ cost: { estimated: 3, actual: 3, max: 3_000 } }, [null, null]]);
  expect((await ask(0, { "hansa-cost": "1" })).extensions).toEqual({ cost: { estimated: 0, actual: 1, max: 3_000 } });
});

test("a response that tells its cost is kept by no cache", async () => {
  const path = `/graphql?query=${encodeURIComponent("{ products(first: 1) { id } }")}`;
  const get = (headers: Record<string, string>) =>
    router.send(path, { headers: { "apollo-require-preflight": "1", ...headers } });
  expect((await get({})).headers.get("cache-control")).toContain("public");
  const shown = await get({ "hansa-cost": "1" });
  expect([shown.headers.get("cache-control"), shown.extensions]).toEqual([
    "no-store",
    { cost: { estimated: 1, actual: 1, max: 3_000 } },
  ]);
});

test("units and refusals are counted by the kind of sender", async () => {
  elapsed = 120_000;
  const counted = (name: string, kind: string) => router.counted(name, { kind });
  const before = await counted("hansa_router_cost_total", "guest");
  await ask(30);
  await ask(3_001);
  expect((await counted("hansa_router_cost_total", "guest")) - before).toBe(30);
  expect(await counted("hansa_router_cost_refusals_total", "guest")).toBe(1);
  expect(await counted("hansa_router_cost_refusals_total", "client")).toBe(1);
  expect(await counted("hansa_router_cost_total", "client")).toBeGreaterThan(1_000);
});
