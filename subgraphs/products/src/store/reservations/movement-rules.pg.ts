/**
 * Rules of stock movements without their order, which PostgreSQL does not keep: a clock that was set back may have dated them otherwise. In a chain, each
 * number of units that a movement leaves is one from which another starts, except the first and the last.
 */
import { maxRows } from "@hansa/kit/store";
import { type SQL, sql } from "drizzle-orm";

const before = sql`movement.on_hand_after - movement.delta`;

/** The units on hand of a variant are left once more often than they are continued; as often, if the movements end where they began. */
export function endsAtLevel(newest: SQL): SQL {
  const level = sql`coalesce(level.on_hand, 0)`;
  return sql`SELECT movement.variant_id AS about, count(*) FILTER (WHERE movement.on_hand_after = ${level}) > 0
      AND count(*) FILTER (WHERE movement.on_hand_after = ${level}) - count(*) FILTER (WHERE ${before} = ${level})
        = CASE WHEN sum(movement.delta) = 0 THEN 0 ELSE 1 END AS holds
    FROM ${newest} AS movement LEFT JOIN stock_levels AS level USING (variant_id) GROUP BY movement.variant_id`;
}

/** A movement starts from units that another one has left, unless it is the first: that starts from none, or follows one that is not looked at. */
export function continuesPrevious(newest: SQL): SQL {
  return sql`SELECT movement.id AS about, movement.on_hand_after >= 0
      AND (balance.units_left >= 0 OR balance.units_left = -1 AND (balance.units = 0 OR older.are)) AS holds
    FROM ${newest} AS movement, (
      SELECT variant_id, units, sum(times) AS units_left FROM (
        SELECT movement.variant_id, movement.on_hand_after AS units, 1 AS times FROM ${newest} AS movement
        UNION ALL SELECT movement.variant_id, ${before}, -1 FROM ${newest} AS movement
      ) AS place GROUP BY variant_id, units
    ) AS balance, (SELECT EXISTS (SELECT 1 FROM stock_ledger LIMIT 1 OFFSET ${maxRows}) AS are) AS older
    WHERE balance.variant_id = movement.variant_id AND balance.units = ${before}`;
}
