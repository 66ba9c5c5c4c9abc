/** Chosen facets: the cost of a list does not grow with the facets that a client names or makes up. */
import { expect, test } from "vitest";
import { seedMenu } from "../../src/service/catalogue/seed.ts";
import { openMenu, type Shop, sell, shop } from "../support/shop.ts";

type Chosen = { facet: string; values: string[] }[];

const statements = /^hansa_sql_statements_total\{entry="graphql"\} (\d+)$/m;

const list = "totalCount nodes { title } facets { facet values { value count selected } }";
const lists = {
  "a list of the shop": `query ($filter: ProductFilter) { products(filter: $filter) { ${list} } }`,
  "a search": `query ($filter: ProductFilter) { search(query: "tea", filter: $filter) { ${list} } }`,
  "the lists of collections": `query ($filter: ProductFilter) { collections { nodes { products(filter: $filter) { ${list} } } } }`,
  "sixteen lists": `query ($filter: ProductFilter) {
    ${Array.from({ length: 16 }, (_, index) => `l${index}: products(first: ${index + 1}, filter: $filter) { ${list} }`)} }`,
};

/** Asks for a list and returns its answer with the number of statements that it took. */
async function ask(s: Shop, text: string, facets: Chosen) {
  const counted = async () => {
    const { payload } = await s.service.internal.inject({ url: "/metrics" });
    return Number(statements.exec(payload)?.[1] ?? 0);
  };
  const before = await counted();
  const { data, errors } = await s.query(text, { filter: { facets } });
  expect(errors).toBeUndefined();
  return { data, cost: (await counted()) - before };
}

const madeUp = (facets: number, values: number): Chosen =>
  Array.from({ length: facets }, (_, facet) => ({
    facet: `f${facet}`,
    values: Array.from({ length: values }, (_, value) => `v${value}`),
  }));

test.each(Object.entries(lists))("of %s with made-up facets, no product is read", async (_name, text) => {
  const s = await shop();
  const { tea } = await openMenu(s);
  await sell(s, { sku: "T1", title: "Tea", product: { collectionIds: [tea] } });
  const chosen = [{ facet: "colour", values: ["red"] }, ...madeUp(1, 1)];
  const few = await ask(s, text, chosen);
  const many = await ask(s, text, [...chosen, ...madeUp(18, 20)]);
  expect(many).toEqual(few);
  // The facets' values, all facets, the settings; for collections also these.
  expect(many.cost).toBeLessThanOrEqual(text.includes("collections") ? 4 : 3);
});

test("a list with a made-up facet or value is empty, and has the chosen values that exist in its panel", async () => {
  const s = await shop();
  await openMenu(s);
  await sell(s, { sku: "T1", title: "Tea", product: { facets: [{ facet: "colour", values: ["red"] }] } });
  const red = { value: "red", count: 0, selected: true };
  const empty = { totalCount: 0, nodes: [], facets: [{ facet: "colour", values: [red] }] };
  for (const other of [
    { facet: "colours", values: ["red"] },
    { facet: "size", values: ["vast"] },
    { facet: "size", values: ["SMALL"] },
    { facet: "size=small", values: [""] },
  ]) {
    const { data } = await ask(s, lists["a list of the shop"], [{ facet: "colour", values: ["red"] }, other]);
    expect(data).toEqual({ products: empty });
  }
  const { data } = await ask(s, lists["a list of the shop"], [{ facet: "colour", values: ["red", "reddish"] }]);
  expect(data).toMatchObject({ products: { totalCount: 1, nodes: [{ title: "Tea" }] } });
});

test("three chosen facets are counted without themselves, and twenty take no more statements", async () => {
  const s = await shop();
  const codes = Array.from({ length: 20 }, (_, index) => `code${index}`);
  const values = ["a", "b"].map((value) => ({ value, label: value }));
  await seedMenu(s.service.deps, { collections: [], facets: codes.map((code) => ({ code, label: code, values })) });
  const sellWith = (title: string, other: string) => {
    const facets = codes.map((facet) => ({ facet, values: [facet === other ? "b" : "a"] }));
    return sell(s, { sku: title, title, product: { facets } });
  };
  for (const [index, code] of ["none", ...codes.slice(0, 4)].entries()) await sellWith(`Tea ${index}`, code);
  const chosen = (count: number) => codes.slice(0, count).map((facet) => ({ facet, values: ["a"] }));
  for (const text of [lists["a list of the shop"], lists["a search"]]) {
    const { data, cost } = await ask(s, text, chosen(20));
    expect(cost).toBe((await ask(s, text, chosen(3))).cost);
    const panel = Object(data?.products ?? data?.search).facets.slice(0, 4);
    const own = { value: "a", count: 1, selected: true };
    const other = { value: "b", count: 1, selected: false };
    expect(panel.map(({ values }: { values: unknown }) => values)).toEqual([
      [own, other],
      [own, other],
      [own, other],
      [own],
    ]);
  }
});
