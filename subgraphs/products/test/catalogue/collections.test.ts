/** Collections: a tree without cycles, the order of siblings, and the manual order of products. */
import { expect, test } from "vitest";
import { change, codeOf, openMenu, type Shop, sell, shop, walk } from "../support/shop.ts";

const selection = `... on CollectionSaved { collection { id slug title parent { slug } } }
  ... on SlugTakenError { slug suggestion } ... on ValidationError { problems { path code } }`;

const save = (s: Shop, input: Record<string, unknown>) => change(s, "collectionSave", input, selection);

const remove = (s: Shop, id: string) =>
  change(
    s,
    "collectionDelete",
    { id },
    "... on CollectionDeleted { id } ... on CollectionNotEmptyError { children { slug } }",
  );

async function idOf(s: Shop, input: Record<string, unknown>): Promise<string> {
  return String(Object((await save(s, input)).collection).id);
}

const level = (s: Shop, parent: string | null = null) =>
  walk(s, `collections(parent: ${parent === null ? "null" : `"${parent}"`}`, { leaf: "slug" });

/** A list of one collection, for `walk`. */
function listOf(s: Shop, id: string, sort = "FEATURED", filter = "{}") {
  const text = `query ($id: ID!, $after: String) { collection(id: $id) { products(first: 2, after: $after, sort: ${sort}, filter: ${filter}) {
    nodes { title } pageInfo { endCursor hasNextPage }
  } } }`;
  const query = async (_text: string, variables: Record<string, unknown> = {}) => {
    const { data } = await s.query(text, { ...variables, id });
    return { data: { list: Object(data?.collection).products } };
  };
  return walk({ query }, "any(");
}

test("a collection is added at the requested place, with a slug made from its title", async () => {
  const s = await shop();
  const { tea } = await openMenu(s);
  expect(await save(s, { title: " Crème brûlée " })).toMatchObject({
    collection: { id: expect.stringMatching(/^coll_/), slug: "creme-brulee", title: "Crème brûlée", parent: null },
  });
  await save(s, { title: "White tea", parentId: tea });
  await save(s, { title: "Yellow tea", slug: "yellow", parentId: tea, position: 1 });
  expect(await level(s)).toEqual(["tea", "pots", "creme-brulee"]);
  expect(await level(s, tea)).toEqual(["green-tea", "yellow", "black-tea", "white-tea"]);
});

test("absent fields stay unchanged", async () => {
  const s = await shop();
  const { "green-tea": id } = await openMenu(s);
  expect(await save(s, { id, title: "Greens" })).toMatchObject({
    collection: { id, slug: "green-tea", title: "Greens", parent: { slug: "tea" } },
  });
  expect(await save(s, { id, slug: "greens" })).toMatchObject({ collection: { slug: "greens", title: "Greens" } });
});

test("a collection moves among others and to other parents", async () => {
  const s = await shop();
  const menu = await openMenu(s);
  await save(s, { id: menu["black-tea"], position: 0 });
  expect(await level(s, menu.tea)).toEqual(["black-tea", "green-tea"]);
  await save(s, { id: menu["black-tea"], parentId: null });
  expect(await level(s)).toEqual(["tea", "pots", "black-tea"]);
  await save(s, { id: menu.pots, parentId: menu.tea, position: 0 });
  expect(await level(s, menu.tea)).toEqual(["pots", "green-tea"]);
});

test("a collection cannot become its own descendant, not even indirectly or by two concurrent moves", async () => {
  const s = await shop();
  const menu = await openMenu(s);
  const refused = {
    __typename: "ValidationError",
    problems: [{ path: ["input", "parentId"], code: "BENEATH_ITSELF" }],
  };
  expect(await save(s, { id: menu.tea, parentId: menu.tea })).toEqual(refused);
  const deep = await idOf(s, { title: "Sencha", parentId: menu["green-tea"] });
  expect(await save(s, { id: menu.tea, parentId: deep })).toEqual(refused);
  const both = await Promise.all([
    save(s, { id: menu.tea, parentId: menu.pots }),
    save(s, { id: menu.pots, parentId: menu.tea }),
  ]);
  expect(both).toEqual([expect.objectContaining({ __typename: "CollectionSaved" }), refused]);
});

test.each([
  ["no title", {}, ["title"]],
  ["an empty title", { title: " " }, ["title"]],
  ["a title of 201 characters", { title: "x".repeat(201) }, ["title"]],
  ["a slug with a space", { title: "Tea", slug: "a b" }, ["slug"]],
  ["an unknown parent", { title: "Tea", parentId: "coll_none" }, ["parentId"]],
  ["a place below zero", { title: "Tea", position: -1 }, ["position"]],
  ["an unknown product", { title: "Tea", productIds: ["prod_none"] }, ["productIds.0"]],
  ["the same product twice", { title: "Tea", productIds: ["prod_1", "prod_1"] }, ["productIds"]],
  [
    "1,001 products",
    { title: "Tea", productIds: Array.from({ length: 1_001 }, (_, index) => `p${index}`) },
    ["productIds"],
  ],
  ["two mistakes", { title: "", slug: "A" }, ["title", "slug"]],
])("a collection with %s is refused by name, and none is added", async (_what, input, fields) => {
  const s = await shop();
  const { problems } = await save(s, input);
  expect(Object(problems).map(({ path }: { path: string[] }) => path.slice(1).join("."))).toEqual(fields);
  expect(await level(s)).toEqual([]);
});

