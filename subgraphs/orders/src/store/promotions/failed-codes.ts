/** Queries of failed promotion codes: one counter per viewer or network, from its first failure on. */
import { rowsBy } from "@hansa/kit/store/prepared";
import type { Tx } from "@hansa/kit/store/store";
import { lte, sql } from "drizzle-orm";
import { failedCodes } from "../tables.ts";

export const findFailedCodes = rowsBy(failedCodes, failedCodes.key);

/** Adds a failure at `now`; a counter that started at `before` or earlier is reset. */
export async function addFailedCode(tx: Tx, key: string, now: number, before: number): Promise<void> {
  const isOver = lte(failedCodes.since, before);
  await tx
    .insert(failedCodes)
    .values({ key, since: now, failures: 1 })
    .onConflictDoUpdate({
      target: failedCodes.key,
      set: {
        failures: sql`iif(${isOver}, 1, ${failedCodes.failures} + 1)`,
        since: sql`iif(${isOver}, ${now}, ${failedCodes.since})`,
      },
    });
}

/** Removes counters that started at `before` or earlier. */
export async function dropFailedCodes(tx: Tx, before: number): Promise<void> {
  await tx.delete(failedCodes).where(lte(failedCodes.since, before));
}
