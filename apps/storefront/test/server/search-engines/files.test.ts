/** The files for search engines: every address once in each language, in files of 10,000, and nothing where the shop has no address. */
import type { FastifyInstance } from "fastify";
import { pino } from "pino";
import { expect, onTestFinished, test, vi } from "vitest";
import { openGraph } from "../../../server/graph.ts";
import { createMetrics } from "../../../server/metrics.ts";
import { openPublicListener } from "../../../server/public-listener.ts";
import { unknownFacts } from "../../../shop/facts.ts";
import { type Answer, startGraphServer } from "../../support/graph-server.ts";

const facts = { ...unknownFacts, name: "Kontor" };

function slugs(field: string, names: readonly string[], endCursor: string | null = null): Answer {
  const pageInfo = { hasNextPage: endCursor !== null, endCursor };
  return { data: { [field]: { nodes: names.map((slug) => ({ slug })), pageInfo } } };
}

async function open(answers: Record<string, Answer>, publicUrl: string | null = "https://shop.example") {
  const graph = await startGraphServer(answers);
  const parts = { log: pino({ level: "silent" }), metrics: createMetrics(), facts: () => facts, publicUrl };
  const app: FastifyInstance = await openPublicListener({ ...parts, graph: openGraph([graph.url]) });
  onTestFinished(() => app.close());
  return { app, graph };
}

const small = {
  StorefrontCollectionSlugs: slugs("collections", ["pantry"]),
  StorefrontProductSlugs: slugs("products", ["mug", "müsli&co"]),
};

test("the sitemap has the home page, collections and products, once in each language", async () => {
  const { app } = await open(small);
  const index = await app.inject("/sitemap.xml");
  expect([index.statusCode, index.headers["content-type"]]).toEqual([200, "application/xml"]);
  expect(locations(index.body)).toEqual(["https://shop.example/sitemaps/1.xml"]);
  const { body } = await app.inject("/sitemaps/1.xml");
  expect(locations(body)).toEqual([
    "https://shop.example/",
    "https://shop.example/de",
    "https://shop.example/collections/pantry",
    "https://shop.example/de/collections/pantry",
    "https://shop.example/products/mug",
    "https://shop.example/de/products/mug",
    "https://shop.example/products/m%C3%BCsli%26co",
    "https://shop.example/de/products/m%C3%BCsli%26co",
  ]);
  for (const path of ["/sitemaps/2.xml", "/sitemaps/0.xml", "/sitemaps/x.xml"])
    expect((await app.inject(path)).statusCode).toBe(404);
});

test("a catalogue is read once an hour, however many ask", async () => {
  const { app, graph } = await open(small);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-11-27T12:00:00Z") });
  onTestFinished(() => void vi.useRealTimers());
  await Promise.all(Array.from({ length: 50 }, () => app.inject("/sitemap.xml")));
  expect(graph.received.map(({ operation }) => operation)).toEqual([
    "StorefrontCollectionSlugs",
    "StorefrontProductSlugs",
  ]);
  vi.setSystemTime(Date.parse("2026-11-27T13:01:00Z"));
  await app.inject("/sitemap.xml");
  expect(graph.received).toHaveLength(4);
});

test("a large catalogue is read page by page and split into files of 10,000", async () => {
  const { app, graph } = await open(small);
  const names = Array.from({ length: 6_000 }, (_, number) => `product-${number}`);
  graph.answers.StorefrontProductSlugs = slugs("products", names);
  const { body } = await app.inject("/sitemap.xml");
  expect(locations(body)).toHaveLength(2);
  const [first, second] = await Promise.all([1, 2].map((number) => app.inject(`/sitemaps/${number}.xml`)));
  // The home page, one collection and the products, twice.
  expect(locations(first?.body ?? "").length + locations(second?.body ?? "").length).toBe(2 * 6_002);
  expect(locations(first?.body ?? "")).toHaveLength(10_000);
});

test("while the graph does not answer, a search engine is asked to come back", async () => {
  const { app } = await open({ StorefrontCollectionSlugs: "hang" });
  const response = await app.inject("/sitemap.xml");
  expect([response.statusCode, response.headers["retry-after"]]).toEqual([503, "30"]);
  const refused = await open({ StorefrontCollectionSlugs: { data: null, errors: [{ message: "away" }] } });
  expect((await refused.app.inject("/sitemap.xml")).statusCode).toBe(503);
});

test("search engines leave out the pages of one visitor, and all of a shop without an address", async () => {
  const { app } = await open(small);
  const { body } = await app.inject("/robots.txt");
  expect(body).toContain("Disallow: /*/checkout\n");
  expect(body).toContain("Sitemap: https://shop.example/sitemap.xml\n");
  const without = await open(small, null);
  expect((await without.app.inject("/robots.txt")).body).toBe("User-agent: *\nDisallow: /\n");
  expect((await without.app.inject("/sitemap.xml")).statusCode).toBe(404);
});

function locations(xml: string): string[] {
  return [...xml.matchAll(/<loc>([^<]*)<\/loc>/g)].map(([, url = ""]) => url);
}
