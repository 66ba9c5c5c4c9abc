/** Attempt counters: attempts of one sender or on one subject within a window of time, counted in the store and refused beyond the limit. */
import { and, eq, gt, gte, lt, lte, sql } from "drizzle-orm";
import type { Metrics } from "../runtime/metrics.ts";
import { afterWrite } from "../runtime/store-work.ts";
import { id, index, integer, table, time } from "../store/engine/columns.ts";
import { isAmong } from "../store/engine/dialect.ts";
import { listOf } from "../store/parameters.ts";
import { hasRow, rowsBy, statement } from "../store/statement.ts";
import type { Reader, Store, Tx } from "../store/store.ts";

/** Counted attempts. A counter is unused when its window has ended, and removed when another attempt is counted. */
export const attemptCounters = table(
  "attempt_counters",
  {
    /** The limit and its subject. Networks and addresses stand here as keyed hashes. */
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
  /** The subject that is counted: an id or a keyed hash. */
  of: string;
  /** The attempts that are accepted within a window. */
  most: number;
  windowMs: number;
};

/** The counter of replays under idempotency keys, which count apart from first calls: 60 an hour. */
export function replayCounter({ limit, of }: Pick<AttemptCounter, "limit" | "of">): AttemptCounter {
  return { limit: `${limit}_replays`, of, most: 60, windowMs: 60 * 60 * 1_000 };
}

/** The limit that refuses an attempt, and the time until one is accepted. If several refuse it, the one that does so for the longest time. */
export type ReachedLimit = { limit: string; retryAfterMs: number };

type Counting = { store: Pick<Store, "now">; metrics: Pick<Metrics, "countLimitRefusal"> };

/** Counts an attempt by all counters, if none of them has reached its limit; otherwise it counts nothing and returns the limit. */
export async function takeAttempt(
  deps: Counting,
  tx: Tx,
  counters: readonly AttemptCounter[],
): Promise<ReachedLimit | undefined> {
  const now = deps.store.now();
  await dropEnded(tx, now);
  const taken: AttemptCounter[] = [];
  for (const counter of counters) {
    if (!(await addWithin(tx, { key: keyOf(counter), endsAt: now + counter.windowMs }, counter.most))) {
      await returnAttempt(tx, taken);
      return reachedAt(now, deps, tx, counters);
    }
    taken.push(counter);
  }
  return undefined;
}

/**
 * The limit that refuses an attempt; undefined if it is accepted now. It counts nothing but the refusal: for attempts of which only the failed
 * ones count, by `countAttempt` in the same transaction.
 */
export function findReachedLimit(
  deps: Counting,
  db: Reader,
  counters: readonly AttemptCounter[],
): Promise<ReachedLimit | undefined> {
  return reachedAt(deps.store.now(), deps, db, counters);
}

/** Counts an attempt that was made by all counters, also beyond their limits. */
export async function countAttempt(
  { store }: Pick<Counting, "store">,
  tx: Tx,
  counters: readonly Omit<AttemptCounter, "most">[],
): Promise<void> {
  const now = store.now();
  await dropEnded(tx, now);
  for (const counter of counters)
    await addWithin(tx, { key: keyOf(counter), endsAt: now + counter.windowMs }, Number.MAX_SAFE_INTEGER);
}

/** Counts an attempt that is refused in no case; true if it is the first one within the window. */
export async function isFirstAttempt(
  { store }: Pick<Counting, "store">,
  tx: Tx,
  counter: Omit<AttemptCounter, "most">,
): Promise<boolean> {
  const now = store.now();
  await dropEnded(tx, now);
  return addWithin(tx, { key: keyOf(counter), endsAt: now + counter.windowMs }, 1);
}

/** Takes a counted attempt back that turned out to be none. Does nothing for a counter whose window has ended. */
export async function returnAttempt(tx: Tx, counters: readonly Pick<AttemptCounter, "limit" | "of">[]): Promise<void> {
  if (counters.length > 0) await subtractOne(tx, counters.map(keyOf));
}

/**
 * Counts an attempt with a value, such as a guess: a counter that has counted this value within the length of its window counts it no more.
 * True if no counter did. The value is a hash without blanks.
 */
export async function takeDistinctAttempt(
  deps: Counting,
  tx: Tx,
  counters: readonly AttemptCounter[],
  value: string,
): Promise<ReachedLimit | { isRepeated: boolean }> {
  const now = deps.store.now();
  const marks = await findCounters(
    tx,
    counters.map((counter) => markOf(counter, value)),
  );
  const counted = new Set(marks.flatMap(({ key, endsAt }) => (endsAt > now ? [key] : [])));
  const uncounted = counters.filter((counter) => !counted.has(markOf(counter, value)));
  const reached = await takeAttempt(deps, tx, uncounted);
  if (reached) return reached;
  for (const counter of uncounted)
    await addWithin(tx, { key: markOf(counter, value), endsAt: now + counter.windowMs }, 1);
  return { isRepeated: counters.length > 0 && uncounted.length === 0 };
}

/** Takes the attempts with this value back that these limits counted, of every subject. The value still counts no more. */
export async function returnDistinctAttempts(tx: Tx, limits: readonly string[], value: string): Promise<void> {
  for (const limit of limits) {
    const prefix = markOf({ limit, of: "" }, value);
    for (const { key, endsAt } of await emptyMarks(tx, prefix, `${prefix}~`))
      await subtractOfWindow(tx, keyOf({ limit, of: key.slice(prefix.length) }), endsAt);
  }
}

/** The key of the row that says that a counter has counted this value. */
function markOf({ limit, of }: Pick<AttemptCounter, "limit" | "of">, value: string): string {
  return keyOf({ limit: `${limit}_values`, of: `${value} ${of}` });
}

async function reachedAt(
  now: number,
  { metrics }: Pick<Counting, "metrics">,
  db: Reader,
  counters: readonly AttemptCounter[],
): Promise<ReachedLimit | undefined> {
  const rows = new Map((await findCounters(db, counters.map(keyOf))).map((row) => [row.key, row]));
  const reached = counters.flatMap((counter) => {
    const { attempts = 0, endsAt = now } = rows.get(keyOf(counter)) ?? {};
    if (endsAt <= now || attempts < counter.most) return [];
    afterWrite(() => metrics.countLimitRefusal(counter.limit));
    return [{ limit: counter.limit, retryAfterMs: endsAt - now }];
  });
  return reached.sort((a, b) => b.retryAfterMs - a.retryAfterMs)[0];
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

/** The marks of a value whose attempt was not taken back yet. */
const emptyMarks = statement([attemptCounters.key, attemptCounters.key], (tx: Tx, from, to) =>
  tx
    .update(attemptCounters)
    .set({ attempts: 0 })
    .where(and(gte(attemptCounters.key, from), lt(attemptCounters.key, to), gt(attemptCounters.attempts, 0)))
    .returning({ key: attemptCounters.key, endsAt: attemptCounters.endsAt }),
);

/** A window that began after the attempt ends later than the attempt's mark, and has not counted it. */
const subtractOfWindow = statement([attemptCounters.key, attemptCounters.endsAt], (tx: Tx, key, markEndsAt) =>
  tx
    .update(attemptCounters)
    .set({ attempts: sql`${attemptCounters.attempts} - 1` })
    .where(and(eq(attemptCounters.key, key), lte(attemptCounters.endsAt, markEndsAt), gt(attemptCounters.attempts, 0))),
);

const dropEnded = statement([attemptCounters.endsAt], (tx: Tx, now) =>
  tx.delete(attemptCounters).where(lte(attemptCounters.endsAt, now)),
);
