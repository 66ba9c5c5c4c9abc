/** Damages of single stores, at least one for each integrity rule of a service. */
import { type StoreName, storeNames } from "../../audit/stores.ts";

/** A damage of one store: its statements, and the rule that finds it. */
type Damage = { service: StoreName; rule: string; statements: string[] };

const anyOrder = "(SELECT id FROM orders WHERE total_minor > 0 ORDER BY id LIMIT 1)";
const anyPayment = "(SELECT id FROM payments WHERE state = 'CAPTURED' ORDER BY id LIMIT 1)";

export const damages: readonly Damage[] = [
  {
    service: "products",
    rule: "of each variant, the committed units are at most the units on hand, and no number is negative",
    statements: ["UPDATE stock_levels SET committed = on_hand + 1 WHERE rowid = 1"],
  },
  {
    service: "products",
    rule: "the units on hand of a variant are those after its last stock movement",
    statements: ["UPDATE stock_levels SET on_hand = on_hand + 1 WHERE rowid = 1"],
  },
  {
    service: "products",
    rule: "each movement of stock continues from the units after the previous one",
    statements: ["UPDATE stock_ledger SET delta = delta + 1 WHERE rowid = (SELECT max(rowid) FROM stock_ledger)"],
  },
  {
    service: "products",
    rule: "the units of each committed reservation are committed, sent or cancelled, and no other has any; older ones were sold with one movement",
    statements: [
      "DELETE FROM commitment_ends WHERE rowid = (SELECT min(rowid) FROM commitment_ends WHERE quantity > 0)",
    ],
  },
  {
    service: "products",
    rule: "of each variant, the committed units are those of its reservations",
    statements: [
      "UPDATE stock_levels SET committed = committed + 1 WHERE rowid = (SELECT min(rowid) FROM stock_levels WHERE on_hand > committed)",
    ],
  },
  {
    service: "products",
    rule: "of each variant, the reserved units are those of its live reservations",
    statements: [
      "UPDATE stock_levels SET reserved = reserved + 1 WHERE rowid = (SELECT min(rowid) FROM stock_levels WHERE on_hand > reserved)",
    ],
  },
  {
    service: "products",
    rule: "a former slug is of an existing product or collection, and the present slug of none",
    statements: ["INSERT INTO former_slugs SELECT 'product', slug, id, 0 FROM products LIMIT 1"],
  },
  {
    service: "users",
    rule: "an erased person has no name, address, password or session",
    statements: ["UPDATE users SET erased_at = 1 WHERE id = (SELECT min(user_id) FROM credentials)"],
  },
  {
    service: "users",
    rule: "only an account with a verified address has a password",
    statements: ["UPDATE users SET verified_at = NULL WHERE id = (SELECT min(user_id) FROM credentials)"],
  },
  {
    service: "orders",
    rule: "every order is whole: its lines, their counters, its money, its saga, and the first line of its timeline",
    statements: [`DELETE FROM line_counters WHERE order_id = ${anyOrder}`],
  },
  {
    service: "orders",
    rule: "goods, discount, shipping, tax and rounding of an order come to its total, and its lines to its goods and discount",
    statements: [`UPDATE order_lines SET unit_price_minor = unit_price_minor + 1 WHERE order_id = ${anyOrder}`],
  },
  {
    service: "orders",
    rule: "the saga of an order has one outcome, and the order has the state of that outcome",
    statements: [
      "UPDATE orders SET state = 'PENDING_PAYMENT' WHERE id = (SELECT min(order_id) FROM sagas WHERE outcome = 'CONFIRMED')",
    ],
  },
  {
    service: "orders",
    rule: "the refunded amount of an order is the sum of its refunds, at most the captured amount, and an external amount needs a dispute or a refund at the provider",
    statements: ["UPDATE order_money SET refunded_minor = refunded_minor + 1 WHERE rowid = 1"],
  },
  {
    service: "orders",
    rule: "all units of a settled withdrawal are cancelled, or refunded",
    statements: [
      `INSERT INTO withdrawals (id, reference, order_id, matched, state, received_at, refund_due_by, settled_at)
        VALUES ('wdr_1', 'REFERENCE', ${anyOrder}, 1, 'SETTLED', 1, 2, 1)`,
      `INSERT INTO withdrawal_parts SELECT 'wdr_1', line_id, 1, '[]', '[]' FROM line_counters WHERE order_id = ${anyOrder} LIMIT 1`,
    ],
  },
  {
    service: "orders",
    rule: "a declaration that waits for its confirmation has no effect",
    statements: [
      `INSERT INTO withdrawals (id, reference, order_id, matched, state, received_at, refund_due_by, declared_parts)
        VALUES ('wdr_1', 'REFERENCE', ${anyOrder}, 1, 'RECEIVED', 1, 2, '[]')`,
    ],
  },
  {
    service: "orders",
    rule: "a withdrawal that fits an order and is younger than two days has its e-mail",
    statements: [
      `INSERT INTO withdrawals (id, reference, order_id, matched, state, received_at, refund_due_by)
        VALUES ('wdr_1', 'REFERENCE', ${anyOrder}, 1, 'RECEIVED', ${Date.UTC(2030, 0, 1)}, ${Date.UTC(2030, 0, 15)})`,
    ],
  },
  {
    service: "orders",
    rule: "the counted uses of a promotion are the reserved and used ones, and each reserved use belongs to a checkout that is being paid or completed",
    statements: ["UPDATE promotions SET uses_taken = uses_taken + 1 WHERE rowid = 1"],
  },
  {
    service: "orders",
    rule: "every order has an outcome in time, and none waits for a person",
    statements: ["UPDATE sagas SET stalled_at = 1 WHERE rowid = 1"],
  },
  {
    service: "orders",
    rule: "each order task is completed within 20 attempts",
    statements: ["UPDATE order_tasks SET done_at = NULL, attempts = 20 WHERE rowid = 1"],
  },
  {
    service: "payments",
    rule: "the refunded amount of a payment is at most the captured one, and that at most the authorised one",
    statements: [`UPDATE payments SET refunded_minor = captured_minor + 1 WHERE id = ${anyPayment}`],
  },
  {
    service: "payments",
    rule: "the captured and refunded amounts of a payment are the sums of its captures and refunds",
    statements: [`DELETE FROM captures WHERE payment_id = ${anyPayment}`],
  },
  {
    service: "payments",
    rule: "a checkout is charged once: at most one of its payments has a capture",
    statements: [
      `DROP INDEX payments_one_live`,
      `UPDATE payments SET checkout_id = (SELECT checkout_id FROM payments WHERE id = ${anyPayment}), attempt = 9
        WHERE id = (SELECT max(id) FROM payments WHERE state = 'CAPTURED')`,
    ],
  },
  {
    service: "payments",
    rule: "each transaction of the ledger sums to zero in its currency",
    statements: ["UPDATE ledger_entries SET amount_minor = amount_minor + 1 WHERE seq = 1"],
  },
  {
    service: "payments",
    rule: "each entry of the ledger has the hash of itself and the entry before it",
    statements: ["UPDATE ledger_entries SET at = at + 1 WHERE seq = 2"],
  },
  {
    service: "payments",
    rule: "every provider call has an outcome",
    statements: ["UPDATE provider_calls SET outcome = 'open' WHERE rowid = 1"],
  },
  {
    service: "payments",
    rule: "every provider message was applied, or is about no payment of ours",
    statements: ["UPDATE webhook_inbox SET state = 'dead_letter' WHERE rowid = 1"],
  },
  ...storeNames.flatMap((service): Damage[] => [
    {
      service,
      rule: "events are numbered without a gap",
      statements: ["DELETE FROM outbox WHERE seq = (SELECT max(seq) - 1 FROM outbox)"],
    },
    {
      service,
      rule: "no event of another service is a dead letter",
      statements: [
        `INSERT INTO dead_letters (consumer, seq, aggregate_id, event, due_at, attempts)
          SELECT source, 1, 'ord_1', '{}', 9999999999999, 0 FROM inbox_cursor LIMIT 1`,
      ],
    },
    {
      service,
      rule: "each time the store was opened, a commit waited for the disk and foreign keys were checked",
      statements: ["UPDATE pragma_log SET synchronous = 1, without_fsync = 0 WHERE seq = 1"],
    },
  ]),
];
