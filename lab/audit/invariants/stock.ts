/** I1 and I2: no oversell, and every reserved unit belongs to a reservation. */
import type { Rule } from "../rule.ts";
import { appendOnly, checkRules, type Invariant } from "./invariant.ts";

const oversell: readonly Rule[] = [
  {
    must: "of each variant, no more is reserved than lies on the shelf, and neither is below zero",
    from: "products.stock_levels",
    holds: "reserved BETWEEN 0 AND on_hand",
    show: "variant_id AS variantId, on_hand AS onHand, reserved",
    neverEmpty: true,
  },
  {
    must: "what lies on the shelf is what came and went: received, counted, damaged, sold and put back",
    from: `(SELECT variant_id, sum(delta) AS moved FROM products.stock_ledger GROUP BY variant_id) AS ledger
      LEFT JOIN products.stock_levels AS level USING (variant_id)`,
    holds: "ledger.moved = coalesce(level.on_hand, 0)",
    show: "variant_id AS variantId, ledger.moved AS moved, level.on_hand AS onHand",
    neverEmpty: true,
  },
  {
    must: "nothing lies on a shelf that never came there",
    from: "products.stock_levels AS level",
    holds: "on_hand = 0 OR EXISTS (SELECT 1 FROM products.stock_ledger WHERE variant_id = level.variant_id)",
    show: "variant_id AS variantId, on_hand AS onHand",
  },
  {
    must: "each movement of stock leaves what the one before it left, and its own units",
    from: `(SELECT id, variant_id, delta, on_hand_after,
        sum(delta) OVER (PARTITION BY variant_id ORDER BY rowid) AS sum_after FROM products.stock_ledger)`,
    holds: "on_hand_after = sum_after AND on_hand_after >= 0",
    show: "id AS movementId, variant_id AS variantId, delta, on_hand_after AS onHandAfter, sum_after AS sumAfter",
    neverEmpty: true,
  },
  {
    must: "all that was committed for an order left the shelf, once",
    from: `products.reservations AS reservation JOIN products.reservation_lines AS kept USING (checkout_id)
      LEFT JOIN products.stock_ledger AS sold
        ON sold.reason = 'SOLD' AND sold.cause_id = checkout_id AND sold.cause_line = kept.variant_id`,
    holds: "CASE reservation.state WHEN 'committed' THEN sold.delta = -kept.quantity ELSE sold.id IS NULL END",
    show: "checkout_id AS checkoutId, reservation.state AS reservation, kept.variant_id AS variantId, kept.quantity AS quantity, sold.delta AS delta",
    neverEmpty: true,
  },
  {
    must: "nothing left the shelf as sold that was not committed for a checkout",
    from: `products.stock_ledger AS sold
      LEFT JOIN products.reservation_lines AS kept ON kept.checkout_id = sold.cause_id AND kept.variant_id = sold.cause_line`,
    where: "sold.reason = 'SOLD'",
    holds: "kept.quantity = -sold.delta",
    show: "sold.id AS movementId, sold.cause_id AS checkoutId, sold.variant_id AS variantId, sold.delta AS delta",
  },
  {
    must: "of a line of an order, no more is put back on the shelf than was bought",
    from: `(SELECT cause_line, sum(delta) AS units FROM products.stock_ledger WHERE reason = 'RESTOCKED' AND at <= @settled GROUP BY cause_line) AS back
      LEFT JOIN orders.line_counters AS line ON line.line_id = back.cause_line`,
    holds: "back.units BETWEEN 1 AND line.restocked AND line.restocked <= line.ordered",
    show: "back.cause_line AS lineId, line.order_id AS orderId, back.units AS putBack, line.restocked AS restocked, line.ordered AS ordered",
  },
  {
    must: "what an errand put back on the shelf lies there, if its variant is counted",
    from: `orders.order_tasks AS task JOIN json_each(task.lines) AS part
      JOIN products.stock_levels AS level ON level.variant_id = part.value ->> 'variantId'
      LEFT JOIN products.stock_ledger AS back
        ON back.reason = 'RESTOCKED' AND back.cause_id = task.subject_id AND back.cause_line = part.value ->> 'lineId'`,
    where: "task.kind = 'RESTOCK' AND task.done_at IS NOT NULL",
    holds: "back.delta = part.value ->> 'quantity'",
    show: "task.order_id AS orderId, part.value ->> 'lineId' AS lineId, part.value ->> 'quantity' AS quantity, back.delta AS delta",
  },
  {
    must: "what a line counts as put back, errands put back; what was sold for an order that did not come about goes back without one",
    from: `orders.line_counters AS line JOIN orders.order_lines AS bought ON bought.id = line.line_id
      LEFT JOIN orders.sagas AS saga ON saga.order_id = line.order_id
      LEFT JOIN (SELECT CAST(part.value ->> 'lineId' AS TEXT) AS line_id, CAST(part.value ->> 'variantId' AS TEXT) AS variant_id,
          sum(part.value ->> 'quantity') AS units
        FROM orders.order_tasks AS task JOIN json_each(task.lines) AS part WHERE task.kind = 'RESTOCK' GROUP BY 1, 2) AS back USING (line_id, variant_id)`,
    where: "line.restocked > 0 AND saga.outcome IS NOT 'CANCELLED' AND saga.failure IS NOT 'OUT_OF_STOCK'",
    holds: "back.units = line.restocked",
    show: "line.order_id AS orderId, line.line_id AS lineId, line.restocked AS restocked, back.units AS byErrands",
  },
  ...appendOnly("products", "stock_ledger"),
];

