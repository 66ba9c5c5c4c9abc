/** Integrity rules of the orders store. */
import { elementsOf, greatest, type IntegrityRule, jsonNumber, jsonText, least } from "@hansa/kit/store";
import { type SQL, sql } from "drizzle-orm";
import { orderMoney, orders, orderTasks, promotions, sagas, withdrawals } from "./tables.ts";

/** The mail queue keeps its rows for three days. */
const mailRetentionMs = 2 * 24 * 60 * 60 * 1_000;

/** The first and the last unit of a range. */
function endsOf(range: "range" | "one" | "other"): { first: SQL<number | null>; last: SQL<number | null> } {
  const value = sql.raw(`${range}.value`);
  return { first: jsonNumber(value, 0), last: jsonNumber(value, 1) };
}

/** The number of units in a list of ranges. */
function sizeOf(units: "part.cancelled" | "part.returned"): SQL {
  const { first, last } = endsOf("range");
  return sql`(SELECT coalesce(sum(${last} - ${first} + 1), 0) FROM ${elementsOf(sql.raw(units))} AS range)`;
}

/** The number of these units of whose price nothing is left although they do not count as refunded. */
function sizeOfFree(units: "part.returned"): SQL {
  const [one, other] = [endsOf("one"), endsOf("other")];
  const left = jsonNumber(sql.raw("other.value"), 2);
  const size = sql`${least(one.last, other.last)} - ${greatest(one.first, other.first)} + 1`;
  return sql`(SELECT coalesce(sum(${greatest(sql`0`, size)}), 0)
    FROM ${elementsOf(sql.raw(units))} AS one, ${elementsOf(jsonText(sql`line.units`, "left"))} AS other WHERE ${left} = 0)`;
}

/** The number of these units that are also in a list of the line. */
function sizeOfCommon(units: "part.cancelled" | "part.returned", list: "cancelled" | "credited"): SQL {
  const [one, other] = [endsOf("one"), endsOf("other")];
  const size = sql`${least(one.last, other.last)} - ${greatest(one.first, other.first)} + 1`;
  return sql`(SELECT coalesce(sum(${greatest(sql`0`, size)}), 0)
    FROM ${elementsOf(sql.raw(units))} AS one, ${elementsOf(jsonText(sql`line.units`, list))} AS other)`;
}

/** The rules of the orders store. `settled`: orders placed before this time, in epoch milliseconds, must have an outcome. */
export function integrityRules(settled: number): readonly IntegrityRule[] {
  return [...orderRules, ...outcomeRules(settled), ...moneyRules, ...withdrawalRules(settled), ...promotionRules];
}

const orderRules: readonly IntegrityRule[] = [
  {
    invariant: "I5",
    must: "every order is whole: its lines, their counters, its money, its saga, and the first line of its timeline",
    of: orders,
    judged: (newest) => sql`SELECT id AS about, EXISTS (SELECT 1 FROM order_lines WHERE order_id = placed.id)
        AND NOT EXISTS (SELECT 1 FROM order_lines AS line WHERE order_id = placed.id AND NOT EXISTS (
          SELECT 1 FROM line_counters AS counters WHERE counters.line_id = line.id AND counters.ordered = line.quantity))
        AND EXISTS (SELECT 1 FROM order_money WHERE order_id = placed.id AND total_minor = placed.total_minor)
        AND EXISTS (SELECT 1 FROM sagas WHERE order_id = placed.id AND checkout_id = placed.checkout_id)
        AND EXISTS (SELECT 1 FROM order_events WHERE order_id = placed.id AND kind = 'PLACED') AS holds
      FROM ${newest} AS placed`,
  },
  {
    invariant: "I5",
    must: "goods, discount, shipping, tax and rounding of an order come to its total, and its lines to its goods and discount",
    of: orders,
    judged: (newest) => sql`SELECT id AS about,
        total_minor = subtotal_minor - discount_minor + shipping_minor + CASE WHEN tax_included THEN 0 ELSE tax_minor END + rounding_minor
        AND (subtotal_minor, discount_minor - shipping_discount_minor) = (
          SELECT sum(unit_price_minor * quantity), sum(discount_minor) FROM order_lines WHERE order_id = placed.id) AS holds
      FROM ${newest} AS placed`,
  },
];

