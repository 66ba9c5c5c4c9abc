/** Attempt counters: attempts of one sender or on one subject within a window of time, counted in the store and refused beyond the limit. */
import { and, gt, lte, sql } from "drizzle-orm";
import type { Metrics } from "../runtime/metrics.ts";
import { id, index, integer, table, time } from "../store/columns.ts";
import { isAmong } from "../store/dialect.ts";
import { rowsBy } from "../store/prepared.ts";
import { hasRow, listOf, statement } from "../store/statement.ts";
import type { Store, Tx } from "../store/store.ts";

/** Counted attempts. A counter is unused when its window has ended, and removed when another attempt is counted. */
export const attemptCounters = table(
  "attempt_counters",
  {
    /** The limit, and who or what it counts. Networks and addresses stand here as keyed hashes. */
    key: id("key"),
    attempts: integer("attempts").notNull(),
    /** The end of the window, by the store's clock. */
    endsAt: time("ends_at").notNull(),
  },
  (table) => [index("attempt_counters_by_end").on(table.endsAt)],
);

/** A counter with its limit. The window begins with the first attempt; the next one with the first attempt after its end. */
export type AttemptCounter = {
  /** The name of the limit, which its refusals have in the metrics: `orders_codes_network`. */
  limit: string;
  /** Who or what is counted: an id or a keyed hash. */
  of: string;
  /** The attempts that are accepted within a window. */
  most: number;
  windowMs: number;
};

type Counting = { store: Pick<Store, "now">; metrics: Pick<Metrics, "countLimitRefusal"> };

/**
 * Counts an attempt by all counters, if none of them has reached its limit: returns undefined then. Otherwise it counts nothing and returns
 * the time until an attempt is accepted, in milliseconds.
 */
export async function takeAttempt(
  deps: Counting,
  tx: Tx,
  counters: readonly AttemptCounter[],
): Promise<number | undefined> {
  const now = deps.store.now();
  await dropEnded(tx, now);
  const taken: AttemptCounter[] = [];
  for (const counter of counters) {
    if (!(await addWithin(tx, { key: keyOf(counter), endsAt: now + counter.windowMs }, counter.most))) {
      await returnAttempt(tx, taken);
      return delayAt(now, deps, tx, counters);
    }
    taken.push(counter);
  }
  return undefined;
}

/**
 * The time until an attempt is accepted, in milliseconds; undefined if it is accepted now. It counts nothing but the refusal: for attempts of
 * which only the failed ones count, by `countAttempt` in the same transaction.
 */
export function findAttemptDelay(
  deps: Counting,
  tx: Tx,
  counters: readonly AttemptCounter[],
): Promise<number | undefined> {
  return delayAt(deps.store.now(), deps, tx, counters);
}

/** Counts an attempt by all counters, whatever their limits. */
export async function countAttempt(
  { store }: Pick<Counting, "store">,
  tx: Tx,
  counters: readonly AttemptCounter[],
): Promise<void> {
  const now = store.now();
  await dropEnded(tx, now);
  for (const counter of counters)
    await addWithin(tx, { key: keyOf(counter), endsAt: now + counter.windowMs }, Number.MAX_SAFE_INTEGER);
}

/** Takes a counted attempt back that turned out to be none. Does nothing for a counter whose window has ended. */
export async function returnAttempt(tx: Tx, counters: readonly Pick<AttemptCounter, "limit" | "of">[]): Promise<void> {
  if (counters.length > 0) await subtractOne(tx, counters.map(keyOf));
}

async function delayAt(
  now: number,
  { metrics }: Pick<Counting, "metrics">,
  tx: Tx,
  counters: readonly AttemptCounter[],
): Promise<number | undefined> {
  const rows = new Map((await findCounters(tx, counters.map(keyOf))).map((row) => [row.key, row]));
  const pauses = counters.flatMap((counter) => {
    const { attempts = 0, endsAt = now } = rows.get(keyOf(counter)) ?? {};
    if (endsAt <= now || attempts < counter.most) return [];
    metrics.countLimitRefusal(counter.limit);
    return [endsAt - now];
  });
  return pauses.length === 0 ? undefined : Math.max(...pauses);
}

function keyOf({ limit, of }: Pick<AttemptCounter, "limit" | "of">): string {
  return `${limit} ${of}`;
}

const findCounters = rowsBy(attemptCounters, attemptCounters.key);

/** Adds one attempt; false if `most` were counted. Counters whose window has ended were removed before. */
const addWithin = hasRow(
  statement([{ key: attemptCounters.key, endsAt: attemptCounters.endsAt }, "number"], (tx: Tx, { key, endsAt }, most) =>
    tx
      .insert(attemptCounters)
      .values({ key, attempts: 1, endsAt })
      .onConflictDoUpdate({
        target: attemptCounters.key,
        set: { attempts: sql`${attemptCounters.attempts} + 1` },
        setWhere: sql`${attemptCounters.attempts} < ${most}`,
      })
      .returning({ key: attemptCounters.key }),
  ),
);

const subtractOne = statement([listOf(attemptCounters.key)], (tx: Tx, keys) =>
  tx
    .update(attemptCounters)
    .set({ attempts: sql`${attemptCounters.attempts} - 1` })
    .where(and(isAmong(attemptCounters.key, keys), gt(attemptCounters.attempts, 0))),
);

const dropEnded = statement([attemptCounters.endsAt], (tx: Tx, now) =>
  tx.delete(attemptCounters).where(lte(attemptCounters.endsAt, now)),
);
