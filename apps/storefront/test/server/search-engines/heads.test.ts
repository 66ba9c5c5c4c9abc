/** Heads of pages: the address under which it is kept, the card of a link to it, and the languages of its texts. */
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { openGraph } from "../../../server/graph.ts";
import { createMetrics } from "../../../server/metrics.ts";
import { openPublicListener } from "../../../server/public-listener.ts";
import { type ShopFacts, unknownFacts } from "../../../shop/facts.ts";
import { type Answer, startGraphServer } from "../../support/graph-server.ts";
import { mug } from "../../support/mug.ts";

const facts: ShopFacts = {
  ...unknownFacts,
  name: "Kontor",
  currencies: ["EUR", "USD"],
  country: "DE",
};

type Shop = { publicUrl?: string | null; catalogueLanguage?: string };

async function open(answers: Record<string, Answer>, shop: Shop = {}) {
  const { publicUrl = "https://shop.example", catalogueLanguage = "en" } = shop;
  const graph = await startGraphServer(answers);
  const parts = { log: pino({ level: "silent" }), metrics: createMetrics(), facts: () => facts, publicUrl };
  const app = await openPublicListener({ ...parts, catalogueLanguage, graph: openGraph([graph.url]) });
  onTestFinished(() => app.close());
  return { show: async (url: string) => (await app.inject(url)).body };
}

const productAnswer = (product: object): Record<string, Answer> => ({ StorefrontProduct: { data: { product } } });

const headOf = (html: string) => html.split("</head>")[0] ?? "";

const media = {
  id: "med_1",
  url: "/media/mug.jpg",
  alt: "A mug",
  width: 800,
  height: 800,
  ...Object.fromEntries([320, 640, 960, 1280, 1920].map((width) => [`url${width}`, `/media/mug-${width}.jpg`])),
};
const kitchen = { slug: "kitchen", title: "Kitchen" };

test.each(["/products/mug", "/products/mug/", "/products/m%75g", "/products/mug?currency=USD&variant=MUG-S&made=up"])(
  "%s is kept under the address of the product",
  async (path) => {
    const { show } = await open(productAnswer(mug));
    const head = headOf(await show(path));
    expect(head).toContain('<link rel="canonical" href="https://shop.example/products/mug"/>');
    expect(head).toContain('<link rel="alternate" hreflang="de" href="https://shop.example/de/products/mug"/>');
    expect(head).toContain('<link rel="alternate" hreflang="x-default" href="https://shop.example/products/mug"/>');
  },
);

const list = (after: string | null) => ({
  StorefrontCollection: {
    data: {
      collection: {
        ...kitchen,
        descriptionHtml: "",
        image: media,
        parent: null,
        children: [],
        products: {
          totalCount: 30,
          nodes: [],
          facets: [],
          pageInfo: { hasNextPage: after !== null, endCursor: after },
        },
      },
    },
  },
});

test("a further page of a list is its own, and a filtered or sorted one is that of the list", async () => {
  const { show } = await open(list(null));
  const canonicalOf = async (path: string) => /rel="canonical" href="([^"]*)"/.exec(headOf(await show(path)))?.[1];
  const titleOf = async (path: string) => /<title>([^<]*)</.exec(headOf(await show(path)))?.[1];
  expect(await canonicalOf("/collections/kitchen?after=c1")).toBe("https://shop.example/collections/kitchen?after=c1");
  expect(await titleOf("/collections/kitchen?after=c1")).toBe("Kitchen: further page – Kontor");
  for (const choice of ["sort=price_asc&after=c1", "f.colour=red", "stock=1", "currency=USD"])
    expect(await canonicalOf(`/collections/kitchen?${choice}`)).toBe("https://shop.example/collections/kitchen");
  expect(await titleOf("/collections/kitchen")).toBe("Kitchen – Kontor");
});

test("a link to a page shows its title, description and picture, all with whole addresses", async () => {
  const { show } = await open(productAnswer({ ...mug, media: [media] }));
  const head = headOf(await show("/de/products/mug"));
  for (const [property, content] of [
    ["og:site_name", "Kontor"],
    ["og:title", "Mug &lt;b>&amp;&lt;/b>"],
    ["og:url", "https://shop.example/de/products/mug"],
    ["og:description", "Holds tea."],
    ["og:image", "https://shop.example/media/mug-1280.jpg"],
    ["og:image:alt", "A mug"],
  ])
    expect(head).toContain(`<meta property="${property}" content="${content}"/>`);
  expect(headOf(await show("/cart"))).not.toContain("og:");
  const unnamed = await open(productAnswer(mug), { publicUrl: null });
  expect(headOf(await unnamed.show("/products/mug"))).not.toContain("og:");
});

test("a description ends with a whole word, and a collection without one names the shop", async () => {
  const long = `<p>${"Kettles &amp; cups of clay ".repeat(20)}</p>`;
  const { show } = await open({ ...productAnswer({ ...mug, descriptionHtml: long }), ...list(null) });
  const descriptionOf = async (path: string) =>
    /name="description" content="([^"]*)"/.exec(headOf(await show(path)))?.[1]?.replaceAll("&amp;", "&") ?? "";
  const description = await descriptionOf("/products/mug");
  expect(description).toMatch(/^(Kettles & cups of clay )+Kettles & cups of …$/);
  expect(description.length).toBeLessThanOrEqual(162);
  expect(await descriptionOf("/collections/kitchen")).toBe("Kitchen at Kontor");
});

test("texts of the catalogue have its language where the page has another one", async () => {
  const answers = { ...productAnswer({ ...mug, collections: [kitchen] }), ...list(null) };
  const { show } = await open(answers);
  const german = await show("/de/products/mug");
  expect(german).toContain('<html lang="de" data-catalogue="en">');
  expect(german).toMatch(/<h1 lang="en"/);
  expect(german).toMatch(/<legend lang="en"[^>]*>Size</);
  expect(german).toMatch(/<div lang="en" class="description/);
  expect(german).toMatch(/href="\/de\/collections\/kitchen" lang="en"[^>]*>Kitchen</);
  expect(await show("/de/collections/kitchen")).toMatch(/<h1 lang="en"[^>]*>Kitchen</);
  const english = await show("/products/mug");
  expect(english).toContain('<html lang="en">');
  expect(english).not.toMatch(/<h1 lang=/);
  const other = await open(answers, { catalogueLanguage: "de-AT" });
  expect(await other.show("/products/mug")).toMatch(/<h1 lang="de-AT"/);
  expect(await other.show("/de/products/mug")).not.toMatch(/<h1 lang=/);
});
