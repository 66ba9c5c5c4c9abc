/** What must be true once everything has come to rest, asked of the files themselves, in SQL that no service has part in. */
import { join } from "node:path";
import { Database } from "@hansa/kit/sqlite";
import { z } from "zod";

/** The tables of one service by the name of its store, of all of them in one connection. */
const stores = ["orders", "payments", "products", "users", "sandbox-provider"] as const;

/** A question that finds what is wrong: every row is a breach, and says in `what` which. */
type Rule = { id: string; breaches: string };

const rules: readonly Rule[] = [
  {
    id: "I1 no oversell",
    breaches: `SELECT 'shelf ' || variant_id AS what FROM products.stock_levels s WHERE reserved < 0 OR reserved > on_hand
      OR on_hand <> (SELECT COALESCE(SUM(delta), 0) FROM products.stock_ledger l WHERE l.variant_id = s.variant_id)`,
  },
  {
    id: "I1 sold is committed",
    breaches: `SELECT 'hold ' || h.checkout_id AS what FROM products.holds h JOIN products.reservations r USING (checkout_id)
      WHERE (h.state = 'committed') <> EXISTS (SELECT 1 FROM products.stock_ledger l
        WHERE l.cause_id = h.checkout_id AND l.cause_line = r.variant_id AND l.delta = -r.quantity AND l.reason = 'SOLD')`,
  },
  {
    id: "I2 what is held is reserved",
    breaches: `SELECT 'shelf ' || variant_id AS what FROM products.stock_levels s WHERE reserved <> (SELECT COALESCE(SUM(r.quantity), 0)
      FROM products.reservations r JOIN products.holds h USING (checkout_id) WHERE h.state = 'held' AND r.variant_id = s.variant_id)
      UNION ALL SELECT 'hold ' || checkout_id FROM products.holds WHERE state = 'held'`,
  },
  {
    id: "I1 every order has its goods, or gave them back",
    breaches: `SELECT 'order ' || o.id AS what FROM orders.orders o LEFT JOIN products.holds h USING (checkout_id)
      WHERE (o.state = 'CANCELLED' AND EXISTS (SELECT 1 FROM products.stock_ledger l WHERE l.cause_id = o.checkout_id
          GROUP BY l.variant_id HAVING SUM(l.delta) <> 0) AND o.invoice_number IS NULL)
        OR (o.invoice_number IS NOT NULL AND h.state IS NOT 'committed')`,
  },
  {
    id: "I3 one captured payment",
    breaches: `SELECT 'checkout ' || checkout_id AS what FROM payments.payments WHERE captured_minor > 0 GROUP BY checkout_id HAVING COUNT(*) > 1
      UNION ALL SELECT 'order ' || order_id FROM payments.payments WHERE captured_minor > 0 GROUP BY order_id HAVING COUNT(*) > 1`,
  },
  {
    id: "I3 the provider's books",
    breaches: `WITH standing AS (SELECT * FROM sandbox.sandbox_entries e WHERE seq = (SELECT MAX(seq) FROM sandbox.sandbox_entries x WHERE x.ref = e.ref)),
      books AS (SELECT payment_id, state,
        (SELECT COALESCE(SUM(json_extract(value, '$.amountMinor')), 0) FROM json_each(captures)) AS captured,
        (SELECT COALESCE(SUM(json_extract(value, '$.amountMinor')), 0) FROM json_each(refunds) WHERE json_extract(value, '$.state') = 'SUCCEEDED') AS refunded
        FROM standing)
      SELECT 'payment ' || p.id || ' ' || p.state || ' ' || COALESCE(b.state, 'nothing') AS what FROM payments.payments p LEFT JOIN books b ON b.payment_id = p.id
        WHERE p.captured_minor <> COALESCE(b.captured, 0) OR p.refunded_minor <> COALESCE(b.refunded, 0) OR p.refund_pending_minor <> 0
          OR (b.state = 'AUTHORIZED') <> (p.state IN ('AUTHORIZED', 'PARTIALLY_CAPTURED'))
      UNION ALL SELECT 'unknown payment ' || payment_id FROM books b WHERE NOT EXISTS (SELECT 1 FROM payments.payments p WHERE p.id = b.payment_id)`,
  },
  {
    id: "I4 no charge without order, no order without charge",
    breaches: `WITH money AS (SELECT checkout_id, SUM(captured_minor) AS captured, SUM(refunded_minor) AS refunded,
        SUM(authorized_minor - released_minor) AS promised FROM payments.payments WHERE state NOT IN ('VOIDED', 'FAILED') GROUP BY checkout_id)
      SELECT 'order ' || o.id || ' ' || o.state AS what FROM orders.orders o JOIN orders.order_money b ON b.order_id = o.id LEFT JOIN money m USING (checkout_id)
        WHERE COALESCE(m.captured, 0) <> b.captured_minor OR COALESCE(m.refunded, 0) <> b.refunded_minor + b.elsewhere_minor
          OR (o.state = 'CANCELLED' AND COALESCE(m.captured, 0) <> COALESCE(m.refunded, 0)
            AND NOT EXISTS (SELECT 1 FROM orders.refunds r WHERE r.order_id = o.id AND r.state = 'FAILED'))
          OR (b.capture_mode = 'ON_PLACEMENT' AND o.invoice_number IS NOT NULL AND b.captured_minor <> o.total_minor)
          OR (b.capture_mode = 'ON_FULFILMENT' AND o.invoice_number IS NOT NULL AND o.state <> 'CANCELLED'
            AND COALESCE(m.promised, 0) < b.captured_minor)
      UNION ALL SELECT 'checkout ' || checkout_id || ' is charged without an order' FROM money m
        WHERE captured > 0 AND NOT EXISTS (SELECT 1 FROM orders.orders o WHERE o.checkout_id = m.checkout_id)
      UNION ALL SELECT 'payment ' || p.id || ' is promised without an order' FROM payments.payments p
        WHERE p.state = 'AUTHORIZED' AND NOT EXISTS (SELECT 1 FROM orders.orders o WHERE o.checkout_id = p.checkout_id AND o.state <> 'CANCELLED')`,
  },
  {
    id: "I6 one outcome",
    breaches: `SELECT 'order ' || o.id || ' ' || o.state || ' ' || COALESCE(s.outcome, 'no outcome') AS what FROM orders.orders o LEFT JOIN orders.sagas s ON s.order_id = o.id
        WHERE s.step IS NOT 'DONE' OR s.outcome IS NULL OR s.outcome = 'NEEDS_REVIEW' OR (s.outcome = 'CONFIRMED') <> (o.invoice_number IS NOT NULL)
      UNION ALL SELECT 'order ' || order_id || ' is told ' || kind || ' twice' FROM orders.order_events
        WHERE kind IN ('PLACED', 'CONFIRMED', 'CANCELLED') GROUP BY order_id, kind HAVING COUNT(*) > 1
      UNION ALL SELECT 'event ' || type || ' of ' || aggregate_id FROM orders.outbox
        WHERE type IN ('order.placed', 'order.confirmed', 'order.cancelled') GROUP BY type, aggregate_id HAVING COUNT(*) > 1
      UNION ALL SELECT 'checkout ' || checkout_id FROM orders.orders GROUP BY checkout_id HAVING COUNT(*) > 1
      UNION ALL SELECT 'invoice numbers up to ' || last FROM (SELECT COUNT(*) AS invoices, COUNT(DISTINCT invoice_number) AS numbers,
          COALESCE(MAX(CAST(invoice_number AS INTEGER)), 0) AS last FROM orders.orders WHERE invoice_number IS NOT NULL)
        WHERE numbers <> invoices OR last <> invoices`,
  },
  {
    id: "I7 the ledger balances",
    breaches: `SELECT 'transaction ' || transaction_id AS what FROM payments.ledger_entries GROUP BY transaction_id, currency HAVING SUM(amount_minor) <> 0
      UNION ALL SELECT 'payment ' || p.id FROM payments.payments p WHERE p.captured_minor - p.refunded_minor <>
        (SELECT COALESCE(SUM(amount_minor), 0) FROM payments.ledger_entries l WHERE l.payment_id = p.id AND l.account = 'provider')`,
  },
  {
    id: "I10 nothing is stuck",
    breaches: `SELECT 'checkout ' || id || ' is ' || state AS what FROM orders.checkouts
        WHERE state IN ('OPEN', 'AWAITING_PAYMENT', 'COMPLETING') OR (state = 'EXPIRED' AND released = 0)
      UNION ALL SELECT 'errand ' || kind || ' of ' || order_id FROM orders.errands WHERE done_at IS NULL
      UNION ALL SELECT 'refund ' || id || ' is ' || state FROM orders.refunds WHERE state = 'PENDING'
      UNION ALL SELECT 'order ' || id || ' is on hold: ' || hold_reason FROM orders.orders o WHERE hold_reason IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM orders.captures c WHERE c.order_id = o.id AND c.state = 'REFUSED')
      UNION ALL SELECT 'unwanted payment ' || payment_id FROM orders.unwanted_payments WHERE outcome IS NULL
      UNION ALL SELECT 'call ' || key || ' is open' FROM payments.provider_calls WHERE outcome = 'open'
      UNION ALL SELECT 'payment ' || id || ' is ' || state FROM payments.payments WHERE state IN ('CREATED', 'PROCESSING', 'REQUIRES_ACTION')
      UNION ALL SELECT 'message ' || event_id || ' is ' || state FROM payments.webhook_inbox WHERE state IN ('stored', 'parked')
      UNION ALL SELECT 'message ' || entry_seq || ' was not delivered' FROM sandbox.sandbox_messages WHERE delivered_at IS NULL`,
  },
  {
    id: "I8 everybody has heard everything",
    breaches: `SELECT 'orders of payments: ' || COALESCE(MAX(seq), 0) AS what FROM payments.outbox HAVING COALESCE(MAX(seq), 0) > COALESCE((SELECT seq FROM orders.inbox_cursor WHERE source = 'payments'), 0)
      UNION ALL SELECT 'products of orders: ' || COALESCE(MAX(seq), 0) FROM orders.outbox HAVING COALESCE(MAX(seq), 0) > COALESCE((SELECT seq FROM products.inbox_cursor WHERE source LIKE 'orders%'), 0)
      UNION ALL SELECT 'users of orders: ' || COALESCE(MAX(seq), 0) FROM orders.outbox HAVING COALESCE(MAX(seq), 0) > COALESCE((SELECT seq FROM users.inbox_cursor WHERE source = 'orders'), 0)
      UNION ALL SELECT 'users of payments: ' || COALESCE(MAX(seq), 0) FROM payments.outbox HAVING COALESCE(MAX(seq), 0) > COALESCE((SELECT seq FROM users.inbox_cursor WHERE source = 'payments'), 0)`,
  },
];

const breach = z.array(z.object({ what: z.string() }));

export type Books = {
  /** Everything that is wrong, each with the invariant that it breaks. Nothing may be on its way any more. */
  breaches(): string[];
  /** Orders by their state. */
  outcomes(): Record<string, number>;
  close(): void;
};

/** Opens the stores in `folder` to read. */
export function openBooks(folder: string): Books {
  const db = new Database(join(folder, "orders.db"), { readonly: true });
  db.exec(`ATTACH '${join(folder, "orders.db")}' AS orders`);
  for (const name of stores.slice(1))
    db.exec(`ATTACH '${join(folder, `${name}.db`)}' AS ${name.replace("-provider", "")}`);
  return {
    breaches: () =>
      rules.flatMap(({ id, breaches }) => breach.parse(db.prepare(breaches).all()).map(({ what }) => `${id}: ${what}`)),
    outcomes: () =>
      Object.fromEntries(
        z
          .array(z.object({ state: z.string(), count: z.int() }))
          .parse(db.prepare("SELECT state, COUNT(*) AS count FROM orders.orders GROUP BY state ORDER BY state").all())
          .map(({ state, count }) => [state, count]),
      ),
    close: () => db.close(),
  };
}
