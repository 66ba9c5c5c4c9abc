/** Damages of orders: lost, incomplete, or in an impossible state. */
import { type Damage, someOrder } from "./damage.ts";

/** Adds a withdrawal without units; by default so old that its e-mail is deleted. */
function withdrawal(state: "UNCONFIRMED" | "RECEIVED" | "SETTLED", receivedAt = "1"): string {
  const settledAt = state === "SETTLED" ? "1" : "NULL";
  return `INSERT INTO withdrawals (id, reference, order_id, matched, state, received_at, refund_due_by, settled_at)
    SELECT 'wdr_1', 'REFERENCE', ${someOrder}, TRUE, '${state}', ${receivedAt}, 9000000000000, ${settledAt}`;
}

export const orders: readonly Damage[] = [
  {
    what: "an order is missing",
    store: "orders",
    statements: [`DELETE FROM sagas WHERE order_id = ${someOrder}`, `DELETE FROM orders WHERE id = ${someOrder}`],
    names: ["I4", "I5", "I10", "I12"],
  },
  {
    what: "an assigned order number is on no order",
    store: "orders",
    statements: ["UPDATE sequences SET value = value + 1 WHERE name = 'order'"],
    names: ["I5"],
  },
  {
    what: "an assigned credit note number is on no credit note",
    store: "orders",
    statements: ["UPDATE sequences SET value = value + 1 WHERE name = 'credit-note'"],
    names: ["I5"],
  },
  {
    what: "an order has a number that was skipped",
    store: "orders",
    statements: ["INSERT INTO skipped_numbers VALUES ('order', 100002, 100002, 'BACKUP_RESTORED', 0, 0)"],
    names: ["I5"],
  },
  {
    what: "invoice numbers were skipped and not recorded",
    store: "orders",
    statements: [
      "UPDATE sequences SET value = value + 10 WHERE name = 'invoice'",
      "INSERT INTO skipped_numbers SELECT 'invoice', value - 8, value, 'BACKUP_RESTORED', 0, 0 FROM sequences WHERE name = 'invoice'",
    ],
    names: ["I5"],
  },
  {
    what: "skipped numbers can be changed",
    store: "orders",
    statements: [],
    without: "skipped_numbers_are_never_changed",
    names: ["I5"],
  },
  {
    what: "the taxes of a credit note are not its amount",
    store: "orders",
    statements: ["UPDATE tax_documents SET tax_minor = tax_minor + 1 WHERE sequence = 1 AND kind = 'CREDIT_NOTE'"],
    names: ["I5"],
  },
  {
    what: "a tax of an invoice is of another country than the order",
    store: "orders",
    statements: [
      `UPDATE tax_documents SET taxes = json_set(taxes, '$[0].country', 'ZZ') WHERE sequence = 1 AND kind = 'INVOICE'`,
    ],
    names: ["I5"],
  },
  {
    what: "an order to another member state bears the tax of the seller, and is no distance sale",
    store: "orders",
    statements: [
      `UPDATE orders SET shipping_address = json_set(shipping_address, '$.country', 'AT')
        WHERE id = (SELECT order_id FROM tax_documents WHERE sequence = 1 AND kind = 'INVOICE')`,
    ],
    names: ["I5"],
  },
  {
    what: "a refund has no credit note",
    store: "orders",
    statements: [
      "DELETE FROM tax_documents WHERE kind = 'CREDIT_NOTE' AND sequence = (SELECT max(sequence) FROM tax_documents WHERE kind = 'CREDIT_NOTE')",
      "UPDATE sequences SET value = value - 1 WHERE name = 'credit-note'",
    ],
    names: ["I4"],
  },
  {
    what: "an order line has no counters",
    store: "orders",
    statements: [
      `DELETE FROM line_counters WHERE line_id = (SELECT line_id FROM line_counters WHERE restocked = 0 AND delivered = ordered LIMIT 1)`,
    ],
    names: ["I4", "I5"],
  },
  {
    what: "a line of an order was sold at another price",
    store: "orders",
    statements: ["UPDATE order_lines SET unit_price_minor = unit_price_minor + 1 WHERE rowid = 1"],
    names: ["I5"],
  },
  {
    what: "the saga of an order is missing",
    store: "orders",
    statements: [`DELETE FROM sagas WHERE order_id = ${someOrder}`],
    names: ["I5", "I6", "I10"],
  },
  {
    what: "the saga of a confirmed order is cancelled",
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
    what: "the event of an order's confirmation is missing",
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
  {
    what: "an order that was paid says that it was not",
    store: "orders",
    statements: [`UPDATE orders SET settlement = 'UNPAID' WHERE id = ${someOrder}`],
    names: ["I4"],
  },
  {
    what: "everything was sent, and a cent that is not due is still authorised",
    store: "orders",
    statements: [
      `UPDATE order_money SET captured_minor = captured_minor - 1, shipping_credited_minor = shipping_credited_minor + 1 WHERE order_id = ${someOrder}`,
    ],
    names: ["I4"],
  },
  {
    what: "a withdrawal is settled, and its money was not refunded",
    store: "orders",
    statements: [
      withdrawal("SETTLED"),
      `INSERT INTO withdrawal_parts SELECT 'wdr_1', line_id, 1, '[]', '[[1,1]]' FROM line_counters WHERE order_id = ${someOrder} AND credited = 0 LIMIT 1`,
    ],
    names: ["I4"],
  },
  {
    what: "a declaration that waits for its confirmation has an effect",
    store: "orders",
    statements: [
      withdrawal("UNCONFIRMED"),
      `UPDATE withdrawals SET declared_parts = '[{"lineId":"line_1","quantity":1}]'`,
      `INSERT INTO withdrawal_parts SELECT 'wdr_1', line_id, 1, '[]', '[]' FROM line_counters WHERE order_id = ${someOrder} LIMIT 1`,
    ],
    names: ["I4"],
  },
  {
    what: "a declaration that waits for its confirmation names no units",
    store: "orders",
    statements: [withdrawal("UNCONFIRMED")],
    names: ["I4"],
  },
  {
    what: "a withdrawn unit counts as cancelled and was sent",
    store: "orders",
    statements: [
      withdrawal("RECEIVED"),
      `INSERT INTO withdrawal_parts SELECT 'wdr_1', line_id, 1, '[[1,1]]', '[]' FROM line_counters WHERE order_id = ${someOrder} AND cancelled = 0 LIMIT 1`,
    ],
    names: ["I4"],
  },
  {
    what: "a unit counts as announced and is in no return",
    store: "orders",
    statements: [
      `UPDATE line_counters SET return_requested = 1 WHERE order_id = ${someOrder} AND return_requested + return_rejected = 0`,
    ],
    names: ["I4"],
  },
  {
    what: "a return was closed without an outcome",
    store: "orders",
    statements: [
      `INSERT INTO returns (id, order_id, state, requested_at) SELECT 'ret_closed', ${someOrder}, 'CLOSED', 1`,
    ],
    names: ["I4"],
  },
  {
    what: "a return is refunded, and has no refund",
    store: "orders",
    statements: [
      `INSERT INTO returns (id, order_id, state, requested_at) SELECT 'ret_paid', ${someOrder}, 'REFUNDED', 1`,
    ],
    names: ["I4"],
  },
  {
    what: "a withdrawal was not confirmed to its customer",
    store: "orders",
    statements: [withdrawal("RECEIVED", "unixepoch('now') * 1000")],
    names: ["I10"],
  },
];
