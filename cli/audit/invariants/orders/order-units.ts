/** I4: the units of an order's lines add up, and no authorised amount is kept once nothing is left to send. */
import type { Rule } from "../../rule.ts";

type Units = "sent" | "cancelled" | "credited" | "withdrawn" | "resendable";

/** The worth of the units from `first` to `last`: unit i of q is worth ⌊T·i/q⌋ − ⌊T·(i−1)/q⌋, each rounded down to the payable step. */
const worth = (first: string, last: string) => `(${worthUpTo(last)} - ${worthUpTo(`(${first}) - 1`)})`;
const worthUpTo = (unit: string) =>
  `(line.charged_minor * (${unit}) / line.ordered / line.step_minor * line.step_minor)`;

const overUnits = (units: Units, summed: string) =>
  `(SELECT coalesce(sum(${summed}), 0) FROM json_each(line.units, '$.${units}') AS range)`;
const sizeOf = (units: Units) => overUnits(units, "range.value ->> 1 - (range.value ->> 0) + 1");
const worthOf = (units: Units) => overUnits(units, worth("range.value ->> 0", "range.value ->> 1"));

/** The amount that a `part` of a refund takes off the prices of units: the worth of its units, where it does not say it. */
export const loweredByPart = `iif(part.lowered IS NULL,
  (SELECT coalesce(sum(${worth("range.value ->> 0", "range.value ->> 1")}), 0) FROM json_each(part.units) AS range),
  (SELECT coalesce(sum((range.value ->> 1 - (range.value ->> 0) + 1) * (range.value ->> 2)), 0) FROM json_each(part.lowered) AS range))`;

/** A sum over the unit numbers that both lists contain. */
const overCommon = (a: Units, b: Units, summed: string) =>
  `(SELECT coalesce(sum(${summed}), 0) FROM (
    SELECT max(one.value ->> 0, other.value ->> 0) AS first, min(one.value ->> 1, other.value ->> 1) AS last
    FROM json_each(line.units, '$.${a}') AS one, json_each(line.units, '$.${b}') AS other) WHERE first <= last)`;
const sizeOfCommon = (a: Units, b: Units) => overCommon(a, b, "last - first + 1");

/** A sum over units of which the line says what is left of their price, and that are in the list; `left_minor` is left of each. */
const overPriced = (lists: readonly Units[], summed: string) => {
  const ranges = ["one", ...lists.map((_, index) => `other${index}`)];
  const ends = (place: 0 | 1) => ranges.map((range) => `${range}.value ->> ${place}`).join(", ");
  return `(SELECT coalesce(sum(${summed}), 0) FROM (
    SELECT max(${ends(0)}, 1) AS first, min(${ends(1)}, line.ordered) AS last, one.value ->> 2 AS left_minor
    FROM json_each(line.units, '$.left') AS one${lists.map((list, index) => `, json_each(line.units, '$.${list}') AS other${index}`).join("")})
    WHERE first <= last)`;
};
const worthHere = worth("first", "last");
const leftHere = "(last - first + 1) * left_minor";

/** The amount off the prices of all units: of credited units all but what is left, of others their worth less what is left. */
const amountOff = `(${worthOf("credited")} + ${overPriced([], `${worthHere} - ${leftHere}`)} - ${overPriced(["credited"], worthHere)})`;
/** The rest of the prices of the units in the list. */
const leftOf = (list: Units) => `(${worthOf(list)} - ${overCommon(list, "credited", worthHere)}
  - ${overPriced([list], `${worthHere} - ${leftHere}`)} + ${overPriced([list, "credited"], worthHere)})`;

/** The lines of each order, and what is due for what was sent of them. */
const sums = `(SELECT line.order_id, sum(ordered - cancelled - shipped) AS unsent, sum(shipped) AS shipped,
  sum(${leftOf("sent")}) AS due
  FROM orders.line_counters AS line GROUP BY line.order_id) AS lines`;
const hasReleaseTask = (also: string) =>
  `EXISTS (SELECT 1 FROM orders.order_tasks WHERE order_id = money.order_id AND kind = 'RELEASE' ${also})`;

