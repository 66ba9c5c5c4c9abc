/** Reads the stores read-only, with the verifier's own SQL. */

import type { Database as Connection } from "better-sqlite3";
import { storeFile } from "../../../cli/host/shop.mjs";
import { loadDriver } from "../../../cli/host/sqlite.mjs";

const Database = loadDriver();

export type Order = {
  id: string;
  checkout: string;
  customer: string | null;
  email: string | null;
  state: string;
  hold: string | null;
  currency: string;
  subtotal: number;
  shipping: number;
  tax: number;
  total: number;
  /** The first line of the billing address: `Invoice 536365`. */
  label: string | null;
};
type Line = {
  order: string;
  sku: string;
  title: string;
  price: number;
  quantity: number;
  cancelled: number;
  total: number;
  tax: number;
};
type Payment = {
  id: string;
  checkout: string;
  order: string | null;
  state: string;
  captured: number;
  refunded: number;
  pending: number;
  currency: string;
};
/** The ledger's entries of one payment: how many, what they come to, and what the provider holds of it in the end. */
type Posted = { payment: string; entries: number; balance: number; netMinor: number };
type Movement = { checkout: string; sku: string; units: number };
/** Restocked units of a SKU. */
type Restocked = { sku: string; units: number };
/** The sums of the sales facts of one variant in one order; `sku` is null for the facts that belong to no line. */
export type SalesFact = {
  order: string;
  sku: string | null;
  orders: number;
  units: number;
  cancelled: number;
  gross: number;
  discount: number;
  shipping: number;
  tax: number;
  total: number;
  cancelledMinor: number;
  refunded: number;
};
/** Units sold of a product less those that were cancelled, by one of its SKUs, and the part of them that its best-seller rank counts. */
export type ProductSales = { sku: string; title: string; units: number; soldLately: number };
type Shelf = { sku: string; unsold: number; reserved: number; delivered: number };

export type Stores = {
  orders: Order[];
  lines: Line[];
  payments: Payment[];
  posted: Posted[];
  sold: Movement[];
  restocked: Restocked[];
  shelves: Shelf[];
  salesFacts: SalesFact[];
  productSales: ProductSales[];
  /** Whose account an id is, by e-mail address. */
  emails: Map<string, string>;
  /** The same label as an order's, by checkout: it says what an order was when the order itself is gone. */
  labels: Map<string, string>;
};

/** Reads everything that a replay touches. Throws when a store is not there. */
export function readStores(folder: string): Stores {
  const orders = open(folder, "orders");
  const payments = open(folder, "payments");
  const products = open(folder, "products");
  const users = open(folder, "users");
  try {
    const skus = pairs(products, "SELECT id AS key, sku AS value FROM variants");
    return {
      orders: orders
        .prepare<[], Order>(
          `SELECT id, checkout_id AS checkout, customer_id AS customer, email, state, hold_reason AS hold, currency,
                  subtotal_minor AS subtotal, shipping_minor AS shipping, tax_minor AS tax, total_minor AS total,
                  billing_address ->> '$.line1' AS label
             FROM orders ORDER BY number`,
        )
        .all(),
      lines: orders
        .prepare<[], Line>(
          `SELECT l.order_id AS "order", sku, title, unit_price_minor AS price, quantity, c.cancelled, line_total_minor AS total,
                  tax_minor AS tax
             FROM order_lines l LEFT JOIN line_counters c ON c.line_id = l.id ORDER BY l.order_id, position`,
        )
        .all(),
      payments: payments
        .prepare<[], Payment>(
          `SELECT id, checkout_id AS checkout, order_id AS "order", state, captured_minor AS captured, refunded_minor AS refunded,
                  refund_pending_minor AS pending, currency
             FROM payments WHERE captured_minor <> 0 OR state NOT IN ('VOIDED', 'FAILED') ORDER BY id`,
        )
        .all(),
      posted: payments
        .prepare<[], Posted>(
          `SELECT payment_id AS payment, count(*) AS entries, sum(amount_minor) AS balance,
                  sum(amount_minor) FILTER (WHERE account = 'provider') AS netMinor
             FROM ledger_entries GROUP BY payment_id`,
        )
        .all(),
      sold: products
        .prepare<[], Movement>(
          `SELECT l.checkout_id AS checkout, v.sku, l.quantity AS units FROM reservation_lines l
             JOIN reservations r ON r.checkout_id = l.checkout_id JOIN variants v ON v.id = l.variant_id
            WHERE r.state = 'committed' ORDER BY l.checkout_id, v.sku`,
        )
        .all(),
      restocked: products
        .prepare<[], Restocked>(
          `SELECT v.sku, sum(l.units) AS units FROM (
              SELECT variant_id, delta AS units FROM stock_ledger WHERE reason = 'RESTOCKED'
              UNION ALL SELECT variant_id, quantity FROM commitment_ends WHERE outcome = 'cancelled'
            ) l JOIN variants v ON v.id = l.variant_id GROUP BY v.sku ORDER BY v.sku`,
        )
        .all(),
      shelves: products
        .prepare<[], Shelf>(
          `SELECT v.sku, s.on_hand - s.committed AS unsold, s.reserved,
                  coalesce((SELECT sum(delta) FROM stock_ledger l WHERE l.variant_id = v.id AND l.reason NOT IN ('SHIPPED', 'RESTOCKED')), 0) AS delivered
             FROM stock_levels s JOIN variants v ON v.id = s.variant_id ORDER BY v.sku`,
        )
        .all(),
      salesFacts: orders
        .prepare<[], SalesFact & { variant: string | null }>(
          `SELECT order_id AS "order", variant_id AS variant, NULL AS sku, sum(orders) AS orders, sum(units) AS units,
                  sum(units_cancelled) AS cancelled, sum(gross_minor) AS gross, sum(discount_minor) AS discount,
                  sum(shipping_minor) AS shipping, sum(tax_minor) AS tax, sum(total_minor) AS total,
                  sum(cancelled_minor) AS cancelledMinor, sum(refunded_minor) AS refunded
             FROM sales_facts GROUP BY order_id, variant_id`,
        )
        .all()
        .map(({ variant, ...fact }) => ({ ...fact, sku: variant === null ? null : (skus.get(variant) ?? variant) })),
      productSales: products
        .prepare<[], ProductSales>(
          `SELECT min(v.sku) AS sku, p.title, p.sold_lately AS soldLately,
                  coalesce((SELECT sum(units) FROM sales s WHERE s.product_id = p.id), 0) AS units
             FROM products p JOIN variants v ON v.product_id = p.id GROUP BY p.id ORDER BY sku`,
        )
        .all(),
      emails: pairs(users, "SELECT id AS key, email AS value FROM users"),
      labels: pairs(orders, "SELECT id AS key, billing_address ->> '$.line1' AS value FROM checkouts"),
    };
  } finally {
    for (const store of [orders, payments, products, users]) store.close();
  }
}

function open(folder: string, name: string): Connection {
  return new Database(storeFile(folder, name), { readonly: true, fileMustExist: true });
}

function pairs(store: Connection, sql: string): Map<string, string> {
  const rows = store.prepare<[], { key: string; value: string | null }>(sql).all();
  return new Map(rows.map(({ key, value }) => [key, value ?? ""]));
}
