/** Both engines find the same for 500 random queries in each real catalogue: a part, all of it, or 10,000 products of the largest. */
import { chanceOf, requireDatabase } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { z } from "zod";
import { realCatalogues } from "../support/data/catalogues.ts";
import { requireData } from "../support/real-data.ts";
import { compareSearches, expectHits, fillBoth } from "../support/search-on-both.ts";

test.for(realCatalogues)("in $name", { timeout: 1_800_000 }, async ({ name, file, read }, context) => {
  await requireDatabase(context);
  requireData(context, file);
  const part = name === "complete journey" ? { products: 10_000, chance: chanceOf(56, name) } : "whole";
  const both = await fillBoth([read(part)]);
  await both.pg.corruptStore("ANALYZE product_search");
  const plan = await both.pg.rows("EXPLAIN SELECT rowid FROM product_search WHERE terms @@ '''wat'':*'::tsquery");
  const [{ rows: products } = { rows: 0 }] = z
    .tuple([z.object({ rows: z.number() })])
    .parse(await both.pg.rows("SELECT count(*) AS rows FROM product_search"));
  if (products > 3_000) expect(JSON.stringify(plan)).toContain("product_search_terms");
  const tally = await compareSearches(both, name, 500);
  expect(Object.values(tally).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(250);
});

test("500 random queries have the same hits in a part of each real catalogue", async (context) => {
  await requireDatabase(context);
  for (const { file } of realCatalogues) requireData(context, file);
  const chance = chanceOf(56, "parts");
  const both = await fillBoth(realCatalogues.map(({ read }) => read({ products: 40, chance })));
  expectHits(await compareSearches(both, "parts", 500));
});
