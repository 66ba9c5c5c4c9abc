/** Objects that neither guests nor the customer of the demo may see, found in the stores of a shop. */

import { storeFile } from "../../../cli/host/shop.mjs";
import { loadDriver } from "../../../cli/host/sqlite.mjs";
import type { ServiceName, Shop } from "../../../cli/testing/shop.ts";

/** The statement that finds the id of a hidden thing, and what makes one if the seed has none. */
export type Hidden = { service: Exclude<ServiceName, "router">; id: string; change?: string };
/** A person with an account, and not the customer of the demo. */
const of = (owner: string) => `${owner} LIKE 'user_%' AND ${owner} <> :customer`;

/** Makes a product that is not published. */
export const draft = "UPDATE products SET status = 'DRAFT' WHERE id = (SELECT max(id) FROM products)";

/**
 * For each type of node a statement that finds the id of a thing that neither guests nor the customer of the demo may see, and what makes it
 * such a thing if the seed has none. Null: everybody may see all of them.
 */
export const hidden: Record<string, Hidden | null> = {
  Address: { service: "users", id: `SELECT id FROM addresses WHERE ${of("user_id")}` },
  ApiClient: {
    service: "users",
    change: `INSERT OR IGNORE INTO api_clients (id, display_name, scopes, key_hash, created_by, created_at)
      VALUES ('cli_hidden', 'Hidden', '[]', 'none', 'user_somebody', 0)`,
    id: "SELECT id FROM api_clients",
  },
  AuditEntry: { service: "users", id: "SELECT id FROM audit_log" },
  Cart: { service: "orders", id: `SELECT id FROM carts WHERE ${of("owner_id")}` },
  Checkout: { service: "orders", id: `SELECT id FROM checkouts WHERE ${of("owner_id")}` },
  Collection: null,
  Dispute: {
    service: "payments",
    change: `INSERT OR IGNORE INTO disputes (id, payment_id, provider_ref, amount_minor, currency, reason, state, opened_at)
      SELECT 'disp_hidden', id, 'dp_hidden', 1, currency, 'fraudulent', 'WON', created_at FROM payments LIMIT 1`,
    id: "SELECT id FROM disputes",
  },
  Fulfilment: {
    service: "orders",
    id: `SELECT fulfilments.id FROM fulfilments JOIN orders ON orders.id = order_id WHERE ${of("customer_id")}`,
  },
  ImportJob: {
    service: "products",
    change: `INSERT OR IGNORE INTO import_jobs (id, owner_id, upload_id, file_name, kind, format, currency, dry_run, state, position,
        rows_done, rows_refused, products_created, products_changed, products_unchanged, created_at)
      VALUES ('imp_hidden', 'user_somebody', 'upl_none', 'x.csv', 'STOCK', 'JSON_LINES', 'EUR', 0, 'CANCELLED', 0, 0, 0, 0, 0, 0, 0)`,
    id: "SELECT id FROM import_jobs",
  },
  LedgerEntry: { service: "payments", id: "SELECT 'led_' || seq AS id FROM ledger_entries" },
  Order: { service: "orders", id: `SELECT id FROM orders WHERE ${of("customer_id")}` },
  OrderReturn: {
    service: "orders",
    id: `SELECT returns.id FROM returns JOIN orders ON orders.id = order_id WHERE ${of("customer_id")}`,
  },
  Payment: { service: "payments", id: `SELECT id FROM payments WHERE ${of("customer_id")}` },
  Product: {
    service: "products",
    change: draft,
    id: "SELECT id FROM products WHERE status = 'DRAFT'",
  },
  ProductVariant: {
    service: "products",
    change: draft,
    id: "SELECT variants.id FROM variants JOIN products ON products.id = product_id WHERE products.status = 'DRAFT'",
  },
  Promotion: { service: "orders", id: "SELECT id FROM promotions" },
  Refund: {
    service: "payments",
    id: `SELECT refunds.id FROM refunds JOIN payments ON payments.id = payment_id WHERE ${of("customer_id")}`,
  },
  Review: {
    service: "products",
    change:
      "UPDATE reviews SET status = 'PENDING', author_id = 'user_somebody' WHERE id = (SELECT max(id) FROM reviews)",
    id: "SELECT id FROM reviews WHERE status = 'PENDING'",
  },
  SavedPaymentMethod: {
    service: "payments",
    change: "UPDATE saved_methods SET customer_id = 'user_somebody' WHERE id = (SELECT max(id) FROM saved_methods)",
    id: "SELECT id FROM saved_methods WHERE customer_id = 'user_somebody'",
  },
  Shipment: {
    service: "orders",
    id: `SELECT shipments.id FROM shipments JOIN orders ON orders.id = order_id WHERE ${of("customer_id")}`,
  },
  ShippingMethod: { service: "orders", id: "SELECT id FROM shipping_methods" },
  ShippingZone: { service: "orders", id: "SELECT id FROM shipping_zones" },
  StockMovement: { service: "products", id: "SELECT id FROM stock_ledger" },
  TaxDocument: { service: "orders", id: "SELECT id FROM tax_documents" },
  TaxRate: { service: "orders", id: "SELECT id FROM tax_rates" },
  User: {
    service: "users",
    id: "SELECT id FROM users WHERE id <> :customer AND role = 'CUSTOMER' AND erased_at IS NULL",
  },
};

/** The id of a hidden thing, which the store is asked for. `customer` is the customer of the demo. */
export function idOf(shop: Pick<Shop, "data">, { service, id, change }: Hidden, customer: string): string {
  const Database = loadDriver();
  const store = new Database(storeFile(shop.data, service));
  try {
    if (change) store.prepare(change).run();
    const row: unknown = id.includes(":customer") ? store.prepare(id).get({ customer }) : store.prepare(id).get();
    const found = Object(row).id;
    if (typeof found !== "string") throw new Error(`the seeded shop has nothing for: ${id}`);
    return found;
  } finally {
    store.close();
  }
}
