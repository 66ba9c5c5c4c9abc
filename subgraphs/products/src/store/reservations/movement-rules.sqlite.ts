/** Rules of stock movements in the order in which SQLite has stored them. */
import { maxRows } from "@hansa/kit/store";
import { type SQL, sql } from "drizzle-orm";

/** The units after the last movement of a variant are those on hand. */
export function endsAtLevel(newest: SQL): SQL {
  return sql`SELECT variant_id AS about, last.on_hand_after = coalesce(level.on_hand, 0) AS holds
    FROM (SELECT variant_id, on_hand_after, max(rowid) FROM ${newest} GROUP BY variant_id) AS last
    LEFT JOIN stock_levels AS level USING (variant_id)`;
}

/** A movement continues from the units after the previous one. */
export function continuesPrevious(newest: SQL): SQL {
  return sql`SELECT id AS about, on_hand_after >= 0 AND on_hand_after = delta + lag(on_hand_after, 1, iif(older.are, on_hand_after - delta, 0))
      OVER (PARTITION BY variant_id ORDER BY rowid) AS holds
    FROM ${newest}, (SELECT EXISTS (SELECT 1 FROM stock_ledger LIMIT 1 OFFSET ${maxRows}) AS are) AS older`;
}