/** Whether shipping is charged no more: no unit that needs a parcel is left, or no unit at all. `order`: the column with the order's id. */
const isShippingWaived = (order: string) => `NOT EXISTS (SELECT 1 FROM orders.line_counters AS line
  WHERE line.order_id = ${order} AND ordered > cancelled AND (is_sent OR NOT EXISTS (
    SELECT 1 FROM orders.line_counters AS other WHERE other.order_id = ${order} AND other.is_sent)))`;

/** The worth of the cancelled units of an order, and of shipping that was waived with them. */
export const cancelledWorth = `((SELECT sum(${worthOf("cancelled")}) FROM orders.line_counters AS line WHERE line.order_id = money.order_id)
  + iif(${isShippingWaived("money.order_id")}, money.shipping_minor, 0))`;

/** The money captured for an order, refunded and withheld by banks, and its present worth. */
export const moneyNow = `(SELECT money.order_id, money.capture_mode AS mode, money.captured_minor AS taken, money.lost_minor AS lost,
  (SELECT coalesce(sum(amount_minor), 0) FROM orders.refunds WHERE order_id = money.order_id AND state = 'SUCCEEDED') AS given,
  money.external_minor - (SELECT coalesce(sum(amount_minor), 0) FROM orders.refunds
    WHERE order_id = money.order_id AND cause = 'PROVIDER' AND state IN ('PENDING', 'SUCCEEDED')) AS withheld,
  iif(${isShippingWaived("money.order_id")}, 0, money.shipping_minor - money.shipping_credited_minor) - money.adjusted_minor
    + (SELECT sum(charged_minor - credited_minor - ${leftOf("cancelled")}) FROM orders.line_counters AS line WHERE line.order_id = money.order_id) AS worth
  FROM orders.order_money AS money) AS books`;
const worthNow = `iif("order".state = 'CANCELLED', 0, max(0, worth))`;

/** The units of a line in fulfilments that send units once more, and in their parcels of these statuses. */
const resent = `(SELECT coalesce(sum(part.quantity), 0) FROM orders.fulfilment_parts AS part JOIN orders.fulfilments AS fulfilment
  ON fulfilment.id = part.fulfilment_id WHERE part.line_id = line.line_id AND fulfilment.is_resend)`;
const resentIn = (parcels: string) => `(SELECT coalesce(sum(part.quantity), 0) FROM orders.shipment_parts AS part
  JOIN orders.shipments AS parcel ON parcel.id = part.shipment_id JOIN orders.fulfilments AS fulfilment ON fulfilment.id = parcel.fulfilment_id
  WHERE part.line_id = line.line_id AND fulfilment.is_resend AND parcel.${parcels})`;

