/** The files for search engines: every address once in each language, in files of 10,000, and nothing where the shop has no address. */
import type { FastifyInstance } from "fastify";
import { pino } from "pino";
import { expect, onTestFinished, test, vi } from "vitest";
import { openGraph } from "../../../server/graph.ts";
import { createMetrics } from "../../../server/metrics.ts";
import { openPublicListener } from "../../../server/public-listener.ts";
import { type ShopFacts, unknownFacts } from "../../../shop/facts.ts";
import { type Answer, startGraphServer } from "../../support/graph-server.ts";

const imprint = (language: string) => ({ slug: "imprint", title: "Imprint", kind: "IMPRINT", language });
const facts = {
  ...unknownFacts,
  name: "Kontor",
  pages: { ...unknownFacts.pages, en: [imprint("en")], de: [imprint("de")] },
};

function slugs(field: string, names: readonly string[], endCursor: string | null = null): Answer {
  const pageInfo = { hasNextPage: endCursor !== null, endCursor };
  return { data: { [field]: { nodes: names.map((slug) => ({ slug })), pageInfo } } };
}

async function open(
  answers: Record<string, Answer>,
  publicUrl: string | null = "https://shop.example",
  current: ShopFacts = facts,
) {
  const graph = await startGraphServer(answers);
  const parts = { log: pino({ level: "silent" }), metrics: createMetrics(), facts: () => current, publicUrl };
  const app: FastifyInstance = await openPublicListener({ ...parts, graph: openGraph([graph.url]) });
  onTestFinished(() => app.close());
  return { app, graph };
}

const small = {
  StorefrontCollectionSlugs: slugs("collections", ["pantry"]),
  StorefrontProductSlugs: slugs("products", ["mug", "müsli&co"]),
};

test("a sitemap is complete though the graph refuses its requests for a while", async () => {
  const { app, graph } = await open(small);
  graph.refusing = 3;
  expect((await app.inject("/sitemap.xml")).statusCode).toBe(200);
  expect(locations((await app.inject("/sitemaps/1.xml")).body)).toHaveLength(12);
  expect(graph.received).toHaveLength(2 + 3);
});

test("the sitemap has the home page, collections, products and the shop's own pages, once in each language", async () => {
  const { app } = await open(small);
  const index = await app.inject("/sitemap.xml");
  expect([index.statusCode, index.headers["content-type"]]).toEqual([200, "application/xml"]);
  expect(locations(index.body)).toEqual(["https://shop.example/sitemaps/1.xml"]);
  const { body } = await app.inject("/sitemaps/1.xml");
  expect(locations(body)).toEqual([
    "https://shop.example/",
    "https://shop.example/de",
    "https://shop.example/collections",
    "https://shop.example/de/collections",
    "https://shop.example/pages/imprint",
    "https://shop.example/de/pages/imprint",
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
  // The home page, the list of collections, the imprint, one collection and the products, twice.
  expect(locations(first?.body ?? "").length + locations(second?.body ?? "").length).toBe(2 * 6_004);
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
  expect(body).toContain("Disallow: /de/checkout$\n");
  expect(body).toContain("Sitemap: https://shop.example/sitemap.xml\n");
  const without = await open(small, null);
  expect((await without.app.inject("/robots.txt")).body).toBe("User-agent: *\nDisallow: /\n");
  expect((await without.app.inject("/sitemap.xml")).statusCode).toBe(404);
});

test("while the shop has not answered once, no sitemap without its pages is kept", async () => {
  const { app } = await open(small, "https://shop.example", unknownFacts);
  expect((await app.inject("/sitemap.xml")).statusCode).toBe(503);
});

/** Whether a path may be read by these rules, as Google matches them: `*` is any text, `$` the end. */
function mayRead(robots: string, path: string): boolean {
  const rules = [...robots.matchAll(/^Disallow: (\S+)$/gm)].map(([, rule = ""]) => rule);
  return !rules.some((rule) => {
    const [pattern, end] = rule.endsWith("$") ? [rule.slice(0, -1), "$"] : [rule, ""];
    const text = pattern.split("*").map((part) => part.replace(/[.?+^${}()|[\]\\]/g, "\\$&"));
    return new RegExp(`^${text.join(".*")}${end}`).test(path);
  });
}

const words = [
  "cart",
  "checkout",
  "orders",
  "account",
  "withdrawal",
  "verify-email",
  "confirm-email",
  "reset-password",
];

test("the rules for search engines block no product, also one whose address begins like theirs", async () => {
  const { app } = await open(small);
  const { body } = await app.inject("/robots.txt");
  const slugs = words.flatMap((word) => [word, `${word}ridge-ink`, `${word}s`, `ink-${word}`, `ink/${word}`]);
  const paths = slugs.flatMap((slug) =>
    ["products", "collections", "pages"].flatMap((kind) => [`/${kind}/${slug}`, `/de/${kind}/${slug}?after=x`]),
  );
  expect(paths.filter((path) => !mayRead(body, path))).toEqual([]);
  const personal = ["/cart", "/cart?add=var_1", "/de/cart", "/orders/100001", "/de/account/sign-in?return=/cart"];
  expect(personal.filter((path) => mayRead(body, path))).toEqual([]);
  for (const word of words) expect([mayRead(body, `/${word}`), mayRead(body, `/de/${word}`)]).toEqual([false, false]);
  expect(mayRead(body, "/cartography")).toBe(true);
});

function locations(xml: string): string[] {
  return [...xml.matchAll(/<loc>([^<]*)<\/loc>/g)].map(([, url = ""]) => url);
}
