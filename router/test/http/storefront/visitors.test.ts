/** Limits by address for visitors of the storefront: one who exceeds his leaves others theirs, though all come by one process. */
import { Agent, request as sendRequest } from "node:http";
import { processes } from "@hansa/contracts/processes";
import { developmentRing } from "@hansa/kit/identity";
import { type Runtime, systemRuntime } from "@hansa/kit/runtime";
import { openUnreadClient } from "@hansa/kit/testing";
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import type { RouterConfig } from "../../../src/config.ts";
import { openVisitors, visitorHeader } from "../../../src/identity/visitors.ts";
import { startRouter, type TestRouter } from "../../support/router.ts";
import { browser, startStorefront, type TestStorefront } from "../../support/storefront.ts";
import { startOrders, startProducts, type TestSubgraph } from "../../support/subgraphs.ts";

const [greedy, victim] = ["203.0.113.5", "203.0.113.6"];
let elapsed = 0;
const runtime: Runtime = { ...systemRuntime, monotonic: () => elapsed };
const visitors = openVisitors(developmentRing("router", processes), systemRuntime);

let subgraphs: TestSubgraph[];
let storefront: TestStorefront;

beforeAll(async () => {
  subgraphs = [await startProducts(), await startOrders()];
  storefront = await startStorefront();
});
beforeEach(() => {
  elapsed = 0;
});
afterEach(() => {
  storefront.behave();
  storefront.received.length = 0;
});
afterAll(async () => {
  await storefront.stop();
  for (const subgraph of subgraphs) await subgraph.stop();
});

async function open(overrides: Partial<Omit<RouterConfig, "watched">>): Promise<TestRouter> {
  const settings = { storefrontOrigins: [storefront.origin], trustedProxies: 1, ...overrides };
  const router = await startRouter(subgraphs, settings, { runtime });
  onTestFinished(() => router.close());
  return router;
}

/** Opens a page, as the visitor with this address. */
const openPage = (router: TestRouter, address: string) =>
  router.send("/products/cup", { headers: { ...browser, "x-forwarded-for": address } });

test("a visitor who uses up his minute through the storefront leaves others theirs, and his direct requests count with it", async () => {
  const router = await open({ requestsPerMinute: 60 });
  storefront.behave(async ({ headers }, response) => {
    const header = String(headers[visitorHeader]);
    const { status } = await router.ask("{ viewer }", {}, { [visitorHeader]: header });
    response.writeHead(status === 200 ? 200 : 503, { "content-type": "text/html" }).end("page");
  });
  const askDirectly = async () => (await router.ask("{ viewer }", {}, { "x-forwarded-for": greedy })).status;
  for (let turn = 0; turn < 9; turn += 1) expect((await openPage(router, greedy)).status).toBe(200);
  expect([await askDirectly(), await askDirectly()]).toEqual([200, 429]);
  expect((await openPage(router, greedy)).status).toBe(503);
  for (let turn = 0; turn < 10; turn += 1) expect((await openPage(router, victim)).status).toBe(200);
  elapsed += 1_000;
  expect((await openPage(router, greedy)).status).toBe(200);
});

test("pages that ask the graph nothing are counted too, beside the operations of their visitor", async () => {
  const router = await open({ requestsPerMinute: 60 });
  for (let turn = 0; turn < 10; turn += 1) expect((await openPage(router, greedy)).status).toBe(200);
  const refused = await openPage(router, greedy);
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "1"]);
  expect(storefront.received).toHaveLength(10);
  expect((await openPage(router, victim)).status).toBe(200);
  expect((await router.ask("{ viewer }", {}, { "x-forwarded-for": greedy })).status).toBe(200);
});

test("requests in progress are counted for the visitor, and connections of the storefront not at all", async () => {
  const router = await open({ connectionsPerAddress: 3, trustedProxies: 0 });
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  subgraphs[0]?.misbehave(() => released);
  onTestFinished(() => subgraphs[0]?.misbehave());
  /** Asks on a connection of its own. */
  const ask = (headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      const json = { "content-type": "application/json", ...headers };
      sendRequest(`${router.url}/graphql`, { method: "POST", headers: json, agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .once("error", reject)
        .end('{"query":"{ viewer }"}');
    });
  const askFor = (address: string) => ask({ [visitorHeader]: visitors.sign(address) });
  const before = subgraphs[0]?.headers.length ?? 0;
  const held = [greedy, greedy, greedy].map(askFor);
  await expect.poll(() => (subgraphs[0]?.headers.length ?? 0) - before).toBe(3);
  expect(await askFor(greedy)).toBe(429);
  held.push(askFor(victim), askFor(victim), askFor("2001:db8::1"));
  await expect.poll(() => (subgraphs[0]?.headers.length ?? 0) - before).toBe(6);
  // Without a valid header the connections of this address are as few as those of any other.
  const forged = { [visitorHeader]: `A${visitors.sign(victim)}` };
  held.push(ask(forged), ask({}), ask(forged));
  await expect.poll(() => (subgraphs[0]?.headers.length ?? 0) - before).toBe(9);
  expect(await ask(forged)).toBe(429);
  release();
  for (const status of await Promise.all(held)) expect(status).toBe(200);
});

test("a connection is counted no longer only once it carries a valid header", async () => {
  const router = await open({ connectionsPerAddress: 3, trustedProxies: 0 });
  const header = visitors.sign(victim);
  /** The status of a query on a new connection, which stays open. */
  const askAndStay = (value: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const agent = new Agent({ keepAlive: true });
      onTestFinished(() => agent.destroy());
      const headers = { "content-type": "application/json", [visitorHeader]: value };
      sendRequest(`${router.url}/graphql`, { method: "POST", headers, agent }, (response) => {
        response.resume().once("end", () => resolve(response.statusCode));
      })
        .once("error", reject)
        .end('{"query":"{ viewer }"}');
    });
  for (let count = 0; count < 5; count += 1) expect(await askAndStay(header)).toBe(200);
  for (let count = 0; count < 3; count += 1) expect(await askAndStay(`A${header}`)).toBe(200);
  expect(await askAndStay(`A${header}`)).toBe(429);
});

test("a visitor who takes nothing of his answers is refused through the storefront too, and others are served", async () => {
  const router = await open({ unsentLimits: { perNetwork: 1_000, all: 1_000_000 } });
  storefront.behave((_request, response) => {
    response
      .writeHead(200, { "content-type": "image/png", "content-length": 16_000_000 })
      .end(Buffer.alloc(16_000_000));
  });
  const head = `GET /a.png HTTP/1.1\r\nhost: 127.0.0.1\r\nx-forwarded-for: ${greedy}\r\n\r\n`;
  const unread = openUnreadClient(router.url, head);
  onTestFinished(() => void unread.destroy());
  const ask = async (address: string) =>
    (await router.ask("{ viewer }", {}, { [visitorHeader]: visitors.sign(address) })).status;
  await expect.poll(() => ask(greedy)).toBe(503);
  expect(await ask(victim)).toBe(200);
});
