/** Refused lines of the JSON Lines format: reported with their path, without effect on other lines. */
import { expect, test } from "vitest";
import { importFile } from "../../support/imports.ts";
import { shop } from "../../support/shop.ts";

const json = { format: "JSON_LINES" };

const product = { handle: "x", title: "X", variants: [{ sku: "X", prices: [{ currency: "EUR", amount: "1" }] }] };

test.each<[string, string, string, string | null]>([
  ["what is no JSON", "{", "NOT_JSON", null],
  ["a list", "[1]", "NOT_AN_OBJECT", null],
  ["an unknown type", '{"type":"page"}', "UNKNOWN_TYPE", "type"],
  ["an unknown field", JSON.stringify({ ...product, colour: "red" }), "UNKNOWN_FIELD", "colour"],
  ["a product without a title", JSON.stringify({ handle: "x" }), "MISSING", "title"],
  ["a title that is a number", JSON.stringify({ ...product, title: 7 }), "WRONG_TYPE", "title"],
  ["an unknown status", JSON.stringify({ ...product, status: "LIVE" }), "INVALID", "status"],
  ["a day for a time", JSON.stringify({ ...product, publishedAt: "2024-05-01" }), "INVALID", "publishedAt"],
  [
    "half a unit",
    JSON.stringify({ ...product, variants: [{ sku: "X", stock: 1.5 }] }),
    "WRONG_TYPE",
    "variants[0].stock",
  ],
  [
    "less than nothing",
    JSON.stringify({ ...product, variants: [{ sku: "X", stock: -1 }] }),
    "INVALID",
    "variants[0].stock",
  ],
  [
    "a currency of elsewhere",
    JSON.stringify({ ...product, variants: [{ sku: "X", prices: [{ currency: "DEM", amount: "1" }] }] }),
    "NOT_OFFERED",
    "variants[0].prices[0].currency",
  ],
  [
    "yen with digits behind the point",
    JSON.stringify({ ...product, variants: [{ sku: "X", prices: [{ currency: "JPY", amount: "1.5" }] }] }),
    "TOO_PRECISE",
    "variants[0].prices[0].amount",
  ],
  [
    "two prices in one currency",
    JSON.stringify({
      ...product,
      variants: [
        {
          sku: "X",
          prices: [
            { currency: "EUR", amount: "1" },
            { currency: "EUR", amount: "2" },
          ],
        },
      ],
    }),
    "CURRENCY_REPEATED",
    "variants[0].prices",
  ],
  [
    "a reduction that is none",
    JSON.stringify({
      ...product,
      variants: [{ sku: "X", prices: [{ currency: "EUR", amount: "2", compareAt: "2" }] }],
    }),
    "NOT_ABOVE",
    "variants[0].prices[0].compareAt",
  ],
  [
    "an option that is not the product's",
    JSON.stringify({ ...product, variants: [{ sku: "X", options: { Size: "S" } }] }),
    "UNKNOWN_OPTION",
    "variants[0].options",
  ],
  [
    "a choice without a value",
    JSON.stringify({ ...product, options: ["Size"] }),
    "OPTION_MISSING",
    "variants[0].options",
  ],
  [
    "a colour that is a name",
    JSON.stringify({ ...product, options: ["Size"], swatches: { Size: { S: "red" } }, variants: [] }),
    "FORMAT",
    "swatches.Size.S",
  ],
  [
    "a colour of an unknown option",
    JSON.stringify({ ...product, options: ["Size"], swatches: { Colour: { Red: "#ff0000" } }, variants: [] }),
    "UNKNOWN_OPTION",
    "swatches",
  ],
  [
    "a colour of a value with an invisible character",
    JSON.stringify({ ...product, options: ["Size"], swatches: { Size: { "S\u200b": "#ff0000" } }, variants: [] }),
    "FORMAT",
    "swatches",
  ],
  [
    "an unknown tax class",
    JSON.stringify({ ...product, variants: [{ sku: "X", taxClass: "luxury" }] }),
    "UNKNOWN",
    "variants[0].taxClass",
  ],
  [
    "a picture of a variant alone",
    JSON.stringify({ ...product, variants: [{ sku: "X", image: "https://a.example/x.png" }] }),
    "UNKNOWN_IMAGE",
    "variants[0].image",
  ],
  [
    "a quantity of what is not counted",
    JSON.stringify({ ...product, variants: [{ sku: "X", tracked: false, stock: 1 }] }),
    "NOT_TRACKED",
    "variants[0].stock",
  ],
  ["an unknown collection", JSON.stringify({ ...product, collections: ["none"] }), "UNKNOWN_COLLECTION", "collections"],
  [
    "an unknown value of a facet",
    JSON.stringify({ ...product, facets: { colour: ["red"] } }),
    "UNKNOWN_FACET",
    "facets",
  ],
  [
    "a collection in none",
    '{"type":"collection","slug":"a","title":"A","parent":"none"}',
    "UNKNOWN_COLLECTION",
    "parent",
  ],
  ["a collection with a bad slug", '{"type":"collection","slug":"A b","title":"A"}', "FORMAT", "slug"],
  ["four options", JSON.stringify({ ...product, options: ["a", "b", "c", "d"], variants: [] }), "TOO_MANY", "options"],
  [
    "the same option twice",
    JSON.stringify({ ...product, options: ["a", "A"], variants: [] }),
    "NOT_DISTINCT",
    "options",
  ],
])("%s is refused, with its position", async (_what, line, code, column) => {
  const s = await shop();
  const job = await importFile(s, `\n${line}\n${JSON.stringify({ ...product, handle: "good", variants: [] })}\n`, json);
  expect(job.refused.nodes).toEqual([{ line: 2, column, code, message: expect.stringMatching(/\.$/), refused: true }]);
  expect(job).toMatchObject({ state: "SUCCEEDED", rowsDone: 2, rowsRefused: 1, productsCreated: 1 });
});

test("bytes that are not UTF-8 refuse their line, and other line separators split no line", async () => {
  const s = await shop();
  const good = JSON.stringify({ ...product, title: "a\u2028b" });
  const job = await importFile(
    s,
    Buffer.concat([Buffer.from('{"title":"'), Buffer.from([0xe9]), Buffer.from(`"}\n${good}\n`)]),
    json,
  );
  expect(job.refused.nodes).toMatchObject([{ line: 1, code: "NOT_UTF8" }]);
  expect(job).toMatchObject({ rowsDone: 2, productsCreated: 1 });
});
