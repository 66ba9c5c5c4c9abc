/** `npm run hansa -- export --for excel`: a file that Excel opens in the shop's country, and that changes nothing when it is brought back. */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runExport } from "../../../commands/export/run.ts";
import { sheetOf } from "../../../commands/export/sheet.ts";
import { exportCommand, exportOptions, importCommand, importOptions } from "../../../commands/import/options.ts";
import { runImport } from "../../../commands/import/run.ts";
import { changeSettings } from "../../../testing/shop-limits.ts";
import { openBehindRouter, type RunningShop } from "./support/shop-behind-router.ts";

let running: RunningShop;
beforeAll(async () => {
  running = await openBehindRouter(["EUR", "KWD", "JPY"]);
  const prices = (amount: string) => [
    { currency: "EUR", amount },
    { currency: "KWD", amount: "1.250" },
    { currency: "JPY", amount: "1234" },
  ];
  const product = (handle: string, title: string, sku: string, amount: string) => {
    const variants = [{ sku, prices: prices(amount), stock: 1_250, weightGrams: 1_250, options: { Size: "07" } }];
    return { type: "product", handle, title, status: "ACTIVE", options: ["Size"], variants, ...more };
  };
  const more = { descriptionHtml: "<p>Größe; „9,90“</p>\n<p>Řeka</p>" };
  const lines = [
    product("mug", "Mug; large", "4006381333931", "1234.50"),
    product("bond", "007", "007", "9.90"),
    product("novel", "1984", "12345678901234567890", "9.00"),
    product("decade", "'90", "'1/2", "0.05"),
    product("sum", "=1+1", "-1", "10.00"),
    product("may-2024", "TRUE", "MAR1", "9.90"),
    product("dec-24", "Mug,=1+1", "'SEPT2", "9.90"),
  ];
  const file = path.join(running.folder, "catalogue.jsonl");
  writeFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  expect(await brought(file)).toMatchObject({ code: 0 });
});
afterAll(() => running?.close());

/** Imports a file as the command does. */
async function brought(file: string, ...options: string[]): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = [];
  const given = importCommand.parse([file, ...options], { from: "user" }).opts();
  const code = await runImport(running.staff, importOptions(given, file), (line) => lines.push(line));
  return { code, lines };
}

async function exported(name: string, options: Partial<Parameters<typeof runExport>[1]> = {}): Promise<string> {
  const file = path.join(running.folder, name);
  const usual = { file, format: "SHOPIFY_CSV", currency: "EUR", isForExcel: true } as const;
  await runExport(running.staff, { ...usual, ...options });
  return file;
}

const cellsOf = (text: string, handle: string) =>
  text
    .split("\n")
    .find((row) => row.startsWith(handle))
    ?.split(";");

test("it has a byte order mark, semicolons, decimal commas, and apostrophes before numbers that are text", async () => {
  const text = readFileSync(await exported("german.csv"), "utf8");
  expect(text.startsWith("\ufeffHandle;Title;Body (HTML);")).toBe(true);
  expect(text).toContain('mug;"Mug; large";"<p>Größe; „9,90“</p>');
  for (const cell of ["'4006381333931", "'007", "'12345678901234567890", "''1/2", "'-1", '"1234,50"', '"9,00"', "1250"])
    expect(text).toContain(`;${cell};`);
  expect(cellsOf(text, "bond")?.[1]).toBe("'007");
  expect(cellsOf(text, "novel")?.[1]).toBe("1984");
  expect(cellsOf(text, "decade")?.[1]).toBe("''90");
  expect(cellsOf(text, "'may-2024")?.[1]).toBe("'TRUE");
  for (const cell of ["'MAR1", "''SEPT2", "TRUE"]) expect(text).toContain(`;${cell};`);
});

test("text with any separator is quoted, so that a spreadsheet that splits elsewhere does not find a formula at a cell's start", async () => {
  const text = readFileSync(await exported("quoted.csv"), "utf8");
  expect(cellsOf(text, "'dec-24")?.[1]).toBe('"Mug,=1+1"');
  const plain = readFileSync(await exported("plain.csv", { isForExcel: false }), "utf8");
  expect(plain).toContain('mug,"Mug; large",');
  expect(plain).toContain("\nmay-2024,TRUE,");
});

