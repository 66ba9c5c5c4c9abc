/** Queries of failed promotion codes: one counter per viewer or network, from its first failure on. */

import { rowsBy } from "@hansa/kit/store/prepared";
import { statement } from "@hansa/kit/store/statement";
import type { Tx } from "@hansa/kit/store/store";
import { lte, type SQL, sql } from "drizzle-orm";
import { failedCodes } from "../tables.ts";

export const findFailedCodes = rowsBy(failedCodes, failedCodes.key);

/** Adds a failure at `now`; a counter that started at `before` or earlier is reset. */
export const addFailedCode = statement(
  [failedCodes.key, failedCodes.since, failedCodes.since],
  (tx: Tx, key, now, before) => {
    const ifOver = (then: SQL, otherwise: SQL) =>
      sql`CASE WHEN ${failedCodes.since} <= ${before} THEN ${then} ELSE ${otherwise} END`;
    return tx
      .insert(failedCodes)
      .values({ key, since: now, failures: 1 })
      .onConflictDoUpdate({
        target: failedCodes.key,
        set: {
          failures: ifOver(sql`1`, sql`${failedCodes.failures} + 1`),
          since: ifOver(now, sql`${failedCodes.since}`),
        },
      });
  },
);

/** Removes counters that started at `before` or earlier. */
export const dropFailedCodes = statement([failedCodes.since], (tx: Tx, before) =>
  tx.delete(failedCodes).where(lte(failedCodes.since, before)),
);
