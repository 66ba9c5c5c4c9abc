/** Filter panel: counts of values, and limits of a request. */
import type { GraphResponse } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { z } from "zod";
import { change, codeOf, openMenu, type Shop, sell, shop, walk } from "../support/shop.ts";

/** Sells three red, one blue and no white things; the blue one and one red one are large. */
async function stockUp(s: Shop) {
  const menu = await openMenu(s);
  const wanted = [
    ["Red 1", "red", "large"],
    ["Red 2", "red", "small"],
    ["Red 3", "red", "small"],
    ["Blue 1", "blue", "large"],
  ] as const;
  for (const [title, colour, size] of wanted) {
    const facets = [
      { facet: "size", values: [size] },
      { facet: "colour", values: [colour] },
    ];
    await sell(s, { sku: title, title, product: { facets, collectionIds: [menu.tea] } });
  }
  return menu;
}

type Chosen = { facet: string; values: string[] }[];

async function panel({ query }: Shop, facets: Chosen) {
  const text = `query ($filter: ProductFilter) { products(filter: $filter) { totalCount facets {
    facet label values { value label count selected }
  } } }`;
  return (await query(text, { filter: { facets } })).data?.products;
}

const value = (name: string, count: number, selected = false) => ({
  value: name.toLowerCase(),
  label: name,
  count,
  selected,
});

test("values are sorted by frequency, and those without results are omitted", async () => {
  const s = await shop();
  await stockUp(s);
  expect(await panel(s, [])).toEqual({
    totalCount: 4,
    facets: [
      { facet: "colour", label: "Colour", values: [value("Red", 3), value("Blue", 1)] },
      { facet: "size", label: "Size", values: [value("Small", 2), value("Large", 2)] },
    ],
  });
});

test("a selected facet keeps its place and its other values; a selected value stays even without results", async () => {
  const s = await shop();
  await stockUp(s);
  expect(
    await panel(s, [
      { facet: "size", values: ["small"] },
      { facet: "colour", values: ["blue", "white", "none"] },
    ]),
  ).toEqual({
    totalCount: 0,
    facets: [
      { facet: "colour", label: "Colour", values: [value("Red", 2), value("Blue", 0, true), value("White", 0, true)] },
      { facet: "size", label: "Size", values: [value("Large", 1), value("Small", 0, true)] },
    ],
  });
});

test("a facet given twice counts as one with the values of both", async () => {
  const s = await shop();
  await stockUp(s);
  const filter = `facets: [{ facet: "colour", values: ["blue", "blue"] }, { facet: "colour", values: ["red"] }, { facet: "size", values: [] }]`;
  expect(await walk(s, `products(filter: { ${filter} }`)).toHaveLength(4);
  const large = `facets: [{ facet: "colour", values: ["red"] }, { facet: "size", values: ["large"] }]`;
  expect(await walk(s, `products(filter: { ${large} }`)).toEqual(["Red 1"]);
});

test("each collection and each search has a panel of its own", async () => {
  const s = await shop();
  const { tea, pots } = await stockUp(s);
  const facets = [{ facet: "colour", values: ["blue"] }];
  const text = `query ($filter: ProductFilter) {
    collections { nodes { id products(filter: $filter) { totalCount facets { facet values { value count } } } } }
    search(query: "red", filter: $filter) { totalCount facets { facet values { value count } } }
  }`;
  const blue = { value: "blue", count: 1 };
  expect((await s.query(text, { filter: { facets } })).data).toEqual({
    collections: {
      nodes: [
        {
          id: tea,
          products: {
            totalCount: 1,
            facets: [
              { facet: "colour", values: [{ value: "red", count: 3 }, blue] },
              { facet: "size", values: [{ value: "large", count: 1 }] },
            ],
          },
        },
        { id: pots, products: { totalCount: 0, facets: [{ facet: "colour", values: [{ ...blue, count: 0 }] }] } },
      ],
    },
    search: {
      totalCount: 0,
      facets: [
        {
          facet: "colour",
          values: [
            { value: "red", count: 3 },
            { ...blue, count: 0 },
          ],
        },
      ],
    },
  });
});

