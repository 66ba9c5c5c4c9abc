/** Everything that can be wrong with a shop, one thing at a time: how to do it, and which invariants it breaks. */

export type Damage = {
  /** What is wrong, in words. */
  what: string;
  store: "products" | "users" | "orders" | "payments" | "sandbox-provider";
  statements: readonly string[];
  /** A trigger that is gone afterwards. */
  without?: string;
  /** The invariants that must call it broken, and no other. */
  names: readonly string[];
};

/** Some rows that damages are done to: of an order that went well, and of things that are there in any shop. */
const someOrder = "(SELECT id FROM orders WHERE state = 'COMPLETED' AND total_minor > 0 ORDER BY id LIMIT 1)";
const somePayment = "(SELECT id FROM payments WHERE state = 'CAPTURED' ORDER BY id LIMIT 1)";
const anotherPayment = "(SELECT id FROM payments WHERE state = 'CAPTURED' ORDER BY id DESC LIMIT 1)";
const someVariant = "(SELECT variant_id FROM stock_levels WHERE on_hand > 3 ORDER BY variant_id LIMIT 1)";
const someEntry = "(SELECT max(seq) FROM sandbox_entries WHERE state = 'CAPTURED' AND refunds = '[]')";
const dispute = `json_array(json_object('ref', 'dispute-1', 'amountMinor', 100, 'state', 'OPEN', 'reason', 'unknown'))`;

const stock: readonly Damage[] = [
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
    what: "nobody knows how a shelf was filled",
    store: "products",
    statements: [
      `DELETE FROM stock_ledger WHERE variant_id = (SELECT variant_id FROM stock_ledger GROUP BY variant_id HAVING count(*) = 1 AND sum(delta) > 0 LIMIT 1)`,
    ],
    names: ["I1"],
  },
  {
    what: "a movement says another rest than there was",
    store: "products",
    statements: [`UPDATE stock_ledger SET on_hand_after = on_hand_after + 1 WHERE rowid = 1`],
    names: ["I1"],
  },
  {
    what: "a sale is written down for another checkout",
    store: "products",
    statements: [
      "UPDATE stock_ledger SET cause_id = 'chk_other' WHERE id = (SELECT min(id) FROM stock_ledger WHERE reason = 'SOLD')",
    ],
    names: ["I1"],
  },
  {
    what: "a hold that was committed is released, and its goods are gone",
    store: "products",
    statements: ["UPDATE holds SET state = 'released' WHERE checkout_id = (SELECT min(checkout_id) FROM holds)"],
    names: ["I1", "I2"],
  },
  {
    what: "more was put back than its line counts",
    store: "orders",
    statements: ["UPDATE line_counters SET restocked = 0 WHERE restocked > 0"],
    names: ["I1"],
  },
  {
    what: "an errand is done and what it was to put back is not there",
    store: "products",
    statements: ["UPDATE stock_ledger SET cause_id = 'other' WHERE reason = 'RESTOCKED' AND cause_id NOT LIKE 'chk%'"],
    names: ["I1"],
  },
  {
    what: "the stock ledger can be changed",
    store: "products",
    statements: [],
    without: "stock_ledger_is_never_changed",
    names: ["I1"],
  },
  {
    what: "a unit is reserved for nobody",
    store: "products",
    statements: [`UPDATE stock_levels SET reserved = reserved + 1 WHERE variant_id = ${someVariant}`],
    names: ["I2"],
  },
  {
    what: "a hold is nowhere",
    store: "products",
    statements: ["UPDATE holds SET state = 'lost' WHERE checkout_id = (SELECT min(checkout_id) FROM holds)"],
    names: ["I1", "I2"],
  },
  {
    what: "goods are held long after their time",
    store: "products",
    statements: ["INSERT INTO holds VALUES ('chk_x', 'cart_x', NULL, 'held', 1, 1)"],
    names: ["I2"],
  },
  {
    what: "goods are held for nobody",
    store: "products",
    statements: ["INSERT INTO holds VALUES ('chk_x', 'cart_x', NULL, 'held', 9000000000000, 1)"],
    names: ["I2"],
  },
  {
    what: "less was committed than was bought",
    store: "orders",
    statements: [
      `UPDATE order_lines SET quantity = quantity + 1, discount_minor = discount_minor + unit_price_minor
      WHERE id = (SELECT line_id FROM line_counters WHERE order_id = ${someOrder} LIMIT 1)`,
    ],
    names: ["I2", "I5"],
  },
  {
    what: "the hold of an order is gone",
    store: "products",
    statements: [
      "DELETE FROM reservations WHERE checkout_id = (SELECT min(checkout_id) FROM holds)",
      "DELETE FROM holds WHERE checkout_id = (SELECT min(checkout_id) FROM holds)",
    ],
    names: ["I1", "I2"],
  },
  {
    what: "what was taken for an order that did not come about was not put back",
    store: "products",
    statements: ["DELETE FROM stock_ledger WHERE reason = 'RESTOCKED' AND cause_id LIKE 'chk%'"],
    names: ["I1", "I2"],
  },
];

