/** CSV files as spreadsheets save them: other separators, encodings and decimal signs. */
import { expect, test } from "vitest";
import { plain } from "../../support/data/shopify-rows.ts";
import { csv, importFile, type Job, upload } from "../../support/imports.ts";
import { change, manager, type Shop, shop } from "../../support/shop.ts";

const columns = [
  "Handle",
  "Title",
  "Variant SKU",
  "Variant Price",
  "Variant Inventory Tracker",
  "Variant Inventory Qty",
];

/** A file with a row for each price, cells separated by `separator`. */
function table(prices: readonly string[], separator = ";"): string {
  const rows = prices.map((price, index) => [`p-${index}`, `Tasse ${index}`, `P-${index}`, price, "shopify", "1"]);
  return [columns, ...rows].map((cells) => `${cells.join(separator)}\r\n`).join("");
}

async function priceOf(s: Shop, sku: string, currency = "EUR"): Promise<unknown> {
  const query = `query ($sku: String!, $currency: CurrencyCode!) {
    variant(sku: $sku) { price(currency: $currency) { decimal } product { title } }
  }`;
  const { data } = await s.query(query, { sku, currency }, manager);
  return Object(data).variant?.price?.decimal;
}

const noteOf = ({ notes }: Job) =>
  notes.nodes.filter(({ code }) => code === "FILE_NOTATION").map(({ message }) => message);
const lines = ({ refused }: Job) => refused.nodes.map(({ line, code }) => [line, code]);

test.each([
  ["semicolons and decimal commas", table(["9,90"]), "with semicolons between its cells and with decimal commas"],
  ["tabs", table(["9,90"], "\t"), "with tabs between its cells and with decimal commas"],
  ["UTF-16 with tabs", Buffer.from(`\ufeff${table(["9,90"], "\t")}`, "utf16le"), "in UTF-16, with tabs"],
  [
    "UTF-16, higher byte first",
    Buffer.from(`\ufeff${table(["9.90"])}`, "utf16le").swap16(),
    "in UTF-16 and with semicolons",
  ],
  ["a byte order mark", `\ufeff${table(["9,90"])}`, "with semicolons"],
  [
    "quoted decimal commas between commas",
    csv(columns, [plain("p-0", { "Variant Price": "9,90" })]),
    "with decimal commas",
  ],
  ["a line that names the separator", `sep=;\r\n${table(["9,90"])}`, "with semicolons"],
])("a file with %s is taken, and a note names it", async (_what, content, words) => {
  const s = await shop();
  const job = await importFile(s, content);
  expect(job).toMatchObject({ state: "SUCCEEDED", rowsDone: 1, rowsRefused: 0, productsCreated: 1 });
  expect(await priceOf(s, "P-0")).toBe("9.90");
  expect(noteOf(job)).toEqual([expect.stringContaining(words)]);
  expect(job.notes.nodes[0]).toMatchObject({ line: 1, column: null });
});

test("a file in Windows-1252 is taken with all its characters, and a note names it", async () => {
  const s = await shop();
  // The last three are a dash, a euro sign and a closing quote behind ß, which together are also a letter in UTF-8.
  const title = Buffer.from([
    0x47, 0x72, 0xf6, 0xdf, 0x65, 0x20, 0x96, 0x20, 0x80, 0x35, 0x20, 0x84, 0x67, 0x72, 0x6f, 0xdf, 0x93,
  ]);
  const content = Buffer.concat([
    Buffer.from("Handle;Title;Variant SKU;Variant Price\r\np;"),
    title,
    Buffer.from(";P;9,90\r\n"),
  ]);
  const job = await importFile(s, content);
  expect(job).toMatchObject({ rowsRefused: 0, productsCreated: 1 });
  expect(noteOf(job)).toEqual([
    "The file is read in Windows-1252, with semicolons between its cells, and with decimal commas.",
  ]);
  const { data } = await s.query('{ product(slug: "p") { title } }', {}, manager);
  expect(data).toEqual({ product: { title: "Größe – €5 „groß“" } });
});

