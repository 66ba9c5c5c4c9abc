/** A taxed replay of made-up invoices: both months close, and the verifier finds every later change of the books. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { type MadeUpRow, writeInvoices } from "./support/made-up-invoices.ts";
import { replay, verifyTaxed } from "./support/replay-commands.ts";
import { tamper } from "./support/replayed-invoices.ts";

const folder = mkdtempSync(path.join(tmpdir(), "hansa-taxed-"));
const invoices = path.join(folder, "invoices");
const stores = path.join(folder, "stores");

/** Twelve sales of three codes, one of each tax class, to three customers, and five cancellations in between, and one after all sales. */
const rows: MadeUpRow[] = Array.from({ length: 12 }, (_, index): MadeUpRow[] => {
  const at = (minute: number) =>
    `2020-03-01 ${String(8 + index).padStart(2, "0")}:${String(minute).padStart(2, "0")}:00`;
  const customer = String(11 + (index % 3));
  const sold: MadeUpRow[] = [
    [`${700 + index}`, "A", 3 + index, at(0), "3.33", customer, "ANCHOR"],
    [`${700 + index}`, "B", 7, at(0), "0.85", customer, "BUOY"],
    [`${700 + index}`, "C", 2, at(0), "11.99", customer, "CHART"],
  ];
  const code = "ABC".charAt(index % 3);
  return index % 2 === 0 ? sold : [...sold, [`C${800 + index}`, code, -2, at(30), "1", customer, "BACK"]];
}).flat();

beforeAll(() => {
  mkdirSync(invoices);
  writeInvoices(invoices, rows);
});
afterAll(() => rmSync(folder, { recursive: true }));

test("both months close: invoices less credit notes are report and ledger, by rate", async () => {
  // The shop of the replay takes no setting of another one.
  onTestFinished(() => void vi.unstubAllEnvs());
  vi.stubEnv("HANSA_STOREFRONT_URL", "foreign");
  const { code, output, lastLine } = await replay({ port: 27_900, data: stores }, "--taxed", "--data", invoices);
  expect(lastLine, output).toBe("taxed: 12 invoices, 5 credit notes, 2 months, 0 differences");
  expect(output).toMatch(/^2026-01: \d+ invoiced, \d+ credited, \d+ in report and ledger/m);
  expect(output).toMatch(/^2026-02: \d+ invoiced, \d+ credited, \d+ in report and ledger/m);
  expect(code).toBe(0);
});

test.each([
  [
    "a tax of a credit note",
    "orders",
    "UPDATE tax_documents SET taxes = replace(taxes, '\"amountMinor\":', '\"amountMinor\":1') WHERE kind = 'CREDIT_NOTE' AND sequence = 1",
  ],
  ["an invoice that is gone", "orders", "DELETE FROM tax_documents WHERE kind = 'INVOICE' AND sequence = 3"],
  [
    "a credit note that counts in the other month",
    "orders",
    "UPDATE tax_documents SET issued_at = issued_at + 3000000000 WHERE kind = 'CREDIT_NOTE' AND sequence = 1",
  ],
  [
    "a movement of the ledger in the other month",
    "payments",
    "UPDATE ledger_entries SET at = at + 3000000000 WHERE seq = (SELECT min(seq) FROM ledger_entries WHERE account = 'provider')",
  ],
  [
    "a capture of another amount",
    "payments",
    "UPDATE ledger_entries SET amount_minor = amount_minor + 1 WHERE seq = (SELECT min(seq) FROM ledger_entries WHERE account = 'provider')",
  ],
])("%s is found", async (_what, store, statement) => {
  const { code, lastLine } = await verifyTaxed(invoices, tamper(stores, store, statement));
  expect(lastLine).not.toMatch(/ 0 differences$/);
  expect(code).toBe(1);
});
