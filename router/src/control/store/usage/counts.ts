/** Statements of usage: operations and counts are added, and the least used ones removed beyond the bounds. */

import type { GraphContract } from "@hansa/contracts/graph-contracts";
import { isAmong, listOf, type Reader, rowsOf, type StoreColumn, statement, type Tx } from "@hansa/kit/store";
import { count, desc, eq, gte, lt, max, notInArray, sql, sum } from "drizzle-orm";
import { type UsageCount, type UsageOperation, usageCounts, usageOperations } from "./tables.ts";

/** Bounds of the usage of one router. */
export type UsageBounds = { operations: number; rows: number; bytes: number };

/** With the tables' indexes and free pages the file stays below 20 MB. */
export const usageBounds: UsageBounds = { operations: 5_000, rows: 25_000, bytes: 10_000_000 };

/** So much of the bounds is kept when one is passed, so that the next operations find room. */
const keptShare = 0.9;

/** The texts of the operations that were used since then, with their contracts, the most used first. */
export function findUsedOperations(db: Reader, since: number): Promise<{ text: string; contract: GraphContract }[]> {
  return db
    .select({ text: usageOperations.operation, contract: usageOperations.contract })
    .from(usageOperations)
    .innerJoin(usageCounts, eq(usageCounts.hash, usageOperations.hash))
    .where(gte(usageCounts.lastUsedAt, since))
    .groupBy(usageOperations.hash)
    .orderBy(desc(sum(usageCounts.count)));
}

/** Adds operations that are new, and adds the counts to those of the same client and week. Answers with the number of rows of counts. */
export async function addUsage(
  tx: Tx,
  operations: readonly UsageOperation[],
  counts: readonly UsageCount[],
): Promise<number> {
  if (operations.length > 0) await addOperations(tx, operations);
  await addCounts(tx, counts);
  const [found] = await tx.select({ rows: count() }).from(usageCounts);
  return found?.rows ?? 0;
}

const addOperations = statement([rowsOf(usageOperations)], (tx: Tx, rows) =>
  tx.insert(usageOperations).select(rows).onConflictDoNothing(),
);

const addCounts = statement([rowsOf(usageCounts)], (tx: Tx, rows) =>
  tx
    .insert(usageCounts)
    .select(rows)
    .onConflictDoUpdate({
      target: [usageCounts.hash, usageCounts.week, usageCounts.clientName, usageCounts.clientVersion],
      set: {
        count: sql`${usageCounts.count} + excluded.count`,
        errors: sql`${usageCounts.errors} + excluded.errors`,
        durationMs: sql`${usageCounts.durationMs} + excluded.duration_ms`,
        below10Ms: sql`${usageCounts.below10Ms} + excluded.below_10_ms`,
        below100Ms: sql`${usageCounts.below100Ms} + excluded.below_100_ms`,
        below1000Ms: sql`${usageCounts.below1000Ms} + excluded.below_1000_ms`,
        lastUsedAt: sql`excluded.last_used_at`,
      },
    }),
);

/** Removes counts of weeks before `oldestWeek`, operations without counts, and, if a bound is passed, the operations that are used least. */
export async function pruneUsage(tx: Tx, oldestWeek: number, bounds: UsageBounds): Promise<void> {
  await tx.delete(usageCounts).where(lt(usageCounts.week, oldestWeek));
  const counted = tx.select({ hash: usageCounts.hash }).from(usageCounts);
  await tx.delete(usageOperations).where(notInArray(usageOperations.hash, counted));
  const dropped = leastUsed(await findUses(tx), bounds);
  if (dropped.length === 0) return;
  await removeCounts(tx, dropped);
  await removeOperations(tx, dropped);
}

const removeCounts = statement([listOf(usageCounts.hash)], (tx: Tx, hashes) =>
  tx.delete(usageCounts).where(isAmong(usageCounts.hash, hashes)),
);
const removeOperations = statement([listOf(usageOperations.hash)], (tx: Tx, hashes) =>
  tx.delete(usageOperations).where(isAmong(usageOperations.hash, hashes)),
);

type Use = { hash: string; bytes: number; rows: number };

/** Every operation with its rows of counts, the most used first. */
function findUses(db: Reader): Promise<Use[]> {
  return db
    .select({ hash: usageOperations.hash, bytes: usageOperations.bytes, rows: count() })
    .from(usageOperations)
    .innerJoin(usageCounts, sql`${usageCounts.hash} = ${usageOperations.hash}`)
    .groupBy(usageOperations.hash)
    .orderBy(desc(sum(usageCounts.count)), desc(max(usageCounts.lastUsedAt)));
}

/** The hashes of the operations beyond a part of the bounds; none while all are within them. */
function leastUsed(uses: readonly Use[], bounds: UsageBounds): string[] {
  const beyond = (share: number): number => {
    const total = { operations: 0, rows: 0, bytes: 0 };
    return uses.findIndex(({ bytes, rows }) => {
      total.operations += 1;
      total.rows += rows;
      total.bytes += bytes;
      return (
        total.operations > bounds.operations * share ||
        total.rows > bounds.rows * share ||
        total.bytes > bounds.bytes * share
      );
    });
  };
  return beyond(1) === -1 ? [] : uses.slice(beyond(keptShare)).map(({ hash }) => hash);
}

/** An operation with its counts of all weeks by one client, and the time of the last of them. */
export type ClientUsage = Omit<UsageOperation & UsageCount, "instance" | "bytes" | "week">;

/** The usage of every operation by every client. */
export function findUsage(db: Reader): Promise<ClientUsage[]> {
  const total = (column: StoreColumn) => sql<number>`sum(${column})`.mapWith(Number);
  return db
    .select({
      hash: usageOperations.hash,
      name: usageOperations.name,
      operation: usageOperations.operation,
      contract: usageOperations.contract,
      fields: usageOperations.fields,
      clientName: usageCounts.clientName,
      clientVersion: usageCounts.clientVersion,
      count: total(usageCounts.count),
      errors: total(usageCounts.errors),
      durationMs: total(usageCounts.durationMs),
      below10Ms: total(usageCounts.below10Ms),
      below100Ms: total(usageCounts.below100Ms),
      below1000Ms: total(usageCounts.below1000Ms),
      lastUsedAt: sql<number>`max(${usageCounts.lastUsedAt})`.mapWith(Number),
    })
    .from(usageOperations)
    .innerJoin(usageCounts, eq(usageCounts.hash, usageOperations.hash))
    .groupBy(usageOperations.hash, usageCounts.clientName, usageCounts.clientVersion);
}

/** The estimated bytes of every operation, by its hash. */
export async function findStoredBytes(db: Reader): Promise<Map<string, number>> {
  const rows = await db.select({ hash: usageOperations.hash, bytes: usageOperations.bytes }).from(usageOperations);
  return new Map(rows.map(({ hash, bytes }) => [hash, bytes]));
}