/** The units of `kept` that the order of a `saga` bought. The plus keeps SQLite from scanning all lines of a variant that sells well. */
const unitsBought =
  "(SELECT sum(quantity) FROM orders.order_lines WHERE order_id = saga.order_id AND +variant_id = kept.variant_id)";

/** The units on hand of a `line` when its goods were reserved; none if its variant was not tracked then. */
const shelfThen = `coalesce((SELECT on_hand_after FROM products.stock_ledger
  WHERE variant_id = line.variant_id AND at <= reservation.created_at ORDER BY at DESC, id DESC LIMIT 1), 0)`;

const conservation: readonly Rule[] = [
  {
    must: "of each variant, what is reserved is what live holds hold",
    from: `products.stock_levels AS level LEFT JOIN (
        SELECT kept.variant_id, sum(kept.quantity) AS units FROM products.reservations AS reservation JOIN products.reservation_lines AS kept USING (checkout_id)
        WHERE reservation.state = 'reserved' GROUP BY kept.variant_id
      ) AS held USING (variant_id)`,
    holds: "level.reserved = coalesce(held.units, 0)",
    show: "variant_id AS variantId, level.reserved AS reserved, coalesce(held.units, 0) AS held",
    neverEmpty: true,
  },
  {
    must: "each hold is held, committed, released or expired, and what it holds has a shelf",
    from: "products.reservations AS reservation",
    holds: `state IN ('reserved', 'committed', 'released', 'expired') AND NOT (state = 'reserved' AND EXISTS (
      SELECT 1 FROM products.reservation_lines WHERE checkout_id = reservation.checkout_id
        AND variant_id NOT IN (SELECT variant_id FROM products.stock_levels)))`,
    show: "checkout_id AS checkoutId, state",
    neverEmpty: true,
  },
  {
    must: "no hold outlives its end by more than a minute, or on a live shop by more than what may be in flight",
    from: "products.reservations",
    where: "state = 'reserved'",
    holds: "expires_at - @productsAhead >= @overdue",
    show: "checkout_id AS checkoutId, expires_at AS expiresAt",
  },
  {
    must: "what was held for an order that was confirmed is committed for it, and is what it bought",
    from: "orders.sagas AS saga JOIN products.reservations AS reservation USING (checkout_id) JOIN products.reservation_lines AS kept USING (checkout_id)",
    where: "saga.outcome = 'CONFIRMED'",
    holds: `reservation.state = 'committed'
      AND kept.quantity = ${unitsBought}`,
    show: "saga.order_id AS orderId, checkout_id AS checkoutId, reservation.state AS reservation, kept.variant_id AS variantId, kept.quantity AS quantity",
    neverEmpty: true,
  },
  {
    must: "what an order bought was held for it, line by line, if the variant was counted then",
    from: `orders.sagas AS saga JOIN products.reservations AS reservation USING (checkout_id) JOIN orders.order_lines AS line USING (order_id)
      JOIN products.stock_levels AS level USING (variant_id)
      LEFT JOIN products.reservation_lines AS kept ON kept.checkout_id = reservation.checkout_id AND kept.variant_id = line.variant_id`,
    where: "reservation.state = 'committed'",
    holds: `kept.quantity = ${unitsBought}
      OR kept.quantity IS NULL AND ${shelfThen} = 0`,
    show: "saga.order_id AS orderId, line.id AS lineId, line.variant_id AS variantId, line.quantity AS quantity, kept.quantity AS held",
    neverEmpty: true,
  },
  {
    must: "every confirmed order had its goods held",
    from: "orders.sagas AS saga LEFT JOIN products.reservations AS reservation USING (checkout_id)",
    where: "saga.outcome = 'CONFIRMED'",
    holds: "reservation.state = 'committed'",
    show: "saga.order_id AS orderId, checkout_id AS checkoutId, reservation.state AS reservation",
    neverEmpty: true,
  },
  {
    must: "what was held for an order that did not come about is let go or put back",
    from: `orders.sagas AS saga JOIN products.reservations AS reservation USING (checkout_id) JOIN products.reservation_lines AS kept USING (checkout_id)
      JOIN products.stock_levels AS level USING (variant_id)`,
    where: "saga.outcome = 'CANCELLED'",
    holds: `reservation.state IN ('released', 'expired') OR reservation.state = 'committed' AND kept.quantity = (
      SELECT sum(delta) FROM products.stock_ledger
      WHERE reason = 'RESTOCKED' AND cause_id = reservation.checkout_id AND variant_id = kept.variant_id)`,
    show: "saga.order_id AS orderId, checkout_id AS checkoutId, reservation.state AS reservation, kept.variant_id AS variantId, kept.quantity AS quantity",
  },
  {
    must: "nothing is held for a checkout that is over, or that orders does not know",
    from: "products.reservations AS reservation LEFT JOIN orders.checkouts AS checkout ON checkout.id = reservation.checkout_id",
    where: "reservation.state = 'reserved' AND (checkout.id IS NOT NULL OR reservation.created_at <= @settled)",
    holds:
      "checkout.state IN ('OPEN', 'AWAITING_PAYMENT', 'COMPLETING') OR checkout.state = 'EXPIRED' AND NOT checkout.released",
    show: "checkout_id AS checkoutId, checkout.state AS checkout, checkout.released AS released",
  },
];

export const noOversell: Invariant = {
  id: "I1",
  title: "Nothing is oversold",
  look: (looking) => checkRules(looking, oversell),
};

export const stockConserved: Invariant = {
  id: "I2",
  title: "What is held is held for somebody",
  look: (looking) => checkRules(looking, conservation),
};
