/** Both engines find the same for 500 random queries in each real catalogue. */
import { requireDatabase } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { realCatalogues } from "../support/data/catalogues.ts";
import { requireData } from "../support/real-data.ts";
import { compareSearches, fillBoth } from "../support/search-on-both.ts";

test.for(realCatalogues)("in all of $name", { timeout: 1_800_000 }, async ({ name, file, read }, context) => {
  await requireDatabase(context);
  requireData(context, file);
  const both = await fillBoth([read("whole")]);
  const tally = await compareSearches(both, name, 500);
  expect(Object.values(tally).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(250);
});