const money: readonly Damage[] = [
  {
    what: "more was given back than was taken",
    store: "payments",
    statements: [`UPDATE payments SET refunded_minor = captured_minor + 1 WHERE id = ${somePayment}`],
    names: ["I3"],
  },
  {
    what: "a refund is of another amount than the customer got",
    store: "payments",
    statements: [
      "UPDATE refunds SET amount_minor = amount_minor + 1 WHERE id = (SELECT min(id) FROM refunds WHERE state = 'SUCCEEDED')",
    ],
    names: ["I3", "I4", "I7"],
  },
  {
    what: "a checkout was charged twice",
    store: "payments",
    statements: [
      "DROP INDEX payments_one_live",
      `UPDATE payments SET attempt = 9, checkout_id = (SELECT checkout_id FROM payments WHERE id = ${anotherPayment}) WHERE id = ${somePayment}`,
    ],
    names: ["I3", "I4"],
  },
  {
    what: "an order was charged twice",
    store: "payments",
    statements: [
      `UPDATE payments SET order_id = (SELECT order_id FROM payments WHERE id = ${anotherPayment}) WHERE id = ${somePayment}`,
    ],
    names: ["I3", "I4", "I5"],
  },
  ...["payments", "captures", "refunds", "disputes"].map(
    (table): Damage => ({
      what: `${table} can be removed`,
      store: "payments",
      statements: [],
      without: `${table}_are_never_removed`,
      names: ["I3"],
    }),
  ),
  {
    what: "a page is torn out of the provider's books",
    store: "sandbox-provider",
    statements: [
      "DELETE FROM sandbox_entries WHERE seq = (SELECT min(seq) FROM sandbox_entries WHERE state = 'AUTHORIZED')",
    ],
    names: ["I3"],
  },
  {
    what: "the provider was asked for another amount",
    store: "sandbox-provider",
    statements: [`UPDATE sandbox_entries SET amount_minor = amount_minor + 1 WHERE seq = ${someEntry}`],
    names: ["I3"],
  },
  {
    what: "the provider took money twice under one key",
    store: "sandbox-provider",
    statements: [
      `UPDATE sandbox_entries SET captures = json_insert(captures, '$[#]', json_set(captures -> 0, '$.ref', 'again')) WHERE seq = ${someEntry}`,
    ],
    names: ["I3"],
  },
  {
    what: "the provider knows a capture by another name",
    store: "sandbox-provider",
    statements: [
      `UPDATE sandbox_entries SET captures = json_set(captures, '$[0].ref', 'other') WHERE seq = ${someEntry}`,
    ],
    names: ["I3"],
  },
  {
    what: "the provider says that a payment is only promised",
    store: "sandbox-provider",
    statements: [`UPDATE sandbox_entries SET state = 'AUTHORIZED' WHERE seq = ${someEntry}`],
    names: ["I3"],
  },
  {
    what: "a bank asked money back and nobody heard of it",
    store: "sandbox-provider",
    statements: [`UPDATE sandbox_entries SET disputes = ${dispute} WHERE seq = ${someEntry}`],
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
    what: "a payment is for another version of its checkout",
    store: "payments",
    statements: [`UPDATE payments SET version = version + 1 WHERE id = ${somePayment}`],
    names: ["I4"],
  },
  {
    what: "an order was cancelled and its payment was not given back",
    store: "payments",
    statements: ["UPDATE payments SET refunded_minor = 0, state = 'CAPTURED' WHERE state = 'REFUNDED'"],
    names: ["I3", "I4"],
  },
  {
    what: "money was taken for an order that does not know it",
    store: "orders",
    statements: [`UPDATE order_money SET payment_id = NULL WHERE order_id = ${someOrder}`],
    names: ["I4", "I8"],
  },
  {
    what: "orders thinks that less was taken",
    store: "orders",
    statements: [`UPDATE order_money SET captured_minor = captured_minor - 1 WHERE order_id = ${someOrder}`],
    names: ["I4"],
  },
  {
    what: "orders does not know that money was given back",
    store: "orders",
    statements: [
      "UPDATE refunds SET state = 'FAILED' WHERE id = (SELECT min(id) FROM refunds WHERE state = 'SUCCEEDED')",
    ],
    names: ["I4"],
  },
];

