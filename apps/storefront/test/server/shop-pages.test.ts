/** Pages of the shop, such as the imprint: responses, links of every page's footer, and links beside the buttons that bind. */
import { pino } from "pino";
import { expect, onTestFinished, test, vi } from "vitest";
import { openGraph } from "../../server/graph.ts";
import { createMetrics } from "../../server/metrics.ts";
import { openPublicListener } from "../../server/public-listener.ts";
import { followShopFacts } from "../../server/shop-facts.ts";
import { type ShopFacts, unknownFacts } from "../../shop/facts.ts";
import { type Answer, startGraphServer } from "../support/graph-server.ts";

const imprint = {
  title: "Imprint <1>",
  language: "en",
  bodyHtml: "<h2>Us</h2><p>Kontor GmbH</p>",
  updatedAt: "2026-02-01T10:00:00.000Z",
};
const found = (page: Partial<typeof imprint> = {}): Answer => ({ data: { shopPage: { ...imprint, ...page } } });
const away: Answer = { data: { shopPage: null }, errors: [{ message: "away", path: ["shopPage"] }] };

const facts: ShopFacts = {
  ...unknownFacts,
  name: "Kontor",
  seller: { name: "Kontor GmbH", line1: "Kai 1", line2: null, city: "Bremen", postalCode: "28195", country: "DE" },
  pages: {
    ...unknownFacts.pages,
    en: [
      { slug: "imprint", title: "Imprint", kind: "IMPRINT", language: "en" },
      { slug: "terms", title: "AGB", kind: "TERMS", language: "de" },
      { slug: "privacy", title: "Privacy", kind: "PRIVACY", language: "en" },
      { slug: "returns", title: "Right of withdrawal", kind: "WITHDRAWAL", language: "en" },
    ],
    de: [{ slug: "imprint", title: "Impressum", kind: "IMPRINT", language: "de" }],
  },
};

async function storefront(answer: Answer, current: ShopFacts = facts) {
  const graph = await startGraphServer({ StorefrontShopPage: answer });
  const app = await openPublicListener({
    log: pino({ level: "silent" }),
    metrics: createMetrics(),
    graph: openGraph([graph.url]),
    facts: () => current,
    publicUrl: null,
  });
  onTestFinished(() => app.close());
  return { app, graph };
}

test("a page is rendered on the server with its time, and asked for in the language of the address", async () => {
  const { app, graph } = await storefront(found());
  const response = await app.inject("/pages/imprint");
  expect([response.statusCode, response.headers["cache-control"]]).toEqual([
    200,
    "public, max-age=30, stale-while-revalidate=300",
  ]);
  expect(response.body).toContain("<title>Imprint &lt;1> – Kontor</title>");
  expect(response.body).toMatch(/<div class="description"><h2>Us<\/h2><p>Kontor GmbH<\/p><\/div>/);
  expect(response.body).toContain("Last changed on February 1, 2026");
  await app.inject("/de/pages/imprint");
  expect(graph.received.map(({ variables }) => variables)).toEqual([
    { slug: "imprint", language: "en" },
    { slug: "imprint", language: "de" },
  ]);
});

test("a text in another language than the page says so, and is marked", async () => {
  const { app } = await storefront(found({ language: "de", title: "Impressum" }));
  const { body } = await app.inject("/pages/imprint");
  expect(body).toContain('<html lang="en">');
  expect(body).toMatch(/<h1 lang="de"[^>]*>Impressum<\/h1>/);
  expect(body).toMatch(/<div lang="de" class="description">/);
  expect(body).toContain("This page is available in German only.");
  expect((await app.inject("/de/pages/imprint")).body).toMatch(/<h1 class="[^"]*">Impressum<\/h1>/);
});

test("a page is 404 by the graph's word alone, and the last good one is kept while orders is away", async () => {
  const { app, graph } = await storefront(found());
  expect((await app.inject("/pages/imprint")).statusCode).toBe(200);
  graph.answers.StorefrontShopPage = away;
  const kept = await app.inject("/pages/imprint");
  expect([kept.statusCode, kept.headers["cache-control"]]).toEqual([200, "no-store"]);
  expect(kept.body).toContain("Kontor GmbH");
  expect((await app.inject("/pages/terms")).statusCode).toBe(503);
  graph.answers.StorefrontShopPage = { data: { shopPage: null } };
  expect((await app.inject("/pages/imprint")).statusCode).toBe(404);
});

