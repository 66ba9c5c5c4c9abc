/** Writes of products that run twice have the outcome of one run. */
import { tryStores, userWith } from "@hansa/kit/testing";
import { expect, onTestFinished, test } from "vitest";
import { columns, plain } from "./support/data/shopify-rows.ts";
import { csv, importFile, jsonLines } from "./support/imports.ts";
import { change, manager, shop } from "./support/shop.ts";

async function shopWithWritesTwice() {
  const before = tryStores({ writes: "twice" });
  onTestFinished(() => void tryStores(before));
  return shop();
}

test("a file beyond the quota is refused with one problem", async () => {
  const s = await shopWithWritesTwice();
  const person = { ...s, viewer: userWith("user_one", ["imports:write"]) };
  const large = { fileName: "a.csv", contentType: "text/csv", bytes: 100 * 1024 * 1024 };
  const announce = () => change(person, "uploadStart", large, "... on ValidationError { problems { path code } }");
  for (let count = 0; count < 10; count += 1) await announce();
  expect(await announce()).toEqual({
    __typename: "ValidationError",
    problems: [{ path: ["input", "bytes"], code: "TOO_MANY" }],
  });
});

test("imported products keep the slugs of their titles, and a product found by its SKU is no duplicate of itself", async () => {
  const s = await shopWithWritesTwice();
  const lines = ["Green tea", "Green tea", "Black tea"].map((title, index) => {
    const variant = { sku: `TEA-${index}`, tracked: false, prices: [{ currency: "EUR", amount: 4 }] };
    return { type: "product", title, status: "ACTIVE", variants: [variant] };
  });
  const json = { format: "JSON_LINES" };
  expect(await importFile(s, jsonLines(lines), json)).toMatchObject({ rowsRefused: 0, productsCreated: 3 });
  const { data } = await s.query("{ products(first: 9) { nodes { slug } } }", {}, manager);
  expect(JSON.stringify(data)).toMatch(/"green-tea".*"green-tea-2".*"black-tea"/);
  expect(await importFile(s, jsonLines(lines), json)).toMatchObject({ rowsRefused: 0, productsUnchanged: 3 });
});

test("a spelling of an imported value is noted once", async () => {
  const s = await shopWithWritesTwice();
  const rows = ["TRACFONE", "TracFone", "TracFone"].map((Vendor, index) => plain(`phone-${index}`, { Vendor }));
  const job = await importFile(s, csv(columns, rows));
  expect(job.notes.nodes.map(({ line, code }) => [line, code])).toEqual([[3, "SPELLING"]]);
});
