/** I4 and I10: a settled withdrawal was cancelled or refunded, a withdrawal that fits an order has its e-mail, and overdue ones are listed. */
import type { Rule } from "../../rule.ts";

const sizeOf = (units: string) =>
  `(SELECT coalesce(sum(range.value ->> 1 - (range.value ->> 0) + 1), 0) FROM json_each(${units}) AS range)`;

/** The units of `units` that are also in `others`, two lists of ranges. */
const sizeOfCommon = (units: string, others: string) =>
  `(SELECT coalesce(sum(max(0, min(one.value ->> 1, other.value ->> 1) - max(one.value ->> 0, other.value ->> 0) + 1)), 0)
    FROM json_each(${units}) AS one, json_each(${others}) AS other)`;

/** The units of a part that succeeded refunds of its order gave the money back for. Refunds share no unit. */
const refunded = `(SELECT coalesce(sum(${sizeOfCommon("part.returned", "given.units")}), 0) FROM orders.refund_parts AS given
  JOIN orders.refunds AS refund ON refund.id = given.refund_id WHERE given.line_id = part.line_id AND refund.state = 'SUCCEEDED')`;

/** The units of a part of whose price nothing is left although no refund counts them. */
const free = `(SELECT coalesce(sum(max(0, min(one.value ->> 1, other.value ->> 1) - max(one.value ->> 0, other.value ->> 0) + 1)), 0)
  FROM json_each(part.returned) AS one, json_each(line.units, '$.left') AS other WHERE other.value ->> 2 = 0)`;

const parts = `orders.withdrawal_parts AS part JOIN orders.withdrawals AS withdrawal ON withdrawal.id = part.withdrawal_id
  JOIN orders.line_counters AS line ON line.line_id = part.line_id`;
const show =
  "withdrawal.order_id AS orderId, withdrawal.id AS withdrawalId, part.line_id AS lineId, withdrawal.state AS state";

/** The mail queue keeps its rows for three days. */
const keptMs = 2 * 24 * 60 * 60_000;

export const withdrawalRules: readonly Rule[] = [
  {
    must: "a declaration that waits for its confirmation names units, and has no effect",
    from: "orders.withdrawals AS withdrawal",
    where: "withdrawal.state = 'UNCONFIRMED' OR withdrawal.declared_parts IS NOT NULL",
    holds: `withdrawal.state IN ('UNCONFIRMED', 'CONTESTED') AND coalesce(json_array_length(withdrawal.declared_parts), 0) > 0
      AND NOT EXISTS (SELECT 1 FROM orders.withdrawal_parts AS part WHERE part.withdrawal_id = withdrawal.id)`,
    show: "withdrawal.order_id AS orderId, withdrawal.id AS withdrawalId, withdrawal.state AS state",
  },
  {
    must: "each withdrawn unit is cancelled or to be returned at most once, and those of a line exist",
    from: parts,
    holds: `${sizeOf("part.cancelled")} + ${sizeOf("part.returned")} <= part.quantity AND part.quantity <= line.ordered
      AND ${sizeOfCommon("part.cancelled", "line.units -> '$.cancelled'")} = ${sizeOf("part.cancelled")}
      AND ${sizeOfCommon("part.returned", "line.units -> '$.sent'")} = ${sizeOf("part.returned")}`,
    show: `${show}, part.cancelled AS cancelled, part.returned AS returned, line.units AS units`,
  },
  {
    must: "all units of a settled withdrawal are cancelled, or refunded with success",
    from: parts,
    where: "withdrawal.state = 'SETTLED'",
    // Units of whose price nothing is left need no refund.
    holds: `${sizeOf("part.cancelled")} + ${sizeOf("part.returned")} = part.quantity
      AND (line.charged_minor < line.ordered * line.step_minor OR ${refunded} + ${free} >= ${sizeOf("part.returned")})`,
    show: `${show}, part.quantity AS quantity, ${refunded} AS refunded`,
  },
];

export const withdrawalMailRules: readonly Rule[] = [
  {
    must: "a withdrawal that fits an order was confirmed to its customer",
    from: "orders.withdrawals AS withdrawal",
    where: `withdrawal.matched AND withdrawal.received_at > @now - ${keptMs}`,
    holds:
      "(SELECT count(*) FROM orders.mail_queue WHERE event = withdrawal.id AND template = 'withdrawalReceived') = 1",
    show: "withdrawal.order_id AS orderId, withdrawal.id AS withdrawalId",
  },
  {
    must: "the refund of a withdrawal is not overdue",
    from: "orders.withdrawals AS withdrawal",
    where: "withdrawal.matched AND withdrawal.state <> 'SETTLED'",
    holds: "withdrawal.refund_due_by > @now",
    show: "withdrawal.order_id AS orderId, withdrawal.id AS withdrawalId, withdrawal.state AS state",
    isListed: true,
  },
];
