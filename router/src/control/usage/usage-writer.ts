/** The counts in the router's store: writes entries in one transaction, knows the operations that the store has, and prunes it. */
import type { Runtime } from "@hansa/kit/runtime";
import type { Store } from "@hansa/kit/store";
import { addUsage, findStoredBytes, pruneUsage, type UsageBounds } from "../store/usage/counts.ts";
import type { UsageCount } from "../store/usage/tables.ts";
import { countsOf, type Entry, lengthOf } from "./entries.ts";

export type UsageWriter = {
  /** Whether the store has the signature of the operation with this hash. */
  has(hash: string): boolean;
  /** Adds entries. An operation that was dropped after it was counted is counted anew from its next request on. */
  write(opened: Store, entries: readonly Entry[]): Promise<true>;
};

/** `instance`: the number of this router process among all. */
type WriterParts = { runtime: Runtime; instance: number; bounds: UsageBounds };

/** The stored operations by hash, with their bytes, and the week in which the store was last pruned. */
type Stored = { by: Store; operations: Map<string, number>; bytes: number; week: number };

export const weekMs = 7 * 24 * 60 * 60 * 1_000;
const keptMs = 90 * 24 * 60 * 60 * 1_000;
/** The bytes of an operation in the store beyond its text, name and fields. */
const rowBytes = 200;

/** Opens the writing of usage; it reads what the store has at its first use. */
export function openUsageWriter({ runtime, instance, bounds }: WriterParts): UsageWriter {
  let stored: Stored | undefined;

  async function prune(opened: Store, week: number): Promise<Stored> {
    const oldestWeek = Math.floor((runtime.now() - keptMs) / weekMs);
    await opened.write("prune-usage", (tx) => pruneUsage(tx, oldestWeek, bounds));
    const operations = await opened.read(findStoredBytes);
    return { by: opened, operations, week, bytes: [...operations.values()].reduce((sum, each) => sum + each, 0) };
  }

  return {
    has: (hash) => stored?.operations.has(hash) ?? false,
    write: async (opened, entries) => {
      const week = Math.floor(runtime.now() / weekMs);
      if (stored?.by !== opened || stored.week !== week) stored = await prune(opened, week);
      const { operations } = stored;
      const kept = entries.filter(({ hash, signature }) => signature || operations.has(hash));
      const added = kept.flatMap(({ signature }) => (signature && !operations.has(signature.hash) ? [signature] : []));
      const rows = added.map((signature) => ({ ...signature, instance, bytes: lengthOf(signature) + rowBytes }));
      const counts = addCounts(kept.flatMap((entry) => countsOf(entry, instance)));
      const size = await opened.write("add-usage", (tx) => addUsage(tx, rows, counts));
      for (const row of rows) {
        operations.set(row.hash, row.bytes);
        stored.bytes += row.bytes;
      }
      const isBeyond = operations.size > bounds.operations || size > bounds.rows || stored.bytes > bounds.bytes;
      if (isBeyond) stored = await prune(opened, week);
      return true;
    },
  };
}

/** One row for each operation, client and week, as a statement of PostgreSQL changes a row once: counts that waited have several. */
function addCounts(counts: readonly UsageCount[]): UsageCount[] {
  const rows = new Map<string, UsageCount>();
  for (const one of counts) {
    const key = JSON.stringify([one.hash, one.week, one.clientName, one.clientVersion]);
    const other = rows.get(key);
    rows.set(key, other === undefined ? one : sumOf(other, one));
  }
  return [...rows.values()];
}

function sumOf(earlier: UsageCount, later: UsageCount): UsageCount {
  return {
    ...later,
    count: earlier.count + later.count,
    errors: earlier.errors + later.errors,
    durationMs: earlier.durationMs + later.durationMs,
    below10Ms: earlier.below10Ms + later.below10Ms,
    below100Ms: earlier.below100Ms + later.below100Ms,
    below1000Ms: earlier.below1000Ms + later.below1000Ms,
  };
}
