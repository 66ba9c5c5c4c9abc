/** Everything that can be wrong with a shop, one thing at a time: how to do it, and which questions of the audit must notice. */

export type Damage = {
  /** What is wrong, in words. */
  what: string;
  store: "products" | "users" | "orders" | "payments" | "sandbox-provider";
  statements: readonly string[];
  /** The invariants that must call it broken, and no other. */
  names: readonly string[];
};

/** Some rows that damages are done to. */
const someOrder = "(SELECT id FROM orders WHERE state = 'COMPLETED' ORDER BY id LIMIT 1)";
const somePayment = "(SELECT id FROM payments WHERE state = 'CAPTURED' ORDER BY id LIMIT 1)";
const someVariant = "(SELECT variant_id FROM stock_levels WHERE on_hand > 3 ORDER BY variant_id LIMIT 1)";

export const damages: readonly Damage[] = [
  {
    what: "more is reserved than lies on the shelf",
    store: "products",
    statements: [`UPDATE stock_levels SET reserved = on_hand + 1 WHERE variant_id = ${someVariant}`],
    names: ["I1", "I2"],
  },
  {
    what: "a unit is on the shelf that never came",
    store: "products",
    statements: [`UPDATE stock_levels SET on_hand = on_hand + 1 WHERE variant_id = ${someVariant}`],
    names: ["I1"],
  },
  {
    what: "a unit was sold twice from the shelf",
    store: "products",
    statements: [
      `UPDATE stock_levels SET on_hand = on_hand - 1 WHERE variant_id = (SELECT variant_id FROM stock_ledger WHERE reason = 'SOLD' LIMIT 1)`,
    ],
    names: ["I1"],
  },
  {
    what: "a hold that was committed left nothing off the shelf",
    store: "products",
    statements: [`UPDATE holds SET state = 'released' WHERE checkout_id = (SELECT min(checkout_id) FROM holds)`],
    names: ["I1", "I2"],
  },
  {
    what: "a unit is reserved for nobody",
    store: "products",
    statements: [`UPDATE stock_levels SET reserved = reserved + 1 WHERE variant_id = ${someVariant}`],
    names: ["I2"],
  },
  {
    what: "more was given back than was taken",
    store: "payments",
    statements: [`UPDATE payments SET refunded_minor = captured_minor + 1 WHERE id = ${somePayment}`],
    names: ["I3"],
  },
  {
    what: "the provider took money twice for one payment",
    store: "sandbox-provider",
    statements: [
      `UPDATE sandbox_entries SET captures = json_insert(captures, '$[#]', json_set(captures -> 0, '$.ref', 'again'))
        WHERE seq = (SELECT max(seq) FROM sandbox_entries WHERE state = 'CAPTURED' AND refunds = '[]')`,
    ],
    names: ["I3"],
  },
  {
    what: "an order is confirmed and its payment was let go",
    store: "payments",
    statements: [
      `UPDATE payments SET captured_minor = 0, released_minor = amount_minor, state = 'VOIDED' WHERE id = ${somePayment}`,
    ],
    names: ["I3", "I4"],
  },
  {
    what: "an order is gone",
    store: "orders",
    statements: [`DELETE FROM sagas WHERE order_id = ${someOrder}`, `DELETE FROM orders WHERE id = ${someOrder}`],
    names: ["I4", "I5", "I12"],
  },
  {
    what: "an order that was completed is confirmed again",
    store: "orders",
    statements: [`UPDATE orders SET state = 'CONFIRMED' WHERE id = ${someOrder}`],
    names: ["I6"],
  },
  {
    what: "half of a transaction of the ledger has another amount",
    store: "payments",
    statements: [
      "UPDATE ledger_entries SET amount_minor = amount_minor + 1 WHERE seq = (SELECT max(seq) FROM ledger_entries WHERE account = 'customers')",
    ],
    names: ["I7"],
  },
  {
    what: "an event was counted twice",
    store: "orders",
    statements: ["UPDATE variant_days SET units = units + 1 WHERE rowid = (SELECT min(rowid) FROM variant_days)"],
    names: ["I8"],
  },
  {
    what: "a follower stands still",
    store: "users",
    statements: ["UPDATE inbox_cursor SET seq = seq - 1 WHERE source = 'orders'"],
    names: ["I8"],
  },
  {
    what: "a key was answered with an order that is not there",
    store: "orders",
    statements: [
      "UPDATE idempotency SET answer = json_object('orderId', 'ord_nobody') WHERE answer ->> 'orderId' IS NOT NULL",
    ],
    names: ["I9"],
  },
  {
    what: "the making of an order stands still",
    store: "orders",
    statements: [
      `UPDATE orders SET state = 'PENDING_PAYMENT' WHERE id = ${someOrder}`,
      `UPDATE sagas SET step = 'CAPTURE', outcome = NULL WHERE order_id = ${someOrder}`,
    ],
    names: ["I4", "I6", "I10"],
  },
  {
    what: "a store was opened without waiting for the disk while it was in use",
    store: "orders",
    statements: ["INSERT INTO store_openings VALUES (2, 1, 0, 'wal', 1, 1, 100)"],
    names: ["I12"],
  },
];
