/** The home page: drawn from the sections that staff have written, else the usual one, and kept while orders is away. */
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { openGraph } from "../../../server/graph.ts";
import { createMetrics } from "../../../server/metrics.ts";
import { openPublicListener } from "../../../server/public-listener.ts";
import { type ShopFacts, unknownFacts } from "../../../shop/facts.ts";
import { type Answer, startGraphServer } from "../../support/graph-server.ts";

const facts: ShopFacts = { ...unknownFacts, name: "Kontor", currencies: ["EUR", "USD"], hasHome: true };

async function storefront(answers: Record<string, Answer>) {
  const graph = await startGraphServer(answers);
  const app = await openPublicListener({
    log: pino({ level: "silent" }),
    metrics: createMetrics(),
    graph: openGraph([graph.url]),
    facts: () => facts,
    publicUrl: null,
  });
  onTestFinished(() => app.close());
  return { app, graph };
}

const picture = { url: "/media/a.svg", alt: "Mug", width: 8, height: 8 };
const sizes = Object.fromEntries([320, 640, 960, 1280, 1920].map((width) => [`url${width}`, picture.url]));
const card = (slug: string, status = "ACTIVE") => ({
  ...{ slug, title: slug, status, stockStatus: "IN_STOCK", media: [{ ...picture, ...sizes }] },
  ...{ rating: { average: null, count: 0 }, priceRange: null, cheapestVariant: null, options: [] },
});
const row = { __typename: "ProductsSection", collection: null, products: [] };
const sections: object[] = [
  {
    __typename: "HeroSection",
    title: "Rough <weather>",
    text: "Made to last.",
    picture: { ...picture, ...sizes },
    link: { label: "Kitchen", url: "/collections/kitchen?sort=newest" },
  },
  { ...row, title: "Removed", source: "COLLECTION" },
  { ...row, title: "Tea", source: "COLLECTION", collection: { slug: "tea", products: { nodes: [card("green-tea")] } } },
  { ...row, title: "Chosen", source: "CHOSEN", products: [card("cup"), null, card("sold-no-more", "ARCHIVED")] },
  { ...row, title: "Sold", source: "BESTSELLING" },
  { ...row, title: "None are new", source: "NEWEST" },
  {
    ...{ __typename: "TextSection", title: "Lamps", bodyHtml: "<p>Oil</p>", picture: null },
    link: { label: "Elsewhere", url: "https://lamp.example/a" },
  },
  { __typename: "PromisesSection", promises: [{ title: "30 days", text: null }] },
];
const homeAnswer = (language = "en", shown: readonly object[] = sections): Answer => ({
  data: {
    shopPage: { kind: "HOME", title: "Goods", language, sections: shown },
    bestsellers: { nodes: [card("mug")] },
    newest: { nodes: [] },
  },
});
const homeAway: Answer = {
  data: { shopPage: null, bestsellers: { nodes: [card("mug")] }, newest: { nodes: [] } },
  errors: [{ message: "away", path: ["shopPage"] }],
};
const usualHome: Answer = {
  data: {
    collections: { nodes: [], pageInfo: { hasNextPage: false } },
    bestsellers: { nodes: [card("mug")] },
    newest: { nodes: [] },
  },
};
const headings = (html: string) =>
  [...html.matchAll(/<h([12])[^>]*>(?:<a[^>]*>)?([^<]*)/g)].map(([, level, text]) => `${level} ${text}`);

test("the home page is drawn from its sections by one question, without those that have nothing to show", async () => {
  const { app, graph } = await storefront({ StorefrontHomeSections: homeAnswer() });
  const { body } = await app.inject("/de?currency=USD");
  expect(graph.received.map(({ operation, variables }) => ({ operation, variables }))).toEqual([
    { operation: "StorefrontHomeSections", variables: { language: "de", currency: "USD" } },
  ]);
  expect(body).toContain("<title>Goods – Kontor</title>");
  expect(body).toContain('<meta name="description" content="Made to last."');
  expect(headings(body)).toEqual(["1 Rough &lt;weather>", "2 Tea", "2 Chosen", "2 Sold", "2 Lamps"]);
  expect(body).toMatch(/<h1 lang="en"/);
  expect(body).toMatch(/href="\/de\/collections\/kitchen\?sort=newest&amp;currency=USD" lang="en"[^>]*>Kitchen</);
  expect(body).toMatch(/href="\/de\/collections\/tea\?currency=USD"[^>]*>Tea</);
  expect(body).toMatch(/href="https:\/\/lamp\.example\/a" lang="en"[^>]*>Elsewhere</);
  expect(body).toMatch(/<div lang="en" class="description[^>]*><p>Oil<\/p><\/div>/);
  expect(body).toContain("30 days");
  expect(body).not.toContain("sold-no-more");
  const loading = [...body.matchAll(/<img[^>]* loading="(\w+)"/g)].map(([, how]) => how);
  expect(loading).toEqual(["eager", "lazy", "lazy", "lazy"]);
  const [, main = ""] = body.split("<main");
  expect(main).not.toContain("data-island");
});

test("a home page whose first section is no hero has its own title, and its first picture is fetched first", async () => {
  const shown = [
    { __typename: "PromisesSection", promises: [{ title: "30 days", text: null }] },
    ...sections.slice(2, 4),
  ];
  const { app } = await storefront({ StorefrontHomeSections: homeAnswer("en", shown) });
  const { body } = await app.inject("/");
  expect(headings(body)).toEqual(["1 Goods", "2 Tea", "2 Chosen"]);
  expect([...body.matchAll(/<img[^>]* loading="(\w+)"/g)].map(([, how]) => how)).toEqual(["eager", "lazy"]);
});

test("while orders is away the last good home page is shown, without one the usual one, which a shop without sections has", async () => {
  const answers = { StorefrontHomeSections: homeAnswer(), StorefrontHome: usualHome };
  const { app, graph } = await storefront(answers);
  const good = await app.inject("/");
  expect(good.headers["cache-control"]).toBe("public, max-age=30, stale-while-revalidate=300");
  graph.answers.StorefrontHomeSections = homeAway;
  const kept = await app.inject("/");
  expect([kept.statusCode, headings(kept.body)[0]]).toEqual([200, "1 Rough &lt;weather>"]);
  const usual = await app.inject("/de");
  expect([usual.statusCode, usual.headers["cache-control"]]).toEqual([200, "no-store"]);
  expect(headings(usual.body)[0]).toBe("1 Willkommen bei Kontor");
  graph.answers.StorefrontHomeSections = {
    data: { shopPage: null, bestsellers: { nodes: [] }, newest: { nodes: [] } },
  };
  expect((await app.inject("/")).headers["cache-control"]).toBe("public, max-age=30, stale-while-revalidate=300");
  graph.answers.StorefrontHome = { data: { collections: null, bestsellers: null, newest: null } };
  graph.answers.StorefrontHomeSections = { data: { ...Object(homeAnswer()).data, bestsellers: null, newest: null } };
  expect((await app.inject("/?currency=USD")).statusCode).toBe(503);
});
