/** Former slugs of products and collections: found after a miss, never against a present slug, and bounded. */
import { sendQuery } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { products } from "../../src/server.ts";
import { importFile, jsonLines } from "../support/imports.ts";
import { change, draft, guest, manager, noon, publish, type Shop, sell, shop } from "../support/shop.ts";

type Kind = "product" | "collection";
const kinds: Kind[] = ["product", "collection"];

/** Creates a published product or a collection with this slug, and returns its id. */
async function create(s: Shop, kind: Kind, slug: string): Promise<string> {
  if (kind === "product") return (await sell(s, { sku: `${slug}-${s.runtime.now()}`, product: { slug } })).productId;
  const saved = await change(
    s,
    "collectionSave",
    { title: "Thing", slug },
    "... on CollectionSaved { collection { id } }",
  );
  return String(Object(saved.collection).id);
}

/** Gives it another slug, a second later. Returns the type of the result. */
async function rename(s: Shop, kind: Kind, id: string, slug: string): Promise<unknown> {
  await s.runtime.advance(1_000);
  const field = kind === "product" ? "productUpdate" : "collectionSave";
  return (await change(s, field, { id, slug })).__typename;
}

/** The id and present slug of the thing that has or had this slug; null if there is none. */
async function find(s: Pick<Shop, "query">, kind: Kind, slug: string, viewer = guest): Promise<unknown> {
  const { data, errors } = await s.query(
    `query ($slug: String) { ${kind}(slug: $slug) { id slug } }`,
    { slug },
    viewer,
  );
  expect(errors).toBeUndefined();
  return data?.[kind];
}

async function expectSoundHistory(s: Shop): Promise<void> {
  const text = "{ productsIntegrity { rule verdict examples } }";
  const { data } = await s.query(text, {}, manager);
  const rules: { rule: string; verdict: string; examples: string[] }[] = Object(data).productsIntegrity;
  const found = rules.find(({ rule }) => rule.startsWith("a former slug"));
  expect(["HOLDS", "EMPTY"]).toContain(found?.verdict);
  expect(found?.examples).toEqual([]);
}

test.each(kinds)("a %s is found by each slug that it had, and tells its present one", async (kind) => {
  const s = await shop();
  const id = await create(s, kind, "first");
  await rename(s, kind, id, "second");
  await rename(s, kind, id, "third");
  for (const slug of ["first", "second", "third"]) expect(await find(s, kind, slug)).toEqual({ id, slug: "third" });
  expect(await find(s, kind, "fourth")).toBeNull();
  await expectSoundHistory(s);
});

test("products and collections have histories of their own", async () => {
  const s = await shop();
  const product = await create(s, "product", "tea");
  const collection = await create(s, "collection", "pots");
  await rename(s, "product", product, "green-tea");
  await rename(s, "collection", collection, "tea");
  expect(await find(s, "product", "tea")).toEqual({ id: product, slug: "green-tea" });
  expect(await find(s, "product", "pots")).toBeNull();
  expect(await find(s, "collection", "green-tea")).toBeNull();
});

test.each(kinds)("a %s that takes a former slug of another has it alone, from then on", async (kind) => {
  const s = await shop();
  const one = await create(s, kind, "tea");
  await rename(s, kind, one, "green-tea");
  const other = await create(s, kind, "pot");
  expect(await rename(s, kind, other, "tea")).toMatch(/Saved$/);
  expect(await find(s, kind, "tea")).toEqual({ id: other, slug: "tea" });
  await rename(s, kind, other, "kettle");
  expect(await find(s, kind, "tea")).toEqual({ id: other, slug: "kettle" });
  await expectSoundHistory(s);
});

test.each(kinds)("a new %s takes a former slug of another", async (kind) => {
  const s = await shop();
  const one = await create(s, kind, "tea");
  await rename(s, kind, one, "green-tea");
  const other = await create(s, kind, "tea");
  expect(await find(s, kind, "tea")).toEqual({ id: other, slug: "tea" });
  expect(await find(s, kind, "green-tea")).toEqual({ id: one, slug: "green-tea" });
  await expectSoundHistory(s);
});

test.each(kinds)("a %s that takes its own former slug back leaves the other one", async (kind) => {
  const s = await shop();
  const id = await create(s, kind, "tea");
  for (const slug of ["green-tea", "tea", "tea"]) await rename(s, kind, id, slug);
  for (const slug of ["tea", "green-tea"]) expect(await find(s, kind, slug)).toEqual({ id, slug: "tea" });
  expect(await s.rows("SELECT slug FROM former_slugs")).toEqual([{ slug: "green-tea" }]);
});

test.each(kinds)("the last twenty former slugs of a %s are kept, and those of others are not counted", async (kind) => {
  const s = await shop();
  const id = await create(s, kind, "thing-0");
  const other = await create(s, kind, "other");
  await rename(s, kind, other, "other-2");
  for (let number = 1; number <= 22; number += 1) await rename(s, kind, id, `thing-${number}`);
  for (const slug of ["thing-0", "thing-1"]) expect(await find(s, kind, slug)).toBeNull();
  for (const slug of ["thing-2", "thing-21"]) expect(await find(s, kind, slug)).toEqual({ id, slug: "thing-22" });
  expect(await find(s, kind, "other")).toEqual({ id: other, slug: "other-2" });
});