export const unitRules: readonly Rule[] = [
  {
    must: "each unit of a line has one number and one outcome, and the counters count them",
    from: "orders.line_counters AS line",
    holds: `${sizeOf("sent")} = shipped AND ${sizeOf("cancelled")} = cancelled AND ${sizeOf("credited")} = credited
      AND ${sizeOf("withdrawn")} = withdrawn AND ${sizeOfCommon("withdrawn", "credited")} = withdrawn
      AND ${sizeOfCommon("sent", "cancelled")} + ${sizeOfCommon("sent", "withdrawn")} + ${sizeOfCommon("cancelled", "withdrawn")} = 0`,
    show: "line.order_id AS orderId, line.line_id AS lineId, line.units AS units, shipped, cancelled, credited, withdrawn",
    neverEmpty: true,
  },
  {
    must: "a fulfilment is cancelled if none of its units are left, as in a cancelled order, and lists its cancelled units to be put back",
    from: `orders.fulfilments AS fulfilment JOIN orders.orders AS "order" ON "order".id = fulfilment.order_id JOIN (SELECT fulfilment_id, sum(quantity) AS units, sum(to_put_back) AS to_put_back
      FROM orders.fulfilment_parts GROUP BY fulfilment_id) AS parts ON parts.fulfilment_id = fulfilment.id`,
    holds:
      "(fulfilment.state = 'CANCELLED') = (parts.units = 0) AND fulfilment.is_to_put_back = (parts.to_put_back > 0)",
    show: `fulfilment.order_id AS orderId, fulfilment.id AS fulfilmentId, fulfilment.state AS state, parts.units AS units,
      parts.to_put_back AS toPutBack`,
  },
  {
    must: "a unit to be sent once more was sent, and came back or is replaced, and those set aside for it are not refunded",
    from: "orders.line_counters AS line",
    holds: `${sizeOfCommon("resendable", "sent")} = ${sizeOf("resendable")} AND ${sizeOf("resendable")} <= undelivered + replacing
      AND max(resend_allocated, replacing) <= ${sizeOf("resendable")} - ${sizeOfCommon("resendable", "credited")}`,
    show: "line.order_id AS orderId, line.line_id AS lineId, line.units AS units, undelivered, replacing, resend_allocated AS setAside",
    neverEmpty: true,
  },
  {
    must: "the units that are set aside or packed to be sent once more are those of fulfilments and parcels that have not left",
    from: "orders.line_counters AS line",
    holds: `resend_allocated = ${resent} - ${resentIn("shipped_at IS NOT NULL")} AND resend_packed = ${resentIn("status = 'READY'")}`,
    show: "line.order_id AS orderId, line.line_id AS lineId, resend_allocated AS setAside, resend_packed AS packed",
    neverEmpty: true,
  },
  {
    must: "the uncharged amount of a line is the value of its credited units without what is left of it, with what is off the price of others",
    from: "orders.line_counters AS line",
    holds: `credited_minor = ${amountOff}`,
    show: "line.order_id AS orderId, line.line_id AS lineId, credited_minor AS credited, line.units AS units",
    neverEmpty: true,
  },
  {
    must: "once nothing is left to send, the authorised amount that is neither captured nor due has a release task",
    from: `orders.order_money AS money JOIN ${sums} ON lines.order_id = money.order_id
      JOIN orders.sagas AS saga ON saga.order_id = money.order_id`,
    where: `money.payment_id IS NOT NULL AND lines.unsent = 0 AND saga.outcome = 'CONFIRMED' AND money.captured_minor < money.total_minor
      AND NOT EXISTS (SELECT 1 FROM orders.captures WHERE order_id = money.order_id AND state = 'PENDING')`,
    holds: `${hasReleaseTask("")} OR lines.due + money.shipping_minor - money.shipping_credited_minor
      > money.captured_minor - money.refunded_minor + money.adjusted_minor`,
    show: "money.order_id AS orderId, money.total_minor AS promised, money.captured_minor AS taken, lines.due AS due",
  },
  {
    must: "after a completed release task, the captured and released amounts sum to the authorised one",
    from: "orders.order_money AS money JOIN payments.payments AS payment ON payment.id = money.payment_id",
    where: hasReleaseTask("AND done_at <= @settled"),
    holds: `payment.state IN ('VOIDED', 'FAILED') OR payment.state NOT IN ('AUTHORIZED', 'PARTIALLY_CAPTURED')
      AND payment.captured_minor + payment.released_minor = payment.authorized_minor`,
    show: `money.order_id AS orderId, payment.id AS paymentId, payment.state AS payment, payment.authorized_minor AS promised,
      payment.captured_minor AS taken, payment.released_minor AS released`,
  },
  {
    must: "the settlement of an order fits its amounts, also when nothing is owed and when a cancelled order is not refunded yet",
    from: `orders.orders AS "order" JOIN ${moneyNow} ON books.order_id = "order".id`,
    holds: `CASE WHEN total_minor = 0 THEN settlement = 'PAID'
      WHEN taken = 0 AND "order".state = 'CANCELLED' THEN settlement = 'UNPAID'
      WHEN taken = 0 AND ${worthNow} = 0 THEN settlement = 'PAID'
      WHEN taken = 0 THEN settlement IN ('UNPAID', 'AUTHORIZED')
      WHEN taken - given - withheld > ${worthNow} THEN settlement = 'REFUND_DUE'
      WHEN given + lost >= taken AND (settlement = 'REFUNDED' OR mode = 'ON_PLACEMENT') THEN settlement = 'REFUNDED'
      WHEN given > 0 THEN settlement = 'PARTIALLY_REFUNDED'
      ELSE settlement = iif(taken >= ${worthNow}, 'PAID', 'PARTIALLY_PAID') END`,
    show: `"order".id AS orderId, "order".state AS state, settlement, taken, given, lost, withheld, worth`,
    neverEmpty: true,
  },
];
