/** Damages of events: lost, not applied, or counted wrongly. */
import { storeNames } from "../../../audit/stores.ts";
import type { Damage } from "./damage.ts";

const lostEvents: readonly (readonly [Damage["store"], string])[] = [
  ["products", "stock.changed"],
  ["users", "user.registered"],
  ["orders", "order.shipped"],
  ["payments", "payment.captured"],
];

export const events: readonly Damage[] = [
  ...lostEvents.map(
    ([store, type]): Damage => ({
      what: `an event of ${store} is missing`,
      store,
      statements: [`DELETE FROM outbox WHERE seq = (SELECT min(seq) FROM outbox WHERE type = '${type}')`],
      names: ["I8"],
    }),
  ),
  ...storeNames.map(
    (store): Damage => ({
      what: `${store} has a dead letter`,
      store,
      statements: [
        `INSERT INTO dead_letters SELECT source, 1, 'ord_1', json_object('type', 'order.other', 'occurredAt', 1), 9000000000000, 0, NULL
          FROM inbox_cursor ORDER BY source LIMIT 1`,
      ],
      names: ["I8"],
    }),
  ),
  {
    what: "the audit log differs from its event",
    store: "users",
    statements: ["UPDATE audit_log SET action = 'other' WHERE id LIKE 'evt%'"],
    names: ["I8"],
  },
  {
    what: "an audit event is missing in the audit log",
    store: "payments",
    statements: [
      "UPDATE outbox SET type = 'audit.recorded' WHERE seq = (SELECT min(seq) FROM outbox WHERE type = 'payment.captured')",
    ],
    names: ["I8"],
  },
  {
    what: "a person is erased in users only",
    store: "users",
    statements: [
      "UPDATE outbox SET type = 'user.erased' WHERE seq = (SELECT min(seq) FROM outbox WHERE type = 'user.registered')",
    ],
    names: ["I8"],
  },
  {
    what: "a consumer's cursor is past the last event",
    store: "orders",
    statements: ["UPDATE inbox_cursor SET seq = seq + 1000 WHERE source = 'payments'"],
    names: ["I8"],
  },
  {
    what: "a consumer has stopped",
    store: "users",
    statements: ["UPDATE inbox_cursor SET seq = seq - 1 WHERE source = 'orders'"],
    names: ["I8"],
  },
  {
    what: "there is an unknown consumer",
    store: "products",
    statements: ["INSERT INTO inbox_cursor (source, seq) VALUES ('unknown', 1)"],
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
