/** Cost of pages: a visitor whose page asks for much pays for it, waits for a minute at most, and leaves others theirs. */
import { type Runtime, systemRuntime } from "@hansa/kit/runtime";
import { newPair, tokenOf, validClaims } from "@hansa/kit/testing";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import { visitorHeader } from "../../../src/identity/visitors.ts";
import { startRouter, type TestRouter, unreachable } from "../../support/router.ts";
import { browser, startStorefront, type TestStorefront } from "../../support/storefront.ts";
import { start, type TestSubgraph } from "../../support/subgraphs.ts";
import { startUsers, type TestUsers } from "../../support/users.ts";

const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@listSize"])
type Query {
  items(first: Int): [Item!]
    @listSize(assumedSize: 10, slicingArguments: ["first"], requireOneSlicingArgument: false)
}
type Item { id: ID! }`;
const items = (_: unknown, { first }: { first: number }) => Array.from({ length: first }, (_each, id) => ({ id }));

const [greedy, victim] = ["203.0.113.5", "203.0.113.6"];
const perMinute = 60;
let elapsed = 0;
const runtime: Runtime = { ...systemRuntime, monotonic: () => elapsed };
const pair = await newPair("key-1");

let products: TestSubgraph;
let users: TestUsers;
let storefront: TestStorefront;

beforeAll(async () => {
  products = await start("products", sdl, { Query: { items } });
  users = await startUsers([pair]);
  storefront = await startStorefront();
});
beforeEach(() => {
  elapsed = 0;
});
afterAll(async () => {
  await storefront.stop();
  await users.stop();
  await products.stop();
});

/** A router before a storefront whose pages ask for so many items as their address says. */
async function open(): Promise<TestRouter> {
  const settings = {
    ...{ storefrontOrigins: [storefront.origin], trustedProxies: 1, requestsPerMinute: perMinute },
    internalOrigins: { ...unreachable, users: [users.origin] },
  };
  const router = await startRouter([products], settings, { runtime });
  onTestFinished(() => router.close());
  storefront.behave(async ({ headers, url = "" }, response) => {
    const [, count = "0"] = /(\d+)$/.exec(url) ?? [];
    const { status } = await ask(router, Number(count), { [visitorHeader]: String(headers[visitorHeader]) });
    response.writeHead(status === 200 ? 200 : 503, { "content-type": "text/html" }).end("page");
  });
  return router;
}

const ask = (router: TestRouter, first: number, headers: Record<string, string>) =>
  router.ask("query ($first: Int) { items(first: $first) { id } }", { first }, headers);
const askFrom = (router: TestRouter, first: number, address: string) =>
  ask(router, first, { "x-forwarded-for": address });
/** Opens a page, as the visitor with this address. */
const openPage = async (router: TestRouter, first: number, address: string) =>
  (await router.send(`/products/${first}`, { headers: { ...browser, "x-forwarded-for": address } })).status;

/** Asks so often that all requests are in progress before the first is answered; the statuses. */
async function askTogether(count: number, send: () => Promise<number>): Promise<number[]> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  products.misbehave(() => released);
  onTestFinished(() => products.misbehave());
  const before = products.headers.length;
  const asked = Array.from({ length: count }, send);
  await expect.poll(() => products.headers.length - before).toBe(count);
  release();
  const statuses = await Promise.all(asked);
  products.misbehave();
  return statuses;
}

test("one visitor spends a minute's tokens: another's pages come", async () => {
  const router = await open();
  // Ten tokens at first: this page takes 30, so that twenty are missing, and one for the next request.
  expect(await openPage(router, 3_000, greedy)).toBe(200);
  expect(await openPage(router, 1, greedy)).toBe(503);
  const refused = await askFrom(router, 1, greedy);
  expect([refused.status, refused.errors[0]?.extensions.code, refused.headers.get("retry-after")]).toEqual([
    429,
    "RATE_LIMITED",
    "21",
  ]);
  for (let turn = 0; turn < 9; turn += 1) expect(await openPage(router, 100, victim)).toBe(200);
  elapsed += 20_999;
  expect((await askFrom(router, 1, greedy)).status).toBe(429);
  elapsed += 1;
  expect((await askFrom(router, 1, greedy)).status).toBe(200);
});

test("requests in progress together leave a debt of one minute, whatever they cost", async () => {
  const router = await open();
  const together = await askTogether(8, async () => (await askFrom(router, 3_000, greedy)).status);
  expect(together).toEqual(Array(8).fill(200));
  const { headers } = await askFrom(router, 1, greedy);
  expect(headers.get("retry-after")).toBe("61");
  elapsed += 61_000;
  expect((await askFrom(router, 1, greedy)).status).toBe(200);
});

test("operations of less than 200 units take one token, as before", async () => {
  const router = await open();
  for (let turn = 0; turn < 10; turn += 1) expect((await askFrom(router, 199, greedy)).status).toBe(200);
  expect((await askFrom(router, 1, greedy)).status).toBe(429);
});

test("a person in debt takes from the network no more than from their own: another account asks after eight seconds", async () => {
  const router = await open();
  const exp = Math.floor(Date.now() / 1_000) + 300;
  const askAs = async (sub: string, first: number) => {
    const authorization = `Bearer ${await tokenOf(pair, Date.now(), { claims: { ...validClaims, sub, exp } })}`;
    return (await ask(router, first, { "x-forwarded-for": greedy, authorization })).status;
  };
  const together = await askTogether(8, () => askAs("user_1", 3_000));
  expect(together).toEqual(Array(8).fill(200));
  expect(await askAs("user_1", 1)).toBe(429);
  // The network has forty tokens for its accounts, and owes no more than the person does: seventy were taken.
  elapsed += 8_000;
  expect(await askAs("user_2", 1)).toBe(200);
  expect(await askAs("user_1", 1)).toBe(429);
});
