/** Responses of pages: statuses, headers for caches, and pages whose service is away, against a server in the place of the graph. */
import { once } from "node:events";
import { request as sendRequest } from "node:http";
import { text } from "node:stream/consumers";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import type { FastifyInstance } from "fastify";
import { pino } from "pino";
import { expect, onTestFinished, test, vi } from "vitest";
import { openGraph } from "../../server/graph.ts";
import { createMetrics } from "../../server/metrics.ts";
import { openPublicListener } from "../../server/public-listener.ts";
import { type ShopFacts, unknownFacts } from "../../shop/facts.ts";
import { type Answer, type GraphServer, startGraphServer } from "../support/graph-server.ts";
import { mug } from "../support/mug.ts";
import { startSilentAddress } from "../support/silent-address.ts";

const facts: ShopFacts = {
  ...unknownFacts,
  name: "Kontor",
  currencies: ["EUR", "USD"],
  country: "DE",
  menu: [{ slug: "pantry", title: "Pantry" }],
};

const found: Answer = { data: { product: mug } };
const away = (path: string[]) => [{ message: "away", path, extensions: { code: "SUBGRAPH_UNAVAILABLE" } }];

async function storefront(answers: Record<string, Answer>): Promise<{ app: FastifyInstance; graph: GraphServer }> {
  const graph = await startGraphServer(answers);
  const app = await openPublicListener({
    log: pino({ level: "silent" }),
    metrics: createMetrics(),
    graph: openGraph([graph.url]),
    facts: () => facts,
    publicUrl: "https://shop.example",
  });
  onTestFinished(() => app.close());
  return { app, graph };
}

test.each(["*", "http://evil.example/", "/#//evil.example"])("no page is made for the target %s", async (path) => {
  const { app } = await storefront({});
  const address = new URL(await app.listen({ host: "127.0.0.1", port: 0 }));
  const sent = sendRequest({ host: address.hostname, port: address.port, path });
  const [response] = await once(sent.end(), "response");
  expect(response.statusCode).toBe(400);
  expect(await text(response)).not.toContain("evil.example");
});

test("a page may be stored by everybody for a moment, and is not sent again unchanged", async () => {
  const { app } = await storefront({ StorefrontProduct: found });
  const response = await app.inject("/products/mug");
  expect(response.statusCode).toBe(200);
  expect(response.headers).toMatchObject({
    "content-type": "text/html; charset=utf-8",
    "cache-control": "public, max-age=30, stale-while-revalidate=300",
    vary: "accept-encoding",
  });
  expect(response.body).toContain("<title>Mug &lt;b>&amp;&lt;/b> – Kontor</title>");
  expect(response.body).toContain("€19.90");
  const { etag = "" } = response.headers;
  const again = await app.inject({ url: "/products/mug", headers: { "if-none-match": String(etag) } });
  expect([again.statusCode, again.body]).toEqual([304, ""]);
});

test("search engines keep a page under its address without currency and filters, beside that of the other language", async () => {
  const { app } = await storefront({ StorefrontProduct: found });
  const { body } = await app.inject("/de/products/mug?currency=USD");
  expect(body).toContain('<link rel="canonical" href="https://shop.example/de/products/mug"/>');
  expect(body).toContain('<link rel="alternate" hreflang="en" href="https://shop.example/products/mug"/>');
});

test("a page has no script and no style inside, and no attribute with a style", async () => {
  const { app } = await storefront({ StorefrontProduct: found });
  const { body } = await app.inject("/products/mug");
  expect(body).toContain('<script type="module" src="/assets/');
  // Browsers do not run data for search engines, and the policy leaves them alone.
  expect(body).not.toMatch(/<style|\sstyle=|<script(?![^>]*\ssrc=| type="application\/ld\+json">)|\son\w+=/);
});

test.each([
  ["br", brotliDecompressSync],
  ["gzip", gunzipSync],
] as const)("a page is compressed with %s where the browser accepts it", async (encoding, decompress) => {
  const { app } = await storefront({ StorefrontProduct: found });
  const plain = await app.inject("/products/mug");
  const response = await app.inject({ url: "/products/mug", headers: { "accept-encoding": encoding } });
  expect(response.headers["content-encoding"]).toBe(encoding);
  expect(decompress(response.rawPayload).toString()).toBe(plain.body);
});

