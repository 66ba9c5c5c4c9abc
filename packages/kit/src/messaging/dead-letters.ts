/**
 * Dead letters: an event that failed twenty times is set aside, and later events of its aggregate wait behind it, while all others are
 * applied. Dead letters are retried in their order, about every five minutes and at each start.
 */
import { and, asc, eq, lt, notExists } from "drizzle-orm";
import { raiseAlarm } from "../runtime/alarms.ts";
import { codeOf } from "../runtime/errors.ts";
import type { Log } from "../runtime/log.ts";
import type { Metrics } from "../runtime/metrics.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { alias, index, integer, json, primaryKey, table, text } from "../store/engine/columns.ts";
import { statement } from "../store/statement.ts";
import type { Reader, Store, Tx } from "../store/store.ts";
import { inStoredTrace, storedTrace } from "../tracing/spans.ts";
import { type Event, event as eventShape } from "./outbox.ts";
import { nextAttemptAt, workColumns, workQueue } from "./work-queue.ts";

/** Events that could not be applied, and later events of the same aggregate, which wait behind them. */
export const deadLetters = table(
  "dead_letters",
  {
    /** The name of the event consumer's cursor. */
    consumer: text("consumer").notNull(),
    seq: integer("seq").notNull(),
    aggregateId: text("aggregate_id").notNull(),
    /** The event as received. */
    event: json("event").notNull(),
    ...workColumns,
  },
  (table) => [
    primaryKey({ columns: [table.consumer, table.seq] }),
    index("dead_letters_of_aggregate").on(table.consumer, table.aggregateId, table.seq),
  ],
);

type DeadLetter = typeof deadLetters.$inferSelect;

export type EventHandler = {
  store: Store;
  log: Log;
  /** Applies the effect of one event, on the store only. Ignores unknown types. */
  apply(tx: Tx, event: Event): Promise<void>;
};
export type ConsumerHandler = EventHandler & {
  peer: { runtime: Runtime; metrics: Pick<Metrics, "setDeadLetters" | "countAlarm"> };
};

const pauseMs = 5 * 60_000;
const queue = workQueue(deadLetters, {
  name: "dead-letter",
  // Without a second limit: the alarm was raised when the dead letter was stored, and a person has to act.
  policy: { minPauseMs: pauseMs, maxPauseMs: pauseMs, maxAttempts: Number.POSITIVE_INFINITY },
});

const aggregatesOf = statement([deadLetters.consumer], (db: Reader, consumer) =>
  db
    .selectDistinct({ aggregateId: deadLetters.aggregateId })
    .from(deadLetters)
    .where(eq(deadLetters.consumer, consumer)),
);

/** The aggregates with dead letters. */
export async function findDeadLetters(db: Reader, consumer: string): Promise<ReadonlySet<string>> {
  const rows = await aggregatesOf(db, consumer);
  return new Set(rows.map((row) => row.aggregateId));
}

/** Inserts a dead letter, in the transaction that moves the cursor past its event. */
export async function insertDeadLetter(tx: Tx, consumer: string, event: Event, dueAt: number): Promise<void> {
  const { seq, aggregateId, traceparent = null } = event;
  await tx.insert(deadLetters).values({ consumer, seq, aggregateId, event, attempts: 0, dueAt, traceparent });
}

/** Stores an event as a dead letter after its last attempt and raises an alarm. */
export async function storeDeadLetter(handler: ConsumerHandler, tx: Tx, consumer: string, event: Event): Promise<void> {
  const { store, peer, log } = handler;
  await insertDeadLetter(tx, consumer, event, nextAttemptAt({ store, runtime: peer.runtime }, queue.policy, 0));
  const { seq, type, aggregateId, traceparent } = event;
  const facts = { consumer, seq, type, aggregateId, ...storedTrace(traceparent) };
  raiseAlarm(
    { log, metrics: peer.metrics },
    { name: "event_dead_letter", subject: consumer },
    facts,
    "event consumer: 20 attempts at an event failed, dead letter stored",
  );
}

/** Deletes the dead letters of an event consumer that is reset. */
export async function dropDeadLetters(tx: Tx, consumer: string): Promise<void> {
  await tx.delete(deadLetters).where(eq(deadLetters.consumer, consumer));
}

/** Retries dead letters that are due, or all: the oldest of each aggregate first, until one fails. */
export async function retryDeadLetters(
  handler: ConsumerHandler,
  consumer: string,
  which: "due" | "all",
): Promise<void> {
  const { store, peer } = handler;
  const oldest = await store.read((db) => oldestOf(db, consumer));
  const before = which === "all" ? Number.POSITIVE_INFINITY : store.now();
  for (const letter of oldest) {
    let next: DeadLetter | undefined = letter.dueAt <= before ? letter : undefined;
    while (next) next = await retryDeadLetter(handler, next);
  }
  const left =
    oldest.length === 0 ? 0 : await store.read((db) => db.$count(deadLetters, eq(deadLetters.consumer, consumer)));
  peer.metrics.setDeadLetters(consumer, left);
}

/** The oldest dead letter of each aggregate. */
const oldestOf = statement([deadLetters.consumer], (db: Reader, consumer) => {
  const earlier = alias(deadLetters, "earlier");
  const isSameAggregate = and(
    eq(earlier.consumer, deadLetters.consumer),
    eq(earlier.aggregateId, deadLetters.aggregateId),
    lt(earlier.seq, deadLetters.seq),
  );
  return db
    .select()
    .from(deadLetters)
    .where(
      and(
        eq(deadLetters.consumer, consumer),
        notExists(db.select({ seq: earlier.seq }).from(earlier).where(isSameAggregate)),
      ),
    )
    .orderBy(asc(deadLetters.seq));
});

/** Applies a dead letter; returns the next one of its aggregate. If it fails, it is rescheduled and blocks those behind it. */
async function retryDeadLetter(handler: ConsumerHandler, letter: DeadLetter): Promise<DeadLetter | undefined> {
  const { store, log, peer } = handler;
  try {
    return await applyDeadLetter(handler, letter);
  } catch (error) {
    if (codeOf(error) === "STORE_UNAVAILABLE") throw error;
    const { consumer, seq } = letter;
    const attempts = letter.attempts + 1;
    const facts = { consumer, seq, attempts, ...storedTrace(letter.traceparent) };
    log.warn({ err: error, ...facts }, "event consumer: dead letter failed again, retry scheduled");
    const dueAt = nextAttemptAt({ store, runtime: peer.runtime }, queue.policy, attempts);
    await store.write("reschedule-dead-letter", (tx) => queue.reschedule(tx, letter, { attempts, dueAt }));
    return undefined;
  }
}

/** Applies one dead letter and deletes it; returns the next one of its aggregate. */
function applyDeadLetter(
  { store, apply }: EventHandler,
  { consumer, seq }: DeadLetter,
): Promise<DeadLetter | undefined> {
  return store.write("apply-dead-letter", async (tx) => {
    const one = and(eq(deadLetters.consumer, consumer), eq(deadLetters.seq, seq));
    const [row] = await tx.delete(deadLetters).where(one).returning();
    if (!row) return undefined;
    const event = eventShape.parse(row.event);
    await inStoredTrace(row.traceparent, { kind: "consumer", name: event.type }, () => apply(tx, event));
    const [behind] = await tx
      .select()
      .from(deadLetters)
      .where(and(eq(deadLetters.consumer, consumer), eq(deadLetters.aggregateId, row.aggregateId)))
      .orderBy(asc(deadLetters.seq))
      .limit(1);
    return behind;
  });
}