test("a usual file has no note about how it is written, and one in damaged UTF-8 stays in UTF-8", async () => {
  const s = await shop();
  const usual = csv(columns, [plain("a", { Title: "Kännchen" }), plain("b", { Title: "Größe" })]);
  expect(noteOf(await importFile(s, usual))).toEqual([]);
  const damaged = Buffer.concat([Buffer.from(usual), Buffer.from("c,Caf\xe9,C,1,,\n", "latin1")]);
  const job = await importFile(s, damaged);
  expect([noteOf(job), lines(job)]).toEqual([[], [[4, "NOT_UTF8"]]]);
  const given = await importFile(s, damaged, { encoding: "WINDOWS_1252", dryRun: true });
  expect([noteOf(given), lines(given)]).toEqual([["The file is read in Windows-1252."], []]);
});

test.each([
  ["1.234,50", "1234.50"],
  ["12.345.678,5", "12345678.50"],
  ["1 234,50", "1234.50"],
  ["1\u00a0234,50", "1234.50"],
  ["1\u202f234,50", "1234.50"],
  ["1'234.50", "1234.50"],
  ["1’234.50", "1234.50"],
  ["1,234.50", "1234.50"],
  ["1.234.567", "1234567.00"],
  ["1 234", "1234.00"],
  ["0,500", "0.50"],
  [",5", "0.50"],
])("the price %s is taken as %s", async (written, decimal) => {
  const s = await shop();
  const job = await importFile(s, table([written]));
  expect(job.refused.nodes).toEqual([]);
  expect(await priceOf(s, "P-0")).toBe(decimal);
});

test("1.234 beside decimal commas is refused by line and names --decimal, which then reads it", async () => {
  const s = await shop();
  const content = table(["9,90", "1.234", "1.234,50", "12,5"]);
  const job = await importFile(s, content);
  expect(lines(job)).toEqual([[3, "DECIMAL_SIGN"]]);
  expect(job.refused.nodes[0]).toMatchObject({
    column: "Variant Price",
    message: '"1.234" can be read in two ways: --decimal comma takes it as 1234, --decimal point as 1.234.',
  });
  const given = await importFile(s, content, { decimalSign: "COMMA" });
  expect(lines(given)).toEqual([]);
  expect(await Promise.all(["P-0", "P-1", "P-2", "P-3"].map((sku) => priceOf(s, sku)))).toEqual([
    "9.90",
    "1234.00",
    "1234.50",
    "12.50",
  ]);
});

test("both signs in one file: the lines with the rarer one are refused, all with a sign if none is rarer", async () => {
  const s = await shop();
  const job = await importFile(s, table(["9,90", "8,50", "7.90", "6"]));
  expect(lines(job)).toEqual([[4, "DECIMAL_SIGN"]]);
  expect(job.refused.nodes[0]?.message).toContain("--decimal comma or --decimal point");
  expect(lines(await importFile(s, table(["9,90", "7.90", "6"])))).toEqual([
    [2, "DECIMAL_SIGN"],
    [3, "DECIMAL_SIGN"],
  ]);
  expect(lines(await importFile(s, table(["9,90", "8,50", "7.90"]), { decimalSign: "POINT" }))).toEqual([
    [2, "DECIMAL_SIGN"],
    [3, "DECIMAL_SIGN"],
  ]);
});

test.each([
  [["1.234"], ";", [[2, "DECIMAL_SIGN"]]],
  [["1,234"], ";", [[2, "DECIMAL_SIGN"]]],
  [["12.000", "15"], "\t", [[2, "DECIMAL_SIGN"]]],
  [["9.90", "1,234"], ";", [[3, "DECIMAL_SIGN"]]],
  [["9.90", "12.000"], ";", []],
  [["12.000"], ",", []],
  [["9,905", "9,90"], ";", [[2, "TOO_PRECISE"]]],
  [["1,23,4", "9,90"], ";", [[2, "NOT_AN_AMOUNT"]]],
  [["01.234", "9,90", "8,90"], ";", [[2, "DECIMAL_SIGN"]]],
  [["-9,90"], ";", [[2, "NOT_AN_AMOUNT"]]],
])("prices %j between %j are refused where they are not clear: %j", async (prices, separator, refused) => {
  const s = await shop();
  expect(lines(await importFile(s, table(prices, separator)))).toEqual(refused);
});

