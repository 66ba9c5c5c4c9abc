/** The replay of the real file, which is not in this repository: without it these tests are skipped, and in CI they fail. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { requireFile } from "@hansa/kit/testing";
import { afterAll, expect, test } from "vitest";
import { findFreePorts } from "../../../cli/host/processes/ports.ts";
import { root } from "../../../cli/host/shop.mjs";
import { cartLinesOf, readInvoices, totalOf } from "../../replay/file/invoices.ts";
import { fileName, readRows } from "../../replay/file/rows.ts";
import { expectInvoices } from "../../replay/verifier/expected-invoices.ts";
import { replay } from "../support/replay-commands.ts";

const data = path.resolve(root, "../shared/data/online-retail");
const stores = mkdtempSync(path.join(tmpdir(), "hansa-replay-real-"));
afterAll(() => rmSync(stores, { recursive: true }));

test("the whole year has the invoices, customers and dirt that its provenance counts", async (context) => {
  requireFile(context, path.join(data, fileName), process.env);
  const { invoices, belowOnePenny } = await readInvoices(readRows(data));
  const lines = invoices.flatMap((invoice) => invoice.lines);
  expect(invoices).toHaveLength(18_532);
  expect(lines.length + belowOnePenny.length).toBe(397_884);
  expect(belowOnePenny).toHaveLength(4);
  expect(new Set(invoices.map(({ customer }) => customer)).size).toBe(4_338);
  expect(new Set([...lines, ...belowOnePenny].map(({ code }) => code)).size).toBe(3_665);
  // One of the 61 of the file has its second price below a penny.
  expect(invoices.filter(sellsOneCodeAtTwoPrices)).toHaveLength(60);

  const expected = expectInvoices(data, Number.POSITIVE_INFINITY);
  expect(expected.map(({ number, lines, total }) => `${number} ${lines.size} ${total}`)).toEqual(
    invoices.map((invoice) => `${invoice.number} ${cartLinesOf(invoice).length} ${totalOf(invoice)}`),
  );
});

test("twenty real invoices go through a shop without a penny's difference", async (context) => {
  requireFile(context, path.join(data, fileName), process.env);
  const place = { port: await findFreePorts(28_000), data: stores };
  const { code, lastLine } = await replay(place, "--data", data, "--orders", "20");
  expect(lastLine).toBe("replay: 20 invoices, 175 lines, 532014 pence, 0 cancellations, 0 differences");
  expect(code).toBe(0);
});

function sellsOneCodeAtTwoPrices({ lines }: { lines: { code: string; pence: number }[] }): boolean {
  const codes = new Set(lines.map(({ code }) => code));
  return new Set(lines.map(({ code, pence }) => `${code} ${pence}`)).size > codes.size;
}
