/** Refused rows of a Shopify CSV: reported with line and column, with effect on their product only. */
import { expect, test } from "vitest";
import { z } from "zod";
import { columns, plain, shirt } from "../../support/data/shopify-rows.ts";
import { csv, importFile } from "../../support/imports.ts";
import { change, manager, type Shop, shop } from "../../support/shop.ts";

async function read(s: Shop, query: string) {
  const { data, errors } = await s.query(query, {}, manager);
  expect(errors).toBeUndefined();
  return data;
}

test.each([
  ["12,50", "DECIMAL_SIGN"],
  ["1e3", "NOT_AN_AMOUNT"],
  ["€12", "NOT_AN_AMOUNT"],
  ["-1", "NOT_AN_AMOUNT"],
  ["1 20", "NOT_AN_AMOUNT"],
  [".", "NOT_AN_AMOUNT"],
  ["12.505", "TOO_PRECISE"],
  ["99999999999999999", "TOO_LARGE"],
  ["100000000.01", "TOO_LARGE"],
])("the price %s is refused as %s, with line and column", async (price, code) => {
  const s = await shop();
  const rows = [plain("good"), plain("bad", { "Variant Price": price })];
  const job = await importFile(s, csv(columns, rows));
  expect(job).toMatchObject({ rowsDone: 2, rowsRefused: 1, productsCreated: 1 });
  expect(job.refused.nodes).toEqual([
    { line: 3, column: "Variant Price", code, message: expect.any(String), refused: true },
  ]);
});

test("a product with one bad row is refused with all its rows, and others are not", async () => {
  const s = await shop();
  const [first = {}, second = {}, third = {}] = shirt;
  const job = await importFile(
    s,
    csv(columns, [plain("a"), first, { ...second, "Variant Inventory Qty": "many" }, third, plain("b")]),
  );
  expect(job).toMatchObject({ rowsTotal: 5, rowsDone: 5, rowsRefused: 3, productsCreated: 2 });
  expect(job.refused.nodes).toMatchObject([{ line: 5, column: "Variant Inventory Qty", code: "NOT_A_NUMBER" }]);
  expect(await read(s, `{ product(slug: "shirt") { id } }`)).toEqual({ product: null });
});

test("lines are counted as in the file: blank ones, and those within a cell", async () => {
  const s = await shop();
  const text = csv(columns, [plain("a", { "Body (HTML)": "one\ntwo\r\nthree" }), plain("b", { "Variant Price": "x" })]);
  const job = await importFile(s, text.replace("\na,", "\n\n\na,"));
  expect(job.refused.nodes).toMatchObject([{ line: 7, column: "Variant Price" }]);
});

test.each([["\n"], ["\r\n"]])("a row with broken quotes refuses itself alone, with lines ended by %j", async (end) => {
  const s = await shop();
  const good = (handle: string) => csv(columns, [plain(handle, { Tags: "x, y" })]).split("\n")[1] ?? "";
  const broken = good("broken").replace('"x, y"', '"x, y');
  const lines = [columns.join(","), good("a"), broken, good("b"), 'c,"C"x,', good("d"), 'e,"never closed'];
  const job = await importFile(s, lines.join(end));
  expect(job).toMatchObject({ state: "SUCCEEDED", rowsTotal: 6, rowsDone: 6, rowsRefused: 3, productsCreated: 3 });
  expect(job.refused.nodes.map(({ line, code }) => [line, code])).toEqual([
    [3, "BROKEN_QUOTES"],
    [5, "BROKEN_QUOTES"],
    [7, "BROKEN_QUOTES"],
  ]);
});

test("a broken row among a product's rows refuses that product", async () => {
  const s = await shop();
  const [head, first, second, third] = csv(columns, shirt).split(/\n(?=shirt|$)/);
  const job = await importFile(s, [head, first, second?.replace("shirt,,", 'shirt,"x"y,'), third, ""].join("\n"));
  expect(job).toMatchObject({ rowsDone: 3, rowsRefused: 3, productsCreated: 0 });
});

