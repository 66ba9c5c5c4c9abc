/** Damages of idempotency keys, of pending work, and of the store files. */
import { storeNames } from "../../../audit/stores.ts";
import { type Damage, someOrder } from "./damage.ts";

export const keysAndWork: readonly Damage[] = [
  {
    what: "an idempotency key has lost its response",
    store: "orders",
    statements: ["UPDATE idempotency SET answer = NULL WHERE rowid = (SELECT min(rowid) FROM idempotency)"],
    names: ["I9"],
  },
  {
    what: "the response of a key names a missing order",
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
    what: "a saga has stopped",
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
    what: "an order task was never run",
    store: "orders",
    statements: [
      "UPDATE order_tasks SET done_at = NULL WHERE seq = (SELECT min(seq) FROM order_tasks WHERE kind <> 'HAND_OVER')",
    ],
    names: ["I10"],
  },
  {
    what: "an expired checkout keeps its reservation",
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
    what: "a checkout is still being completed although its order is decided",
    store: "orders",
    statements: [
      "UPDATE checkouts SET state = 'COMPLETING' WHERE id = (SELECT min(checkout_id) FROM sagas WHERE outcome = 'CONFIRMED')",
    ],
    names: ["I10"],
  },
  {
    what: "an unwanted payment was captured",
    store: "orders",
    statements: [
      `INSERT INTO unwanted_payments (payment_id, checkout_id, version, outcome) SELECT payment_id, 'chk_x', 1, 'CAPTURED' FROM order_money WHERE order_id = ${someOrder}`,
    ],
    names: ["I10"],
  },
  {
    what: "a late payment counts as refunded, and has no refund",
    store: "orders",
    statements: [
      `INSERT INTO unwanted_payments (payment_id, checkout_id, version, is_late, outcome) SELECT payment_id, 'chk_x', 1, TRUE, 'REFUNDED' FROM order_money WHERE order_id = ${someOrder}`,
    ],
    names: ["I10"],
  },
  {
    what: "a provider call has no outcome",
    store: "payments",
    statements: ["UPDATE provider_calls SET outcome = 'open' WHERE key = (SELECT min(key) FROM provider_calls)"],
    names: ["I10"],
  },
  {
    what: "a provider message is a dead letter",
    store: "payments",
    statements: ["UPDATE webhook_inbox SET state = 'dead_letter' WHERE rowid = 1"],
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
    what: "a requested capture has no outcome",
    store: "orders",
    statements: [`INSERT INTO captures VALUES ('cap_x', ${someOrder}, 'PENDING', 1, 1, NULL, 1)`],
    names: ["I10"],
  },
  ...storeNames.map(
    (store): Damage => ({
      what: `${store} did not wait for the disk while it was in use`,
      store,
      statements: ["INSERT INTO pragma_log VALUES (2, 1, 0, 'wal', 1, 1, 100)"],
      names: ["I12"],
    }),
  ),
  {
    what: "a store in use was opened without fsync",
    store: "orders",
    statements: [
      "INSERT INTO pragma_log VALUES (2, 1, 0, 'wal', 2, 1, 100)",
      "INSERT INTO pragma_log VALUES (3, 1, 1, 'wal', 0, 1, 100)",
    ],
    names: ["I12"],
  },
];
