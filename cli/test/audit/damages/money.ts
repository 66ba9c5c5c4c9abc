/** Damages of money: double charges, charges without an order, and differences from the provider. */
import { type Damage, someOrder, somePayment } from "./damage.ts";

const anotherPayment = "(SELECT id FROM payments WHERE state = 'CAPTURED' ORDER BY id DESC LIMIT 1)";
const someEntry = "(SELECT max(seq) FROM sandbox_entries WHERE state = 'CAPTURED' AND refunds = '[]')";
const dispute = `json_array(json_object('ref', 'dispute-1', 'amountMinor', 100, 'state', 'OPEN', 'reason', 'unknown'))`;

export const money: readonly Damage[] = [
  {
    what: "more was refunded than captured",
    store: "payments",
    statements: [`UPDATE payments SET refunded_minor = captured_minor + 1 WHERE id = ${somePayment}`],
    names: ["I3"],
  },
  {
    what: "a refund has another amount in orders than in payments",
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
    what: "an entry of the provider's books is missing",
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
    what: "the provider reports a captured payment as authorised",
    store: "sandbox-provider",
    statements: [`UPDATE sandbox_entries SET state = 'AUTHORIZED' WHERE seq = ${someEntry}`],
    names: ["I3"],
  },
  {
    what: "a dispute of a bank is missing in the ledger",
    store: "sandbox-provider",
    statements: [`UPDATE sandbox_entries SET disputes = ${dispute} WHERE seq = ${someEntry}`],
    names: ["I3"],
  },
  {
    what: "the payment of a confirmed order was voided",
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
    what: "an order was cancelled and its payment was not refunded",
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
    what: "orders counts a smaller captured amount",
    store: "orders",
    statements: [`UPDATE order_money SET captured_minor = captured_minor - 1 WHERE order_id = ${someOrder}`],
    names: ["I4"],
  },
  {
    what: "orders does not know of a refund",
    store: "orders",
    statements: [
      "UPDATE refunds SET state = 'FAILED' WHERE id = (SELECT min(id) FROM refunds WHERE state = 'SUCCEEDED')",
    ],
    names: ["I4"],
  },
  {
    what: "orders counts an external amount without a dispute or a refund",
    store: "orders",
    statements: [`UPDATE order_money SET external_minor = external_minor + 1 WHERE order_id = ${someOrder}`],
    names: ["I4"],
  },
  {
    what: "a refund takes less off a price than its line says",
    store: "orders",
    statements: [
      `UPDATE refund_parts SET lowered = '[]' WHERE (refund_id, line_id) = (SELECT refund_id, line_id FROM refund_parts AS part
        JOIN line_counters AS line USING (line_id) WHERE part.amount_minor > 0 AND line.cancelled = 0 LIMIT 1)`,
    ],
    names: ["I4"],
  },
  {
    what: "orders counts a lost amount without a lost dispute",
    store: "orders",
    statements: [`UPDATE order_money SET lost_minor = lost_minor + 1 WHERE order_id = ${someOrder}`],
    names: ["I4"],
  },
  {
    what: "cancelled units have no credit note",
    store: "orders",
    statements: [
      `DELETE FROM tax_documents WHERE kind = 'CREDIT_NOTE' AND sequence = (SELECT max(sequence) FROM tax_documents WHERE cause = 'CANCELLATION')`,
      "UPDATE sequences SET value = value - 1 WHERE name = 'credit-note'",
    ],
    names: ["I4"],
  },
  {
    what: "a refund is no multiple of the payable step",
    store: "orders",
    statements: [
      `UPDATE orders SET step_minor = 1000000007 WHERE id = (SELECT min(order_id) FROM refunds WHERE amount_minor > 0)`,
    ],
    names: ["I4", "I5"],
  },
  {
    what: "the rounding of an order is not what is missing to its total",
    store: "orders",
    statements: [`UPDATE orders SET rounding_minor = rounding_minor + 1 WHERE id = ${someOrder}`],
    names: ["I5"],
  },
  {
    what: "an invoice has a rounding that none of its items has",
    store: "orders",
    statements: [
      `UPDATE tax_documents SET rounding_minor = 3, total_minor = total_minor + 3
        WHERE id = (SELECT min(id) FROM tax_documents WHERE kind = 'CREDIT_NOTE' AND cause = 'REFUND')`,
    ],
    names: ["I4", "I5"],
  },
  {
    what: "shipping has another share of a tax than its goods",
    store: "orders",
    statements: [
      `UPDATE orders SET tax_parts = json_set(tax_parts, '$[0].baseMinor', (tax_parts ->> '$[0].baseMinor') + 500)
        WHERE id = (SELECT min(id) FROM orders WHERE shipping ->> 'taxBasis' = 'GOODS_PROPORTIONAL' AND tax_parts <> '[]')`,
    ],
    names: ["I5"],
  },
  {
    what: "an invoice has an amount of tax under a law without tax",
    store: "orders",
    statements: [
      `UPDATE tax_documents SET taxes = json_set(taxes, '$[0].category', 'EXPORT')
        WHERE id = (SELECT min(id) FROM tax_documents WHERE kind = 'INVOICE' AND taxes ->> '$[0].amountMinor' > 0)`,
    ],
    names: ["I5"],
  },
  {
    what: "an intra-Community supply went to a buyer without a VAT id",
    store: "orders",
    statements: [
      `UPDATE tax_documents SET taxes = json_set(taxes, '$[0].category', 'INTRA_COMMUNITY', '$[0].rate', 0, '$[0].amountMinor', 0,
        '$[0].baseMinor', total_minor), tax_minor = 0 WHERE sequence = 1 AND kind = 'INVOICE'`,
    ],
    names: ["I5"],
  },
  {
    what: "an order is without tax by a VAT id that the register does not have",
    store: "orders",
    statements: [
      `UPDATE orders SET tax_parts = json_set(tax_parts, '$[0].category', 'REVERSE_CHARGE'),
        vat_id_check = '{"rule":"SERVICE","state":"INVALID","checkedAt":1,"consultation":null}' WHERE id = ${someOrder}`,
    ],
    names: ["I5"],
  },
  {
    what: "a bank withholds money and orders counts it as the shop's",
    store: "payments",
    statements: [
      `INSERT INTO disputes SELECT 'disp_x', id, 'dispute-1', 'OPEN', 100, currency, 'unknown', 1, NULL FROM payments WHERE id = ${somePayment}`,
    ],
    names: ["I4", "I7"],
  },
  {
    what: "an order was cancelled and a bank leaves its payment to the shop",
    store: "payments",
    statements: [
      "UPDATE payments SET refunded_minor = 0, state = 'CAPTURED' WHERE state = 'REFUNDED'",
      `INSERT INTO disputes SELECT 'disp_' || id, id, 'dispute-1', 'WON', captured_minor, currency, 'unknown', 1, 2 FROM payments WHERE state = 'CAPTURED'`,
    ],
    names: ["I3", "I4", "I7"],
  },
];
