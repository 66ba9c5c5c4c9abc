/** Odd files: empty, repeated, with invalid names or many faults, and the limits of a dry run. */
import { events } from "@hansa/contracts/events";
import { expect, test } from "vitest";
import { runImports } from "../../src/service/import/runner.ts";
import { csv, importFile, jobOf, jsonLines, queue, upload } from "../support/imports.ts";
import { crashAtBatch, interruptAtBatch } from "../support/interruptions.ts";
import { settings } from "../support/peers.ts";
import { manager, type Shop, shop } from "../support/shop.ts";

const json = { format: "JSON_LINES" };

test.each([
  ["\n\r\n \n", json],
  ["Handle,Title\n", {}],
  ["\ufeffHandle,Title\r\n\r\n", {}],
  ["\n", {}],
])("an empty file fails with the reason: %j", async (content, input) => {
  const s = await shop();
  const job = await importFile(s, content, input);
  expect(job).toMatchObject({ state: "FAILED", rowsDone: 0 });
  expect(job.failure).toMatch(/nothing to import|is empty/);
});

test("a product that no later import could match is refused: each import would create it again", async () => {
  const s = await shop();
  const job = await importFile(s, jsonLines([{ title: "Poster" }]), json);
  expect(job.refused.nodes).toMatchObject([{ line: 1, column: "handle", code: "HANDLE_MISSING" }]);
  const rows = await importFile(s, "Title\nPoster\n");
  expect(rows.refused.nodes).toMatchObject([{ line: 2, column: "Handle", code: "HANDLE_MISSING" }]);
});

test.each([
  ["title", '{"handle":"x","title":"a\\ud800"}'],
  ["title", '{"handle":"x","title":"a\\u0000b"}'],
  ["descriptionHtml", '{"handle":"x","title":"x","descriptionHtml":"\\udc00"}'],
  ["variants[0].sku", '{"handle":"x","title":"x","variants":[{"sku":"\\ud83d"}]}'],
])("characters that a store would change are refused in %s", async (column, line) => {
  const s = await shop();
  const job = await importFile(s, `${line}\n`, json);
  expect(job.refused.nodes).toMatchObject([{ line: 1, column }]);
  expect(await importFile(s, '{"handle":"x","title":"\\ud83d\\ude00"}\n', json)).toMatchObject({ productsCreated: 1 });
});

test("a thousand rows with nine faults each are reported, and the rows after them are imported", async () => {
  const s = await shop();
  const wrong = { "Variant Price": "x", "Variant Compare At Price": "y", "Variant Grams": "z", "Cost per item": "q" };
  const more = { "Variant Inventory Qty": "-", "Variant Taxable": "?", "Variant Requires Shipping": "?" };
  const columns = [
    "Handle",
    "Title",
    "Variant SKU",
    "Option1 Name",
    "Option2 Name",
    ...Object.keys({ ...wrong, ...more }),
  ];
  const rows = Array.from({ length: 1_000 }, (_, index) => ({
    Handle: "x",
    "Variant SKU": `X-${index}`,
    ...wrong,
    ...more,
  }));
  const [head, ...others] = rows;
  const product = { ...head, Title: "X", "Option1 Name": "Size", "Option2 Name": "Colour" };
  const job = await importFile(s, csv(columns, [product, ...others, { Handle: "y", Title: "Y" }]));
  expect(job).toMatchObject({
    state: "SUCCEEDED",
    rowsRefused: 1_000,
    productsCreated: 1,
    refused: { totalCount: 10_000 },
  });
});

test("a line with twenty thousand unknown fields is one refused row, with its first ten thousand faults reported", async () => {
  const s = await shop();
  const fields = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`field${index}`, 1]));
  const job = await importFile(
    s,
    jsonLines([
      { handle: "x", title: "X", ...fields },
      { handle: "y", title: "Y" },
    ]),
    json,
  );
  expect(job).toMatchObject({
    state: "SUCCEEDED",
    rowsRefused: 1,
    productsCreated: 1,
    refused: { totalCount: 10_000 },
  });
});

test("a dry run refuses the same rows as the import: fields that come too late, or at no valid place", async () => {
  const s = await shop();
  const lines = [
    { type: "collection", slug: "child", title: "Child", parent: "later" },
    { type: "collection", slug: "later", title: "Later", parent: "later" },
    { handle: "a", title: "A", collections: ["after"] },
    { type: "collection", slug: "after", title: "After" },
    { handle: "b", title: "B", facets: { origin: ["japan"] } },
    { type: "facet", code: "origin", label: "Origin", values: [{ value: "japan", label: "Japan" }] },
    { handle: "c", title: "C", collections: ["after"], facets: { origin: ["japan"] } },
  ];
  const dry = await importFile(s, jsonLines(lines), { ...json, dryRun: true });
  const real = await importFile(s, jsonLines(lines), json);
  expect(real.refused.nodes.map(({ line }) => line)).toEqual([1, 2, 3, 5]);
  expect(dry.refused).toEqual(real.refused);
  expect(real.productsCreated).toBe(1);
});