test("a refused change leaves the history as it is", async () => {
  const s = await shop();
  const product = await create(s, "product", "tea");
  const stale = { id: product, slug: "green-tea", expectedVersion: 99 };
  expect(await change(s, "productUpdate", stale)).toEqual({ __typename: "VersionConflictError" });
  const collection = await create(s, "collection", "pots");
  const beneath = { id: collection, slug: "kettles", parentId: collection };
  expect(await change(s, "collectionSave", beneath)).toEqual({ __typename: "ValidationError" });
  await create(s, "collection", "cups");
  expect(await rename(s, "collection", collection, "cups")).toBe("SlugTakenError");
  expect(await s.rows("SELECT * FROM former_slugs")).toEqual([]);
});

test("a deleted collection is found by none of its slugs", async () => {
  const s = await shop();
  const id = await create(s, "collection", "tea");
  await rename(s, "collection", id, "green-tea");
  expect(await change(s, "collectionDelete", { id })).toEqual({ __typename: "CollectionDeleted" });
  for (const slug of ["tea", "green-tea"]) expect(await find(s, "collection", slug)).toBeNull();
  expect(await s.rows("SELECT * FROM former_slugs")).toEqual([]);
});

test("a former slug shows a draft and a planned product to editors only", async () => {
  const s = await shop();
  const { productId: id } = await sell(s, { sku: "T", publish: false, product: { slug: "tea" } });
  await rename(s, "product", id, "green-tea");
  const found = { id, slug: "green-tea" };
  expect(await find(s, "product", "tea")).toBeNull();
  expect(await find(s, "product", "tea", manager)).toEqual(found);
  await publish(s, id, { publishAt: new Date(noon + 60_000).toISOString() });
  expect(await find(s, "product", "tea")).toBeNull();
  await s.runtime.advance(60_000);
  expect(await find(s, "product", "tea")).toEqual(found);
  await change(s, "productArchive", { id });
  expect(await find(s, "product", "tea")).toEqual(found);
});

test("a draft that takes a former slug hides it from customers", async () => {
  const s = await shop();
  const one = await create(s, "product", "tea");
  await rename(s, "product", one, "green-tea");
  await draft(s, "Other", { slug: "tea" });
  expect(await find(s, "product", "tea")).toBeNull();
});

test("a reference of another service names a product by its present slug only", async () => {
  const s = await shop();
  const id = await create(s, "product", "tea");
  await rename(s, "product", id, "green-tea");
  const references = ["tea", "green-tea"].map((slug) => ({ __typename: "Product", slug }));
  const text = "query ($references: [_Any!]!) { _entities(representations: $references) { ... on Product { id } } }";
  expect((await s.query(text, { references })).data).toEqual({ _entities: [null, { id }] });
});

test("an import takes former slugs for its new products and collections, and finds none by them", async () => {
  const s = await shop();
  const product = await create(s, "product", "tea");
  await rename(s, "product", product, "green-tea");
  const collection = await create(s, "collection", "pots");
  await rename(s, "collection", collection, "kettles");
  const lines = [
    { type: "collection", slug: "pots", title: "Pots" },
    { type: "product", handle: "tea", title: "Tea", collections: ["pots"], variants: [{ sku: "NEW" }] },
  ];
  expect(await importFile(s, jsonLines(lines), { format: "JSON_LINES" })).toMatchObject({
    productsCreated: 1,
    rowsRefused: 0,
  });
  expect(await find(s, "product", "tea", manager)).toMatchObject({ slug: "tea" });
  expect(await find(s, "product", "tea", manager)).not.toMatchObject({ id: product });
  expect(await find(s, "collection", "pots")).toMatchObject({ slug: "pots" });
  await expectSoundHistory(s);
});

test("the history is read after a miss only: a present slug takes one statement, any other two", async () => {
  const s = await shop();
  for (const kind of kinds) {
    const id = await create(s, kind, "tea");
    await rename(s, kind, id, "green-tea");
    const costOf = async (slug: string) => {
      const before = await statements(s);
      await find(s, kind, slug);
      return (await statements(s)) - before;
    };
    expect([await costOf("green-tea"), await costOf("tea"), await costOf("none")]).toEqual([1, 2, 2]);
  }
});

async function statements({ service }: Shop): Promise<number> {
  const { payload } = await service.internal.inject({ url: "/metrics" });
  return Number(/^hansa_sql_statements_total\{entry="graphql"\} (\d+)$/m.exec(payload)?.[1] ?? 0);
}

test.each(kinds)(
  "of two processes, one takes the slug that a %s loses, and the other keeps or gets none",
  async (kind) => {
    const s = await shop();
    const second = await products.configured(s.config).open(s.runtime, s.peers.transport);
    try {
      const other: Pick<Shop, "query"> = {
        query: (query, variables = {}, viewer = guest) =>
          sendQuery("products", second, s.runtime, { query, variables, viewer }),
      };
      const one = await create(s, kind, "tea");
      const two = await create(s, kind, "pot");
      let [holder, rival] = [one, two];
      for (let round = 0; round < 12; round += 1) {
        const field = kind === "product" ? "productUpdate" : "collectionSave";
        const [left, taken] = await Promise.all([
          change(s, field, { id: holder, slug: `away-${round}` }),
          change(round % 2 === 0 ? other : s, field, { id: rival, slug: "tea" }),
        ]);
        expect(left.__typename).toMatch(/Saved$/);
        const isTaken = taken.__typename !== "SlugTakenError";
        const found = { id: isTaken ? rival : holder, slug: isTaken ? "tea" : `away-${round}` };
        for (const process of [s, other]) expect(await find(process, kind, "tea")).toEqual(found);
        await expectSoundHistory(s);
        if (isTaken) [holder, rival] = [rival, holder];
        else await change(s, field, { id: holder, slug: "tea" });
      }
    } finally {
      await second.stop();
    }
  },
);
