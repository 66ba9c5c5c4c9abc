/** Product lists: sort orders, pages and filters. */
import { expect, test } from "vitest";
import { z } from "zod";
import {
  addVariant,
  change,
  codeOf,
  draft,
  manager,
  openMenu,
  publish,
  type Shop,
  sell,
  setPrice,
  shop,
  walk,
} from "../support/shop.ts";

const hour = 3_600_000;

/** Four products, an hour apart, with prices that tie. */
async function fourTeas(s: Shop) {
  for (const [index, [title, minor]] of Object.entries([
    ["Assam", 300],
    ["Bai", 100],
    ["Ceylon", null],
    ["Darjeeling", 300],
  ] as const)) {
    await sell(s, { sku: `T${index}`, title, prices: minor === null ? { GBP: 50 } : { EUR: minor } });
    await s.runtime.advance(hour);
  }
}

test.each([
  ["FEATURED", ["Assam", "Bai", "Ceylon", "Darjeeling"]],
  ["RELEVANCE", ["Assam", "Bai", "Ceylon", "Darjeeling"]],
  ["PRICE_ASC", ["Bai", "Assam", "Darjeeling", "Ceylon"]],
  ["PRICE_DESC", ["Darjeeling", "Assam", "Bai", "Ceylon"]],
  ["NEWEST", ["Darjeeling", "Ceylon", "Bai", "Assam"]],
])("sorted by %s, every product is on exactly one page", async (sort, titles) => {
  const s = await shop();
  await fourTeas(s);
  for (const first of [1, 2, 3, 100]) expect(await walk(s, `products(sort: ${sort}`, { first })).toEqual(titles);
});

test("drafts, which have no date, are on exactly one page too", async () => {
  const s = await shop();
  for (const title of ["One", "Two", "Three", "Four", "Five"]) await draft(s, title);
  const titles = await walk(s, "products(sort: NEWEST, filter: { status: DRAFT }", { viewer: manager });
  expect(titles).toHaveLength(5);
  expect(new Set(titles)).toEqual(new Set(["One", "Two", "Three", "Four", "Five"]));
});

test("a cursor of another list or order is refused, and so is an invalid one", async () => {
  const s = await shop();
  await openMenu(s);
  await fourTeas(s);
  const cursorOf = async (list: string) => {
    const response = await s.query(`{ list: ${list}, first: 1) { pageInfo { endCursor } } }`, {}, manager);
    return JSON.stringify(response).match(/"endCursor":"([^"]+)"/)?.[1] ?? "none";
  };
  const lists = [
    "products(sort: FEATURED",
    "products(sort: PRICE_ASC",
    `products(sort: PRICE_ASC, filter: { currency: "GBP" }`,
    "products(sort: NEWEST",
    `search(query: "assam"`,
    "stockMovements(filter: {}",
    "collections(parent: null",
  ];
  const refused = async (list: string, after: string) =>
    codeOf(await s.query(`{ list: ${list}, after: "${after}") { pageInfo { endCursor } } }`, {}, manager));
  for (const from of lists) {
    const cursor = await cursorOf(from);
    for (const to of lists)
      expect([from, to, await refused(to, cursor)]).toEqual([from, to, from === to ? undefined : "BAD_USER_INPUT"]);
  }
  const forged = (values: unknown) => Buffer.from(JSON.stringify(values)).toString("base64url");
  for (const values of [
    [],
    ["FEATURED"],
    ["FEATURED", "1", "prod_1"],
    ["FEATURED", 1, 2],
    ["FEATURED", 1, "a", 2],
    [1, "prod_1"],
  ])
    expect(await refused("products(sort: FEATURED", forged(values))).toBe("BAD_USER_INPUT");
});

test("one variant must be between both price limits; a single limit needs any variant", async () => {
  const s = await shop();
  const id = await draft(s, "Gap", { optionNames: ["Size"] });
  for (const [sku, minor] of [
    ["LOW", 100],
    ["HIGH", 900],
  ] as const) {
    const variantId = await addVariant(s, id, sku, { options: [{ name: "Size", value: sku }] });
    await setPrice(s, variantId, minor);
  }
  await publish(s, id);
  const found = async (filter: string) => (await walk(s, `products(filter: { ${filter} }`)).length;
  expect(await found("priceMin: 300, priceMax: 500")).toBe(0);
  expect(await found("priceMin: 100, priceMax: 100")).toBe(1);
  expect(await found("priceMin: 500, priceMax: 900")).toBe(1);
  expect(await found("priceMin: 901")).toBe(0);
  expect(await found("priceMin: 900")).toBe(1);
  expect(await found("priceMax: 99")).toBe(0);
  expect(await found("priceMax: 100")).toBe(1);
  expect(await found(`priceMin: 100, priceMax: 100, currency: "GBP"`)).toBe(0);
});

test("a list is filtered by availability", async () => {
  const s = await shop();
  await sell(s, { sku: "FULL", title: "Full", stock: 1 });
  await sell(s, { sku: "EMPTY", title: "Empty", stock: 0 });
  await sell(s, { sku: "FILE", title: "File", tracked: false });
  expect(await walk(s, "products(filter: { inStock: true }")).toEqual(["Full", "File"]);
  expect(await walk(s, "products(filter: { inStock: false }")).toEqual(["Empty"]);
});

