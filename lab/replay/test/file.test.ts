/** The replay and the verifier read the same invoices from a file, by different code. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeInvoices } from "../../test/support/made-up-invoices.ts";
import { matchCancellations } from "../file/cancellations.ts";
import { catalogueOf } from "../file/catalogue.ts";
import { cartLinesOf, readInvoices, totalOf } from "../file/invoices.ts";
import { readRows } from "../file/rows.ts";
import { runConcurrently } from "../shop/concurrency.ts";
import { expectInvoices } from "../verifier/expected-invoices.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "hansa-invoices-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("only rows with a customer become invoices, in chronological order", async () => {
  writeInvoices(folder);
  const { invoices } = await readInvoices(readRows(folder));
  expect(invoices.map(({ number }) => number)).toEqual([
    "700",
    "701",
    "702",
    "706",
    "707",
    "708",
    "709",
    "710",
    "711",
    "712",
  ]);
  expect(invoices[0]?.lines).toEqual([{ code: "T3", description: "LAMP", quantity: 4, pence: 300 }]);
});

test("a row repeated in full is a second line of the invoice, and one line of the cart together with the first", async () => {
  writeInvoices(folder);
  const { invoices } = await readInvoices(readRows(folder));
  const invoice = invoices[1];
  if (invoice === undefined) throw new Error("The second invoice is missing.");
  expect(invoice.lines).toHaveLength(3);
  expect(invoice.lines[0]?.description).toBe('A "GOOD" TIN, SMALL');
  expect(cartLinesOf(invoice)).toEqual([
    { sku: "T1/1.25", pence: 125, quantity: 6 },
    { sku: "T1/0.85", pence: 85, quantity: 1 },
  ]);
  expect(totalOf(invoice)).toBe(835);
});

test("a price with a part of a penny is left out and kept apart", async () => {
  writeInvoices(folder);
  const { belowOnePenny } = await readInvoices(readRows(folder));
  expect(belowOnePenny.map(({ invoice, code, price }) => [invoice, code, price])).toEqual([["700", "PADS", "0.001"]]);
});

test("the first invoices are the earliest, and cancellations count until the last of them", async () => {
  writeInvoices(folder);
  const { invoices, cancellations } = await readInvoices(readRows(folder), 4);
  expect(invoices.map(({ number }) => number)).toEqual(["700", "701", "702", "706"]);
  expect(cancellations.map(({ number, quantity }) => [number, quantity])).toEqual([
    ["C703", 4],
    ["C703", 1],
  ]);
});

test("a cancellation matches the customer's latest earlier order of that code with enough left", async () => {
  writeInvoices(folder, [
    ["1", "T1", 5, "2020-01-01 10:00:00", "2", "11"],
    ["2", "T1", 5, "2020-01-02 10:00:00", "2", "11"],
    ["3", "T1", 9, "2020-01-02 11:00:00", "2", "12"],
    ["4", "T1", 9, "2020-01-09 10:00:00", "2", "11"],
    ["C5", "T1", -3, "2020-01-03 10:00:00", "2", "11"],
    ["C6", "T1", -3, "2020-01-03 11:00:00", "2", "11"],
    ["C7", "T1", -3, "2020-01-03 12:00:00", "2", "11"],
    ["C8", "T1", -1, "2020-01-03 12:00:00", "2", ""],
  ]);
  const { invoices, cancellations } = await readInvoices(readRows(folder));
  const { matched, unmatched } = matchCancellations(invoices, cancellations);
  expect(matched.map(({ cancellation, invoice }) => [cancellation.number, invoice])).toEqual([
    ["C5", "2"],
    ["C6", "1"],
  ]);
  expect(unmatched.map(({ number }) => number)).toEqual(["C7", "C8"]);
});

test("a product is a code, its variants are its prices, and codes that differ in capitals are two products", async () => {
  writeInvoices(folder);
  const catalogue = catalogueOf((await readInvoices(readRows(folder))).invoices);
  expect(catalogue.map(({ code, variants }) => [code, variants.map(({ sku }) => sku)])).toEqual([
    ["T3", ["T3/3.00"]],
    ["T1", ["T1/1.25", "T1/0.85"]],
    ["T2b", ["T2b/0.29"]],
    ["T2B", ["T2B/4.10"]],
    ["POST", ["POST/18.00"]],
    ["T5", ["T5/8142.75"]],
  ]);
  expect(new Set(catalogue.map(({ slug }) => slug)).size).toBe(catalogue.length);
});

test("the verifier, which reads by itself, expects what the replay places and cancels", async () => {
  writeInvoices(folder);
  const { invoices, cancellations } = await readInvoices(readRows(folder), 8);
  expect(invoices).toHaveLength(8);
  const { matched } = matchCancellations(invoices, cancellations);
  expect(matched).toHaveLength(1);
  const cancelled = (number: string, wanted: string) =>
    matched
      .filter(({ invoice, sku }) => invoice === number && sku === wanted)
      .reduce((units, { cancellation }) => units + cancellation.quantity, 0);
  const written = expectInvoices(folder, 8).map(({ number, lines, total }) => [
    number,
    [...lines.values()].map(({ sku, pence, quantity, cancelled: units }) => [sku, pence, quantity, units]),
    total,
  ]);
  expect(written).toEqual(
    invoices.map((invoice) => [
      invoice.number,
      cartLinesOf(invoice).map(({ sku, pence, quantity }) => [sku, pence, quantity, cancelled(invoice.number, sku)]),
      totalOf(invoice),
    ]),
  );
});

test("a row that cannot be read is named, and a missing file is an error", async () => {
  writeInvoices(folder, [
    ["1", "T1", 5, "2020-01-01 10:00:00", "2", "11"],
    ["2", "T1", 5, "yesterday", "2", "11"],
  ]);
  await expect(readInvoices(readRows(folder))).rejects.toThrow("Row 2 of online-retail.csv.gz");
  await expect(readInvoices(readRows(path.join(folder, "elsewhere")))).rejects.toThrow("ENOENT");
});

test("invoices of one customer wait for each other, those of others do not, and a failure stops what has not begun", async () => {
  const log: string[] = [];
  let fail = () => {};
  const failed = new Promise<void>((resolve) => {
    fail = resolve;
  });
  const work = async (item: string): Promise<void> => {
    log.push(`${item} begins`);
    if (item === "a1") await failed;
    log.push(`${item} ends`);
    if (item === "b2") {
      fail();
      throw new Error("b2 failed");
    }
  };
  const placed = runConcurrently(["a1", "a2", "b1", "b2", "c1"], 3, (item) => item.slice(0, 1), work);
  await expect(placed).rejects.toThrow("b2 failed");
  expect(log).toEqual(["a1 begins", "b1 begins", "b1 ends", "b2 begins", "b2 ends", "a1 ends"]);
});