test.each([
  ["21 facets", Array.from({ length: 21 }, (_, index) => ({ facet: `f${index}`, values: ["a"] }))],
  ["1,200 facets", Array.from({ length: 1_200 }, (_, index) => ({ facet: `f${index}`, values: ["a"] }))],
  ["40,000 values", [{ facet: "colour", values: Array.from({ length: 40_000 }, (_, index) => `v${index}`) }]],
])("%s at once are refused", async (_what, facets) => {
  const s = await shop();
  const list = `query ($filter: ProductFilter) { products(filter: $filter) { totalCount facets { facet } } }`;
  const search = `query ($filter: ProductFilter) { search(query: "tea", filter: $filter) { totalCount facets { facet } } }`;
  for (const text of [list, search]) expect(codeOf(await s.query(text, { filter: { facets } }))).toBe("BAD_USER_INPUT");
});

test("a request at the limits is answered", async () => {
  const s = await shop();
  const values = Array.from({ length: 100 }, (_, index) => `v${index}`);
  const facets = Array.from({ length: 20 }, (_, index) => ({ facet: `f${index}`, values }));
  expect(await panel(s, facets)).toEqual({ totalCount: 0, facets: [] });
});

const many = z.object({
  facets: z.array(
    z.object({
      code: z.string(),
      values: z.object({
        totalCount: z.int(),
        nodes: z.array(z.looseObject({ value: z.string() })),
        pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
      }),
    }),
  ),
});

test("the values of a facet are listed in their order, each on one page, also for many facets at once", async () => {
  const s = await shop();
  await openMenu(s);
  const values = Array.from({ length: 5 }, (_, index) => ({ value: `v${5 - index}`, label: `V${index}` }));
  await change(s, "facetSave", { code: "many", label: "Many", values });
  const text = `query ($after: String, $first: Int) { facets { code values(first: $first, after: $after) {
    totalCount nodes { value facet facetLabel } edges { cursor } pageInfo { hasNextPage endCursor }
  } } }`;
  const found: unknown[] = [];
  for (let after: string | null = null, hasNext = true; hasNext; ) {
    const { data }: GraphResponse = await s.query(text, { after, first: 2 });
    const page = many.parse(data).facets.find(({ code }) => code === "many")?.values;
    expect(page?.totalCount).toBe(5);
    found.push(...(page?.nodes ?? []).map(({ value }) => value));
    hasNext = page?.pageInfo.hasNextPage ?? false;
    after = page?.pageInfo.endCursor ?? null;
  }
  expect(found).toEqual(["v5", "v4", "v3", "v2", "v1"]);
  const { facets } = many.parse((await s.query(text, { first: 2 })).data);
  expect(facets.map(({ values }) => values.nodes.length)).toEqual([2, 2, 2]);
  expect(codeOf(await s.query(text, { first: 101 }))).toBe("BAD_USER_INPUT");
  const broken = facets[0]?.values.pageInfo.endCursor?.slice(2);
  expect(codeOf(await s.query(text, { first: 1, after: broken }))).toBe("BAD_USER_INPUT");
});

test("a panel has the requested number of most frequent values, and the selected ones", async () => {
  const s = await shop();
  await stockUp(s);
  const text = `query ($first: Int, $filter: ProductFilter) { products(filter: $filter) { facets { facet values(first: $first) { value } } } }`;
  const colours = async (first: number | undefined, values: string[]) => {
    const filter = { facets: [{ facet: "colour", values }] };
    const { products } = Object((await s.query(text, { first, filter })).data);
    return products.facets[0].values.map(({ value }: { value: string }) => value);
  };
  expect(await colours(1, [])).toEqual(["red"]);
  expect(await colours(1, ["white"])).toEqual(["red", "white"]);
  expect(await colours(undefined, [])).toEqual(["red", "blue"]);
  expect(codeOf(await s.query(text, { first: 0 }))).toBe("BAD_USER_INPUT");
});
