/** Data of pages for search engines: products and their variants, the way to them, and the seller. */
import { pino } from "pino";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
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
  returnDays: 30,
  supportEmail: "help@kontor.example",
  seller: { name: "Kontor GmbH", line1: "Kai 1", line2: null, city: "Bremen", postalCode: "28195", country: "DE" },
};

async function open(answers: Record<string, Answer>, current: ShopFacts = facts) {
  const graph = await startGraphServer(answers);
  const parts = { log: pino({ level: "silent" }), metrics: createMetrics(), facts: () => current };
  const app = await openPublicListener({ ...parts, publicUrl: "https://shop.example", graph: openGraph([graph.url]) });
  onTestFinished(() => app.close());
  return { graph, show: async (url: string) => (await app.inject(url)).body };
}

const productAnswer = (product: object): Record<string, Answer> => ({ StorefrontProduct: { data: { product } } });

/** The described things of a page, by their type. */
function describedIn(html: string) {
  const [, json = ""] = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(html) ?? [];
  const { "@graph": nodes } = z
    .object({ "@graph": z.array(z.looseObject({ "@type": z.string() })) })
    .parse(JSON.parse(json));
  return new Map(nodes.map((node) => [node["@type"], node]));
}

const media = {
  id: "med_1",
  url: "/media/mug.jpg",
  alt: "A mug",
  width: 800,
  height: 800,
  ...Object.fromEntries([320, 640, 960, 1280, 1920].map((width) => [`url${width}`, `/media/mug-${width}.jpg`])),
};
const offered = {
  nodes: [
    {
      weightGrams: 300,
      shippingEstimates: [{ price: { decimal: "4.90", currency: "EUR" }, etaDaysMin: 1, etaDaysMax: 3 }],
    },
  ],
};
const kitchen = { slug: "kitchen", title: "Kitchen" };

test("a product with one variant has name, whole addresses, offer with shipping, rating, and the way to it", async () => {
  const product = {
    ...mug,
    media: [media],
    offered,
    collections: [kitchen],
    rating: { average: 4.5, count: 2 },
    facets: [{ facet: "brand", facetLabel: "Brand", label: "Kontor" }],
  };
  const { show } = await open(productAnswer(product));
  const described = describedIn(await show("/products/mug?currency=USD"));
  const url = "https://shop.example/products/mug";
  expect(described.get("Product")).toEqual({
    "@type": "Product",
    name: "Mug <b>&</b>",
    url,
    description: "Holds tea.",
    image: ["https://shop.example/media/mug.jpg"],
    brand: { "@type": "Brand", name: "Kontor" },
    sku: "MUG-S",
    aggregateRating: { "@type": "AggregateRating", ratingValue: 4.5, reviewCount: 2, bestRating: 5 },
    offers: {
      "@type": "Offer",
      sku: "MUG-S",
      url,
      price: "19.90",
      priceCurrency: "EUR",
      availability: "https://schema.org/InStock",
      itemCondition: "https://schema.org/NewCondition",
      shippingDetails: [{ "@id": `${url}#shipping-1` }],
    },
  });
  expect(described.get("OfferShippingDetails")).toMatchObject({
    "@id": `${url}#shipping-1`,
    shippingRate: { value: "4.90", currency: "EUR" },
    shippingDestination: { addressCountry: "DE" },
    deliveryTime: { transitTime: { minValue: 1, maxValue: 3 } },
  });
  expect(described.get("BreadcrumbList")?.itemListElement).toEqual([
    { "@type": "ListItem", position: 1, name: "Kitchen", item: "https://shop.example/collections/kitchen" },
    { "@type": "ListItem", position: 2, name: "Mug <b>&</b>", item: url },
  ]);
});

test("a product with several variants is a group of them, each with its options and its offer", async () => {
  const [small] = mug.variants.nodes;
  const options = [
    { name: "Colour", values: ["Red"], swatches: [] },
    { name: "Glaze", values: ["Matt", "Clear"], swatches: [] },
  ];
  const variantOf = (glaze: string, change: object) => ({
    ...small,
    sku: `MUG-${glaze}`,
    title: `Red / ${glaze}`,
    options: [
      { name: "Colour", value: "Red" },
      { name: "Glaze", value: glaze },
    ],
    ...change,
  });
  const nodes = [variantOf("Matt", {}), variantOf("Clear", { weightGrams: 9_000, stockStatus: "OUT_OF_STOCK" })];
  const { show, graph } = await open(productAnswer({ ...mug, options, offered, variants: { nodes } }));
  const group = describedIn(await show("/products/mug")).get("ProductGroup");
  expect(group).toMatchObject({ productGroupID: "prd_1", variesBy: ["https://schema.org/color", "Glaze"] });
  expect(group?.hasVariant).toMatchObject([
    {
      sku: "MUG-Matt",
      color: "Red",
      additionalProperty: [{ name: "Glaze", value: "Matt" }],
      offers: {
        url: "https://shop.example/products/mug?variant=MUG-Matt",
        availability: "https://schema.org/InStock",
        shippingDetails: [{}],
      },
    },
    { sku: "MUG-Clear", offers: { availability: "https://schema.org/OutOfStock" } },
  ]);
  // It is heavier than the one whose shipping is known.
  expect(JSON.stringify(group?.hasVariant).match(/shippingDetails/g)).toHaveLength(1);
  graph.answers.StorefrontProduct = { data: { product: { ...mug, status: "ARCHIVED", variants: { nodes } } } };
  expect(JSON.stringify([...describedIn(await show("/products/mug"))])).not.toContain("Offer");
});

test("no text of the shop ends the element of the data for search engines", async () => {
  const title = "</script><script>alert(1)</script><!--";
  const { show } = await open(productAnswer({ ...mug, title, descriptionHtml: "<p>&lt;/script&gt;</p>" }));
  const html = await show("/products/mug");
  expect(describedIn(html).get("Product")).toMatchObject({ name: title, description: "</script>" });
  expect(html).not.toContain("<script>alert");
});

const home = {
  StorefrontHome: {
    data: {
      collections: { nodes: [], pageInfo: { hasNextPage: false } },
      bestsellers: { nodes: [] },
      newest: { nodes: [] },
    },
  },
};

test("the home page describes the seller, with its address and its days for returns", async () => {
  const { show } = await open(home);
  expect(describedIn(await show("/de")).get("OnlineStore")).toMatchObject({
    name: "Kontor",
    legalName: "Kontor GmbH",
    url: "https://shop.example/de",
    logo: "https://shop.example/icon.svg",
    email: "help@kontor.example",
    address: { streetAddress: "Kai 1", addressLocality: "Bremen", postalCode: "28195", addressCountry: "DE" },
    hasMerchantReturnPolicy: { applicableCountry: "DE", merchantReturnDays: 30 },
  });
  const without = await open(home, { ...facts, returnDays: null });
  expect(describedIn(await without.show("/")).get("OnlineStore")).not.toHaveProperty("hasMerchantReturnPolicy");
});