const orders: readonly Damage[] = [
  {
    what: "an order is gone",
    store: "orders",
    statements: [`DELETE FROM sagas WHERE order_id = ${someOrder}`, `DELETE FROM orders WHERE id = ${someOrder}`],
    names: ["I4", "I5", "I12"],
  },
  {
    what: "a number was given out and no order has it",
    store: "orders",
    statements: ["UPDATE sequences SET value = value + 1 WHERE name = 'order'"],
    names: ["I5"],
  },
  {
    what: "a line of an order is counted nowhere",
    store: "orders",
    statements: [
      `DELETE FROM line_counters WHERE line_id = (SELECT line_id FROM line_counters WHERE restocked = 0 AND delivered = ordered LIMIT 1)`,
    ],
    names: ["I5"],
  },
  {
    what: "a line of an order was sold at another price",
    store: "orders",
    statements: ["UPDATE order_lines SET unit_price_minor = unit_price_minor + 1 WHERE rowid = 1"],
    names: ["I5"],
  },
  {
    what: "the making of an order is forgotten",
    store: "orders",
    statements: [`DELETE FROM sagas WHERE order_id = ${someOrder}`],
    names: ["I5", "I6"],
  },
  {
    what: "a saga says that an order did not come about, and it did",
    store: "orders",
    statements: [`UPDATE sagas SET outcome = 'CANCELLED' WHERE order_id = ${someOrder}`],
    names: ["I2", "I6"],
  },
  {
    what: "an order was sent after it was completed",
    store: "orders",
    statements: [
      `INSERT INTO order_events (order_id, at, kind, summary, actor) VALUES (${someOrder}, 1, 'SHIPPED', '', 'SHOP')`,
    ],
    names: ["I6"],
  },
  {
    what: "an order that was completed is confirmed again",
    store: "orders",
    statements: [`UPDATE orders SET state = 'CONFIRMED' WHERE id = ${someOrder}`],
    names: ["I6"],
  },
  {
    what: "an order is completed and has not arrived",
    store: "orders",
    statements: [`UPDATE line_counters SET delivered = 0 WHERE order_id = ${someOrder}`],
    names: ["I6"],
  },
  {
    what: "nobody was told that an order is confirmed",
    store: "orders",
    statements: [
      `UPDATE outbox SET type = 'order.other' WHERE type = 'order.confirmed' AND aggregate_id = ${someOrder}`,
    ],
    names: ["I6", "I8"],
  },
  {
    what: "a line of a timeline was removed",
    store: "orders",
    statements: [
      "DELETE FROM order_events WHERE seq = (SELECT min(seq) FROM order_events WHERE kind = 'FULFILMENT_CREATED')",
    ],
    names: ["I6"],
  },
  {
    what: "a timeline can be rewritten",
    store: "orders",
    statements: [],
    without: "order_events_are_never_changed",
    names: ["I6"],
  },
];