test("a slug is unique, and a free one is proposed", async () => {
  const s = await shop();
  await openMenu(s);
  const taken = { __typename: "SlugTakenError", slug: "tea", suggestion: "tea-2" };
  expect(await save(s, { title: "Herbs", slug: "tea" })).toEqual(taken);
  expect(await save(s, { title: "Tea" })).toMatchObject({ collection: { slug: "tea-2" } });
  const id = await idOf(s, { title: "Other" });
  expect(await save(s, { id, slug: "tea" })).toEqual({ ...taken, suggestion: "tea-3" });
  expect(await save(s, { id: "coll_none", title: "Tea" })).toEqual({ __typename: "NotFoundError" });
});

test("products of a collection have the given order, followed by those of its descendants", async () => {
  const s = await shop();
  const menu = await openMenu(s);
  const put = async (title: string, collectionIds: string[]) =>
    (await sell(s, { sku: title, title, product: { collectionIds } })).productId;
  const a = await put("A", [menu["green-tea"]]);
  const b = await put("B", [menu.tea]);
  const c = await put("C", [menu.tea]);
  const d = await put("D", []);
  await save(s, { id: menu.tea, productIds: [d, c, b] });
  expect(await listOf(s, menu.tea)).toEqual(["D", "C", "B", "A"]);
  expect(await listOf(s, menu.tea, "NEWEST")).toHaveLength(4);
  await save(s, { id: menu.tea, productIds: [b, a] });
  expect(await listOf(s, menu.tea)).toEqual(["B", "A"]);
  await save(s, { id: menu.tea, title: "Teas" });
  expect(await listOf(s, menu.tea)).toEqual(["B", "A"]);
  await save(s, { id: menu.tea, productIds: [] });
  expect(await listOf(s, menu.tea)).toEqual(["A"]);
  expect(await walk(s, "products(sort: FEATURED")).toEqual(["A", "B", "C", "D"]);
});

test("a product keeps its place in a collection when its own list of collections is saved, and keeps its primary collection", async () => {
  const s = await shop();
  const menu = await openMenu(s);
  const one = await sell(s, { sku: "ONE", title: "One", product: { collectionIds: [menu.pots] } });
  const two = await sell(s, { sku: "TWO", title: "Two", product: { collectionIds: [menu.pots] } });
  await save(s, { id: menu.tea, productIds: [two.productId, one.productId] });
  await change(s, "productUpdate", { id: two.productId, collectionIds: [menu.pots, menu.tea, menu["black-tea"]] });
  expect(await listOf(s, menu.tea)).toEqual(["Two", "One"]);
  const text = `query ($id: ID!) { product(id: $id) { collections { slug } } }`;
  expect((await s.query(text, { id: one.productId })).data).toEqual({
    product: { collections: [{ slug: "pots" }, { slug: "tea" }] },
  });
});

test("a collection's order differs from the shop's: a cursor of one is refused in the other", async () => {
  const s = await shop();
  const { tea } = await openMenu(s);
  for (const sku of ["A", "B"]) await sell(s, { sku, product: { collectionIds: [tea] } });
  const shopPage = await s.query(`{ products(first: 1) { pageInfo { endCursor } } }`);
  const { endCursor } = Object(shopPage.data).products.pageInfo;
  const text = `query ($id: ID!, $after: String) { collection(id: $id) { products(first: 1, after: $after) { nodes { id } } } }`;
  expect((await s.query(text, { id: tea, after: endCursor })).errors?.[0]?.extensions?.code).toBe("BAD_USER_INPUT");
});

test("a collection is removed and its products stay; one with children is not removed", async () => {
  const s = await shop();
  const menu = await openMenu(s);
  const { productId } = await sell(s, {
    sku: "A",
    title: "A",
    product: { collectionIds: [menu["green-tea"], menu.pots] },
  });
  expect(await remove(s, menu.tea)).toEqual({
    __typename: "CollectionNotEmptyError",
    children: [{ slug: "green-tea" }, { slug: "black-tea" }],
  });
  expect(await remove(s, menu["green-tea"])).toEqual({ __typename: "CollectionDeleted", id: menu["green-tea"] });
  expect(await remove(s, menu["green-tea"])).toEqual({ __typename: "NotFoundError" });
  const text = `query ($id: ID!) { product(id: $id) { title collections { slug } } }`;
  expect((await s.query(text, { id: productId })).data).toEqual({
    product: { title: "A", collections: [{ slug: "pots" }] },
  });
  await remove(s, menu["black-tea"]);
  expect(await remove(s, menu.tea)).toMatchObject({ __typename: "CollectionDeleted" });
});

test("a collection lists the requested number of children, and a hundred at most", async () => {
  const s = await shop();
  const { tea } = await openMenu(s);
  const text = `query ($id: ID!, $first: Int) { collection(id: $id) { children(first: $first) { slug } } }`;
  const ask = (first?: number) => s.query(text, { id: tea, first });
  expect((await ask(1)).data).toEqual({ collection: { children: [{ slug: "green-tea" }] } });
  expect((await ask()).data).toEqual({ collection: { children: [{ slug: "green-tea" }, { slug: "black-tea" }] } });
  expect(codeOf(await ask(101))).toBe("BAD_USER_INPUT");
  for (let count = 0; count < 100; count += 1)
    await change(s, "collectionSave", { title: `Tea ${count}`, parentId: tea });
  expect((await remove(s, tea)).children).toHaveLength(100);
});
