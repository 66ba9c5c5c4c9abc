/** Tests of a scaled shop: its copies belong together over all stores. */
import { expect, test } from "vitest";
import { storeFile } from "../../cli/host/shop.mjs";
import { shopServices } from "../../cli/host/shop-services.ts";
import { closeStores, openStores } from "../../cli/testing/scaled-shop/stores.ts";
import { scaledShop } from "./support/scaled-shop.ts";

test("a scaled shop refers to nothing that is missing, has its search texts and no mark left", () => {
  const stores = openStores(scaledShop());
  const count = (name: (typeof shopServices)[number], sql: string) => stores[name].prepare(sql).pluck().get();
  for (const name of shopServices) expect(stores[name].pragma("foreign_key_check")).toEqual([]);
  const products = count("products", "SELECT count(*) FROM products");
  expect(products).toBe(3 * Number(count("products", "SELECT count(*) FROM products WHERE search_row < 10000")));
  expect(count("products", "SELECT count(*) FROM product_search")).toBe(products);
  expect(count("products", "SELECT count(*) FROM product_search WHERE product_search MATCH '\"0002\"'")).toBe(
    Number(products) / 3,
  );
  expect(count("orders", "SELECT count(*) FROM orders")).toBe(17 * 12);
  for (const [name, table, columns] of [
    ["orders", "orders", "id || number || email || customer_id || shipping_address"],
    ["orders", "line_counters", "line_id || order_id || units"],
    ["payments", "payments", "id || order_id || order_number || provider_ref"],
    ["products", "products", "id || slug || title || description_html"],
    ["users", "users", "id || email || search_text"],
  ] as const) {
    expect(count(name, `SELECT count(*) FROM ${table} WHERE ${columns} GLOB '*[' || char(1, 2, 3) || ']*'`)).toBe(0);
  }
  closeStores(stores);
});

test("copies of an order, its customer and its payment belong together", () => {
  const data = scaledShop();
  const stores = openStores(data);
  stores.orders.exec(
    `ATTACH '${storeFile(data, "users")}' AS users; ATTACH '${storeFile(data, "payments")}' AS payments`,
  );
  stores.orders.exec(`ATTACH '${storeFile(data, "products")}' AS products`);
  const missing = (table: string, reference: string, owner: string) =>
    stores.orders
      .prepare(
        `SELECT count(*) FROM ${table} WHERE ${reference} IS NOT NULL AND ${reference} NOT IN (SELECT id FROM ${owner})`,
      )
      .pluck()
      .get();
  expect(missing("orders", "customer_id", "users.users")).toBe(0);
  expect(missing("payments.payments", "order_id", "main.orders")).toBe(0);
  expect(missing("order_lines", "variant_id", "products.variants")).toBe(0);
  expect(missing("products.reviews", "author_id", "users.users")).toBe(0);
  closeStores(stores);
});
