/** A replay of made-up invoices through five real processes, and the verifier on manipulated stores. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findFreePorts } from "../../cli/host/processes/ports.ts";
import { processFolder, storeFile } from "../../cli/host/shop.mjs";
import { loadDriver } from "../../cli/host/sqlite.mjs";
import { writeInvoices } from "./support/made-up-invoices.ts";
import { type Place, replay, verify } from "./support/replay-commands.ts";

const Database = loadDriver();

const folder = mkdtempSync(path.join(tmpdir(), "hansa-replay-"));
const invoices = path.join(folder, "invoices");
const stores = path.join(folder, "stores");
const agreed = "replay: 10 invoices, 12 lines, 3955005 pence, 1 cancellations, 0 differences";
let place: Place = { port: 0, data: stores };

beforeAll(async () => {
  place = { port: await findFreePorts(26_500), data: stores };
  mkdirSync(invoices);
  writeInvoices(invoices);
});
afterAll(() => rmSync(folder, { recursive: true }));

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
  ["a line of an order", "orders", "DELETE FROM order_lines WHERE sku = 'T1/0.85'"],
  ["an order", "orders", "DELETE FROM orders WHERE number = (SELECT min(number) FROM orders)"],
  ["a payment", "payments", "DELETE FROM payments WHERE amount_minor = 835"],
  ["an entry of the ledger", "payments", "DELETE FROM ledger_entries WHERE amount_minor = 835"],
  ["the line of a reservation", "products", "DELETE FROM reservation_lines WHERE quantity = 80000"],
  ["a shelf", "products", "DELETE FROM stock_levels WHERE on_hand - committed = 1000000 - 80000"],
  ["a cancellation", "orders", "UPDATE line_counters SET cancelled = 0 WHERE cancelled = 4"],
  ["goods that can be sold again", "products", "DELETE FROM commitment_ends WHERE outcome = 'cancelled'"],
  ["a sales fact", "orders", "DELETE FROM sales_facts WHERE total_minor = 85"],
  ["a product", "products", "DELETE FROM products WHERE slug = 'replay-t3'"],
  ["a product's sales", "products", "DELETE FROM sales WHERE units = 80000"],
  ["an account", "users", "DELETE FROM users WHERE email LIKE 'customer-13@%' AND created_at > 0"],
])("%s that is gone is found", async (_what, store, statement) => {
  const tampered = tamper(store, statement);
  const { code, output, lastLine } = await verify(invoices, tampered);
  // Customer 13 has two invoices; everything else is one fact.
  const differences = store === "users" ? 2 : 1;
  expect(lastLine).toBe(agreed.replace(/0 differences$/, `${differences} differences`));
  expect(output.trimEnd().split("\n")).toHaveLength(differences + 1);
  expect(code).toBe(1);
});

test.each([
  ["a line twice", "orders", `INSERT INTO order_lines ${copyOf("order_lines", "line_again")} WHERE sku = 'T1/0.85'`],
  [
    "another price",
    "orders",
    "UPDATE order_lines SET unit_price_minor = 86, line_total_minor = 86 WHERE sku = 'T1/0.85'",
  ],
  ["another title", "orders", "UPDATE order_lines SET title = 'TIN, NEW' WHERE sku = 'T1/0.85'"],
  ["another title of a product", "products", "UPDATE products SET title = 'TIN, NEW' WHERE slug = 'replay-t3'"],
  ["a sale of another amount", "orders", "UPDATE sales_facts SET total_minor = 86 WHERE total_minor = 85"],
  ["a refund that was not one", "orders", "UPDATE sales_facts SET refunded_minor = 499 WHERE refunded_minor = 500"],
  ["a best seller", "products", "UPDATE products SET sold_lately = sold_lately + 1 WHERE slug = 'replay-t3'"],
  ["a state", "orders", "UPDATE orders SET state = 'PENDING_PAYMENT' WHERE total_minor = 835"],
  ["a customer", "orders", "UPDATE orders SET customer_id = 'user_x' WHERE total_minor = 835"],
  ["units held", "products", "UPDATE stock_levels SET reserved = 1 WHERE on_hand - committed = 1000000 - 80000"],
])("%s that should not be is found", async (_what, store, statement) => {
  const { code, lastLine } = await verify(invoices, tamper(store, statement));
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

/** Copies the stores and changes one of them behind the shop's back: without its triggers, and without foreign keys. */
function tamper(store: string, statement: string): string {
  const copy = mkdtempSync(path.join(folder, "tampered-"));
  cpSync(stores, copy, { recursive: true });
  const database = new Database(storeFile(copy, store));
  database.pragma("foreign_keys = OFF");
  const triggers = database
    .prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    .all();
  for (const { name } of triggers) database.exec(`DROP TRIGGER "${name}"`);
  expect(database.prepare(statement).run().changes).toBe(1);
  database.close();
  return copy;
}

function copyOf(table: string, id: string): string {
  const columns =
    "order_id, position, variant_id, product_id, sku, title, unit_price_minor, quantity, line_total_minor";
  return `SELECT '${id}', ${columns}, tax_minor, tax_parts, discount_minor, is_withdrawable FROM ${table}`;
}
