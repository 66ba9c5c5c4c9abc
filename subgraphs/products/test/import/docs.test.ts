/** The import guide: its example imports, and it names every column that is read. */
import { taxClass } from "@hansa/commerce/tax-class";
import { readDoc } from "@hansa/kit/testing";
import { expect, test } from "vitest";
import { headings } from "../../src/service/import/shopify/columns.ts";
import { importFile } from "../support/imports.ts";
import { shop } from "../support/shop.ts";

const page = readDoc("owners/import");

test("the example of our own format imports unchanged", async () => {
  const [, example = ""] = /```json\n(.*?)```/s.exec(page) ?? [];
  const lines = example.trim().split("\n");
  expect(lines.length).toBeGreaterThan(3);
  const job = await importFile(await shop(), example, { format: "JSON_LINES" });
  expect(job).toMatchObject({ state: "SUCCEEDED", rowsDone: lines.length, rowsRefused: 0, productsCreated: 1 });
});

test("the example of a file of Excel imports unchanged, with the note of the page", async () => {
  const [, example = ""] = /```csv\n(.*?)```/s.exec(page) ?? [];
  const job = await importFile(await shop(), example);
  expect(job).toMatchObject({ state: "SUCCEEDED", rowsDone: 2, rowsRefused: 0, productsCreated: 2 });
  const [note] = job.notes.nodes;
  expect(page.replaceAll(/\s+/g, " ")).toContain(`\`${note?.message}\``);
});

test("every column of Shopify's CSV that is read is in the table", () => {
  const table = page
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) => line.split("|")[1] ?? "");
  const named = table.flatMap((cell) => cell.split(",").map((name) => name.trim()));
  const options = /^Option\d (Name|Value)$/;
  const read = Object.values(headings)
    .map(([name]) => name)
    .filter((name) => !options.test(name));
  expect(read.length).toBeGreaterThan(15);
  for (const name of read) expect(named).toContain(name);
});

test("every tax class is on the page", () => {
  for (const name of taxClass.options) expect(page).toContain(`\`${name}\``);
});
