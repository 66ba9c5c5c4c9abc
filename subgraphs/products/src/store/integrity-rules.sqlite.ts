/** Integrity rules of the products store. The SQL is specific to SQLite. */
import { type IntegrityRule, maxRows } from "@hansa/kit/store";
import { sql } from "drizzle-orm";

export const integrityRules: readonly IntegrityRule[] = [
  {
    invariant: "I1",
    must: "of each variant, the reserved units are at most the units on hand, and neither is negative",
    of: "stock_levels",
    judged: (newest) => sql`SELECT variant_id AS about, reserved BETWEEN 0 AND on_hand AS holds FROM ${newest}`,
  },
  {
    invariant: "I1",
    must: "the units on hand of a variant are those after its last stock movement",
    of: "stock_ledger",
    judged: (newest) =>
      sql`SELECT variant_id AS about, last.on_hand_after = coalesce(level.on_hand, 0) AS holds
        FROM (SELECT variant_id, on_hand_after, max(rowid) FROM ${newest} GROUP BY variant_id) AS last
        LEFT JOIN stock_levels AS level USING (variant_id)`,
  },
  {
    invariant: "I1",
    must: "each movement of stock continues from the units after the previous one",
    of: "stock_ledger",
    judged: (newest) =>
      sql`SELECT id AS about, on_hand_after >= 0 AND on_hand_after = delta + lag(on_hand_after, 1, iif(older.are, on_hand_after - delta, 0))
          OVER (PARTITION BY variant_id ORDER BY rowid) AS holds
        FROM ${newest}, (SELECT EXISTS (SELECT 1 FROM stock_ledger LIMIT 1 OFFSET ${maxRows}) AS are) AS older`,
  },
  {
    invariant: "I1",
    must: "each committed reservation has exactly one stock movement per variant, and no other has any",
    of: "reservation_lines",
    judged: (newest) => sql`SELECT reservation.checkout_id || ' ' || kept.variant_id AS about,
        CASE reservation.state WHEN 'committed' THEN sold.delta = -kept.quantity ELSE sold.id IS NULL END AS holds
      FROM ${newest} AS kept JOIN reservations AS reservation USING (checkout_id)
      LEFT JOIN stock_ledger AS sold
        ON sold.reason = 'SOLD' AND sold.cause_id = reservation.checkout_id AND sold.cause_line = kept.variant_id`,
  },
  {
    invariant: "I2",
    must: "of each variant, the reserved units are those of its live reservations",
    of: "stock_levels",
    judged: (newest) => sql`SELECT level.variant_id AS about, level.reserved = coalesce(held.units, 0) AS holds
      FROM ${newest} AS level LEFT JOIN (
        SELECT kept.variant_id, sum(kept.quantity) AS units FROM reservations AS reservation JOIN reservation_lines AS kept USING (checkout_id)
        WHERE reservation.state = 'reserved' GROUP BY kept.variant_id
      ) AS held USING (variant_id)`,
  },
  {
    invariant: null,
    must: "a former slug is of an existing product or collection, and the present slug of none",
    of: "former_slugs",
    judged: (newest) => sql`SELECT former.kind || ' ' || former.slug AS about, CASE former.kind
        WHEN 'product' THEN EXISTS (SELECT 1 FROM products WHERE id = former.owner_id)
          AND NOT EXISTS (SELECT 1 FROM products WHERE slug = former.slug)
        ELSE EXISTS (SELECT 1 FROM collections WHERE id = former.owner_id)
          AND NOT EXISTS (SELECT 1 FROM collections WHERE slug = former.slug) END AS holds
      FROM ${newest} AS former`,
  },
];
