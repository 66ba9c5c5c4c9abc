/** Damages of stock: missing units, and reservations without an owner. */
import { type Damage, someOrder } from "./damage.ts";

const someVariant = "(SELECT variant_id FROM stock_levels WHERE on_hand > 3 ORDER BY variant_id LIMIT 1)";

const firstSent = "(SELECT min(rowid) FROM commitment_ends WHERE outcome = 'sent' AND quantity > 0)";

export const stock: readonly Damage[] = [
  {
    what: "more units are sold than are on hand",
    store: "products",
    statements: [`UPDATE stock_levels SET committed = on_hand + 1 WHERE variant_id = ${someVariant}`],
    names: ["I1"],
  },
  {
    what: "a unit is committed without a reservation",
    store: "products",
    statements: [`UPDATE stock_levels SET committed = committed + 1 WHERE variant_id = ${someVariant}`],
    names: ["I1"],
  },
  {
    what: "a unit that was sent is still committed",
    store: "products",
    statements: [
      `UPDATE reservation_lines SET committed = committed + 1 WHERE (checkout_id, variant_id) = (
        SELECT checkout_id, variant_id FROM commitment_ends WHERE rowid = ${firstSent})`,
      `UPDATE stock_levels SET committed = committed + 1, on_hand = on_hand + 1
        WHERE variant_id = (SELECT variant_id FROM commitment_ends WHERE rowid = ${firstSent})`,
    ],
    names: ["I1"],
  },
  {
    what: "units are committed to replace returned ones, and the order replaces none",
    store: "products",
    statements: [
      `INSERT INTO replacements SELECT 'repl_1', checkout_id, json_array(json_object('variantId', variant_id, 'quantity', 1)), 0
        FROM commitment_ends WHERE rowid = ${firstSent}`,
    ],
    names: ["I1", "I2"],
  },
  {
    what: "a parcel has not ended the commitment of its units",
    store: "products",
    statements: [`UPDATE commitment_ends SET cause_id = 'ship_other' WHERE rowid = ${firstSent}`],
    names: ["I1"],
  },
  {
    what: "a unit on hand has no stock movement",
    store: "products",
    statements: [`UPDATE stock_levels SET on_hand = on_hand + 1 WHERE variant_id = ${someVariant}`],
    names: ["I1"],
  },
  {
    what: "the first stock movement of a variant is missing",
    store: "products",
    statements: [
      `DELETE FROM stock_ledger WHERE variant_id = (SELECT variant_id FROM stock_ledger GROUP BY variant_id HAVING count(*) = 1 AND sum(delta) > 0 LIMIT 1)`,
    ],
    names: ["I1"],
  },
  {
    what: "a stock movement states wrong units on hand",
    store: "products",
    statements: [`UPDATE stock_ledger SET on_hand_after = on_hand_after + 1 WHERE rowid = 1`],
    names: ["I1"],
  },
  {
    what: "the stock movement of a parcel names another one",
    store: "products",
    statements: [
      "UPDATE stock_ledger SET cause_id = 'ship_other' WHERE id = (SELECT min(id) FROM stock_ledger WHERE reason = 'SHIPPED')",
    ],
    names: ["I1"],
  },
  {
    what: "a movement of an older sale belongs to no reservation",
    store: "products",
    statements: [
      "UPDATE stock_ledger SET reason = 'SOLD' WHERE id = (SELECT min(id) FROM stock_ledger WHERE reason = 'SHIPPED')",
    ],
    names: ["I1"],
  },
  {
    what: "a committed reservation is released, and its units are missing",
    store: "products",
    statements: [
      "UPDATE reservations SET state = 'released' WHERE checkout_id = (SELECT min(checkout_id) FROM reservations)",
    ],
    names: ["I1", "I2"],
  },
  {
    what: "more units were restocked than their line counts",
    store: "orders",
    statements: ["UPDATE line_counters SET restocked = 0 WHERE restocked > 0"],
    names: ["I1"],
  },
  {
    what: "a restock task is completed without its stock movement",
    store: "products",
    statements: ["UPDATE stock_ledger SET cause_id = 'other' WHERE reason = 'RESTOCKED' AND cause_id NOT LIKE 'chk%'"],
    names: ["I1"],
  },
  {
    what: "units of a cancelled line have no task",
    store: "orders",
    statements: ["DELETE FROM order_tasks WHERE seq = (SELECT min(seq) FROM order_tasks WHERE kind = 'UNCOMMIT')"],
    names: ["I1"],
  },
  {
    what: "a restock task names another variant than was bought",
    store: "orders",
    statements: [
      `UPDATE order_tasks SET lines = json_set(lines, '$[0].variantId', 'var_other')
        WHERE seq = (SELECT min(seq) FROM order_tasks WHERE kind = 'RESTOCK')`,
    ],
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
    what: "a unit is reserved without a reservation",
    store: "products",
    statements: [`UPDATE stock_levels SET reserved = reserved + 1 WHERE variant_id = ${someVariant}`],
    names: ["I2"],
  },
  {
    what: "a reservation has an unknown state",
    store: "products",
    statements: [
      "UPDATE reservations SET state = 'lost' WHERE checkout_id = (SELECT min(checkout_id) FROM reservations)",
    ],
    names: ["I1", "I2"],
  },
  {
    what: "a reservation is live long after its expiry",
    store: "products",
    statements: [
      "INSERT INTO reservations (checkout_id, cart_id, user_id, state, expires_at, created_at) VALUES ('chk_x', 'cart_x', NULL, 'reserved', 1, 1)",
    ],
    names: ["I2"],
  },
  {
    what: "a reservation has no checkout",
    store: "products",
    statements: [
      "INSERT INTO reservations (checkout_id, cart_id, user_id, state, expires_at, created_at) VALUES ('chk_x', 'cart_x', NULL, 'reserved', 9000000000000, 1)",
    ],
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
    what: "an order line has no reservation, and its sent units were recorded as damaged",
    store: "products",
    statements: [
      `UPDATE stock_ledger SET reason = 'DAMAGED' WHERE reason = 'SHIPPED' AND (cause_id, cause_line) = (
        SELECT cause_id, cause_line FROM commitment_ends WHERE rowid = ${firstSent})`,
      `DELETE FROM reservation_lines WHERE (checkout_id, variant_id) = (
        SELECT checkout_id, variant_id FROM commitment_ends WHERE rowid = ${firstSent})`,
    ],
    names: ["I2"],
  },
  {
    what: "the reservation of an order is missing",
    store: "products",
    statements: [
      "DELETE FROM reservation_lines WHERE checkout_id = (SELECT min(checkout_id) FROM reservations)",
      "DELETE FROM reservations WHERE checkout_id = (SELECT min(checkout_id) FROM reservations)",
    ],
    names: ["I2"],
  },
  {
    what: "the units of a cancelled order are still committed",
    store: "products",
    statements: ["DELETE FROM commitment_ends WHERE cause_id LIKE 'chk%'"],
    names: ["I1", "I2"],
  },
];
