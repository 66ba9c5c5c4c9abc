/** What must be true of the store of products by itself. SQL that only SQLite knows. */
import { type IntegrityRule, mostRows } from "@hansa/kit/integrity";
import { sql } from "drizzle-orm";

export const integrityRules: readonly IntegrityRule[] = [
  {
    invariant: "I1",
    must: "of each variant, no more is reserved than lies on the shelf, and neither is below zero",
    of: "stock_levels",
    judged: (newest) => sql`SELECT variant_id AS about, reserved BETWEEN 0 AND on_hand AS holds FROM ${newest}`,
  },
  {
    invariant: "I1",
    must: "what lies on a shelf is what its last movement left there",
    of: "stock_ledger",
    judged: (newest) =>
      sql`SELECT variant_id AS about, last.on_hand_after = coalesce(level.on_hand, 0) AS holds
        FROM (SELECT variant_id, on_hand_after, max(rowid) FROM ${newest} GROUP BY variant_id) AS last
        LEFT JOIN stock_levels AS level USING (variant_id)`,
  },
  {
    invariant: "I1",
    must: "each movement of stock leaves what the one before it left, and its own units",
    of: "stock_ledger",
    judged: (newest) =>
      sql`SELECT id AS about, on_hand_after >= 0 AND on_hand_after = delta + lag(on_hand_after, 1, iif(older.are, on_hand_after - delta, 0))
          OVER (PARTITION BY variant_id ORDER BY rowid) AS holds
        FROM ${newest}, (SELECT EXISTS (SELECT 1 FROM stock_ledger LIMIT 1 OFFSET ${mostRows}) AS are) AS older`,
  },
  {
    invariant: "I1",
    must: "all that was committed for an order left the shelf, once",
    of: "reservations",
    judged: (newest) => sql`SELECT hold.checkout_id || ' ' || kept.variant_id AS about,
        CASE hold.state WHEN 'committed' THEN sold.delta = -kept.quantity ELSE sold.id IS NULL END AS holds
      FROM ${newest} AS kept JOIN holds AS hold USING (checkout_id)
      LEFT JOIN stock_ledger AS sold
        ON sold.reason = 'SOLD' AND sold.cause_id = hold.checkout_id AND sold.cause_line = kept.variant_id`,
  },
  {
    invariant: "I2",
    must: "of each variant, what is reserved is what live holds hold",
    of: "stock_levels",
    judged: (newest) => sql`SELECT level.variant_id AS about, level.reserved = coalesce(held.units, 0) AS holds
      FROM ${newest} AS level LEFT JOIN (
        SELECT kept.variant_id, sum(kept.quantity) AS units FROM holds AS hold JOIN reservations AS kept USING (checkout_id)
        WHERE hold.state = 'held' GROUP BY kept.variant_id
      ) AS held USING (variant_id)`,
  },
];