test("the home page has one address", async () => {
  const { app } = await storefront({ data: { shopPage: { ...imprint, kind: "HOME", bodyHtml: "" } } });
  const { statusCode, headers } = await app.inject("/de/pages/home");
  expect([statusCode, headers.location]).toEqual([301, "/de"]);
});

test("the footer of every page links to the pages in its language, and has the seller's address", async () => {
  const { app } = await storefront(found());
  const footerOf = async (url: string) => (await app.inject(url)).body.split("<footer")[1] ?? "";
  const english = await footerOf("/cart");
  expect(english).toMatch(/href="\/pages\/imprint"[^>]*>Imprint</);
  expect(english).toMatch(/href="\/pages\/terms" lang="de"[^>]*>AGB</);
  for (const line of ["Kontor GmbH", "Kai 1", "28195 Bremen", "Germany"]) expect(english).toContain(`>${line}<`);
  const german = await footerOf("/de/pages/imprint");
  expect(german).toMatch(/href="\/de\/pages\/imprint"[^>]*>Impressum</);
  expect(german).toContain(">Deutschland<");
  expect(german).not.toContain("/pages/terms");
});

test("a page without the facts of the shop, such as the links to its pages, is stored by no cache and not kept", async () => {
  const { app, graph } = await storefront(found(), unknownFacts);
  const response = await app.inject("/pages/imprint");
  expect([response.statusCode, response.headers["cache-control"]]).toEqual([200, "no-store"]);
  graph.answers.StorefrontShopPage = away;
  expect((await app.inject("/pages/imprint")).statusCode).toBe(503);
});

test("terms, withdrawal and privacy are linked at the order button, terms and privacy at registration", async () => {
  const { app } = await storefront(found());
  const titles = async (url: string) => {
    const [, props = "{}"] = /data-props="([^"]*legal[^"]*)"/.exec((await app.inject(url)).body) ?? [];
    const { legal }: { legal?: { title: string; href: string; lang: string | null }[] } = JSON.parse(
      props.replaceAll("&quot;", '"'),
    );
    return legal;
  };
  expect(await titles("/checkout")).toEqual([
    { href: "/pages/terms", title: "AGB", lang: "de" },
    { href: "/pages/returns", title: "Right of withdrawal", lang: null },
    { href: "/pages/privacy", title: "Privacy", lang: null },
  ]);
  expect((await titles("/account/register"))?.map(({ title }) => title)).toEqual(["AGB", "Privacy"]);
  expect(await titles("/de/checkout")).toEqual([]);
});

test("the facts of the shop have its pages and seller, and stay while orders is away", async () => {
  const [page] = facts.pages.en;
  const shop = {
    name: "Kontor",
    currencies: ["EUR"],
    country: "DE",
    pricesIncludeTax: true,
    legalName: "Kontor GmbH",
    address: { line1: "Kai 1", line2: null, city: "Bremen", postalCode: "28195", country: "DE" },
    en: [page],
    de: [],
  };
  const graph = await startGraphServer({ StorefrontShop: { data: { shop, home: { kind: "HOME" } } } });
  const ask = openGraph([graph.url])({});
  const asked: string[] = [];
  let resume = () => {};
  const askedAgain = new Promise<void>((resolve) => {
    resume = resolve;
  });
  const followed = followShopFacts(
    async (document, variables) => {
      const response = await ask(document, variables);
      if (asked.push(document.toString()) > 4) resume();
      return response;
    },
    pino({ level: "silent" }),
  );
  onTestFinished(() => followed.stop());
  await vi.waitFor(() => expect(followed.current().name).toBe("Kontor"));
  const known = { seller: facts.seller, pages: { en: [page], de: [] }, hasHome: true };
  expect(followed.current()).toMatchObject(known);
  graph.answers.StorefrontShop = { data: { shop: null }, errors: [{ message: "away", path: ["shop"] }] };
  // The facts of the second round are there when the third begins.
  await askedAgain;
  expect(followed.current()).toMatchObject(known);
});
