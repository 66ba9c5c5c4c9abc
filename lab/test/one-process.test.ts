/** The shop in one process: its router, which hands operations over as objects, answers what a router over HTTP does, byte by byte. */
import { cpSync, mkdtempSync } from "node:fs";
import path from "node:path";
import { httpTransport } from "@hansa/kit/rpc/transports";
import { createLog } from "@hansa/kit/runtime/log";
import { systemRuntime } from "@hansa/kit/runtime/runtime";
import { portsOf } from "@hansa/kit/server/service-addresses";
import { listen } from "@hansa/kit/server/subgraph";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { readConfig } from "../../router/src/config.ts";
import { openRouter } from "../../router/src/server.ts";
import type { DirectSubgraphs } from "../../router/src/transport/subgraphs.ts";
import { openShop } from "../../tools/host/in-process-shop.ts";
import { findFreePorts } from "../../tools/host/processes/ports.ts";
import { shopServices } from "../../tools/host/shop-services.ts";
import { signIn } from "../client/buyer.ts";
import { readPages } from "../client/playground-pages.ts";

type Sent = { query: string; variables?: Record<string, unknown>; identity?: string };

const data = mkdtempSync(path.join(inject("shopFolders"), "one-process-"));
cpSync(inject("seededData"), data, { recursive: true });
const pages = readPages({ data }).filter(({ isQuery }) => isQuery);
const roles: Readonly<Record<string, string>> = { customer: "CUSTOMER", support: "SUPPORT", administrator: "ADMIN" };

const opened: (() => Promise<void>)[] = [];
/** The addresses of the two routers on the same services. */
const urls = { direct: "", http: "" };
const tokens = new Map<string, string>();
/** Names of the services whose GraphQL servers a router has called over a connection. */
const connected = new Set<string>();

beforeAll(async () => {
  const port = await findFreePorts(24_800);
  const environment = {
    HANSA_DATA: data,
    HANSA_PORT: String(port),
    HANSA_LOG_LEVEL: "silent",
    HANSA_REQUESTS_PER_MINUTE: "1000000",
  };
  const config = readConfig({ identity: "hansa", watch: false }, environment);
  const { transport, close } = httpTransport(config.innerOrigins, {
    runtime: systemRuntime,
    log: createLog("shop", "silent"),
  });
  opened.push(close);
  const shop = await openShop(environment, systemRuntime, transport);
  opened.push(shop.close);
  for (const name of shopServices) {
    shop[name].graph.http.on("connection", () => connected.add(name));
    await listen(shop[name], config.host, portsOf(name, { HANSA_PORT: port }));
  }
  const open = async (direct?: DirectSubgraphs) => {
    const router = await openRouter(config, systemRuntime, createLog("router", "silent"), { direct });
    opened.push(router.stop);
    return `${await router.app.listen({ host: config.host, port: 0 })}/graphql`;
  };
  urls.direct = await open(Object.fromEntries(shopServices.map((name) => [name, shop[name].graph.answer])));
  urls.http = await open();
  for (const [identity, role] of Object.entries(roles))
    tokens.set(identity, (await signIn({ url: urls.direct }, role)).token);
});
afterAll(async () => {
  for (const close of opened.reverse()) await close();
});

async function answerOf(url: string, { query, variables = {}, identity = "guest" }: Sent) {
  const token = tokens.get(identity);
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  return { status: response.status, text: text.replaceAll(/"requestId":"\w+"/g, '"requestId":""') };
}

/** Sends the operation to both routers, and returns their response, which is one. */
async function sendToBoth(sent: Sent): Promise<string> {
  const direct = await answerOf(urls.direct, sent);
  expect(direct).toEqual(await answerOf(urls.http, sent));
  return direct.text;
}

test("no fetch of the router in one process takes a connection", async () => {
  connected.clear();
  for (const page of pages) await answerOf(urls.direct, page);
  expect([...connected]).toEqual([]);
  await answerOf(urls.http, { query: "{ products(first: 1) { nodes { id } } }" });
  expect([...connected]).toEqual(["products"]);
});

test.each(pages)("$name gets the same response", async (page) => {
  const text = await sendToBoth(page);
  expect(JSON.parse(text)).toMatchObject({ data: expect.anything() });
});

/** Sixteen pages of a hundred products in one fetch. */
function manyPages(fields: string): string {
  const pages = Array.from({ length: 16 }, (_, alias) => `a${alias}: products(first: 100) { nodes { ${fields} } }`);
  return `{ ${pages.join(" ")} }`;
}

test.each([
  [
    "a guest's question about orders",
    "{ orders(first: 2) { nodes { id number } } me { id } }",
    /UNAUTHENTICATED|FORBIDDEN/,
  ],
  ["an unknown id", '{ node(id: "prod_none") { id } product: node(id: "ord_none") { __typename } }', /null/],
  ["a page that is too large", "{ products(first: 100000) { nodes { id } } }", /BAD_USER_INPUT/],
  ["an operation above its budget", manyPages("id title descriptionHtml media { url alt }"), /OPERATION_TOO_EXPENSIVE/],
  [
    "an answer above the limit of a request",
    manyPages("one: descriptionHtml two: descriptionHtml three: descriptionHtml"),
    /ANSWER_TOO_LARGE/,
  ],
  [
    "a mutation that is refused",
    'mutation { login(input: { email: "a@b.example", password: "wrong password" }) { __typename } }',
    /__typename/,
  ],
])("%s gets the same response", async (_name, query, expected) => {
  expect(await sendToBoth({ query })).toMatch(expected);
});
