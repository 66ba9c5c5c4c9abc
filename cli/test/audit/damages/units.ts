/** Damages of the units of order lines and of fulfilments. */
import { type Damage, someOrder } from "./damage.ts";

export const units: readonly Damage[] = [
  {
    what: "a unit counts as replaced and is in no return",
    store: "orders",
    statements: [`UPDATE line_counters SET replaced = 1 WHERE order_id = ${someOrder}`],
    names: ["I4"],
  },
  {
    what: "a fulfilment is cancelled, and its units are left",
    store: "orders",
    statements: [`UPDATE fulfilments SET state = 'CANCELLED' WHERE order_id = ${someOrder}`],
    names: ["I4"],
  },
  {
    what: "cancelled units of a fulfilment are not in the list of goods to put back",
    store: "orders",
    statements: [
      `UPDATE fulfilment_parts SET to_put_back = 1 WHERE fulfilment_id = (SELECT id FROM fulfilments WHERE order_id = ${someOrder} LIMIT 1)`,
    ],
    names: ["I4"],
  },
  {
    what: "a unit that has arrived can be sent once more",
    store: "orders",
    statements: [
      `UPDATE line_counters SET units = json_set(units, '$.resendable', json('[[1,1]]')) WHERE order_id = ${someOrder}`,
    ],
    names: ["I4"],
  },
  {
    what: "units are set aside to be sent once more, and their line does not count them",
    store: "orders",
    statements: [
      `UPDATE fulfilments SET is_resend = TRUE WHERE order_id = ${someOrder}`,
      `UPDATE fulfilment_parts SET quantity = quantity + 1 WHERE fulfilment_id IN (SELECT id FROM fulfilments WHERE is_resend)`,
    ],
    names: ["I4"],
  },
  {
    what: "a unit that was sent has no number",
    store: "orders",
    statements: [
      `UPDATE line_counters SET units = json_set(units, '$.sent', json('[]')) WHERE order_id = ${someOrder}`,
    ],
    names: ["I4"],
  },
  {
    what: "a line asks for less than its units are worth",
    store: "orders",
    statements: [`UPDATE line_counters SET credited_minor = credited_minor + 1 WHERE order_id = ${someOrder}`],
    names: ["I4"],
  },
];
