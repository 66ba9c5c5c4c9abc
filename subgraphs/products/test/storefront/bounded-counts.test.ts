/** Bounded counts: the count of a large list stops at its limit, and the pages of the list do not. */
import { expect, test } from "vitest";
import { seedMenu, seedProducts } from "../../src/service/catalogue/seed.ts";
import { manager, noon, type Shop, shop, walk } from "../support/shop.ts";

/** More products than are counted, with one variant each, and half of them red. */
async function largeShop(count: number): Promise<Shop> {
  const s = await shop();
  const values = ["red", "blue"].map((value) => ({ value, label: value }));
  await seedMenu(s.service.deps, { collections: [], facets: [{ code: "colour", label: "Colour", values }] });
  const products = Array.from({ length: count }, (_, index) => ({
    slug: `thing-${index}`,
    title: `Thing ${index}`,
    descriptionHtml: "<p>Good.</p>",
    optionNames: [],
    place: index,
    publishedAt: noon - 1,
    collectionSlugs: [],
    facets: { colour: [index % 2 === 0 ? "red" : "blue"] },
    pictures: [],
    variants: [
      {
        sku: `T${index}`,
        title: "",
        options: [],
        weightGrams: 1,
        tracked: true,
        taxClass: "standard" as const,
        costMinor: 1,
        costCurrency: "EUR",
        picture: null,
        prices: [{ currency: "EUR", startsAt: noon - 1, minor: 100, compareAtMinor: null }],
        stock: 1,
      },
    ],
  }));
  await seedProducts(s.service.deps, products, false);
  return s;
}

const counts = `{
  products { totalCount facets { values { value count } } }
  search(query: "thing") { totalCount facets { values { value count } } }
  lowStock(threshold: 5) { totalCount }
}`;

test("a list of more products than are counted has the greatest count, and all of its pages", async () => {
  const s = await largeShop(1_010);
  const panel = [{ values: [expect.anything(), expect.anything()] }];
  const { data } = await s.query(counts, {}, manager);
  expect(data).toEqual({
    products: { totalCount: 1_000, facets: panel },
    search: { totalCount: 1_000, facets: panel },
    lowStock: { totalCount: 1_000 },
  });
  expect(data?.products).toMatchObject({
    facets: [
      {
        values: [
          { value: "red", count: 500 },
          { value: "blue", count: 500 },
        ],
      },
    ],
  });
  for (const list of ["products(filter: {}", `search(query: "thing"`])
    expect(new Set(await walk(s, list, { first: 100 })).size).toBe(1_010);
});

test("a search whose first results are all filtered out finds the others", async () => {
  const s = await largeShop(300);
  const found = await walk(s, `search(query: "thing", filter: { facets: [{ facet: "colour", values: ["blue"] }] }`, {
    first: 100,
  });
  expect(found).toHaveLength(150);
  await s.corruptStore(
    "UPDATE stock_levels SET on_hand = 0 WHERE variant_id NOT IN (SELECT id FROM variants WHERE sku = 'T299')",
  );
  expect(await walk(s, `search(query: "thing", filter: { inStock: true }`)).toEqual(["Thing 299"]);
});

const orders = [
  ["FEATURED", "coalesce(root.place, 1000000000 + featured_rank), id"],
  ["NEWEST", "published_at DESC, id DESC"],
  ["BESTSELLING", "sold_lately DESC, id DESC"],
  ["PRICE_ASC", "id"],
] as const;

test("the pages of a collection that is too large to sort show each member once, in their order", async () => {
  const s = await largeShop(1_030);
  await s.corruptStore(
    `INSERT INTO collections (id, slug, title, parent_id, position)
      VALUES ('coll_big', 'big', 'Big', NULL, 1), ('coll_sub', 'sub', 'Sub', 'coll_big', 1);
    INSERT INTO product_collections (product_id, collection_id, position, place)
      SELECT id, CASE WHEN featured_rank % 2 = 1 THEN 'coll_sub' ELSE 'coll_big' END, 0,
        CASE WHEN featured_rank % 100 = 1 THEN 1 WHEN featured_rank % 50 = 4 THEN 500 - featured_rank / 2 END
      FROM products WHERE featured_rank % 70 <> 3;
    INSERT INTO product_collections (product_id, collection_id, position, place)
      SELECT id, 'coll_big', 1, NULL FROM products WHERE featured_rank % 10 = 5;
    UPDATE products SET sold_lately = featured_rank % 7, published_at = published_at - featured_rank % 5`,
  );
  for (const [sort, terms] of orders) {
    const expected = await s.rows(
      `SELECT title FROM products LEFT JOIN product_collections root ON root.product_id = id AND root.collection_id = 'coll_big'
      WHERE id IN (SELECT product_id FROM product_collections) ORDER BY ${terms}`,
    );
    const titles = expected.map((row) => Object(row).title);
    expect(titles.length).toBeGreaterThan(1_000);
    const collection = (range: string) => `{ collection(slug: "big") { products(${range}, sort: ${sort}) {
      nodes { title } pageInfo { endCursor startCursor hasNextPage hasPreviousPage } } } }`;
    const pageOf = async (range: string) => Object((await s.query(collection(range))).data?.collection).products;
    const seen: unknown[] = [];
    for (let after = ""; after !== "end"; ) {
      const { nodes, pageInfo } = await pageOf(`first: 100${after}`);
      seen.push(...nodes.map((node: { title: string }) => node.title));
      after = pageInfo.hasNextPage ? `, after: "${pageInfo.endCursor}"` : "end";
    }
    expect(seen, sort).toEqual(titles);
    const last = await pageOf("last: 100");
    const before = await pageOf(`last: 100, before: "${last.pageInfo.startCursor}"`);
    expect(
      [...before.nodes, ...last.nodes].map(({ title }) => title),
      sort,
    ).toEqual(titles.slice(-200));
  }
});

test("the count of a table stops at ten thousand rows", async () => {
  const s = await largeShop(1);
  await s.corruptStore(
    `INSERT INTO stock_ledger WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < 10005)
    SELECT 'stk_' || n, variant_id, 1, 1, 'COUNTED', NULL, 'adj_' || n, 'line', 1, NULL FROM k, stock_levels`,
  );
  const { data } = await s.query("{ stockMovements(first: 1) { totalCount } }", {}, manager);
  expect(data).toEqual({ stockMovements: { totalCount: 10_000 } });
});
