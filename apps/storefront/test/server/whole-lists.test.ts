/** A page size is never the whole: each list that is longer than what a page shows says so, and leads to the rest. */
import { pino } from "pino";
import { expect, onTestFinished, test, vi } from "vitest";
import { openGraph } from "../../server/graph.ts";
import { createMetrics } from "../../server/metrics.ts";
import { openPublicListener } from "../../server/public-listener.ts";
import { followShopFacts } from "../../server/shop-facts.ts";
import { type ShopFacts, unknownFacts } from "../../shop/facts.ts";
import { type Answer, startGraphServer } from "../support/graph-server.ts";
import { mug } from "../support/mug.ts";

const facts: ShopFacts = { ...unknownFacts, name: "Kontor", currencies: ["EUR", "USD"], country: "DE" };
const log = pino({ level: "silent" });

async function open(answers: Record<string, Answer>, current: ShopFacts = facts) {
  const graph = await startGraphServer(answers);
  const parts = { log, metrics: createMetrics(), facts: () => current, publicUrl: null };
  const app = await openPublicListener({ ...parts, graph: openGraph([graph.url]) });
  onTestFinished(() => app.close());
  const show = async (url: string) => (await app.inject(url)).body;
  return { app, graph, show };
}

const numbers = (count: number) => Array.from({ length: count }, (_each, index) => index + 1);

function listOf(values: number, selected: number) {
  const colours = numbers(values).map((number) => ({
    value: `c${number}`,
    label: `Colour ${number}`,
    count: 1,
    selected: number === selected,
  }));
  const facets = [{ facet: "colour", label: "Colour", values: colours }];
  const products = { totalCount: 0, nodes: [], facets, pageInfo: { hasNextPage: false, endCursor: null } };
  const collection = { slug: "kitchen", title: "Kitchen", descriptionHtml: "", parent: null, children: [], products };
  return { StorefrontCollection: { data: { collection } } };
}

test("all 250 variants that the graph allows are asked for, and can be chosen", async () => {
  const [variant] = mug.variants.nodes;
  const nodes = numbers(250).map((number) => ({
    ...variant,
    id: `var_${number}`,
    options: [{ name: "Size", value: `S${number}` }],
  }));
  const values = numbers(250).map((number) => `S${number}`);
  const options = [{ name: "Size", values, swatches: [] }];
  const { show, graph } = await open({
    StorefrontProduct: { data: { product: { ...mug, options, variants: { nodes } } } },
  });
  const html = await show("/products/mug");
  expect(graph.received[0]?.query).toMatch(/variants\(first: 250\)/);
  expect(html).toContain("var_250");
  expect(html.match(/type="radio"/g)).toHaveLength(250);
});

test("all values of a filter can be chosen: those after the first twelve behind a press, a chosen one always", async () => {
  const { show } = await open(listOf(24, 20));
  const html = await show("/collections/kitchen");
  expect(html.match(/name="f.colour"/g)).toHaveLength(24);
  const [shown = "", others = ""] = html.split("<details><summary");
  expect(others).toContain("Show all 24");
  expect([shown, others].map((part) => part.match(/name="f.colour"/g)?.length)).toEqual([13, 11]);
  expect(shown).toContain('value="c20"');
  expect(await (await open(listOf(12, 0))).show("/collections/kitchen")).not.toContain("Show all");
});

test("each filter that is set can be removed alone, with the others and the order kept", async () => {
  const { show } = await open(listOf(24, 20));
  const html = await show("/de/collections/kitchen?sort=price_asc&f.colour=c20&f.colour=c3&stock=1&min=5&after=c24");
  const chips = [...html.matchAll(/<a href="([^"]*)"[^>]*><span[^>]*>Filter entfernen: <\/span><span[^>]*>([^<]*)</g)];
  const rest = (query: string) => `/de/collections/kitchen?sort=price_asc&amp;${query}`;
  expect(chips.map(([, href, text]) => [text, href])).toEqual([
    ["Colour 20", rest("f.colour=c3&amp;stock=1&amp;min=5")],
    ["Colour 3", rest("f.colour=c20&amp;stock=1&amp;min=5")],
    ["Nur Vorrätiges", rest("f.colour=c20&amp;f.colour=c3&amp;min=5")],
    ["Preis von 5", rest("f.colour=c20&amp;f.colour=c3&amp;stock=1")],
  ]);
  expect(html).toContain("Filtern und sortieren (4)");
  expect(html).toContain("Preis in EUR");
  expect(await show("/de/collections/kitchen")).not.toContain("Filter entfernen");
});

