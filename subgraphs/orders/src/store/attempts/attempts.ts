/** Queries of counted attempts: one counter per viewer or network and kind of attempt, from its first attempt on. */

import { rowsBy } from "@hansa/kit/store/prepared";
import { statement } from "@hansa/kit/store/statement";
import type { Tx } from "@hansa/kit/store/store";
import { lte, type SQL, sql } from "drizzle-orm";
import { attempts } from "../tables.ts";

export const findAttempts = rowsBy(attempts, attempts.key);

/** Adds an attempt at `now`; a counter that started at `before` or earlier is reset. */
export const addAttempt = statement([attempts.key, attempts.since, attempts.since], (tx: Tx, key, now, before) => {
  const ifOver = (then: SQL, otherwise: SQL) =>
    sql`CASE WHEN ${attempts.since} <= ${before} THEN ${then} ELSE ${otherwise} END`;
  return tx
    .insert(attempts)
    .values({ key, since: now, attempts: 1 })
    .onConflictDoUpdate({
      target: attempts.key,
      set: {
        attempts: ifOver(sql`1`, sql`${attempts.attempts} + 1`),
        since: ifOver(now, sql`${attempts.since}`),
      },
    });
});

/** Removes counters that started at `before` or earlier. */
export const dropAttempts = statement([attempts.since], (tx: Tx, before) =>
  tx.delete(attempts).where(lte(attempts.since, before)),
);