test.each<[string, Record<string, string>[], string, string | null]>([
  ["a title that is missing", [plain("x", { Title: "" })], "TITLE_MISSING", "Title"],
  ["a title that is too long", [plain("x", { Title: "x".repeat(201) })], "TOO_LONG", "Title"],
  ["an unknown status", [plain("x", { Status: "live" })], "UNKNOWN_STATUS", "Status"],
  ["neither true nor false", [plain("x", { Published: "maybe" })], "NOT_TRUE_OR_FALSE", "Published"],
  ["half a unit", [plain("x", { "Variant Inventory Qty": "-3.5" })], "NEGATIVE", "Variant Inventory Qty"],
  ["a weight that is no number", [plain("x", { "Variant Grams": "heavy" })], "NOT_A_NUMBER", "Variant Grams"],
  ["an address that is none", [plain("x", { "Image Src": "javascript:alert(1)" })], "NOT_AN_ADDRESS", "Image Src"],
  ["a picture that is not here", [plain("x", { "Image Src": "/media/none.png" })], "UNKNOWN_IMAGE", "Image Src"],
  ...[
    "http://pictures.example.org/a.png",
    "https://localhost/a.png",
    "https://127.0.0.1/a.png",
    "https://2130706433/a.png",
    "https://0x7f.1/a.png",
    "https://[::1]/a.png",
    "https://[::ffff:10.0.0.1]/a.png",
    "https://10.1.2.3/a.png",
    "https://100.64.0.1/a.png",
    "https://169.254.169.254/latest/meta-data/a.png",
    "https://[fd00::1]/a.png",
    "https://printer.local/a.png",
    "https://intranet/a.png",
    "https://pictures.example.org:8443/a.png",
    "https://someone@pictures.example.org/a.png",
  ].map((url): [string, Record<string, string>[], string, string] => [
    `a picture at ${url}`,
    [plain("x", { "Image Src": url })],
    "IMAGE_ADDRESS",
    "Image Src",
  ]),
  ["a cost with a comma", [plain("x", { "Cost per item": "1,5" })], "DECIMAL_SIGN", "Cost per item"],
  [
    "an option without a value",
    [plain("x", { "Option1 Name": "Size", "Option1 Value": "" })],
    "OPTION_MISSING",
    "Option1 Value",
  ],
  [
    "a sku twice in a product",
    [
      plain("x", { "Option1 Name": "Size", "Option1 Value": "S" }),
      { Handle: "x", "Option1 Value": "M", "Variant SKU": "X", "Variant Price": "1" },
    ],
    "SKU_REPEATED",
    "Variant SKU",
  ],
  [
    "the same options twice",
    [
      plain("x", { "Option1 Name": "Size", "Option1 Value": "S" }),
      { Handle: "x", "Option1 Value": "S", "Variant SKU": "Y", "Variant Price": "1" },
    ],
    "OPTIONS_REPEATED",
    "Option1 Value",
  ],
  ["two titles", [plain("x"), { ...plain("x"), Title: "Other", "Variant SKU": "Y" }], "TITLE_DIFFERS", "Title"],
  ["characters that are not UTF-8", [plain("x", { Vendor: "Caf\ufffd" })], "NOT_UTF8", "Vendor"],
  ["a sku with a control character", [plain("x", { "Variant SKU": "X\u0007Y" })], "FORMAT", "Variant SKU"],
  [
    "an option that turns text around",
    [plain("x", { "Option1 Name": "Size", "Option1 Value": "S\u202e" })],
    "FORMAT",
    "Option1 Value",
  ],
  ["a sku that is too long", [plain("x", { "Variant SKU": "x".repeat(65) })], "TOO_LONG", "Variant SKU"],
  [
    "a second product with the same handle",
    [plain("first"), plain("x"), plain("first", { "Variant SKU": "Z" })],
    "HANDLE_REPEATED",
    "Handle",
  ],
  [
    "a sku of another product in the file",
    [plain("first"), plain("x", { "Variant SKU": "FIRST" })],
    "SKU_REPEATED",
    "Variant SKU",
  ],
  [
    "a row that names no product",
    [plain("x"), { "Variant SKU": "Q", "Variant Price": "1" }],
    "HANDLE_MISSING",
    "Handle",
  ],
])("%s is refused", async (_what, rows, code, column) => {
  const s = await shop();
  const job = await importFile(s, csv(columns, rows));
  expect(job.refused.nodes.map((one) => [one.code, one.column])).toContainEqual([code, column]);
  expect(job.rowsRefused).toBeGreaterThan(0);
  expect(job.state).toBe("SUCCEEDED");
});

