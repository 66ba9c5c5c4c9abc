/** Products: drafts, slugs, placement, changes with versions, and refusals. */
import { expect, test } from "vitest";
import { z } from "zod";
import { change, draft, manager, openMenu, type Shop, setPrice, shop } from "../support/shop.ts";

const problems = "... on ValidationError { problems { path code } }";

async function pageOf({ query }: Shop, id: string) {
  const text = `query ($id: ID!) { product(id: $id) { slug title descriptionHtml status version publishedAt collections { slug } facets { value } } }`;
  return z.object({ product: z.record(z.string(), z.unknown()) }).parse((await query(text, { id }, manager)).data)
    .product;
}

test("a new product is a draft with all its given data", async () => {
  const s = await shop();
  const menu = await openMenu(s);
  const id = await draft(s, " Crème brûlée, Große Nr. 5 ", {
    descriptionHtml: "<p>Good.</p>",
    collectionIds: [menu["green-tea"], menu.pots],
    facets: [{ facet: "colour", values: ["blue", "red"] }],
  });
  expect(await pageOf(s, id)).toEqual({
    slug: "creme-brulee-grosse-nr-5",
    title: "Crème brûlée, Große Nr. 5",
    descriptionHtml: "<p>Good.</p>",
    status: "DRAFT",
    version: 1,
    publishedAt: null,
    collections: [{ slug: "green-tea" }, { slug: "pots" }],
    facets: [{ value: "red" }, { value: "blue" }],
  });
});

test.each([
  ["without a latin letter", "日本茶", /^[0-9a-z]{26}$/],
  ["whose 100th letter is a hyphen", `${"a".repeat(99)} tea`, /^a{99}$/],
  ["of signs only", "!?", /^[0-9a-z]{26}$/],
  ["with letters that are no letter and accent", "Smørrebrød Brett", /^smorrebrod-brett$/],
  ["with all of them", "Łódź Œuvre ÆON ısı đ ß", /^lodz-oeuvre-aeon-isi-d-ss$/],
])("a title %s gives a valid slug", async (_what, title, slug) => {
  const s = await shop();
  const page = await pageOf(s, await draft(s, title));
  expect(page.slug).toMatch(slug);
  expect(
    await change(s, "productUpdate", { id: await draft(s, "Other"), slug: `x-${String(page.slug)}`.slice(0, 100) }),
  ).toEqual({
    __typename: "ProductSaved",
  });
});

test("a description keeps paragraphs, lists and emphasis, and nothing else", async () => {
  const s = await shop();
  const html = `<h2>Tea</h2><p class="x" onclick="y()">One <b>bold</b> <strong>two</strong> <em>three</em><br>&amp; <a href="https://x.example">four</a></p><ul><li>five</li></ul><ol><li>six</li></ol><script>alert(1)</script><img src=x onerror=y>`;
  const page = await pageOf(s, await draft(s, "Tea", { descriptionHtml: html }));
  expect(page.descriptionHtml).toBe(
    "Tea<p>One bold <strong>two</strong> <em>three</em><br />&amp; four</p><ul><li>five</li></ul><ol><li>six</li></ol>",
  );
});

test("a collection or a facet value named twice counts once", async () => {
  const s = await shop();
  const { tea, pots } = await openMenu(s);
  const facets = [
    { facet: "colour", values: ["red", "red"] },
    { facet: "colour", values: ["red"] },
  ];
  const id = await draft(s, "Tea", { collectionIds: [pots, tea, pots], facets });
  const twice = { collections: [{ slug: "pots" }, { slug: "tea" }], facets: [{ value: "red" }] };
  expect(await pageOf(s, id)).toMatchObject(twice);
  await change(s, "productUpdate", { id, collectionIds: [tea, tea, pots], facets });
  expect(await pageOf(s, id)).toMatchObject({ ...twice, collections: [{ slug: "tea" }, { slug: "pots" }] });
});

test.each([
  ["an empty title", { title: " " }, ["title"]],
  ["a title of 201 characters", { title: "x".repeat(201) }, ["title"]],
  ["a slug with a space", { slug: "a b" }, ["slug"]],
  ["a slug of 101 characters", { slug: "x".repeat(101) }, ["slug"]],
  ["four options", { optionNames: ["a", "b", "c", "d"] }, ["optionNames"]],
  ["the same option twice", { optionNames: ["Size", "size "] }, ["optionNames"]],
  ["an unknown collection", { collectionIds: ["coll_none"] }, ["collectionIds.0"]],
  ["an unknown facet value", { facets: [{ facet: "colour", values: ["gold"] }] }, ["facets.0"]],
  ["101 collections", { collectionIds: Array.from({ length: 101 }, (_, index) => `coll_${index}`) }, ["collectionIds"]],
  [
    "40,000 values",
    { facets: [{ facet: "a", values: Array.from({ length: 40_000 }, (_, index) => `${index}`) }] },
    ["facets.0.values"],
  ],
  ["an empty key", { idempotencyKey: "" }, ["idempotencyKey"]],
  ["an unending key", { idempotencyKey: "x".repeat(256) }, ["idempotencyKey"]],
  ["two mistakes", { title: "", slug: "A" }, ["title", "slug"]],
])("%s is refused by name", async (_what, wrong, fields) => {
  const s = await shop();
  await openMenu(s);
  const response = await change(s, "productCreate", { title: "Tea", idempotencyKey: "key", ...wrong }, problems);
  const found = z.object({ problems: z.array(z.object({ path: z.array(z.string()) })) }).parse(response);
  expect(found.problems.map(({ path }) => path.slice(1).join(".")).sort()).toEqual([...fields].sort());
});

