/** Both engines find the same products for the same query, count the same facets and suggest the same titles. */
import { chanceOf, requireDatabase } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { readDemoCatalogue, realCatalogues } from "../support/data/catalogues.ts";
import { requireData } from "../support/real-data.ts";
import { compareSearches, fillBoth, type Tally } from "../support/search-on-both.ts";
import { kindsOfQueries } from "../support/search-queries.ts";

/** Every kind of query but one finds something. */
function expectHits(tally: Tally): void {
  const kinds = Object.keys(kindsOfQueries).filter((kind) => kind !== "no words");
  expect(Object.keys(tally).sort()).toEqual(kinds.sort());
}

test("500 random queries have the same hits in the demo catalogue", { timeout: 240_000 }, async (context) => {
  await requireDatabase(context);
  const both = await fillBoth([readDemoCatalogue()]);
  expectHits(await compareSearches(both, "demo", 500));
});

test("500 random queries have the same hits in a part of each real catalogue", {
  timeout: 240_000,
}, async (context) => {
  await requireDatabase(context);
  for (const { file } of realCatalogues) requireData(context, file);
  const chance = chanceOf(56, "parts");
  const both = await fillBoth(realCatalogues.map(({ read }) => read({ products: 40, chance })));
  expectHits(await compareSearches(both, "parts", 500));
});
