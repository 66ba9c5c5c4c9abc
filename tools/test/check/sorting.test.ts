/** The check of sorting finds terms of ORDER BY that leave the place of rows without a value to the database. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { root } from "../../../cli/host/shop.mjs";
import { createTypes } from "../../check/steps/fields.ts";
import { findOpenTerms } from "../../check/steps/sorting.ts";

// In the tree, so that the imports are found.
const folder = mkdtempSync(path.join(root, "node_modules/.cache/hansa-sorting-"));
afterAll(() => rmSync(folder, { recursive: true }));

const tables = `
import { id, nullsFirst, table, text } from "@hansa/kit/store";
import { asc, desc, sql } from "drizzle-orm";
const cups = table("cups", { id: id("id"), maker: text("maker"), title: text("title").notNull() });
const { maker } = cups;
declare const either: typeof cups.maker | typeof cups.title;
`;

test("terms over nullable columns are found unless they say where rows without a value go", () => {
  const file = path.join(folder, "terms.ts");
  const said = ["asc(cups.title)", "desc(cups.id)", "asc(sql`title = 'blue'`)", "nullsFirst(asc(cups.maker))"];
  const open = ["asc(cups.maker)", "desc(maker)", "asc(either)"];
  writeFileSync(file, `${tables}\nexport const terms = [\n${[...said, ...open].join(",\n")}];\n`);
  expect(findOpenTerms(createTypes([file]), file)).toEqual({
    terms: said.length + open.length,
    open: open.map((term) => expect.stringContaining(` ${term} is of a nullable column`)),
  });
});