test("a slug is unique, and a free one is proposed", async () => {
  const s = await shop();
  const id = await draft(s, "Tea");
  await draft(s, "Other", { slug: "tea-2" });
  const taken = { __typename: "SlugTakenError", slug: "tea", suggestion: "tea-3" };
  const selection = "... on SlugTakenError { slug suggestion }";
  const input = { title: "Another", slug: "tea", idempotencyKey: "again" };
  expect(await change(s, "productCreate", input, selection)).toEqual(taken);
  const other = await draft(s, "Third");
  expect(await change(s, "productUpdate", { id: other, slug: "tea" }, selection)).toEqual(taken);
  expect(await change(s, "productUpdate", { id, slug: "tea" }, selection)).toEqual({ __typename: "ProductSaved" });
});

test("a product without a slug gets the number of the next free one if its title is taken", async () => {
  const s = await shop();
  await draft(s, "Tea");
  await draft(s, "Other", { slug: "tea-2" });
  const create = async (title: string, key: string) => {
    const input = { title, idempotencyKey: key };
    const created = await change(s, "productCreate", input, "... on ProductSaved { product { slug } }");
    return z.object({ product: z.object({ slug: z.string() }) }).parse(created).product.slug;
  };
  expect(await create("Tea", "third")).toBe("tea-3");
  expect(await create("Téa", "fourth")).toBe("tea-4");
  expect(await create("x".repeat(120), "long")).toBe("x".repeat(100));
  expect(await create("x".repeat(120), "longer")).toMatch(/^x{73}-2$/);
});

test("the proposed slug is valid, even if the taken one has the greatest length", async () => {
  const s = await shop();
  const slug = "x".repeat(100);
  await draft(s, "First", { slug });
  const input = { title: "Second", slug, idempotencyKey: "second" };
  const refused = await change(s, "productCreate", input, "... on SlugTakenError { suggestion }");
  expect(await draft(s, "Third", { slug: refused.suggestion })).toMatch(/^prod_/);
});

test("the same key creates one product, marked as a replay; with other arguments it is refused", async () => {
  const s = await shop();
  const text = `mutation ($input: ProductCreateInput!) { productCreate(input: $input) { __typename ... on ProductSaved { product { id } } } }`;
  const input = { title: "Tea", idempotencyKey: "key" };
  const first = await s.query(text, { input }, manager);
  const second = await s.query(text, { input }, manager);
  expect(second.data).toEqual(first.data);
  expect([first.extensions, second.extensions]).toEqual([undefined, { replayed: true }]);
  expect((await s.query(text, { input: { ...input, title: "Pot" } }, manager)).data).toEqual({
    productCreate: { __typename: "IdempotencyKeyReusedError" },
  });
});

test("two editors cannot overwrite each other", async () => {
  const s = await shop();
  const id = await draft(s, "Tea");
  const saved = "... on ProductSaved { product { version title } } ... on VersionConflictError { currentVersion }";
  expect(await change(s, "productUpdate", { id, title: "Green tea", expectedVersion: 1 }, saved)).toEqual({
    __typename: "ProductSaved",
    product: { version: 2, title: "Green tea" },
  });
  const conflict = { __typename: "VersionConflictError", currentVersion: 2 };
  const stale = { id, expectedVersion: 1 };
  expect(await change(s, "productUpdate", { ...stale, title: "Black tea" }, saved)).toEqual(conflict);
  expect(await change(s, "productPublish", stale, saved)).toEqual(conflict);
  expect(await change(s, "productArchive", stale, saved)).toEqual(conflict);
  expect(await pageOf(s, id)).toMatchObject({ title: "Green tea", status: "DRAFT", version: 2 });
});

test("an unknown product cannot be changed", async () => {
  const s = await shop();
  for (const field of ["productUpdate", "productPublish", "productArchive"])
    expect(await change(s, field, { id: "prod_none" })).toEqual({ __typename: "NotFoundError" });
  expect(await change(s, "variantSave", { productId: "prod_none", sku: "A" })).toEqual({ __typename: "NotFoundError" });
  expect(await setPrice(s, "var_none", 1)).toEqual({ __typename: "NotFoundError" });
});
