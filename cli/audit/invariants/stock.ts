/** I1 and I2: no oversell, and every reserved unit belongs to a reservation. */
import type { Rule } from "../rule.ts";
import { appendOnly, checkRules, type Invariant } from "./invariant.ts";

/** The units of a line `kept` whose commitment has ended. */
const endedUnits = `coalesce((SELECT sum(quantity) FROM products.commitment_ends
  WHERE checkout_id = kept.checkout_id AND variant_id = kept.variant_id), 0)`;

/** The units of a line `kept` that were added to the bought ones, to replace returned units. */
const replacedUnits = `coalesce((SELECT sum(part.value ->> 'quantity') FROM products.replacements AS added, json_each(added.lines) AS part
  WHERE added.checkout_id = kept.checkout_id AND part.value ->> 'variantId' = kept.variant_id), 0)`;

const oversell: readonly Rule[] = [
  {
    must: "of each variant, the committed units are at most the units on hand, and no number is negative",
    from: "products.stock_levels",
    holds: "committed BETWEEN 0 AND on_hand AND reserved >= 0",
    show: "variant_id AS variantId, on_hand AS onHand, committed, reserved",
    neverEmpty: true,
  },
  {
    must: "of each variant, the committed units are those of its reservations",
    from: `products.stock_levels AS level LEFT JOIN (SELECT variant_id, sum(committed) AS units
      FROM products.reservation_lines WHERE committed > 0 GROUP BY variant_id) AS sold USING (variant_id)`,
    holds: "level.committed = coalesce(sold.units, 0)",
    show: "variant_id AS variantId, level.committed AS committed, coalesce(sold.units, 0) AS byReservations",
    neverEmpty: true,
  },
  {
    must: "the units on hand of a variant are the sum of its stock movements",
    from: `(SELECT variant_id, sum(delta) AS moved FROM products.stock_ledger GROUP BY variant_id) AS ledger
      LEFT JOIN products.stock_levels AS level USING (variant_id)`,
    holds: "ledger.moved = coalesce(level.on_hand, 0)",
    show: "variant_id AS variantId, ledger.moved AS moved, level.on_hand AS onHand",
    neverEmpty: true,
  },
  {
    must: "a variant without stock movements has no units on hand",
    from: "products.stock_levels AS level",
    holds: "on_hand = 0 OR EXISTS (SELECT 1 FROM products.stock_ledger WHERE variant_id = level.variant_id)",
    show: "variant_id AS variantId, on_hand AS onHand",
  },
  {
    must: "each stock movement states the units on hand before it plus its own units",
    from: `(SELECT id, variant_id, delta, on_hand_after,
        sum(delta) OVER (PARTITION BY variant_id ORDER BY rowid) AS sum_after FROM products.stock_ledger)`,
    holds: "on_hand_after = sum_after AND on_hand_after >= 0",
    show: "id AS movementId, variant_id AS variantId, delta, on_hand_after AS onHandAfter, sum_after AS sumAfter",
    neverEmpty: true,
  },
  {
    must: "the units of each committed reservation are committed, sent or cancelled, and no other has any; older ones were sold with one movement",
    from: `products.reservations AS reservation JOIN products.reservation_lines AS kept USING (checkout_id)
      LEFT JOIN products.stock_ledger AS sold
        ON sold.reason = 'SOLD' AND sold.cause_id = checkout_id AND sold.cause_line = kept.variant_id`,
    holds: `CASE WHEN reservation.state <> 'committed' THEN kept.committed = 0 AND ${endedUnits} = 0 AND sold.id IS NULL
      WHEN sold.id IS NULL THEN kept.committed + ${endedUnits} = kept.quantity
      ELSE -sold.delta = kept.quantity - ${replacedUnits} AND coalesce(kept.committed, 0) + ${endedUnits} <= kept.quantity END`,
    show: `checkout_id AS checkoutId, reservation.state AS reservation, kept.variant_id AS variantId, kept.quantity AS quantity,
      kept.committed AS committed, ${endedUnits} AS ended, sold.delta AS delta`,
    neverEmpty: true,
  },
  {
    must: "each stock movement of a sale belongs to a committed line of a reservation",
    from: `products.stock_ledger AS sold
      LEFT JOIN products.reservation_lines AS kept ON kept.checkout_id = sold.cause_id AND kept.variant_id = sold.cause_line`,
    where: "sold.reason = 'SOLD'",
    holds: `kept.quantity - ${replacedUnits} = -sold.delta`,
    show: "sold.id AS movementId, sold.cause_id AS checkoutId, sold.variant_id AS variantId, sold.delta AS delta",
  },
  {
    must: "each stock movement of sent units is that of an ended commitment",
    from: `products.stock_ledger AS gone LEFT JOIN products.commitment_ends AS ended
      ON ended.cause_id = gone.cause_id AND ended.cause_line = gone.cause_line AND ended.variant_id = gone.variant_id`,
    where: "gone.reason = 'SHIPPED'",
    holds: "ended.outcome = 'sent' AND ended.quantity = -gone.delta",
    show: "gone.id AS movementId, gone.cause_id AS causeId, gone.variant_id AS variantId, gone.delta AS delta, ended.quantity AS ended",
  },
  {
    must: "each parcel, hand-over and cancellation of counted units has ended their commitment",
    from: `orders.order_tasks AS task JOIN json_each(task.lines) AS part JOIN orders.orders AS bought ON bought.id = task.order_id
      JOIN products.reservation_lines AS kept ON kept.checkout_id = bought.checkout_id AND kept.variant_id = part.value ->> 'variantId'
      LEFT JOIN products.commitment_ends AS ended
        ON ended.cause_id = task.subject_id AND ended.cause_line = part.value ->> 'lineId'`,
    where: "task.kind IN ('SHIP', 'UNCOMMIT') AND task.done_at IS NOT NULL",
    holds: `ended.outcome = CASE task.kind WHEN 'SHIP' THEN 'sent' ELSE 'cancelled' END AND ended.quantity <= part.value ->> 'quantity'
      AND (ended.quantity = part.value ->> 'quantity' OR kept.committed = 0)`,
    show: "task.order_id AS orderId, task.kind AS task, part.value ->> 'lineId' AS lineId, part.value ->> 'quantity' AS quantity, ended.quantity AS ended",
  },
  {
    must: "the committed units of a confirmed order are those that it has neither sent nor cancelled, and unsent replacements",
    from: `orders.sagas AS saga JOIN products.reservation_lines AS kept USING (checkout_id)
      JOIN (SELECT line.order_id, line.variant_id, sum(ordered - cancelled - shipped + replacing) AS units FROM orders.line_counters
        JOIN orders.order_lines AS line ON line.id = line_id GROUP BY 1, 2) AS unsent
        ON unsent.order_id = saga.order_id AND unsent.variant_id = kept.variant_id`,
    where: `saga.outcome = 'CONFIRMED' AND kept.committed IS NOT NULL AND NOT EXISTS (SELECT 1 FROM orders.order_tasks
      WHERE order_id = saga.order_id AND kind IN ('SHIP', 'UNCOMMIT', 'REPLACE', 'CANCEL_REPLACEMENT') AND coalesce(done_at, @settled + 1) > @settled)`,
    holds: "kept.committed = unsent.units",
    show: "saga.order_id AS orderId, kept.variant_id AS variantId, kept.committed AS committed, unsent.units AS unsent",
  },
  {
    must: "the units committed to replace returned ones are at most those that the order replaces",
    from: `(SELECT added.checkout_id, CAST(part.value ->> 'variantId' AS TEXT) AS variant_id, sum(part.value ->> 'quantity') AS units
        FROM products.replacements AS added, json_each(added.lines) AS part GROUP BY 1, 2) AS committed
      LEFT JOIN orders.orders AS bought ON bought.checkout_id = committed.checkout_id`,
    where: `NOT EXISTS (SELECT 1 FROM orders.order_tasks
      WHERE order_id = bought.id AND kind IN ('REPLACE', 'CANCEL_REPLACEMENT') AND coalesce(done_at, @settled + 1) > @settled)`,
    holds: `units <= (SELECT sum(replaced) FROM orders.line_counters JOIN orders.order_lines AS line ON line.id = line_id
      WHERE line.order_id = bought.id AND line.variant_id = committed.variant_id)`,
    show: "bought.id AS orderId, committed.variant_id AS variantId, units",
  },
  {
    must: "the restocked units of an order line are at most those it counts, and at most the ordered and the replaced ones",
    from: `(SELECT cause_line, sum(delta) AS units FROM products.stock_ledger WHERE reason = 'RESTOCKED' AND at <= @settled GROUP BY cause_line) AS back
      LEFT JOIN orders.line_counters AS line ON line.line_id = back.cause_line`,
    holds: "back.units BETWEEN 1 AND line.restocked AND line.restocked <= line.ordered + line.replaced",
    show: "back.cause_line AS lineId, line.order_id AS orderId, back.units AS restockedUnits, line.restocked AS restocked, line.ordered AS ordered",
  },
  {
    must: "each completed restock task of a tracked variant has its stock movement",
    from: `orders.order_tasks AS task JOIN json_each(task.lines) AS part
      JOIN products.stock_levels AS level ON level.variant_id = part.value ->> 'variantId'
      LEFT JOIN products.stock_ledger AS back
        ON back.reason = 'RESTOCKED' AND back.cause_id = task.subject_id AND back.cause_line = part.value ->> 'lineId'`,
    where: "task.kind = 'RESTOCK' AND task.done_at IS NOT NULL",
    holds: "back.delta = part.value ->> 'quantity'",
    show: "task.order_id AS orderId, part.value ->> 'lineId' AS lineId, part.value ->> 'quantity' AS quantity, back.delta AS delta",
  },
  {
    must: "the restocked and cancelled units of an order line are those of its tasks, except for orders that were never confirmed",
    from: `orders.line_counters AS line JOIN orders.order_lines AS bought ON bought.id = line.line_id
      LEFT JOIN orders.sagas AS saga ON saga.order_id = line.order_id
      LEFT JOIN (SELECT CAST(part.value ->> 'lineId' AS TEXT) AS line_id, CAST(part.value ->> 'variantId' AS TEXT) AS variant_id,
          sum(part.value ->> 'quantity') AS units
        FROM orders.order_tasks AS task JOIN json_each(task.lines) AS part
        WHERE task.kind IN ('RESTOCK', 'UNCOMMIT') GROUP BY 1, 2) AS back USING (line_id, variant_id)`,
    where: "line.restocked > 0 AND saga.outcome IS NOT 'CANCELLED' AND saga.failure IS NOT 'OUT_OF_STOCK'",
    holds: "back.units = line.restocked",
    show: "line.order_id AS orderId, line.line_id AS lineId, line.restocked AS restocked, back.units AS byTasks",
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
    must: "of each variant, the reserved units are those of its live reservations",
    from: `products.stock_levels AS level LEFT JOIN (
        SELECT kept.variant_id, sum(kept.quantity) AS units FROM products.reservations AS reservation JOIN products.reservation_lines AS kept USING (checkout_id)
        WHERE reservation.state = 'reserved' GROUP BY kept.variant_id
      ) AS held USING (variant_id)`,
    holds: "level.reserved = coalesce(held.units, 0)",
    show: "variant_id AS variantId, level.reserved AS reserved, coalesce(held.units, 0) AS held",
    neverEmpty: true,
  },
  {
    must: "each reservation has a known state, and the variants of a live one have stock levels",
    from: "products.reservations AS reservation",
    holds: `state IN ('reserved', 'committed', 'released', 'expired') AND NOT (state = 'reserved' AND EXISTS (
      SELECT 1 FROM products.reservation_lines WHERE checkout_id = reservation.checkout_id
        AND variant_id NOT IN (SELECT variant_id FROM products.stock_levels)))`,
    show: "checkout_id AS checkoutId, state",
    neverEmpty: true,
  },
  {
    must: "no reservation is live more than a minute after its expiry, or on a live shop longer than work may be in progress",
    from: "products.reservations",
    where: "state = 'reserved'",
    holds: "expires_at - @productsAhead >= @overdue",
    show: "checkout_id AS checkoutId, expires_at AS expiresAt",
  },
  {
    must: "the reservation of a confirmed order is committed and has the units that were bought",
    from: "orders.sagas AS saga JOIN products.reservations AS reservation USING (checkout_id) JOIN products.reservation_lines AS kept USING (checkout_id)",
    where: "saga.outcome = 'CONFIRMED'",
    holds: `reservation.state = 'committed' AND kept.quantity - ${replacedUnits} IN (0, ${unitsBought})`,
    show: "saga.order_id AS orderId, checkout_id AS checkoutId, reservation.state AS reservation, kept.variant_id AS variantId, kept.quantity AS quantity",
    neverEmpty: true,
  },
  {
    must: "each order line of a variant that was tracked then has a reservation line with its units",
    from: `orders.sagas AS saga JOIN products.reservations AS reservation USING (checkout_id) JOIN orders.order_lines AS line USING (order_id)
      JOIN products.stock_levels AS level USING (variant_id)
      LEFT JOIN products.reservation_lines AS kept ON kept.checkout_id = reservation.checkout_id AND kept.variant_id = line.variant_id`,
    where: "reservation.state = 'committed'",
    holds: `kept.quantity - ${replacedUnits} = ${unitsBought}
      OR coalesce(kept.quantity - ${replacedUnits}, 0) = 0 AND ${shelfThen} = 0`,
    show: "saga.order_id AS orderId, line.id AS lineId, line.variant_id AS variantId, line.quantity AS quantity, kept.quantity AS held",
    neverEmpty: true,
  },
  {
    must: "each confirmed order has a committed reservation",
    from: "orders.sagas AS saga LEFT JOIN products.reservations AS reservation USING (checkout_id)",
    where: "saga.outcome = 'CONFIRMED'",
    holds: "reservation.state = 'committed'",
    show: "saga.order_id AS orderId, checkout_id AS checkoutId, reservation.state AS reservation",
    neverEmpty: true,
  },
  {
    must: "the reservation of a cancelled saga is released, expired, or wholly cancelled; an older one restocked",
    from: `orders.sagas AS saga JOIN products.reservations AS reservation USING (checkout_id) JOIN products.reservation_lines AS kept USING (checkout_id)
      JOIN products.stock_levels AS level USING (variant_id)`,
    where: "saga.outcome = 'CANCELLED'",
    holds: `reservation.state IN ('released', 'expired') OR reservation.state = 'committed' AND kept.quantity IN (
      (SELECT sum(quantity) FROM products.commitment_ends
        WHERE outcome = 'cancelled' AND checkout_id = kept.checkout_id AND variant_id = kept.variant_id),
      (SELECT sum(delta) FROM products.stock_ledger
        WHERE reason = 'RESTOCKED' AND cause_id = reservation.checkout_id AND variant_id = kept.variant_id))`,
    show: "saga.order_id AS orderId, checkout_id AS checkoutId, reservation.state AS reservation, kept.variant_id AS variantId, kept.quantity AS quantity",
  },
  {
    must: "each live reservation belongs to a checkout that orders knows and that is not over",
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
  title: "Every reserved unit has a checkout",
  look: (looking) => checkRules(looking, conservation),
};