const ledger: readonly Damage[] = [
  {
    what: "half of a transaction has another amount",
    store: "payments",
    statements: [
      "UPDATE ledger_entries SET amount_minor = amount_minor + 1 WHERE seq = (SELECT max(seq) FROM ledger_entries WHERE account = 'customers')",
    ],
    names: ["I7"],
  },
  {
    what: "an entry is about a movement that nobody knows",
    store: "payments",
    statements: [
      "UPDATE ledger_entries SET provider_event = 'other' WHERE transaction_id = (SELECT max(transaction_id) FROM ledger_entries)",
    ],
    names: ["I7"],
  },
  {
    what: "the last transaction was removed",
    store: "payments",
    statements: [
      "DELETE FROM ledger_chain WHERE seq > (SELECT max(seq) - 2 FROM ledger_entries)",
      "DELETE FROM ledger_entries WHERE transaction_id = (SELECT transaction_id FROM ledger_entries ORDER BY seq DESC LIMIT 1)",
    ],
    names: ["I3", "I7"],
  },
  {
    what: "an entry was written at another time",
    store: "payments",
    statements: ["UPDATE ledger_entries SET at = at + 1 WHERE seq = 3"],
    names: ["I7"],
  },
  {
    what: "the ledger can be changed",
    store: "payments",
    statements: [],
    without: "ledger_entries_are_never_changed",
    names: ["I7"],
  },
  {
    what: "the chain of the ledger can be cut",
    store: "payments",
    statements: [],
    without: "ledger_chain_is_never_removed",
    names: ["I7"],
  },
];

const lostEvents: readonly (readonly [Damage["store"], string])[] = [
  ["products", "stock.changed"],
  ["users", "user.registered"],
  ["orders", "order.shipped"],
  ["payments", "payment.captured"],
];

const events: readonly Damage[] = [
  ...lostEvents.map(
    ([store, type]): Damage => ({
      what: `an event of ${store} is gone`,
      store,
      statements: [`DELETE FROM outbox WHERE seq = (SELECT min(seq) FROM outbox WHERE type = '${type}')`],
      names: ["I8"],
    }),
  ),
  {
    what: "the audit log says something else than was told",
    store: "users",
    statements: ["UPDATE audit_log SET action = 'other' WHERE id LIKE 'evt%'"],
    names: ["I8"],
  },
  {
    what: "a deed that was told is not in the audit log",
    store: "payments",
    statements: [
      "UPDATE outbox SET type = 'audit.recorded' WHERE seq = (SELECT min(seq) FROM outbox WHERE type = 'payment.captured')",
    ],
    names: ["I8"],
  },
  {
    what: "a person was erased and the others took no notice",
    store: "users",
    statements: [
      "UPDATE outbox SET type = 'user.erased' WHERE seq = (SELECT min(seq) FROM outbox WHERE type = 'user.registered')",
    ],
    names: ["I8"],
  },
  {
    what: "a follower is past the end of what it follows",
    store: "orders",
    statements: ["UPDATE inbox_cursor SET seq = seq + 1000 WHERE source = 'payments'"],
    names: ["I8"],
  },
  {
    what: "a follower stands still",
    store: "users",
    statements: ["UPDATE inbox_cursor SET seq = seq - 1 WHERE source = 'orders'"],
    names: ["I8"],
  },
  {
    what: "there is a follower that nobody knows",
    store: "products",
    statements: ["INSERT INTO inbox_cursor VALUES ('somebody', 1)"],
    names: ["I8"],
  },
  ...(
    [
      ["orders", "UPDATE sold_orders SET day = day + 1 WHERE order_id = (SELECT min(order_id) FROM sold_orders)"],
      ["orders", "UPDATE variant_days SET units = units + 1 WHERE rowid = (SELECT min(rowid) FROM variant_days)"],
      ["orders", "UPDATE customer_values SET minor = minor + 1 WHERE rowid = (SELECT min(rowid) FROM customer_values)"],
      ["products", "UPDATE sales SET units = units * 2 WHERE rowid = (SELECT min(rowid) FROM sales WHERE units > 0)"],
      ["products", "DELETE FROM purchases WHERE rowid = (SELECT min(rowid) FROM purchases)"],
    ] as const
  ).map(
    ([store, statement]): Damage => ({
      what: `an event was counted wrongly: ${statement.split(" ").slice(0, 3).join(" ")}`,
      store,
      statements: [statement],
      names: ["I8"],
    }),
  ),
];

