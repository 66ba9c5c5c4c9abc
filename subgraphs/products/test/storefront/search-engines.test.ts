/** Both engines find the same products for the same query, count the same facets and suggest the same titles. */
import { requireDatabase } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { readDemoCatalogue } from "../support/data/catalogues.ts";
import { jsonLines } from "../support/imports.ts";
import { compareSearches, expectHits, fillBoth } from "../support/search-on-both.ts";

test("500 random queries have the same hits in the demo catalogue", async (context) => {
  await requireDatabase(context);
  const both = await fillBoth([readDemoCatalogue()]);
  expectHits(await compareSearches(both, "demo", 500));
});

test("both find letters of a script without spaces in their order only", async (context) => {
  await requireDatabase(context);
  const lines = ["カップ ップカ", "カップカ"].map((title, index) => ({
    ...{ handle: `cup-${index}`, title, descriptionHtml: "", status: "ACTIVE", options: [] },
    variants: [{ sku: `CUP-${index}`, options: {}, tracked: false, prices: [{ currency: "USD", amount: "1.00" }] }],
  }));
  const both = await fillBoth([{ content: jsonLines(lines), input: { format: "JSON_LINES" } }]);
  for (const { query } of [both.sqlite, both.pg]) {
    const { data } = await query(`{
      some: search(query: "カップ") { totalCount } one: search(query: "カップカ") { nodes { title } } suggest(prefix: "カップカ") { text }
    }`);
    expect(data).toEqual({
      some: { totalCount: 2 },
      one: { nodes: [{ title: "カップカ" }] },
      suggest: [{ text: "カップカ" }],
    });
  }
});
