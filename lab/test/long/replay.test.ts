/** The verifier of a replay finds each kind of manipulation of its stores. */
import { beforeAll, expect, test } from "vitest";
import { replay, verify } from "../support/replay-commands.ts";
import { agreed, useInvoices } from "../support/replayed-invoices.ts";

const { invoices, place, tamper } = useInvoices(26_600);

beforeAll(async () => {
  expect(await replay(place, "--data", invoices)).toMatchObject({ code: 0, lastLine: agreed });
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

function copyOf(table: string, id: string): string {
  const columns =
    "order_id, position, variant_id, product_id, sku, title, unit_price_minor, quantity, line_total_minor";
  return `SELECT '${id}', ${columns}, tax_minor, tax_parts, discount_minor, is_withdrawable FROM ${table}`;
}