test("a collection contains the products of its descendants, once, and its filter restricts it further", async () => {
  const s = await shop();
  const menu = await openMenu(s);
  await sell(s, { sku: "A", title: "Sencha", product: { collectionIds: [menu["green-tea"], menu.tea] } });
  await sell(s, { sku: "B", title: "Assam", product: { collectionIds: [menu["black-tea"]] } });
  await sell(s, { sku: "C", title: "Pot", product: { collectionIds: [menu.pots, menu["black-tea"]] } });
  expect(await walk(s, `products(filter: { collection: "${menu.tea}" }`)).toEqual(["Sencha", "Assam", "Pot"]);
  expect(await walk(s, `products(filter: { collection: "coll_none" }`)).toEqual([]);
  const text = `query ($id: ID!, $pots: ID!) { collection(id: $id) {
    all: products { totalCount nodes { title } }
    cut: products(first: 1, sort: NEWEST) { nodes { title } pageInfo { hasNextPage endCursor } }
    narrowed: products(filter: { collection: $pots }) { totalCount nodes { title } }
  } }`;
  expect((await s.query(text, { id: menu.tea, pots: menu.pots })).data).toEqual({
    collection: {
      all: { totalCount: 3, nodes: [{ title: "Sencha" }, { title: "Assam" }, { title: "Pot" }] },
      cut: { nodes: [expect.anything()], pageInfo: { hasNextPage: true, endCursor: expect.any(String) } },
      narrowed: { totalCount: 1, nodes: [{ title: "Pot" }] },
    },
  });
});

test("the pages of a collection are read like those of the shop", async () => {
  const s = await shop();
  const { tea } = await openMenu(s);
  for (let number = 1; number <= 5; number += 1)
    await sell(s, { sku: `T${number}`, product: { collectionIds: [tea] } });
  const text = `query ($id: ID!, $after: String) { collection(id: $id) { products(first: 2, after: $after, sort: PRICE_DESC) {
    nodes { title } pageInfo { endCursor hasNextPage }
  } } }`;
  const inCollection = {
    query: async (_text: string, variables: Record<string, unknown> = {}) => {
      const { data } = await s.query(text, { ...variables, id: tea });
      return { data: { list: Object(data?.collection).products } };
    },
  };
  expect(await walk(inCollection, "any(")).toEqual(["Thing T5", "Thing T4", "Thing T3", "Thing T2", "Thing T1"]);
});

test("the menu is read level by level", async () => {
  const s = await shop();
  const { tea } = await openMenu(s);
  expect(await walk(s, "collections(parent: null", { first: 1 })).toEqual(["Tea", "Pots"]);
  expect(await walk(s, `collections(parent: "${tea}"`, { first: 1 })).toEqual(["Green tea", "Black tea"]);
  const text = `query ($id: ID!) { collections { totalCount } collection(id: $id) { parent { slug } children { slug parent { slug } } } }`;
  expect((await s.query(text, { id: tea })).data).toEqual({
    collections: { totalCount: 2 },
    collection: {
      parent: null,
      children: [
        { slug: "green-tea", parent: { slug: "tea" } },
        { slug: "black-tea", parent: { slug: "tea" } },
      ],
    },
  });
});

test.each(["products(first: 0", "products(first: 101", `search(query: "a", first: 0`, "collections(first: 101"])(
  "a page outside 1 to 100 is refused: %s)",
  async (list) => {
    const s = await shop();
    expect(codeOf(await s.query(`{ ${list}) { nodes { id } } }`))).toBe("BAD_USER_INPUT");
  },
);

test("an editor's list contains active products unless the filter says otherwise", async () => {
  const s = await shop();
  await sell(s, { sku: "A", title: "Active" });
  await draft(s, "Draft");
  const { productId } = await sell(s, { sku: "B", title: "Archived" });
  await change(s, "productArchive", { id: productId });
  expect(await walk(s, "products(filter: {}", { viewer: manager })).toEqual(["Active"]);
  expect(await walk(s, `search(query: "good"`, { viewer: manager })).toEqual(["Active"]);
  expect(await walk(s, "products(filter: { status: DRAFT }", { viewer: manager })).toEqual(["Draft"]);
  expect(await walk(s, "products(filter: { status: ARCHIVED }", { viewer: manager })).toEqual(["Archived"]);
});

test.each(["PRICE_ASC", "PRICE_DESC", "NEWEST"])(
  "sorted by %s, pages read from the end have the same order",
  async (sort) => {
    const s = await shop();
    await fourTeas(s);
    const forward = await walk(s, `products(sort: ${sort}`, { first: 100 });
    for (const last of [1, 2, 3, 100]) {
      const found: unknown[] = [];
      for (let before: string | null = null, isFirst = false; !isFirst; ) {
        const response = await s.query(
          `query ($before: String) { products(sort: ${sort}, last: ${last}, before: $before) {
          nodes { title } pageInfo { startCursor hasPreviousPage } } }`,
          { before },
        );
        const { products } = backwardPage.parse(response.data);
        found.unshift(...products.nodes.map(({ title }) => title));
        before = products.pageInfo.startCursor;
        isFirst = !products.pageInfo.hasPreviousPage;
      }
      expect(found).toEqual(forward);
    }
  },
);

const backwardPage = z.object({
  products: z.object({
    nodes: z.array(z.object({ title: z.string() })),
    pageInfo: z.object({ startCursor: z.string().nullable(), hasPreviousPage: z.boolean() }),
  }),
});
