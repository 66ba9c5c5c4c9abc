/** What must be true of the store of products by itself. SQL that only SQLite knows. */
import { type IntegrityRule, newest } from "@hansa/kit/integrity";
import { sql } from "drizzle-orm";

export const integrityRules: readonly IntegrityRule[] = [
  {
    invariant: "I1",
    must: "of each variant, no more is reserved than lies on the shelf, and neither is below zero",
    judged: sql`SELECT variant_id AS about, reserved BETWEEN 0 AND on_hand AS holds FROM ${newest("stock_levels")}`,
  },
  {
    invariant: "I1",
    must: "what lies on a shelf is what its last movement left there",
    judged: sql`SELECT level.variant_id AS about, on_hand = coalesce((SELECT on_hand_after FROM stock_ledger
        WHERE rowid = (SELECT max(rowid) FROM stock_ledger WHERE variant_id = level.variant_id)), 0) AS holds
      FROM ${newest("stock_levels")} AS level`,
  },
  {
    invariant: "I1",
    must: "each movement of stock leaves what the one before it left, and its own units",
    judged: sql`SELECT id AS about, on_hand_after >= 0 AND on_hand_after = delta + coalesce((SELECT on_hand_after FROM stock_ledger
        WHERE rowid = (SELECT max(rowid) FROM stock_ledger WHERE variant_id = moved.variant_id AND rowid < moved.rowid)), 0) AS holds
      FROM ${newest("stock_ledger")} AS moved`,
  },
  {
    invariant: "I1",
    must: "all that was committed for an order left the shelf, once",
    judged: sql`SELECT hold.checkout_id || ' ' || kept.variant_id AS about,
        CASE hold.state WHEN 'committed' THEN sold.delta = -kept.quantity ELSE sold.id IS NULL END AS holds
      FROM ${newest("reservations")} AS kept JOIN holds AS hold USING (checkout_id)
      LEFT JOIN stock_ledger AS sold
        ON sold.reason = 'SOLD' AND sold.cause_id = hold.checkout_id AND sold.cause_line = kept.variant_id`,
  },
  {
    invariant: "I2",
    must: "of each variant, what is reserved is what live holds hold",
    judged: sql`SELECT level.variant_id AS about, level.reserved = coalesce(held.units, 0) AS holds
      FROM ${newest("stock_levels")} AS level LEFT JOIN (
        SELECT kept.variant_id, sum(kept.quantity) AS units FROM holds AS hold JOIN reservations AS kept USING (checkout_id)
        WHERE hold.state = 'held' GROUP BY kept.variant_id
      ) AS held USING (variant_id)`,
  },
];
