/** Heads of pages: the address under which it is kept, the card of a link to it, the languages of its texts, and the shop's brand. */
import { readFileSync } from "node:fs";
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

type Shop = { publicUrl?: string | null; catalogueLanguage?: string; brand?: Partial<ShopFacts> };

async function open(answers: Record<string, Answer>, shop: Shop = {}) {
  const { publicUrl = "https://shop.example", catalogueLanguage = "en", brand = {} } = shop;
  const graph = await startGraphServer(answers);
  const parts = {
    log: pino({ level: "silent" }),
    metrics: createMetrics(),
    facts: () => ({ ...facts, ...brand }),
    publicUrl,
  };
  const app = await openPublicListener({ ...parts, catalogueLanguage, graph: openGraph([graph.url]) });
  onTestFinished(() => app.close());
  return { app, show: async (url: string) => (await app.inject(url)).body };
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

test("a page has the logo with the shop's name, its icon, its theme colour and its accent, and nothing of the kind without them", async () => {
  const brand = { logo: "/media/logo.svg", favicon: "/media/icon.png", accentColor: "#ffcc00", themeColor: "#1d1b17" };
  const { app, show } = await open(productAnswer(mug), { brand });
  const page = await show("/products/mug");
  expect(page).toMatch(/<a href="\/"[^>]*><img src="\/media\/logo.svg" alt="Kontor" width="160" height="40"/);
  expect(headOf(page)).toContain('<link rel="icon" href="/media/icon.png"/>');
  expect(headOf(page)).toContain('<meta name="theme-color" content="#1d1b17"/>');
  const [, styles = ""] = /<link rel="stylesheet" href="(\/brand\/[^"]+)"/.exec(headOf(page)) ?? [];
  const forEver = "public, max-age=31536000, immutable";
  const response = await app.inject(styles);
  expect(response.headers).toMatchObject({ "content-type": "text/css; charset=utf-8", "cache-control": forEver });
  expect(response.body).toContain("--accent:#ffcc00;");
  // Another build may have had other rules under another hash.
  expect((await app.inject(`${styles}x`)).headers["cache-control"]).toBe("no-store");
  for (const made of ["/brand/FFCC00.css", "/brand/ffcc0.css", "/brand/red.css", "/brand/ffcc00%7d.css"])
    expect((await app.inject(made)).statusCode, made).toBe(404);

  const { show: showPlain } = await open(productAnswer(mug));
  const plain = await showPlain("/products/mug");
  expect(headOf(plain)).toContain('<link rel="icon" href="/icon.svg"/>');
  expect(headOf(plain)).not.toMatch(/theme-color|\/brand\//);
  expect(plain).toMatch(/<a href="\/"[^>]*>Kontor</);
});

test("of any accent both the text on it and its shades on the grounds of both themes have a contrast of 4.5 to 1", async () => {
  const tokens = readFileSync(new URL("../../../../../packages/front/src/styles/tokens.css", import.meta.url), "utf8");
  const groundsIn = (theme: 1 | 2) =>
    ["ground", "surface"].map(
      (name) => new RegExp(`--${name}: light-dark\\((#\\w+), (#\\w+)\\)`).exec(tokens)?.[theme] ?? "",
    );
  const { app } = await open({});
  const steps = ["00", "33", "66", "77", "99", "cc", "ff"];
  for (const accent of steps.flatMap((red) => steps.flatMap((green) => steps.map((blue) => red + green + blue)))) {
    const { body } = await app.inject(`/brand/${accent}.css`);
    const [on = "", hover = ""] = ["on-accent", "accent-hover"].map(
      (name) => new RegExp(`--${name}:(#[\\da-f]{6})`).exec(body)?.[1] ?? "",
    );
    const [light = "", dark = ""] = [...body.matchAll(/--accent-ink:(#[\da-f]{6})/g)].map(([, ink]) => ink);
    const pairs = [
      [`#${accent}`, on],
      [hover, on],
      ...groundsIn(1).map((ground) => [light, ground]),
      ...groundsIn(2).map((ground) => [dark, ground]),
    ];
    for (const [one = "", other = ""] of pairs)
      expect(contrast(one, other), `${one} and ${other} of #${accent}`).toBeGreaterThanOrEqual(4.5);
  }
});

/** The contrast of two colours, as WCAG 2.2 computes it. */
function contrast(...colours: readonly [string, string]): number {
  const [dark = 0, light = 0] = colours
    .map((colour) => {
      const [red = 0, green = 0, blue = 0] = [1, 3, 5]
        .map((start) => Number.parseInt(colour.slice(start, start + 2), 16) / 255)
        .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    })
    .sort((one, other) => one - other);
  return (light + 0.05) / (dark + 0.05);
}
