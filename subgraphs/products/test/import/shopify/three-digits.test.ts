/** Decimal signs in a currency with three digits: thousands and decimals look the same there, and are not guessed. */
import { expect, test } from "vitest";
import { csv, importFile, type Job } from "../../support/imports.ts";
import { manager, type Shop, shop } from "../../support/shop.ts";

const columns = ["Handle", "Title", "Variant SKU", "Variant Price"];

/** A file with a row for each price, from line 2. */
function table(prices: readonly string[], separator: string): string {
  const rows = prices.map((price, at) => ({
    Handle: `p-${at}`,
    Title: "P",
    "Variant SKU": `P-${at}`,
    "Variant Price": price,
  }));
  return csv(columns, rows, separator);
}

const lines = ({ refused }: Job) => refused.nodes.map(({ line, code }) => [line, code]);

async function pricesOf(s: Shop, currency: string, count: number): Promise<unknown[]> {
  const query =
    "query ($sku: String!, $currency: CurrencyCode!) { variant(sku: $sku) { price(currency: $currency) { decimal } } }";
  return Promise.all(
    Array.from({ length: count }, async (_, at) => {
      const { data } = await s.query(query, { sku: `P-${at}`, currency }, manager);
      return Object(data).variant?.price?.decimal ?? null;
    }),
  );
}

test.each(["KWD", "BHD", "JOD", "OMR", "TND"])(
  "thousands of %s in a plain file are refused by line with both readings, not sold for a thousandth",
  async (currency) => {
    const s = await shop({ currencies: [currency] });
    const content = table(["250", "1,250", "12,500", "999"], ",");
    const job = await importFile(s, content);
    expect(lines(job)).toEqual([
      [3, "DECIMAL_SIGN"],
      [4, "DECIMAL_SIGN"],
    ]);
    expect(job.refused.nodes[0]?.message).toBe(
      '"1,250" can be read in two ways: --decimal comma takes it as 1.250, --decimal point as 1250.',
    );
    const given = await importFile(s, content, { decimalSign: "POINT" });
    expect([lines(given), await pricesOf(s, currency, 4)]).toEqual([
      [],
      ["250.000", "1250.000", "12500.000", "999.000"],
    ]);
  },
);

const refused = null;

test.each([
  ["the usual format, commas and points", ["1.250", "12.500"], ",", ["1.250", "12.500"]],
  ["no proof between semicolons", ["1.250", "1,250"], ";", [refused, refused]],
  ["one proof of a comma", ["1,250", "12,5"], ";", ["1.250", "12.500"]],
  ["one proof of a comma by a zero before it", ["1,250", "0,750"], ";", ["1.250", "0.750"]],
  ["one proof of a comma by a fourth digit", ["1,250", "12,5000"], ";", ["1.250", "12.500"]],
  ["one proof of a point beside thousands", ["250.5", "1,250", "12,500"], ",", ["250.500", refused, refused]],
  ["the usual sign beside thousands", ["250.500", "1,250", "12,500"], ",", ["250.500", refused, refused]],
  ["one proof of a point between tabs", ["250.5", "1,250", "12,500"], "\t", ["250.500", refused, refused]],
])("%s: %j", async (_what, prices, separator, taken) => {
  const s = await shop({ currencies: ["KWD"] });
  const job = await importFile(s, table(prices, separator));
  expect(lines(job)).toEqual(taken.flatMap((price, at) => (price === refused ? [[at + 2, "DECIMAL_SIGN"]] : [])));
  expect(await pricesOf(s, "KWD", prices.length)).toEqual(taken);
});