test("a row with too many or too few cells is refused", async () => {
  const s = await shop();
  const job = await importFile(s, `Handle,Title,Variant Price\na,A\nb,B,1,2\nc,C,1\n`);
  expect(job.refused.nodes.map(({ line, code }) => [line, code])).toEqual([
    [2, "WRONG_WIDTH"],
    [3, "WRONG_WIDTH"],
  ]);
  expect(job.productsCreated).toBe(1);
});

test.each([
  ["a file without the column of titles", "Handle,Variant Price\na,1\n", '"Title"'],
  ["a column that is there twice", "Title,Title\na,1\n", "twice"],
  ["an empty file", "\n", "empty"],
])("%s fails as a whole, with the reason", async (_what, content, words) => {
  const s = await shop();
  const job = await importFile(s, content);
  expect(job).toMatchObject({
    state: "FAILED",
    rowsDone: 0,
    productsCreated: 0,
    failure: expect.stringContaining(words),
  });
});

test("conflicts with existing data are refused: a foreign SKU, other options, a taken combination", async () => {
  const s = await shop();
  await importFile(s, csv(columns, [...shirt, plain("a")]));
  const [first = {}] = shirt;
  const job = await importFile(
    s,
    csv(columns, [
      plain("b", { "Variant SKU": "SH-S-B" }),
      { ...first, "Variant SKU": "NEW" },
      plain("a", { "Option1 Name": "Size", "Option1 Value": "S" }),
    ]),
  );
  expect(job.refused.nodes.map(({ line, column, code }) => [line, column, code])).toEqual([
    [2, "Variant SKU", "SKU_TAKEN"],
    [3, "Option1 Value", "OPTIONS_TAKEN"],
    [5, "Option1 Value", "OPTIONS_CHANGED"],
  ]);
});

test.each(["4.00638E+12", "4,00638e+12", "4E+12"])(
  "a new SKU %s, which a spreadsheet has rounded, is refused",
  async (sku) => {
    const s = await shop();
    const job = await importFile(s, csv(columns, [plain("good"), plain("bad", { "Variant SKU": sku })]));
    expect(job).toMatchObject({ rowsRefused: 1, productsCreated: 1 });
    expect(job.refused.nodes).toMatchObject([{ line: 3, column: "Variant SKU", code: "SKU_ROUNDED" }]);
  },
);

test("a SKU that the shop already has is taken, also if it looks rounded, as is a code such as 2E10", async () => {
  const s = await shop();
  await importFile(s, csv(columns, [plain("a", { "Variant SKU": "2E10" })]));
  const { variant } = z
    .object({ variant: z.object({ id: z.string(), product: z.object({ id: z.string() }) }) })
    .parse(await read(s, `{ variant(sku: "2E10") { id product { id } } }`));
  const input = { id: variant.id, productId: variant.product.id, sku: "4.00638E+12" };
  expect(await change(s, "variantSave", input)).toEqual({ __typename: "VariantSaved" });
  const job = await importFile(s, csv(columns, [plain("a", { "Variant SKU": "4.00638E+12" })]));
  expect(job).toMatchObject({ rowsRefused: 0, rowsDone: 1 });
});