test.each([
  ["DE", "EUR", {}],
  ["GB", "EUR", {}],
  ["DE", "KWD", {}],
  ["KW", "KWD", {}],
  ["DE", "KWD", { separator: "comma" }],
  ["DE", "KWD", { isForExcel: false }],
  ["DE", "KWD", { isForExcel: false, separator: "semicolon" }],
  ["DE", "JPY", {}],
  ["DE", "EUR", { separator: "tab" }],
  ["US", "EUR", { separator: "comma" }],
  ["DE", "EUR", { isForExcel: false }],
  ["DE", "EUR", { isForExcel: false, separator: "semicolon" }],
] as const)("brought back into a shop of %s in %s, it changes nothing: %j", async (country, currency, options) => {
  await changeSettings(running.shop, { country });
  const file = await exported("back.csv", { currency, ...options });
  const { code, lines } = await brought(file, "--currency", currency);
  expect([code, lines.at(-1)]).toEqual([0, "products: 0 new, 0 changed, 7 unchanged; 0 of 7 rows refused."]);
  await changeSettings(running.shop, { country: "DE" });
});

/** The text as Excel saves it: without zeros behind the sign, and with TRUE in the language of its user. */
function savedByExcel(text: string, separator: string): string {
  const [before, after] = [`(?<=${separator})`, `(?=${separator})`];
  return text
    .replaceAll(/"(\d+,\d+)"/g, "$1")
    .replaceAll(new RegExp(`${before}(\\d+,\\d*?)0+${after}`, "g"), (_cell, number: string) => number.replace(/,$/, ""))
    .replaceAll(`${separator}TRUE${separator}`, `${separator}WAHR${separator}`)
    .replace("\ufeff", "")
    .replaceAll("active\n", "active\r\n");
}

test("saved by Excel as CSV, or as Unicode text with tabs, it changes nothing", async () => {
  const unchanged = "products: 0 new, 0 changed, 7 unchanged; 0 of 7 rows refused.";
  const file = path.join(running.folder, "saved.txt");
  const csv = savedByExcel(readFileSync(await exported("sheet.csv"), "utf8"), ";");
  for (const cell of ["1234,5", "9", "WAHR"]) expect(csv).toContain(`;${cell};`);
  writeFileSync(file, csv);
  expect((await brought(file)).lines.at(-1)).toBe(unchanged);
  const tabs = savedByExcel(readFileSync(await exported("sheet.csv", { separator: "tab" }), "utf8"), "\t");
  writeFileSync(file, `\ufeff${tabs}`, "utf16le");
  const { lines } = await brought(file);
  expect(lines.at(-1)).toBe(unchanged);
  expect(lines).toContain(
    "note: line 1: The file is read in UTF-16, with tabs between its cells, and with decimal commas.",
  );
});

test("numbers that can be read in two ways are refused, and --decimal reads them", async () => {
  const file = path.join(running.folder, "prices.csv");
  writeFileSync(file, "Variant SKU;Variant Price\n'4006381333931;1.234\n007;9,90\n");
  const refused = await brought(file, "--kind", "prices");
  expect(refused.code).toBe(1);
  expect(refused.lines).toContain(
    'line 2, column "Variant Price": "1.234" can be read in two ways: --decimal comma takes it as 1234, --decimal point as 1.234.',
  );
  const given = [
    "--kind",
    "prices",
    "--decimal",
    "comma",
    "--separator",
    "semicolon",
    "--encoding",
    "utf-8",
    "--dry-run",
  ];
  expect(await brought(file, ...given)).toMatchObject({ code: 0 });
});

test.each([
  ["DE", ","],
  ["AT", ","],
  ["FR", ","],
  ["PL", ","],
  ["BR", ","],
  ["NO", ","],
  ["CH", "."],
  ["LI", "."],
  ["GB", "."],
  ["IE", "."],
  ["US", "."],
  ["JP", "."],
  ["MX", "."],
  ["SA", "."],
])("a shop in %s writes %s as its decimal sign", (country, sign) => {
  expect(sheetOf({ isForExcel: true }, country)).toMatchObject({ separator: ";", decimalSign: sign });
});

test("JSON Lines are for no spreadsheet", () => {
  const given = exportCommand.parse(["x.jsonl", "--for", "excel"], { from: "user" });
  expect(() => exportOptions(given.opts(), "x.jsonl")).toThrow("for a CSV");
});
