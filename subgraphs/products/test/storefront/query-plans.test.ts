/** Query plans of facet counts: the products of a list are scanned once, not once per value. */
import { expect, test } from "vitest";
import { z } from "zod";
import { countFacetValues } from "../../src/store/storefront/product-counts.ts";
import type { ListingFilter } from "../../src/store/storefront/product-filter.ts";
import { noon, type Shop, shop } from "../support/shop.ts";

type Asked = { collectionIds: readonly string[] | null; filter: ListingFilter; codes: readonly string[] | undefined };

const steps = z.array(z.object({ parent: z.number(), detail: z.string() }));

/** The top-level steps of the query plan, without those of subqueries. */
async function joinsOf(s: Shop, { collectionIds, ...asked }: Asked): Promise<string[]> {
  const { sql, params } = await s.service.deps.store.read(async (db) =>
    countFacetValues(db, collectionIds, asked).toSQL(),
  );
  const values = params.map((value) => (typeof value === "number" ? String(value) : `'${String(value)}'`));
  const filled = sql.replaceAll("?", () => values.shift() ?? "NULL");
  const plan = steps.parse(s.rows(`EXPLAIN QUERY PLAN ${filled}`));
  return plan.filter(({ parent }) => parent === 0).map(({ detail }) => detail);
}

const everything: ListingFilter = {
  words: undefined,
  status: "ACTIVE",
  now: noon,
  unpublishedToo: false,
  collectionId: undefined,
  facets: [],
  currency: "EUR",
  priceMin: undefined,
  priceMax: undefined,
  inStock: undefined,
  updatedFrom: undefined,
  ratingRank: undefined,
};
const narrowed: ListingFilter = {
  ...everything,
  collectionId: "coll_1",
  facets: [{ facet: "diet", values: ["vegan", "vegetarian"] }],
  priceMin: 1,
  priceMax: 10_000,
  inStock: true,
};
const filters = [everything, narrowed, { ...everything, words: ["mug"] }, { ...narrowed, words: ["blue", "mug"] }];

test.each(filters)("the list is computed before its values are counted: filter %#", async (filter) => {
  const s = await shop();
  for (const collectionIds of [null, ["coll_1", "coll_2"]]) {
    for (const codes of [undefined, ["maker"], ["maker", "diet"]]) {
      const joins = await joinsOf(s, { collectionIds, filter, codes });
      expect(joins.filter((step) => /^MATERIALIZE members$/.test(step))).toHaveLength(1);
      expect(joins.filter((step) => /^(SCAN|SEARCH) product_facets\b/.test(step))).toHaveLength(1);
      expect(joins.filter((step) => /^(SCAN|SEARCH) products\b/.test(step))).toEqual([]);
    }
  }
});
