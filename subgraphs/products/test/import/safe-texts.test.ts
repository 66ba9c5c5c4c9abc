/** Control, text direction and invisible characters of a file are removed or refused, and reported. */
import { expect, test } from "vitest";
import { columns, plain } from "../support/data/shopify-rows.ts";
import { csv, importFile, jsonLines } from "../support/imports.ts";
import { manager, type Shop, shop } from "../support/shop.ts";

const json = { format: "JSON_LINES" };

async function read(s: Shop, slug: string) {
  const query = `query ($slug: String!) { product(slug: $slug) {
    title descriptionHtml media { alt } facets { facet label } variants { nodes { title } }
  } }`;
  const { data, errors } = await s.query(query, { slug }, manager);
  expect(errors).toBeUndefined();
  return Object(data).product;
}

test.each([
  ["turn text around", "cup \u202egpj.exe", "cup gpj.exe"],
  ["isolate text", "\u2067cup\u2069", "cup"],
  ["have a control character", "cu\u0007p", "cup"],
  ["lost the trademark sign of Windows-1252", "cup\u0099", "cup\u2122"],
])("a title and a vendor that %s are imported without it, with a note for each", async (_what, text, taken) => {
  const s = await shop();
  const job = await importFile(s, csv(columns, [plain("first"), plain("x", { Title: text, Vendor: text })]));
  expect(job).toMatchObject({ rowsRefused: 0, productsCreated: 2 });
  expect(job.notes.nodes).toEqual(
    ["Title", "Vendor"].map((column) => ({
      line: 3,
      column,
      code: "CHARACTERS_REPLACED",
      message: "Control, text direction or invisible characters of this text were replaced or taken out.",
      refused: false,
    })),
  );
  const { title, facets } = await read(s, "x");
  expect({ title, vendor: facets.find(({ facet }: { facet: string }) => facet === "brand")?.label }).toEqual({
    title: taken,
    vendor: taken,
  });
});

test.each([
  ["line feed", "cup\nSubject: you won", "cup Subject: you won"],
  ["line separator", "cup\u2028saucer", "cup saucer"],
])("a %s within a title becomes a blank, with a note", async (_what, text, taken) => {
  const s = await shop();
  const job = await importFile(s, csv(columns, [plain("x", { Title: text })]));
  expect(job.notes.nodes).toMatchObject([{ line: 2, column: "Title", code: "CHARACTERS_REPLACED" }]);
  expect((await read(s, "x")).title).toBe(taken);
});

test("a description keeps its line breaks, and no other control character", async () => {
  const s = await shop();
  const job = await importFile(s, csv(columns, [plain("x", { "Body (HTML)": "<p>one\ntwo\u202e\u0007</p>" })]));
  expect(job.notes.nodes).toMatchObject([{ line: 2, column: "Body (HTML)", code: "CHARACTERS_REPLACED" }]);
  expect((await read(s, "x")).descriptionHtml).toBe("<p>one\ntwo</p>");
});

test("titles of variants and collections, alternative texts and labels of facets are cleaned, too", async () => {
  const s = await shop();
  const job = await importFile(
    s,
    jsonLines([
      { type: "collection", slug: "cups", title: "Cu\u202eps" },
      { type: "facet", code: "colour", label: "Col\u0007our", values: [{ value: "red", label: "R\u2066ed" }] },
      {
        handle: "x",
        title: "X",
        images: [{ url: "https://pictures.example/x.png", alt: "A\u200e cup" }],
        variants: [{ sku: "X", title: "Sm\u202dall" }],
      },
    ]),
    json,
  );
  expect(job.refused.nodes).toEqual([]);
  expect(job.notes.nodes.map(({ line, column }) => [line, column])).toEqual([
    [1, "title"],
    [2, "label"],
    [2, "values[0].label"],
    [3, "images"],
    [3, "variants[0].title"],
  ]);
  expect(await read(s, "x")).toMatchObject({ media: [{ alt: "A cup" }], variants: { nodes: [{ title: "Small" }] } });
});

test("a file without such characters gets no note", async () => {
  const s = await shop();
  expect((await importFile(s, csv(columns, [plain("x", { Title: "Teekanne \u2013 gr\u00fcn" })]))).notes.nodes).toEqual(
    [],
  );
});