const rest: readonly Damage[] = [
  {
    what: "a key has lost its answer",
    store: "orders",
    statements: ["UPDATE idempotency SET answer = NULL WHERE rowid = (SELECT min(rowid) FROM idempotency)"],
    names: ["I9"],
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
    what: "a provider was asked for one capture under two keys",
    store: "payments",
    statements: [
      `UPDATE provider_calls SET subject_id = (SELECT max(subject_id) FROM provider_calls WHERE name = 'capture')
        WHERE key = (SELECT min(key) FROM provider_calls WHERE name = 'capture')`,
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
    what: "an order waits for a person",
    store: "orders",
    statements: [`UPDATE sagas SET outcome = 'NEEDS_REVIEW' WHERE order_id = ${someOrder}`],
    names: ["I6", "I10"],
  },
  {
    what: "an errand was never run",
    store: "orders",
    statements: [
      "UPDATE errands SET done_at = NULL WHERE seq = (SELECT min(seq) FROM errands WHERE kind <> 'HAND_OVER')",
    ],
    names: ["I10"],
  },
  {
    what: "an expired checkout keeps its goods",
    store: "orders",
    statements: ["UPDATE checkouts SET state = 'EXPIRED' WHERE id = (SELECT min(id) FROM checkouts)"],
    names: ["I10"],
  },
  {
    what: "a checkout does not end",
    store: "orders",
    statements: ["UPDATE checkouts SET state = 'OPEN' WHERE id = (SELECT min(id) FROM checkouts)"],
    names: ["I10"],
  },
  {
    what: "money was taken that nobody wants",
    store: "orders",
    statements: [
      `INSERT INTO unwanted_payments SELECT payment_id, 'chk_x', 1, 'CAPTURED' FROM order_money WHERE order_id = ${someOrder}`,
    ],
    names: ["I10"],
  },
  {
    what: "a call to a provider has no answer",
    store: "payments",
    statements: ["UPDATE provider_calls SET outcome = 'open' WHERE key = (SELECT min(key) FROM provider_calls)"],
    names: ["I10"],
  },
  {
    what: "a message of a provider was given up",
    store: "payments",
    statements: ["UPDATE webhook_inbox SET state = 'parked' WHERE rowid = 1"],
    names: ["I10"],
  },
  {
    what: "a payment waits for a checkout that is over",
    store: "payments",
    statements: [
      "DROP INDEX payments_one_live",
      "UPDATE payments SET state = 'PROCESSING' WHERE id = (SELECT min(id) FROM payments WHERE state = 'FAILED')",
    ],
    names: ["I3", "I10"],
  },
  {
    what: "a capture was asked for and never decided",
    store: "orders",
    statements: [`INSERT INTO captures VALUES ('cap_x', ${someOrder}, 'PENDING', 1, 1, NULL, 1)`],
    names: ["I10"],
  },
  ...(["products", "users", "orders", "payments"] as const).map(
    (store): Damage => ({
      what: `${store} did not wait for the disk while it was in use`,
      store,
      statements: ["INSERT INTO store_openings VALUES (2, 1, 0, 'wal', 1, 1, 100)"],
      names: ["I12"],
    }),
  ),
  {
    what: "a store was opened hastily that was in use",
    store: "orders",
    statements: [
      "INSERT INTO store_openings VALUES (2, 1, 0, 'wal', 2, 1, 100)",
      "INSERT INTO store_openings VALUES (3, 1, 1, 'wal', 0, 1, 100)",
    ],
    names: ["I12"],
  },
];

export const damages: readonly Damage[] = [...stock, ...money, ...orders, ...ledger, ...events, ...rest];
