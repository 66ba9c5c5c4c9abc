/** Thousands of orders, inserted at once for tests of list performance. */
import { changeStore } from "@hansa/kit/testing";
import { bought } from "../purchase.ts";
import { ada, noon, type Shop } from "../shop.ts";

/** A number with zeros before it, in SQL. */
const padded = (number: string, width: number) =>
  `substr('${"0".repeat(width)}' || (${number}), 1 + length('' || (${number})))`;

/** The columns of order number `i`, in SQL: a few orders of each kind among many others, two per second, with unordered ids. */
const facts = (count: number) => ({
  id: `'ord_' || ${padded(`(i * 7919) % ${count}`, 6)}`,
  number: `(700000 + i) || '-' || ${padded("i % 10000", 4)}`,
  checkout_id: "'chk_' || i",
  customer_id: "'user_' || (i % 500)",
  email: "'mail' || (i % 700) || '@example.com'",
  placed_at: `${noon} + (i / 2) * 1000`,
  state: "CASE WHEN i % 50 = 1 THEN 'CANCELLED' WHEN i % 5 = 0 THEN 'SHIPPED' ELSE 'CONFIRMED' END",
  hold_reason: "CASE WHEN i % 97 = 0 THEN 'NEEDS_REVIEW' END",
  hold_since: `CASE WHEN i % 97 = 0 THEN ${noon} END`,
  invoice_number: "NULL",
  has_terms: "TRUE",
  shipping_country: "CASE i % 30 WHEN 3 THEN 'FR' WHEN 4 THEN NULL ELSE 'DE' END",
});

const variant = "CASE WHEN i % 61 = 3 THEN 'var_rare' WHEN i % 2 = 0 THEN 'var_common' ELSE 'var_other' END";

/** Failed refunds of some orders, two of every second one of these, and successful ones of others. */
const refundFacts = `i % 13 IN (0, 1) AND (copy = 1 OR i % 26 = 0)`;

/** Some orders of every forty have work: the counters of their line, and a parcel that is packed. */
const counterFacts = {
  line_id: "'line_' || i",
  ordered: "1",
  is_sent: "TRUE",
  allocated: "CASE WHEN i % 40 = 7 THEN 0 ELSE 1 END",
  packed: "CASE WHEN i % 40 IN (7, 8) THEN 0 ELSE 1 END",
  shipped: "CASE WHEN i % 40 = 35 THEN 1 ELSE 0 END",
  resendable: "CASE WHEN i % 40 = 35 THEN 1 ELSE 0 END",
};

/** Inserts orders of one line each; all other columns are copied from a purchased order. */
export async function manyOrders(s: Shop, count: number): Promise<void> {
  const { orderId } = await bought(s, { viewer: ada });
  const order = facts(count);
  const line = { id: "'line_' || i", order_id: order.id, variant_id: variant };
  const one = async (table: string, own: Record<string, string>, key: string) => {
    const columns = [...Object.keys(own), ...(await othersOf(s, table, own))].join(",");
    const values = [...Object.values(own), ...(await othersOf(s, table, own))].join(",");
    return `INSERT INTO ${table} (${columns}) SELECT ${values} FROM numbers CROSS JOIN ${table} AS bought WHERE bought.${key} = '${orderId}';`;
  };
  await s.corruptStore(`
    CREATE TEMP TABLE numbers AS WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${count - 1}) SELECT i FROM n;
    BEGIN;
    ${await one("orders", order, "id")}
    ${await one("order_lines", line, "order_id")}
    ${await one("line_counters", { ...counterFacts, order_id: order.id }, "order_id")}
    INSERT INTO fulfilments (id, order_id, created_at) SELECT 'ful_' || i, ${order.id}, ${noon} FROM numbers WHERE i % 40 = 10;
    INSERT INTO shipments (id, fulfilment_id, order_id, status, carrier, created_at)
      SELECT 'ship_' || i, 'ful_' || i, ${order.id}, 'READY', 'Post', ${noon} FROM numbers WHERE i % 40 = 10;
    INSERT INTO order_terms (term, order_id) SELECT ${order.email}, ${order.id} FROM numbers;
    INSERT INTO order_variants (variant_id, placed_at, order_id) SELECT ${variant}, ${order.placed_at}, ${order.id} FROM numbers;
    INSERT INTO refunds (id, order_id, order_placed_at, state, cause, amount_minor, shipping_minor, adjustment_minor, reason, created_at)
      SELECT 'ref_' || i || '_' || copy, ${order.id}, ${order.placed_at}, CASE i % 13 WHEN 0 THEN 'FAILED' ELSE 'SUCCEEDED' END, 'STAFF', 1, 0, 1, 'x', ${noon}
      FROM numbers CROSS JOIN (SELECT 1 AS copy UNION ALL SELECT 2) AS copies WHERE ${refundFacts};
    COMMIT;
  `);
  await removeOrder(s, orderId);
}

/** Removes an order from the lists, as if it had never been there. */
export async function removeOrder(s: Shop, orderId: string): Promise<void> {
  const statements = `
    DELETE FROM order_terms WHERE order_id = '${orderId}';
    DELETE FROM line_counters WHERE order_id = '${orderId}';
    DELETE FROM order_lines WHERE order_id = '${orderId}';
    DELETE FROM order_variants WHERE order_id = '${orderId}';
    DELETE FROM orders WHERE id = '${orderId}'`;
  await changeStore(s.place, statements, { foreignKeys: false });
}

/** The columns of a table that are copied unchanged. */
async function othersOf(s: Shop, table: string, own: Record<string, string>): Promise<string[]> {
  const [row] = await s.rows(`SELECT * FROM ${table} LIMIT 1`);
  return Object.keys(Object(row)).filter((name) => !(name in own));
}