test("a filter with more values than the graph counts says that these are the most frequent ones", async () => {
  expect(await (await open(listOf(100, 0))).show("/de/collections/kitchen")).toContain("Das sind die 100 häufigsten.");
  expect(await (await open(listOf(99, 0))).show("/de/collections/kitchen")).not.toContain("häufigsten");
});

const review = (number: number) => ({
  id: `rev_${number}`,
  rating: 5,
  title: `Review ${number}`,
  body: null,
  verifiedPurchase: false,
  createdAt: "2026-01-01T00:00:00.000Z",
});

test("a product leads to all of its reviews, which come in pages", async () => {
  const rated = { ...mug, rating: { average: 4.5, count: 40 } };
  const some = (count: number, hasNextPage: boolean, endCursor: string | null = null) => ({
    nodes: numbers(count).map(review),
    pageInfo: { hasNextPage, endCursor },
  });
  const { show, graph } = await open({
    StorefrontProduct: { data: { product: { ...rated, reviews: some(5, true) } } },
    StorefrontReviews: { data: { product: { ...rated, reviews: some(24, true, "c24") } } },
  });
  expect(await show("/products/mug")).toMatch(/href="\/products\/mug\/reviews"[^>]*>All 40 reviews</);
  const first = await show("/products/mug/reviews");
  expect(first).toContain("Review 24");
  expect(first).toMatch(/href="\/products\/mug\/reviews\?after=c24"[^>]*>Next page</);
  graph.answers.StorefrontReviews = { data: { product: { ...rated, reviews: some(16, false) } } };
  const last = await show("/products/mug/reviews?after=c24");
  expect(graph.received.at(-1)?.variables).toEqual({ slug: "mug", after: "c24" });
  expect(last).toMatch(/href="\/products\/mug\/reviews"[^>]*>To the first page</);
  expect(last).not.toContain("Next page");
  graph.answers.StorefrontProduct = { data: { product: { ...rated, reviews: some(5, false) } } };
  expect(await show("/products/mug")).not.toContain("All 40 reviews");
});

test("menu, home page and empty search lead to all collections where they do not have all", async () => {
  const collection = (number: number) => ({
    slug: `c${number}`,
    title: `Collection ${number}`,
    image: null,
    products: { nodes: [] },
  });
  const pageInfo = { hasNextPage: true, endCursor: "c6" };
  const collections = { nodes: numbers(6).map(collection), pageInfo };
  const answers = {
    StorefrontHome: { data: { collections, bestsellers: { nodes: [] }, newest: { nodes: [] } } },
    StorefrontCollections: { data: { collections } },
  };
  const menu = [{ slug: "c1", title: "Collection 1" }];
  const { show } = await open(answers, { ...facts, menu, hasMoreCollections: true });
  const linksOf = (html: string) => html.match(/href="\/collections"[^>]*>All collections</g)?.length ?? 0;
  expect([linksOf(await show("/")), linksOf(await show("/search"))]).toEqual([2, 2]);
  const list = await show("/collections");
  expect(list).toContain("Collection 6");
  expect(list).toMatch(/href="\/collections\?after=c6"[^>]*>Next page</);
  const all = await open(answers, { ...facts, menu });
  expect(linksOf(await all.show("/search"))).toBe(0);
});

test("the menu knows that there are more collections than it has", async () => {
  const collections = { nodes: [{ slug: "c1", title: "Collection 1" }], pageInfo: { hasNextPage: true } };
  const graph = await startGraphServer({ StorefrontMenu: { data: { collections } } });
  const followed = followShopFacts(openGraph([graph.url])({}), log);
  onTestFinished(() => followed.stop());
  await vi.waitFor(() => expect(followed.current().hasMoreCollections).toBe(true));
});

test("another currency begins a list at its first page, another language stays in its place", async () => {
  const { show } = await open(listOf(1, 0));
  const html = await show("/collections/kitchen?sort=price_asc&after=c24");
  expect(html).toContain('href="/collections/kitchen?sort=price_asc&amp;currency=USD"');
  expect(html).toContain('href="/de/collections/kitchen?sort=price_asc&amp;after=c24"');
});