test("a product that the graph does not know is 404, and one that cannot be read is 503", async () => {
  const { app, graph } = await storefront({ StorefrontProduct: { data: { product: null } } });
  const missing = await app.inject("/products/nothing");
  expect([missing.statusCode, missing.headers["cache-control"]]).toEqual([404, "no-store"]);
  graph.answers.StorefrontProduct = { data: { product: null }, errors: away(["product"]) };
  const unknown = await app.inject("/products/nothing");
  expect([unknown.statusCode, unknown.headers["retry-after"]]).toEqual([503, "5"]);
  expect(unknown.body).toContain("This page cannot be shown at the moment");
});

test("a visitor who leaves ends the question to the graph", async () => {
  const { app, graph } = await storefront({ StorefrontProduct: "hang" });
  const address = new URL(await app.listen({ host: "127.0.0.1", port: 0 }));
  const sent = sendRequest({ host: address.hostname, port: address.port, path: "/products/mug" });
  sent.on("error", () => {});
  sent.end();
  await expect.poll(() => graph.received.length).toBe(1);
  sent.destroy();
  await expect.poll(() => graph.ended).toBe(1);
});

test("a page that lacks a part is stored by nobody", async () => {
  const lacking = { ...mug, frequentlyBoughtWith: null };
  const { app } = await storefront({
    StorefrontProduct: { data: { product: lacking }, errors: away(["product", "frequentlyBoughtWith"]) },
  });
  const response = await app.inject("/products/mug");
  expect([response.statusCode, response.headers["cache-control"]]).toEqual([200, "no-store"]);
  expect(response.headers.etag).toBeUndefined();
});

test("while its service is away the last good page stands in, with its time, in each language for ten minutes", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-11-27T12:00:00Z") });
  onTestFinished(() => void vi.useRealTimers());
  const { app, graph } = await storefront({ StorefrontProduct: found });
  await app.inject("/products/mug");
  await app.inject("/products/mug?variant=MUG-S");
  await app.inject("/de/products/mug");
  graph.answers.StorefrontProduct = { data: { product: null }, errors: away(["product"]) };
  vi.setSystemTime(Date.parse("2026-11-27T12:09:00Z"));
  const kept = await app.inject("/products/mug");
  expect([kept.statusCode, kept.headers["cache-control"]]).toEqual([200, "no-store"]);
  expect(kept.body).toMatch(/<main[^>]*><p role="status"[^>]*>This page is from /);
  expect((await app.inject("/de/products/mug")).body).toContain("Diese Seite ist von");
  expect(kept.body).not.toContain("variant=");
  expect((await app.inject("/products/mug?variant=MUG-S")).body).toBe(kept.body);
  expect((await app.inject("/products/mug?currency=USD")).statusCode).toBe(503);
  vi.setSystemTime(Date.parse("2026-11-27T12:11:00Z"));
  expect((await app.inject("/products/mug")).statusCode).toBe(503);
});

test("made up parameters and spellings of one address take the place of no kept page", async () => {
  const { app, graph } = await storefront({ StorefrontProduct: found });
  await app.inject("/de/products/mug");
  // Together they are larger than all that is kept.
  for (let number = 0; number < 2_000; number += 1)
    await app.inject(`/products/mug?${number % 2 === 0 ? "made" : "variant"}=${number}`);
  await app.inject("/products/%6dug");
  graph.answers.StorefrontProduct = { data: { product: null }, errors: away(["product"]) };
  expect((await app.inject("/de/products/mug")).statusCode).toBe(200);
  expect((await app.inject("/products/m%75g")).statusCode).toBe(200);
  expect((await app.inject("/products/mug?made=1")).statusCode).toBe(200);
});

test("a graph that does not answer is given up after three seconds", async () => {
  const { app } = await storefront({ StorefrontProduct: "hang" });
  const begin = performance.now();
  expect((await app.inject("/products/mug")).statusCode).toBe(503);
  expect(performance.now() - begin).toBeGreaterThan(2_900);
});

