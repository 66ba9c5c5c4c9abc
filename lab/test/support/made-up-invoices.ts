/** A small file in the form of online-retail.csv.gz, with every kind of row that the real one has; all of it is made up. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";

const header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country";

/** One row: invoice, code, quantity, time, price, customer, and what is said of it. */
type MadeUpRow = readonly [string, string, number, string, string, string, string?];

/** Ten invoices can be sold, 700 to 702 and 706 to 712, to four customers; the other rows cannot. */
const madeUpRows: readonly MadeUpRow[] = [
  ["701", "T1", 3, "2020-03-01 09:00:00", "1.25", "11", 'A "GOOD" TIN, SMALL'],
  ["701", "T1", 3, "2020-03-01 09:00:00", "1.25", "11", 'A "GOOD" TIN, SMALL'],
  ["701", "T1", 1, "2020-03-01 09:00:00", "0.85", "11", "TIN, DENTED"],
  ["702", "T2b", 80_000, "2020-03-01 09:05:00", "0.29", "12", "THREAD"],
  ["702", "T2B", 2, "2020-03-01 09:06:00", "4.1", "12", "BUTTONS"],
  ["C703", "T1", -4, "2020-03-01 09:10:00", "1.25", "11", "TIN"],
  ["C703", "T9", -1, "2020-03-01 09:10:00", "1.25", "11", "NEVER BOUGHT"],
  ["704", "T3", 5, "2020-03-01 09:20:00", "3", "", "UNKNOWN BUYER"],
  ["A705", "B", 1, "2020-03-01 09:21:00", "-500.5", "", "BAD DEBT"],
  ["705", "T3", -7, "2020-03-01 09:22:00", "0", "", "MISSING"],
  ["700", "PADS", 1, "2020-03-01 08:00:00", "0.001", "13", "PADS"],
  ["700", "T3", 4, "2020-03-01 08:00:00", "3", "13", "LAMP"],
  ["700", "T4", 1, "2020-03-01 08:00:00", "0", "13", "A GIFT"],
  ["706", "POST", 1, "2020-03-01 10:00:00", "18", "13", "POSTAGE"],
  ["707", "T1", 2, "2020-03-01 10:05:00", "1.25", "14", "TIN"],
  ["708", "T3", 1, "2020-03-01 10:05:00", "3", "11", "LAMP"],
  ["709", "T1", 9, "2020-03-01 10:30:00", "1.25", "11", "TIN"],
  ["710", "T5", 1, "2020-03-01 10:40:00", "8142.75", "14", "MACHINE"],
  ["711", "T5", 1, "2020-03-01 10:41:00", "8142.75", "14", "MACHINE"],
  ["712", "T1", 1, "2020-03-01 10:45:00", "1.25", "12", "TIN"],
  ["C713", "T1", -5, "2020-03-01 11:30:00", "1.25", "11", "TIN"],
];

/** Writes the rows as the file in this folder. */
export function writeInvoices(folder: string, rows: readonly MadeUpRow[] = madeUpRows): void {
  const lines = rows.map(([invoice, code, quantity, at, price, customer, description = ""]) => {
    const quoted = /[",]/.test(description) ? `"${description.replaceAll('"', '""')}"` : description;
    return [invoice, code, quantity, quoted, at, price, customer, "Norway"];
  });
  const ordered = lines.map(([invoice, code, quantity, said, ...rest]) => [invoice, code, said, quantity, ...rest]);
  writeFileSync(
    path.join(folder, "online-retail.csv.gz"),
    gzipSync(`${[header, ...ordered.map((line) => line.join(","))].join("\n")}\n`),
  );
}
