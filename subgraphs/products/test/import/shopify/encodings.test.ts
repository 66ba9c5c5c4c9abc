/** Encodings of CSV files that are damaged in places: the damaged rows are refused, and the others keep their letters. */
import { expect, test } from "vitest";
import { importFile } from "../../support/imports.ts";
import { manager, shop } from "../../support/shop.ts";

const header = "Handle,Title,Variant SKU,Variant Price\n";
const latin1 = (text: string) => Buffer.from(text, "latin1");

test.each([
  ["UTF-8 with a byte order mark and nothing but a damaged letter", "\ufeff", "Tea pot", [latin1("c,Caf\xe9,C,1\n")]],
  ["UTF-8 with as many letters as damaged bytes", "", "Köcher", [latin1("c,Caf\xe9,C,1\n")]],
  [
    "UTF-8 with a byte order mark and more damaged bytes than letters",
    "\ufeff",
    "Köcher",
    [latin1("c,\xe9\xe9,C,1\n")],
  ],
  ["UTF-8 with a letter that the end of the file cuts", "", "Köcher", [latin1("c,C,C,1\xc3")]],
])("%s: the damaged row alone is refused", async (_what, mark, title, damaged) => {
  const s = await shop();
  const job = await importFile(s, Buffer.concat([Buffer.from(`${mark}${header}a,${title},A,9.90\n`), ...damaged]));
  expect(job).toMatchObject({ state: "SUCCEEDED", rowsRefused: 1, productsCreated: 1 });
  expect(job.refused.nodes.map(({ line, code }) => [line, code])).toEqual([[3, "NOT_UTF8"]]);
  expect(job.notes.nodes).toEqual([]);
  const { data } = await s.query('{ product(slug: "a") { title } }', {}, manager);
  expect(data).toEqual({ product: { title } });
});

test("a file in Windows-1252 whose only letter is its last byte stays in it", async () => {
  const s = await shop();
  const job = await importFile(s, latin1("Handle,Variant SKU,Variant Price,Title\na,A,1,Caf\xe9"));
  expect(job).toMatchObject({ rowsRefused: 0, productsCreated: 1 });
  const { data } = await s.query('{ product(slug: "a") { title } }', {}, manager);
  expect(data).toEqual({ product: { title: "Café" } });
});