test("the next router is asked where one cannot be reached", async () => {
  const graph = await startGraphServer({ StorefrontProduct: found });
  const app = await openPublicListener({
    log: pino({ level: "silent" }),
    metrics: createMetrics(),
    graph: openGraph(["http://127.0.0.1:9/graphql", graph.url]),
    facts: () => facts,
    publicUrl: null,
  });
  onTestFinished(() => app.close());
  expect((await app.inject("/products/mug")).statusCode).toBe(200);
});

test("the next router is asked where the address of one stays silent, and is preferred from then on", async () => {
  const graph = await startGraphServer({ StorefrontProduct: found });
  const silent = await startSilentAddress();
  const app = await openPublicListener({
    log: pino({ level: "silent" }),
    metrics: createMetrics(),
    graph: openGraph([silent, graph.url]),
    facts: () => facts,
    publicUrl: null,
  });
  onTestFinished(() => app.close());
  expect((await app.inject("/products/mug")).statusCode).toBe(200);
  const attempts = graph.received.length;
  expect((await app.inject("/products/mug")).statusCode).toBe(200);
  expect([attempts, graph.received.length]).toEqual([1, 2]);
});

test("the next router is preferred after one that accepts and stays silent, also by those who waited together", async () => {
  const graph = await startGraphServer({ StorefrontProduct: found });
  const silent = await startGraphServer({ StorefrontProduct: "hang" });
  const app = await openPublicListener({
    log: pino({ level: "silent" }),
    metrics: createMetrics(),
    graph: openGraph([silent.url, graph.url]),
    facts: () => facts,
    publicUrl: null,
  });
  onTestFinished(() => app.close());
  const waited = await Promise.all(["/products/mug", "/products/mug?currency=USD"].map((url) => app.inject(url)));
  expect(waited.map(({ statusCode }) => statusCode)).toEqual([503, 503]);
  expect((await app.inject("/products/mug")).statusCode).toBe(200);
  expect([silent.received.length, graph.received.length]).toEqual([2, 1]);
});

test("a former address leads to the new one, in the language and currency of the visitor", async () => {
  const { app } = await storefront({ StorefrontProduct: { data: { product: { ...mug, slug: "cup" } } } });
  const response = await app.inject("/de/products/mug?currency=USD");
  expect([response.statusCode, response.headers.location]).toEqual([301, "/de/products/cup?currency=USD"]);
});

test("the visitor that the router names goes with the question, and into no response", async () => {
  const { app, graph } = await storefront({ StorefrontProduct: found });
  const response = await app.inject({ url: "/products/mug", headers: { "hansa-visitor": "v1.signed", cookie: "a=b" } });
  expect(graph.received.at(-1)?.headers).toMatchObject({ "hansa-visitor": "v1.signed" });
  expect(graph.received.at(-1)?.headers.cookie).toBeUndefined();
  expect(JSON.stringify(response.headers)).not.toContain("v1.signed");
  expect(response.headers["set-cookie"]).toBeUndefined();
});

test("a currency that the shop does not offer is the usual one", async () => {
  const { app, graph } = await storefront({ StorefrontProduct: found });
  for (const query of ["", "?currency=USD", "?currency=XYZ", "?currency=EUR"])
    await app.inject(`/products/mug${query}`);
  expect(graph.received.map(({ variables }) => variables.currency)).toEqual(["EUR", "USD", "EUR", "EUR"]);
});

test("an address that leads nowhere is 404 in the language of its prefix", async () => {
  const { app } = await storefront({});
  const english = await app.inject("/nothing/here");
  expect([english.statusCode, english.body.includes("There is nothing here")]).toEqual([404, true]);
  expect((await app.inject("/de/nichts")).body).toContain("Hier ist nichts");
});

test("built files are stored for ever, and nothing beside them is sent", async () => {
  const { app } = await storefront({ StorefrontProduct: found });
  const { body } = await app.inject("/products/mug");
  const [, script = ""] = /src="(\/assets\/[^"]+)"/.exec(body) ?? [];
  const response = await app.inject({ url: script, headers: { "accept-encoding": "br" } });
  expect(response.headers).toMatchObject({
    "cache-control": "public, max-age=31536000, immutable",
    "content-encoding": "br",
  });
  for (const url of ["/.vite/manifest.json", "/assets/../../server/main.mjs", "/%2e%2e/server/main.mjs"])
    expect([404, 400]).toContain((await app.inject(url)).statusCode);
});
