/** Query plans of product lists: an order is read from its index, a search reads the products of its hits, and values are counted in one scan. */
import { searchWordsOf } from "@hansa/kit/runtime";
import type { Reader } from "@hansa/kit/store";
import { sqliteOnly } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { z } from "zod";
import { selectOfEach, selectOfOne } from "../../src/store/storefront/collection-pages.ts";
import { selectPriced } from "../../src/store/storefront/price-order.ts";
import { countFacetValues, countListings } from "../../src/store/storefront/product-counts.ts";
import type { ListingFilter } from "../../src/store/storefront/product-filter.ts";
import { selectInOrder, selectRelevant } from "../../src/store/storefront/product-lists.ts";
import { everything } from "../support/listing-filter.ts";
import { type Shop, shop } from "../support/shop.ts";

const onSqlite = test.runIf(sqliteOnly("query plans"));

type Asked = { collectionIds: readonly string[] | null; filter: ListingFilter; codes: readonly string[] | undefined };

type Built = { sql: string; params: unknown[] };

const steps = z.array(z.object({ id: z.number(), parent: z.number(), detail: z.string() }));

/** The steps of the query plan. */
async function planOf(s: Shop, build: (db: Reader) => { toSQL(): Built }): Promise<z.infer<typeof steps>> {
  // A query is a promise too, which would run if it were returned.
  const { sql, params } = await s.service.deps.store.read(async (db) => build(db).toSQL());
  const values = params.map((value) => (typeof value === "number" ? String(value) : `'${String(value)}'`));
  const filled = sql.replaceAll("?", () => values.shift() ?? "NULL");
  return steps.parse(await s.rows(`EXPLAIN QUERY PLAN ${filled}`));
}

/** The steps that count the values, without those of subqueries; and the steps that compute the list, for them and for the total. */
async function stepsOf(s: Shop, { collectionIds, ...args }: Asked): Promise<{ joins: string[]; lists: string[] }> {
  const plan = await planOf(s, (db) => countFacetValues(db, collectionIds, args));
  const counted = plan.find(({ detail }) => /^(MATERIALIZE|CO-ROUTINE) counted$/.test(detail));
  const details = (found: typeof plan) => found.map(({ detail }) => detail);
  return {
    joins: details(plan.filter(({ parent }) => parent === counted?.id)),
    lists: details(plan).filter((step) => /^(MATERIALIZE|CO-ROUTINE) members$/.test(step)),
  };
}

const narrowed: ListingFilter = {
  ...everything,
  collectionId: "coll_1",
  facets: [{ facet: "diet", values: ["vegan", "vegetarian"] }],
  priceMin: 1,
  priceMax: 10_000,
  inStock: true,
};
const filters = [
  everything,
  narrowed,
  { ...everything, words: searchWordsOf("mug") },
  { ...narrowed, words: searchWordsOf("blue mug") },
];

onSqlite.each(filters)("the list is computed once, before its values are counted: filter %#", async (filter) => {
  const s = await shop();
  for (const collectionIds of [null, ["coll_1", "coll_2"]]) {
    for (const codes of [undefined, ["maker"], ["maker", "diet"]]) {
      const { joins, lists } = await stepsOf(s, { collectionIds, filter, codes });
      expect(lists).toEqual(["MATERIALIZE members"]);
      expect(joins.filter((step) => /^(SCAN|SEARCH) product_facets\b/.test(step))).toHaveLength(1);
      expect(joins.filter((step) => /^(SCAN|SEARCH) products\b/.test(step))).toEqual([]);
    }
  }
});

const page = { size: 24, from: undefined, isBackward: false, isReversed: false };
const indexes = [
  { sort: "FEATURED", index: "products_featured" },
  { sort: "NEWEST", index: "products_newest" },
  { sort: "UPDATED", index: "products_updated" },
  { sort: "RATING", index: "products_rated" },
  { sort: "BESTSELLING", index: "products_bestselling" },
] as const;

onSqlite.each(indexes)("a page of the shop sorted by $sort is read from its index", async ({ sort, index }) => {
  const s = await shop();
  const between = { ...everything, priceMin: 1, priceMax: 10_000 };
  for (const filter of [everything, { ...everything, inStock: true, ratingRank: 1 }, between]) {
    const plan = await planOf(s, (db) => selectInOrder(db, { filter, sort, page }));
    const details = plan.map(({ detail }) => detail);
    expect(details).toContainEqual(expect.stringContaining(`SEARCH products USING INDEX ${index} (`));
    expect(details).not.toContainEqual(expect.stringMatching(/TEMP B-TREE/));
  }
});