/** Sagas and order tasks: they come to an end, and what they have decided holds for their order. */
function outcomeRules(settled: number): readonly IntegrityRule[] {
  return [
    {
      invariant: "I6",
      must: "the saga of an order has one outcome, and the order has the state of that outcome",
      of: sagas,
      judged: (newest) => sql`SELECT saga.order_id AS about, CASE saga.outcome
          WHEN 'CONFIRMED' THEN saga.step = 'DONE' AND placed.state <> 'PENDING_PAYMENT'
          WHEN 'CANCELLED' THEN saga.step = 'DONE' AND placed.state = 'CANCELLED' AND placed.cancel_reason = saga.failure
          WHEN 'NEEDS_REVIEW' THEN saga.step = 'DONE'
          ELSE saga.outcome IS NULL AND saga.step <> 'DONE' AND placed.state = 'PENDING_PAYMENT' END AS holds
        FROM ${newest} AS saga LEFT JOIN orders AS placed ON placed.id = saga.order_id`,
    },
    {
      invariant: "I10",
      must: "every order has an outcome in time, and none waits for a person",
      of: sagas,
      judged: (
        newest,
      ) => sql`SELECT saga.order_id AS about, saga.outcome IS NOT NULL AND saga.outcome <> 'NEEDS_REVIEW' AND saga.stalled_at IS NULL AS holds
        FROM ${newest} AS saga JOIN orders AS placed ON placed.id = saga.order_id WHERE placed.placed_at <= ${settled}`,
    },
    {
      invariant: "I10",
      must: "each order task is completed within 20 attempts",
      of: orderTasks,
      judged: (newest) =>
        sql`SELECT order_id || ' ' || kind AS about, done_at IS NOT NULL OR attempts < 20 AS holds FROM ${newest} AS task`,
    },
  ];
}

const moneyRules: readonly IntegrityRule[] = [
  {
    invariant: "I4",
    must: "the refunded amount of an order is the sum of its refunds, at most the captured amount, and an external amount needs a dispute or a refund at the provider",
    of: orderMoney,
    judged: (newest) => sql`SELECT money.order_id AS about, money.refunded_minor <= money.captured_minor
        AND money.refunded_minor = coalesce(sum(amount_minor) FILTER (WHERE cause <> 'PROVIDER'), 0)
        AND money.external_minor - coalesce(sum(amount_minor) FILTER (WHERE cause = 'PROVIDER'), 0) BETWEEN 0 AND CASE
          WHEN EXISTS (SELECT 1 FROM order_events WHERE order_id = money.order_id AND kind = 'DISPUTED') THEN money.captured_minor ELSE 0 END AS holds
      FROM ${newest} AS money LEFT JOIN refunds ON refunds.order_id = money.order_id AND refunds.state IN ('PENDING', 'SUCCEEDED')
      GROUP BY money.order_id, money.refunded_minor, money.captured_minor, money.external_minor`,
  },
];

function withdrawalRules(settled: number): readonly IntegrityRule[] {
  return [
    {
      invariant: "I4",
      must: "all units of a settled withdrawal are cancelled, or refunded",
      of: withdrawals,
      judged: (newest) => sql`SELECT withdrawal.id AS about, withdrawal.state <> 'SETTLED' OR NOT EXISTS (
          SELECT 1 FROM withdrawal_parts AS part JOIN line_counters AS line ON line.line_id = part.line_id
          WHERE part.withdrawal_id = withdrawal.id AND (
            ${sizeOf("part.cancelled")} + ${sizeOf("part.returned")} <> part.quantity
            OR ${sizeOfCommon("part.cancelled", "cancelled")} <> ${sizeOf("part.cancelled")}
            OR line.charged_minor >= line.ordered * line.step_minor
              AND ${sizeOfCommon("part.returned", "credited")} + ${sizeOfFree("part.returned")} <> ${sizeOf("part.returned")})) AS holds
        FROM ${newest} AS withdrawal`,
    },
    {
      invariant: "I4",
      must: "a declaration that waits for its confirmation has no effect",
      of: withdrawals,
      judged: (newest) => sql`SELECT withdrawal.id AS about, CASE WHEN withdrawal.declared_parts IS NULL
          THEN withdrawal.state <> 'UNCONFIRMED' ELSE withdrawal.state IN ('UNCONFIRMED', 'CONTESTED') AND NOT EXISTS (
            SELECT 1 FROM withdrawal_parts AS part WHERE part.withdrawal_id = withdrawal.id) END AS holds
        FROM ${newest} AS withdrawal`,
    },
    {
      invariant: "I10",
      must: "a withdrawal that fits an order and is younger than two days has its e-mail",
      of: withdrawals,
      judged: (
        newest,
      ) => sql`SELECT withdrawal.id AS about, NOT matched OR received_at <= ${settled - mailRetentionMs} OR EXISTS (
          SELECT 1 FROM mail_queue WHERE event = withdrawal.id AND template = 'withdrawalReceived') AS holds
        FROM ${newest} AS withdrawal`,
    },
  ];
}

const promotionRules: readonly IntegrityRule[] = [
  {
    invariant: null,
    must: "the counted uses of a promotion are the reserved and used ones, and each reserved use belongs to a checkout that is being paid or completed",
    of: promotions,
    judged: (newest) => sql`SELECT promotion.id AS about,
        promotion.uses_taken = count(*) FILTER (WHERE uses.state IN ('reserved', 'used'))
        AND count(*) FILTER (WHERE uses.state = 'reserved' AND coalesce(checkouts.state, '') NOT IN ('AWAITING_PAYMENT', 'COMPLETING')) = 0 AS holds
      FROM ${newest} AS promotion LEFT JOIN promotion_uses AS uses ON uses.promotion_id = promotion.id
        LEFT JOIN checkouts ON uses.state = 'reserved' AND checkouts.id = uses.checkout_id
      GROUP BY promotion.id, promotion.uses_taken`,
  },
];
