/** Import of unprepared real files: each is refused with a helpful message. */
import { expect, test } from "vitest";
import { z } from "zod";
import { file as parts } from "../../support/data/adventureworks.ts";
import { file as electronics } from "../../support/data/electronics.ts";
import { file as saleor } from "../../support/data/saleor.ts";
import { importFile, jsonLines } from "../../support/imports.ts";
import { readData, requireData } from "../../support/real-data.ts";
import { manager, shop } from "../../support/shop.ts";

const json = { format: "JSON_LINES" };

test.for([electronics, saleor])(
  "%s is one list over many lines, and not one product per line",
  async (file, context) => {
    requireData(context, file);
    const s = await shop();
    const job = await importFile(s, readData(file), json);
    expect(job).toMatchObject({ state: "FAILED", rowsDone: 0, failure: expect.stringContaining("one object a line") });
  },
);

test("a tab-separated table without a header says which column is missing", async (context) => {
  requireData(context, parts);
  const s = await shop();
  const job = await importFile(s, readData(parts));
  expect(job.failure).toBe('The first line does not name the column "Title".');
});

const record = z.object({ model: z.string(), fields: z.looseObject({}) });

test("a peer's unchanged record: every unknown field is named, its search vector and its text in blocks too", async (context) => {
  requireData(context, saleor);
  const s = await shop();
  const records = z.array(record).parse(JSON.parse(readData(saleor)));
  const found = records.filter(({ model }) => model === "product.product").map(({ fields }) => fields);
  expect(found).toHaveLength(32);
  const job = await importFile(s, jsonLines(found), json);
  expect(job).toMatchObject({ state: "SUCCEEDED", rowsRefused: 32, productsCreated: 0 });
  const ofFirst = job.refused.nodes.filter(({ line }) => line === 1);
  const columns = ["title", "search_vector", "description", "slug", "category"];
  expect(ofFirst.map(({ column }) => column)).toEqual(expect.arrayContaining(columns));
  const inBlocks = { handle: "x", title: "x", descriptionHtml: found[0]?.description };
  const blocks = await importFile(s, jsonLines([inBlocks]), json);
  expect(blocks.refused.nodes).toMatchObject([{ column: "descriptionHtml", code: "WRONG_TYPE" }]);
});

test("48 pictures are files that were not uploaded: each is refused as an invalid URL", async (context) => {
  requireData(context, saleor);
  const s = await shop();
  const records = z.array(record).parse(JSON.parse(readData(saleor)));
  const pictures = records.filter(({ model }) => model === "product.productmedia").map(({ fields }) => fields.image);
  expect(pictures).toHaveLength(48);
  const lines = pictures.map((url, index) => ({ handle: `p-${index}`, title: "P", images: [{ url }] }));
  const job = await importFile(s, jsonLines(lines), json);
  expect(job.rowsRefused).toBe(48);
  expect(new Set(job.refused.nodes.map(({ code }) => code))).toEqual(new Set(["NOT_AN_ADDRESS"]));
});

const money = "adventureworks/Currency.csv.gz";

test("of 105 currencies, some of which no longer exist, a shop imports its own, and reports each of the others", async (context) => {
  requireData(context, money);
  const codes = readData(money)
    .trim()
    .split("\n")
    .map((line) => line.split("\t")[0] ?? "");
  expect(codes).toHaveLength(105);
  const s = await shop({ currencies: ["USD", "EUR"] });
  const lines = codes.map((currency, index) => {
    const prices = [{ currency, amount: "1" }];
    return { handle: `p-${index}`, title: currency, variants: [{ sku: currency, prices }] };
  });
  const job = await importFile(s, jsonLines(lines), json);
  expect(job).toMatchObject({ productsCreated: 2, rowsRefused: 103 });
  const gone = ["DEM", "FRF", "VEB"].map((currency) => codes.indexOf(currency) + 1);
  const query = `query ($id: ID!) { importJob(id: $id) { problems(first: 100) { nodes { line column message } } } }`;
  const { data } = await s.query(query, { id: job.id }, manager);
  for (const line of gone) {
    expect(Object(data).importJob.problems.nodes).toContainEqual({
      line,
      column: "variants[0].prices[0].currency",
      message: `The shop sells in USD, EUR, not in "${codes[line - 1]}".`,
    });
  }
});