test("weights and units are read with the decimal sign of the file", async () => {
  const s = await shop();
  const all = "Handle;Title;Variant SKU;Variant Grams;Variant Inventory Tracker;Variant Inventory Qty;Variant Price\n";
  const job = await importFile(
    s,
    `${all}a;A;A;1.250,4;shopify;12,0;9,90\nb;B;B;1.250;shopify;-3,0;9,90\nc;C;C;5;shopify;1.000;1\n`,
  );
  expect(job.refused.nodes.map(({ line, column, code }) => [line, column, code])).toEqual([
    [3, "Variant Grams", "DECIMAL_SIGN"],
    [4, "Variant Inventory Qty", "DECIMAL_SIGN"],
  ]);
  const { data } = await s.query('{ variant(sku: "A") { weightGrams onHand } }', {}, manager);
  expect(data).toEqual({ variant: { weightGrams: 1250, onHand: 12 } });
});

test("only numbers that the import reads tell the sign: a stock list does not look at prices", async () => {
  const s = await shop();
  await importFile(s, table(["9,90"]));
  const list = "Variant SKU;Variant Price;Variant Inventory Qty\nP-0;9,90;7,0\n";
  const job = await importFile(s, list.replace("9,90", "9.90"), { kind: "STOCK" });
  expect(lines(job)).toEqual([]);
  const prices = await importFile(s, "Variant SKU\tVariant Price\nP-0\t1.299,95\n", { kind: "PRICES" });
  expect([lines(prices), await priceOf(s, "P-0")]).toEqual([[], "1299.95"]);
});

test("a broken quote, a line break in a cell and a wrong width are reported with their lines between semicolons too", async () => {
  const s = await shop();
  const content =
    'Handle;Title;Body (HTML);Variant SKU;Variant Price\r\na;A;"one\r\ntwo; three";A;9,90\r\nb;"B"x;;B;1,50\r\nc;C;C;1\r\nd;D;;D;x\r\n';
  expect(lines(await importFile(s, content))).toEqual([
    [4, "BROKEN_QUOTES"],
    [5, "WRONG_WIDTH"],
    [6, "NOT_AN_AMOUNT"],
  ]);
});

test("true and false are read as a spreadsheet writes them in another language", async () => {
  const s = await shop();
  const job = await importFile(
    s,
    "Handle;Title;Published;Status;Variant SKU;Variant Price\na;A;WAHR;active;A;9,90\nb;B;FAUX;active;B;9,90\n",
  );
  expect(lines(job)).toEqual([]);
  const { data } = await s.query('{ a: product(slug: "a") { status } b: product(slug: "b") { status } }', {}, manager);
  expect(data).toEqual({ a: { status: "ACTIVE" }, b: { status: "DRAFT" } });
});

test("a number behind an apostrophe is that number: a SKU keeps its zeros and all its digits", async () => {
  const s = await shop();
  const skus = ["'4006381333931", "'007", "'12345678901234567890", "'=1", "'2026-01-02"];
  const rows = skus.map((sku, index) => `p-${index};'90s party;${sku};9,90\n`);
  expect(lines(await importFile(s, `Handle;Title;Variant SKU;Variant Price\n${rows.join("")}`))).toEqual([]);
  for (const sku of skus) expect(await priceOf(s, sku.slice(1))).toBe("9.90");
  const { data } = await s.query('{ product(slug: "p-0") { title } }', {}, manager);
  expect(data).toEqual({ product: { title: "'90s party" } });
});

test("given separator, encoding and sign are used, kept with the job, and refused for JSON Lines", async () => {
  const s = await shop();
  const given = { separator: "SEMICOLON", encoding: "UTF_16", decimalSign: "POINT" };
  const job = await importFile(s, Buffer.from(table(["1,234.50", "1,234"]), "utf16le"), given);
  expect([lines(job), await priceOf(s, "P-1")]).toEqual([[], "1234.00"]);
  const query = "query ($id: ID!) { importJob(id: $id) { separator encoding decimalSign } }";
  expect((await s.query(query, { id: job.id }, manager)).data).toEqual({ importJob: given });
  expect(await importFile(s, table(["1.50"]), { separator: "COMMA" })).toMatchObject({ state: "FAILED" });
  const uploadId = await upload(s, '{"handle":"a","title":"A"}\n', { contentType: "application/jsonl" });
  const input = { uploadId, kind: "PRODUCTS", format: "JSON_LINES", idempotencyKey: "json", ...given };
  const refused = await change(s, "importStart", input, "... on ValidationError { problems { path code } }");
  expect(refused).toMatchObject({
    problems: ["encoding", "separator", "decimalSign"].map((name) => ({
      path: ["input", name],
      code: "NOT_FOR_FORMAT",
    })),
  });
});
