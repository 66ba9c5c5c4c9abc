/** A replay of made-up invoices through five real processes, and the verifier on stores with one fact less and one changed; `long/` has each. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { processFolder, storeFile } from "../../cli/host/shop.mjs";
import { writeInvoices } from "./support/made-up-invoices.ts";
import { replay, verify } from "./support/replay-commands.ts";
import { agreed, useInvoices } from "./support/replayed-invoices.ts";

const { folder, invoices, stores, place, tamper } = useInvoices(26_500);

test("a replay places every invoice as one confirmed order, and lists what it leaves out", async () => {
  const { code, output, lastLine } = await replay(place, "--data", invoices, "--list");
  expect(output).toContain("left out, no whole number of pence: invoice 700, 1 x PADS at 0.001");
  expect(output).toContain("2 lines are cancellations: 1 take goods off an invoice here, 1 match none:");
  expect(output).toContain("C703 returns 4 x T1/1.25 of invoice 701");
  expect(lastLine).toBe(agreed);
  expect(code).toBe(0);
});

test("the verifier agrees by itself, and says so in its last line", async () => {
  expect(await verify(invoices, stores)).toMatchObject({ code: 0, output: `${agreed}\n` });
});

test.each([
  ["a shelf that is gone", "products", "DELETE FROM stock_levels WHERE on_hand - committed = 1000000 - 80000"],
  ["another title", "orders", "UPDATE order_lines SET title = 'TIN, NEW' WHERE sku = 'T1/0.85'"],
])("%s is found", async (_what, store, statement) => {
  const { code, output, lastLine } = await verify(invoices, tamper(store, statement));
  expect(output.trimEnd().split("\n")).toHaveLength(2);
  expect(lastLine).toBe(agreed.replace(/0 differences$/, "1 differences"));
  expect(code).toBe(1);
});

test("an order without an invoice is found, on its shelf and in its product's sales too", async () => {
  const { code, lastLine } = await verify(invoices, stores, "--orders", "9");
  expect(lastLine).toMatch(/^replay: 9 invoices, 11 lines, \d+ pence, \d cancellations, 3 differences$/);
  expect(code).toBe(1);
});

test("a file without invoices is no success", async () => {
  const empty = path.join(folder, "empty");
  mkdirSync(empty);
  writeInvoices(empty, []);
  expect((await verify(empty, stores)).code).toBe(1);
  expect(await replay(place, "--data", empty)).toMatchObject({ code: 1 });
});

test("a folder with another shop's stores is refused and left as it is", async () => {
  const other = path.join(folder, "other");
  mkdirSync(processFolder(other, "orders"), { recursive: true });
  writeFileSync(storeFile(other, "orders"), "foreign orders");
  const { code, lastLine } = await replay({ ...place, data: other }, "--data", invoices, "--fresh");
  expect(lastLine).toContain("holds a shop that no replay made");
  expect(code).toBe(1);
  expect(readFileSync(storeFile(other, "orders"), "utf8")).toBe("foreign orders");
});
