/** I4: the returns of an order contain the announced and the received units of its lines, each once, and are refunded once. */
import type { Rule } from "../../rule.ts";

const unitsOf = (column: "quantity" | "received" | "replaced", where: string) =>
  `(SELECT coalesce(sum(part.${column}), 0) FROM orders.return_parts AS part
    JOIN orders.returns AS return ON return.id = part.return_id WHERE part.line_id = line.line_id AND ${where})`;

/** The units of a part that are refunded or being refunded. */
const refundedOf = `(SELECT coalesce(sum(given.quantity), 0) FROM orders.refund_parts AS given JOIN orders.refunds AS refund
  ON refund.id = given.refund_id WHERE refund.return_id = part.return_id AND given.line_id = part.line_id
  AND refund.state IN ('PENDING', 'SUCCEEDED'))`;

export const returnRules: readonly Rule[] = [
  {
    must: "each unit that is announced or was received is in one return that was not rejected",
    from: "orders.line_counters AS line",
    holds: `return_requested = ${unitsOf("quantity", "return.state <> 'REJECTED'")} AND returned = ${unitsOf("received", "true")}`,
    show: "line.order_id AS orderId, line.line_id AS lineId, return_requested AS announced, returned",
    neverEmpty: true,
  },
  {
    must: "the replaced units of a line are those of its returns with that outcome",
    from: "orders.line_counters AS line",
    holds: `replaced = ${unitsOf("replaced", "return.outcome = 'REPLACED'")} AND replaced = ${unitsOf("replaced", "true")}`,
    show: "line.order_id AS orderId, line.line_id AS lineId, replaced",
    neverEmpty: true,
  },
  {
    must: "a closed return has an outcome and a time, and one of withdrawn goods has no units",
    from: "orders.returns AS return",
    holds: `(state = 'CLOSED') = (outcome IS NOT NULL) AND (state = 'CLOSED') = (closed_at IS NOT NULL) AND (outcome IS NOT 'WITHDRAWN'
      OR NOT EXISTS (SELECT 1 FROM orders.return_parts AS part WHERE part.return_id = return.id AND part.quantity > 0))`,
    show: "return.order_id AS orderId, return.id AS returnId, state, outcome",
  },
  {
    must: "no unit of a return is refunded twice, and a refunded return has a refund that succeeded",
    from: "orders.returns AS return",
    holds: `NOT EXISTS (SELECT 1 FROM orders.return_parts AS part WHERE part.return_id = return.id AND part.quantity < ${refundedOf})
      AND (state <> 'REFUNDED' OR EXISTS (SELECT 1 FROM orders.refunds WHERE return_id = return.id AND state = 'SUCCEEDED'))`,
    show: "return.order_id AS orderId, return.id AS returnId, state",
  },
];