onSqlite.each(indexes)(
  "a page of a large collection sorted by $sort is read from the same index",
  async ({ sort, index }) => {
    const s = await shop();
    for (const filter of [everything, { ...everything, inStock: true, priceMax: 10_000 }]) {
      const plan = await planOf(s, (db) => selectOfOne(db, "coll_1", { filter, sort, page }));
      const details = plan.map(({ detail }) => detail).filter((detail) => /^(SCAN|SEARCH) products\b/.test(detail));
      const products = details.filter((detail) => !detail.endsWith("products_search_row_unique"));
      // Beside the size of the shop: the members that are sorted, those that are read in the order of the shop, and the products of the page.
      const byId = "SEARCH products USING INDEX sqlite_autoindex_products_1 (id=?)";
      expect(products).toEqual([
        byId,
        expect.stringMatching(`SEARCH products USING (COVERING )?INDEX ${index} `),
        byId,
      ]);
    }
  },
);

onSqlite("the index of a search has prefixes of one letter, which titles contain", async () => {
  const s = await shop();
  const [index] = await s.rows("SELECT sql FROM sqlite_schema WHERE name = 'product_search'");
  expect(index).toMatchObject({ sql: expect.stringContaining("prefix = '1 2 3'") });
});

onSqlite.each([false, true])(
  "a page sorted by price is read from the index of prices: descending %s",
  async (descending) => {
    const s = await shop();
    for (const filter of [everything, narrowed]) {
      const plan = await planOf(s, (db) => selectPriced(db, { filter, page, descending, unpriced: -1 }));
      const details = plan.map(({ detail }) => detail);
      expect(details[0]).toMatch(/^SEARCH price_ranges USING (COVERING )?INDEX price_ranges_by_price \(currency=\?/);
      expect(details).not.toContainEqual(expect.stringMatching(/TEMP B-TREE/));
    }
  },
);

onSqlite("the products of collections are counted without the order of the shop", async () => {
  const s = await shop();
  for (const filter of [everything, narrowed]) {
    const plan = await planOf(s, (db) => countListings(db, ["coll_1", "coll_2"], filter));
    const details = plan.map(({ detail }) => detail);
    expect(details).toContainEqual(expect.stringMatching(/^SEARCH products USING /));
    expect(details).not.toContainEqual(expect.stringMatching(/products_featured|TEMP B-TREE FOR ORDER BY/));
  }
});

onSqlite("a search reads the products of its hits and no others", async () => {
  const s = await shop();
  const words = searchWordsOf("mug");
  for (const filter of [everything, narrowed].map((each) => ({ ...each, words }))) {
    const searches = [
      await planOf(s, (db) => selectRelevant(db, { words, filter, page }, 250)),
      await planOf(s, (db) => selectInOrder(db, { filter, sort: "NEWEST", page })),
      await planOf(s, (db) => countListings(db, null, filter)),
    ];
    // Results are counted in the order of the index, so that it is read up to the last counted one.
    expect(searches[2]?.map(({ detail }) => detail)).not.toContainEqual(
      expect.stringMatching(/TEMP B-TREE FOR ORDER BY/),
    );
    for (const plan of searches) {
      const products = plan.map(({ detail }) => detail).filter((detail) => /^(SCAN|SEARCH) products\b/.test(detail));
      expect(products, plan.map(({ detail }) => detail).join("\n")).toEqual([
        "SEARCH products USING INDEX products_search_row_unique (search_row=?)",
      ]);
    }
  }
});

const conditions: readonly Partial<ListingFilter>[] = [
  {},
  { priceMin: 1 },
  { priceMax: 10_000 },
  { priceMin: 1, priceMax: 10_000, inStock: false },
  { priceMax: 10_000, ratingRank: 1 },
  { inStock: true, updatedFrom: 1 },
];

onSqlite.each(conditions)(
  "lists of many collections begin with their members, not with the shop: filter %#",
  async (given) => {
    const s = await shop();
    const filter = { ...everything, ...given };
    const ids = Array.from({ length: 29 }, (_, index) => `coll_${index}`);
    const statements = [
      ...(["FEATURED", "PRICE_DESC", "RATING"] as const).map(
        (sort) => (db: Reader) => selectOfEach(db, ids, { filter, sort, page }),
      ),
      (db: Reader) => countListings(db, ids, filter),
      (db: Reader) => countFacetValues(db, ids, { filter, codes: undefined }),
    ];
    for (const build of statements) {
      const details = (await planOf(s, build)).map(({ detail }) => detail);
      const tables = details.filter((step) => /^(SCAN|SEARCH) (standing|products|price_ranges)\b/.test(step));
      expect(tables[0]).toBe("SCAN standing");
      expect(tables[1]).toMatch(/^SEARCH products USING INDEX sqlite_autoindex_products_1 \(id=\?\)/);
    }
  },
);
