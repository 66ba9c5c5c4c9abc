/** Statement counts: a list of fifty takes as many statements as a list of one. */
import { expect, test } from "vitest";
import { seedMenu, seedProducts } from "../../src/service/catalogue/seed.ts";
import { findProductsBySlugs } from "../../src/store/catalogue/products.ts";
import { insertReview } from "../../src/store/reviews/reviews.ts";
import { manager, noon, type Shop, shop } from "../support/shop.ts";

const statements = /^hansa_sql_statements_total\{entry="graphql"\} (\d+)$/m;

async function counted({ service }: Shop): Promise<number> {
  const { payload } = await service.internal.inject({ url: "/metrics" });
  return Number(statements.exec(payload)?.[1] ?? 0);
}

/** A shop with fifty collections in two levels and fifty products, each in one of them. */
async function fullShop(): Promise<Shop> {
  const s = await shop();
  const numbers = Array.from({ length: 50 }, (_, index) => index + 1);
  const top = numbers.map((number) => ({ slug: `top-${number}`, title: `Top ${number}`, parentSlug: null }));
  const below = numbers.map((number) => ({
    slug: `sub-${number}`,
    title: `Sub ${number}`,
    parentSlug: `top-${number}`,
  }));
  const facets = [{ code: "colour", label: "Colour", values: [{ value: "red", label: "Red" }] }];
  await seedMenu(s.service.deps, { collections: [...top, ...below], facets });
  const products = numbers.map((place) => ({
    slug: `thing-${place}`,
    title: `Thing ${place}`,
    descriptionHtml: "<p>Good.</p>",
    optionNames: ["Size"],
    swatches: [{ name: "Size", value: "S", color: "#ffffff" }],
    place,
    publishedAt: noon - place,
    collectionSlugs: [`sub-${place}`],
    facets: { colour: ["red"] },
    pictures: [{ file: `${place}.svg`, alt: "A thing", width: 1, height: 1 }],
    variants: [
      {
        sku: `T${place}`,
        title: "",
        options: [{ name: "Size", value: "S" }],
        weightGrams: 1,
        tracked: true,
        taxClass: "standard" as const,
        costMinor: 1,
        costCurrency: "EUR",
        picture: 0,
        prices: [{ currency: "EUR", startsAt: noon - 1, minor: place, compareAtMinor: null }],
        stock: place,
      },
    ],
  }));
  await seedProducts(s.service.deps, products, false);
  const { store } = s.service.deps;
  const rows = await store.read((db) =>
    findProductsBySlugs(
      db,
      products.map(({ slug }) => slug),
    ),
  );
  await store.write("write-reviews", async (tx) => {
    for (const { id, searchRow } of rows) {
      const said = { productId: id, authorId: `user_${searchRow}`, rating: 4, title: null, body: "Good." };
      const state = { status: "APPROVED", verifiedPurchase: false, version: 1, writtenAt: noon } as const;
      await insertReview(tx, { id: `rev_${searchRow}`, ...said, ...state });
    }
  });
  return s;
}

const product = `id slug title descriptionHtml options { name swatches { color } } media { url } facets { label } collections { title parent { title } }
  priceRange { min { minor } } stockStatus rating { average count } reviews(first: 2) { totalCount nodes { body author { id } product { title } } }
  variants { totalCount nodes { title image { url } product { title } prices { minor } price { minor } compareAtPrice { minor } stockStatus
    available costPrice { minor } priceHistory { startsAt } } }`;
const byLaw = `safety { warnings } cheapestVariant { sku unitPrice { minor } }
  variants { nodes { lowestPriorPrice { minor } content { amount } unitPrice { minor } } }`;
const page = `totalCount nodes { ${product} } facets { facet values { value count } }`;
const filter = `filter: { priceMin: 1, priceMax: 100, facets: [{ facet: "colour", values: ["red"] }] }`;

