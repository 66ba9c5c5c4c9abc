/**
 * Dead letters: an event that failed twenty times is set aside, and later events of its aggregate wait behind it, while all others are
 * applied. Dead letters are retried in their order, every five minutes and at each start.
 */
import { and, asc, eq, min } from "drizzle-orm";
import { raiseAlarm } from "../runtime/alarm.ts";
import type { Log } from "../runtime/log.ts";
import type { Metrics } from "../runtime/metrics.ts";
import { prepared } from "../store/prepared.ts";
import type { Reader, Store, Tx } from "../store/store.ts";
import { parkedEvents } from "../store/tables.ts";
import { type Event, event as eventShape } from "./outbox.ts";

export type EventHandler = {
  store: Store;
  log: Log;
  /** Applies the effect of one event, on the store only. Ignores unknown types. */
  apply(tx: Tx, event: Event): Promise<void>;
};
type CountedPeer = { peer: { metrics: Pick<Metrics, "setDeadLetters" | "countAlarm"> } };

/** The pause between two attempts at a dead letter. */
const pauseMs = 5 * 60_000;

const deadLettersOf = prepared(["follower"], (db: Reader, { follower }) =>
  db
    .selectDistinct({ aggregateId: parkedEvents.aggregateId })
    .from(parkedEvents)
    .where(eq(parkedEvents.follower, follower)),
);

/** The aggregates with dead letters. */
export async function findDeadLetters(db: Reader, follower: string): Promise<ReadonlySet<string>> {
  const rows = await deadLettersOf(db, { follower });
  return new Set(rows.map((row) => row.aggregateId));
}

/** Inserts a dead letter, in the transaction that moves the cursor past its event. */
export async function insertDeadLetter(tx: Tx, follower: string, event: Event, nextTryAt: number): Promise<void> {
  const { seq, aggregateId } = event;
  await tx.insert(parkedEvents).values({ follower, seq, aggregateId, event, nextTryAt });
}

/** Stores an event as a dead letter after its last attempt and raises an alarm. */
export async function storeDeadLetter(
  handler: EventHandler & CountedPeer,
  tx: Tx,
  follower: string,
  event: Event,
): Promise<void> {
  const { store, peer, log } = handler;
  await insertDeadLetter(tx, follower, event, store.now() + pauseMs);
  const { seq, type, aggregateId } = event;
  const facts = { follower, seq, type, aggregateId };
  raiseAlarm({ log, metrics: peer.metrics }, "event_parked", facts, "event consumer: event failed, dead letter stored");
}

/** Deletes the dead letters of an event consumer that is reset. */
export async function dropDeadLetters(tx: Tx, follower: string): Promise<void> {
  await tx.delete(parkedEvents).where(eq(parkedEvents.follower, follower));
}

/** Retries dead letters that are due, or all: the oldest of each aggregate first, until one fails. */
export async function retryDeadLetters(
  handler: EventHandler & CountedPeer,
  follower: string,
  isDue: "due" | "all",
): Promise<void> {
  const { store, log } = handler;
  const before = isDue === "all" ? Number.MAX_SAFE_INTEGER : store.now();
  const heads = await store.read((db) => findOldest(db, follower));
  for (const { seq, nextTryAt } of heads) {
    if (nextTryAt > before) continue;
    let next: number | undefined = seq;
    try {
      while (next !== undefined) next = await applyDeadLetter(handler, follower, next);
    } catch (error) {
      log.warn({ err: error, follower, seq: next }, "event consumer: dead letter failed again");
      const stuck = next ?? seq;
      await store.write("come-back-to-parked-event", (tx) =>
        postponeDeadLetters(tx, follower, stuck, store.now() + pauseMs),
      );
    }
  }
  const isParked = eq(parkedEvents.follower, follower);
  const left = heads.length === 0 ? 0 : await store.read((db) => db.$count(parkedEvents, isParked));
  handler.peer.metrics.setDeadLetters(follower, left);
}

const oldestOf = prepared(["follower"], (db: Reader, { follower }) =>
  db
    .select({ seq: min(parkedEvents.seq), nextTryAt: parkedEvents.nextTryAt })
    .from(parkedEvents)
    .where(eq(parkedEvents.follower, follower))
    .groupBy(parkedEvents.aggregateId),
);

/** For each aggregate with dead letters, the number of the oldest and the time of its next attempt. */
async function findOldest(db: Reader, follower: string): Promise<{ seq: number; nextTryAt: number }[]> {
  const rows = await oldestOf(db, { follower });
  return rows.flatMap(({ seq, nextTryAt }) => (seq === null ? [] : [{ seq, nextTryAt }]));
}

/** Applies one dead letter and deletes it; returns the number of the next one of its aggregate. */
function applyDeadLetter({ store, apply }: EventHandler, follower: string, seq: number): Promise<number | undefined> {
  return store.write("apply-parked-event", async (tx) => {
    const one = and(eq(parkedEvents.follower, follower), eq(parkedEvents.seq, seq));
    const [row] = await tx.delete(parkedEvents).where(one).returning();
    if (!row) return undefined;
    await apply(tx, eventShape.parse(row.event));
    const [behind] = await tx
      .select({ seq: parkedEvents.seq })
      .from(parkedEvents)
      .where(and(eq(parkedEvents.follower, follower), eq(parkedEvents.aggregateId, row.aggregateId)))
      .orderBy(asc(parkedEvents.seq))
      .limit(1);
    return behind?.seq;
  });
}

/** Sets the next attempt of all dead letters of an aggregate. */
async function postponeDeadLetters(tx: Tx, follower: string, seq: number, nextTryAt: number): Promise<void> {
  const [row] = await tx
    .select({ aggregateId: parkedEvents.aggregateId })
    .from(parkedEvents)
    .where(and(eq(parkedEvents.follower, follower), eq(parkedEvents.seq, seq)));
  if (!row) return;
  await tx
    .update(parkedEvents)
    .set({ nextTryAt })
    .where(and(eq(parkedEvents.follower, follower), eq(parkedEvents.aggregateId, row.aggregateId)));
}