test("names of collections, facets and values follow the rules of the back office", async () => {
  const s = await shop();
  const lines = [
    { type: "facet", code: "Not A Code!", label: "F", values: [] },
    { type: "facet", code: "f", label: "F".repeat(101), values: [] },
    { type: "facet", code: "g", label: "G", values: [{ value: "v".repeat(101), label: "V".repeat(101) }] },
    { type: "collection", slug: "c", title: "T".repeat(201) },
  ];
  const job = await importFile(s, jsonLines(lines), json);
  expect(job.refused.nodes.map(({ line, column, code }) => [line, column, code])).toEqual([
    [1, "code", "FORMAT"],
    [2, "label", "TOO_LONG"],
    [3, "values[0].value", "TOO_LONG"],
    [3, "values[0].label", "TOO_LONG"],
    [4, "title", "TOO_LONG"],
  ]);
  const row = {
    Handle: "x",
    Title: "X",
    Vendor: "V".repeat(101),
    Tags: `a,${"b".repeat(101)}`,
    Collection: "C".repeat(201),
  };
  const rows = await importFile(s, csv(Object.keys(row), [row]));
  expect(rows.refused.nodes.map(({ column }) => column)).toEqual(["Vendor", "Tags", "Collection"]);
  const { data } = await s.query("{ facets { code } collections { totalCount } }", {}, manager);
  expect(data).toEqual({ facets: [], collections: { totalCount: 0 } });
});

test("a quantity without a SKU applies to a variant too: no cell of a row is ignored", async () => {
  const s = await shop();
  const columns = ["Handle", "Title", "Variant SKU", "Variant Inventory Qty"];
  await importFile(s, csv(columns, [{ Handle: "pot", Title: "Pot", "Variant Inventory Qty": 5 }]));
  const { data } = await s.query('{ variant(sku: "pot") { available } }', {}, manager);
  expect(data).toEqual({ variant: { available: 5 } });
});

test("a currency that the shop removes before an import runs ends it, and nothing is sold in it", async () => {
  const s = await shop({ currencies: ["EUR", "USD"] });
  const id = await queue(s, await upload(s, "Handle,Title,Variant SKU,Variant Price\nx,X,X,1\n"), { currency: "USD" });
  s.peers.orders.tell(events.shopSettingsChanged, { ...settings, currencies: ["EUR"] });
  await s.service.runJobsOnce();
  expect(await jobOf(s, id)).toMatchObject({ state: "FAILED", rowsDone: 0, failure: expect.stringContaining("USD") });
});

test("a currency that the shop removes between two batches ends the import there: nothing more is sold in it", async () => {
  const s = await shop({ currencies: ["EUR", "USD"] });
  const rows = Array.from({ length: 60 }, (_, index) => `x-${index},X,X-${index},1\n`);
  const file = await upload(s, `Handle,Title,Variant SKU,Variant Price\n${rows.join("")}`);
  const id = await queue(s, file, { currency: "USD" });
  const giveUpDollars = () => {
    s.peers.orders.tell(events.shopSettingsChanged, { ...settings, currencies: ["EUR"] });
    return s.service.catchUp();
  };
  await runImports(interruptAtBatch(s.service.deps, 2, giveUpDollars), new AbortController().signal);
  expect(await jobOf(s, id)).toMatchObject({ state: "FAILED", rowsDone: 25, failure: expect.stringContaining("USD") });
  expect(await s.rows("SELECT count(*) AS prices FROM prices")).toEqual([{ prices: 25 }]);
});

test("an import without prices continues when the shop removes a currency", async () => {
  const s = await shop();
  const lines = Array.from({ length: 60 }, (_, index) => ({ handle: `x-${index}`, title: "X" }));
  const id = await queue(s, await upload(s, jsonLines(lines)), json);
  const giveUpDollars = () => {
    s.peers.orders.tell(events.shopSettingsChanged, { ...settings, currencies: ["EUR"] });
    return s.service.catchUp();
  };
  await runImports(interruptAtBatch(s.service.deps, 2, giveUpDollars), new AbortController().signal);
  expect(await jobOf(s, id)).toMatchObject({ state: "SUCCEEDED", rowsDone: 60, productsCreated: 60 });
});

const size = (sku: string, value: string) => ({ sku, options: { Size: value } });
const twice = [
  { title: "Pot", options: ["Size"], variants: [size("P-S", "S")] },
  ...Array.from({ length: 60 }, (_, index) => ({ handle: `other-${index}`, title: `Other ${index}` })),
  { handle: "pot", title: "Another pot", options: ["Size"], variants: [size("P-L", "L")] },
];

async function isOnePot(s: Shop, id: string) {
  expect((await jobOf(s, id)).refused.nodes).toMatchObject([{ line: 62, column: "handle", code: "HANDLE_REPEATED" }]);
  const { data } = await s.query('{ product(slug: "pot") { title variants { totalCount } } }', {}, manager);
  expect(data).toEqual({ product: { title: "Pot", variants: { totalCount: 1 } } });
}

test("a product without a handle is unique in a file, also by the handle it gets", async () => {
  const s = await shop();
  for (const _again of [1, 2]) {
    const id = await queue(s, await upload(s, jsonLines(twice)), json);
    await s.service.runJobsOnce();
    await isOnePot(s, id);
  }
});

test("that also holds for an import interrupted between the two rows", async () => {
  const s = await shop();
  const id = await queue(s, await upload(s, jsonLines(twice)), json);
  await expect(runImports(crashAtBatch(s.service.deps, 3), new AbortController().signal)).rejects.toThrow("killed");
  await s.service.runJobsOnce();
  await isOnePot(s, id);
});