test.each([
  ["products", `query ($first: Int) { products(first: $first, ${filter}) { ${page} } }`],
  [
    "search results",
    `query ($first: Int) { search(query: "thing", first: $first) { ${page} edges { snippet matchedVariant { sku } } } }`,
  ],
  ["suggestions", `query ($first: Int) { suggest(prefix: "thing", first: $first) { text product { ${product} } } }`],
  [
    "collections with their products",
    `query ($first: Int) { collections(first: $first) { totalCount nodes { title products(first: 2, ${filter}) { ${page} } } } }`,
  ],
  [
    "collections with their children's products",
    `query ($first: Int) { collections(first: $first) { nodes { children { parent { title } products(first: 2) { ${page} } } } } }`,
  ],
  ["products with prices by law", `query ($first: Int) { products(first: $first) { nodes { ${byLaw} } } }`],
  ["best sellers", `query ($first: Int) { products(sort: BESTSELLING, first: $first) { ${page} } }`],
  [
    "products by rating",
    `query ($first: Int) { products(sort: RATING, first: $first, filter: { minRating: 0 }) { ${page} } }`,
  ],
  [
    "reviews",
    `query ($first: Int) { reviews(first: $first) { totalCount nodes { body author { id } product { ${product} } } } }`,
  ],
  [
    "scarce variants",
    `query ($first: Int) { lowStock(threshold: 1000, first: $first) { totalCount nodes { sku available product { title } } } }`,
  ],
  [
    "movements",
    `query ($first: Int) { stockMovements(first: $first) { totalCount nodes { variant { title product { title stockStatus } } } } }`,
  ],
])("one or fifty %s take the same statements", async (what, text) => {
  const s = await fullShop();
  // Filter panels are read of 1, 2, 4, 8, 16 and 19 collections: a large one keeps the event loop by itself.
  const more = what.startsWith("collections") ? 5 : 0;
  const costs: number[] = [];
  for (const first of [1, 50]) {
    const before = await counted(s);
    const { errors } = await s.query(text, { first }, manager);
    expect(errors).toBeUndefined();
    costs.push((await counted(s)) - before);
  }
  expect(costs[0]).toBeGreaterThan(0);
  expect(costs[1]).toBe(Number(costs[0]) + more);
});

test("the total of a list with a filter panel takes no statement of its own", async () => {
  const s = await fullShop();
  for (const list of ["products", `search(query: "thing")`, `collection(slug: "top-1") { products`]) {
    const cost = async (fields: string) => {
      const before = await counted(s);
      const { errors } = await s.query(`{ ${list} { ${fields} } ${list.includes("{") ? "}" : ""} }`);
      expect(errors).toBeUndefined();
      return (await counted(s)) - before;
    };
    const panel = "facets { facet values { value count } }";
    expect(await cost(`totalCount ${panel}`)).toBe(await cost(panel));
    expect(await cost(`${panel} totalCount`)).toBe(await cost(panel));
  }
});

test("the reviews of fifty people take as many statements as those of one", async () => {
  const s = await fullShop();
  const text = `query ($references: [_Any!]!) { _entities(representations: $references) { ... on User { reviews { totalCount nodes { body product { title } } } } } }`;
  const costs: number[] = [];
  for (const count of [1, 50]) {
    const before = await counted(s);
    const references = Array.from({ length: count }, (_, index) => ({ __typename: "User", id: `user_${index + 1}` }));
    const { data, errors } = await s.query(text, { references });
    expect([errors, Object(data)._entities.at(-1).reviews.totalCount]).toEqual([undefined, 1]);
    costs.push((await counted(s)) - before);
  }
  expect(costs[1]).toBe(costs[0]);
});

test("fifty references take as many statements as one", async () => {
  const s = await fullShop();
  const text = `query ($references: [_Any!]!) { _entities(representations: $references) { ... on ProductVariant { title stockStatus product { title } } } }`;
  const costs: number[] = [];
  for (const count of [1, 50]) {
    const before = await counted(s);
    const references = Array.from({ length: count }, (_, index) => ({
      __typename: "ProductVariant",
      sku: `T${index + 1}`,
    }));
    expect((await s.query(text, { references })).errors).toBeUndefined();
    costs.push((await counted(s)) - before);
  }
  expect(costs[1]).toBe(costs[0]);
});

test("a rating and a stock status take no statement of their own: one each for the product, its variants and their stock", async () => {
  const s = await fullShop();
  const text = `{ product(slug: "${await firstSlug(s)}") { rating { average count } stockStatus variants { nodes { stockStatus } } } }`;
  const before = await counted(s);
  expect((await s.query(text)).errors).toBeUndefined();
  expect((await counted(s)) - before).toBe(3);
});

async function firstSlug(s: Awaited<ReturnType<typeof fullShop>>): Promise<string> {
  const { data } = await s.query("{ products(first: 1) { nodes { slug } } }");
  return Object(data).products.nodes[0].slug;
}
