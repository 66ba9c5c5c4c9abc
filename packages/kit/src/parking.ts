/**
 * Events that cannot be applied: after twenty tries one is parked, and what is told of the same thing afterwards waits behind it, so that
 * everything else goes on. Parked events are tried again in their order, every five minutes and at each start.
 */
import { and, asc, eq, min } from "drizzle-orm";
import { raiseAlarm } from "./alarm.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";
import { type Event, event as eventShape } from "./outbox.ts";
import { prepared } from "./prepared.ts";
import type { Reader, Store, Tx } from "./store.ts";
import { parkedEvents } from "./store-tables.ts";

export type Applying = {
  store: Store;
  log: Log;
  /** The effect of one event, on the store only. Types it does not know it leaves alone. */
  apply(tx: Tx, event: Event): Promise<void>;
};
type Counted = { peer: { metrics: Pick<Metrics, "followerHasParked" | "countAlarm"> } };

/** Between two tries of a parked event. */
const pauseMs = 5 * 60_000;

const parkedOf = prepared(["follower"], (db: Reader, { follower }) =>
  db
    .selectDistinct({ aggregateId: parkedEvents.aggregateId })
    .from(parkedEvents)
    .where(eq(parkedEvents.follower, follower)),
);

/** The things of which an event is parked. */
export async function findParked(db: Reader, follower: string): Promise<ReadonlySet<string>> {
  const rows = await parkedOf(db, { follower });
  return new Set(rows.map((row) => row.aggregateId));
}

/** Parks an event, in the transaction that moves the cursor past it. */
export async function park(tx: Tx, follower: string, event: Event, nextTryAt: number): Promise<void> {
  const { seq, aggregateId } = event;
  await tx.insert(parkedEvents).values({ follower, seq, aggregateId, event, nextTryAt });
}

/** Parks an event that was tried often enough, and tells somebody. */
export async function parkPoison(following: Applying & Counted, tx: Tx, follower: string, event: Event): Promise<void> {
  const { store, peer, log } = following;
  await park(tx, follower, event, store.now() + pauseMs);
  const { seq, type, aggregateId } = event;
  const facts = { follower, seq, type, aggregateId };
  raiseAlarm({ log, metrics: peer.metrics }, "event_parked", facts, "an event cannot be applied and is parked");
}

/** Forgets what is parked: the follower begins anew. */
export async function dropParked(tx: Tx, follower: string): Promise<void> {
  await tx.delete(parkedEvents).where(eq(parkedEvents.follower, follower));
}

/** Tries what is parked and due again, or all of it: of each thing the oldest first, until one fails. */
export async function retryParked(
  following: Applying & Counted,
  follower: string,
  isDue: "due" | "all",
): Promise<void> {
  const { store, log } = following;
  const before = isDue === "all" ? Number.MAX_SAFE_INTEGER : store.now();
  const heads = await store.read((db) => findHeads(db, follower));
  for (const { seq, nextTryAt } of heads) {
    if (nextTryAt > before) continue;
    let next: number | undefined = seq;
    try {
      while (next !== undefined) next = await applyParked(following, follower, next);
    } catch (error) {
      log.warn({ err: error, follower, seq: next }, "a parked event still cannot be applied");
      const stuck = next ?? seq;
      await store.write("come-back-to-parked-event", (tx) => comeBack(tx, follower, stuck, store.now() + pauseMs));
    }
  }
  const isParked = eq(parkedEvents.follower, follower);
  const left = heads.length === 0 ? 0 : await store.read((db) => db.$count(parkedEvents, isParked));
  following.peer.metrics.followerHasParked(follower, left);
}

const headsOf = prepared(["follower"], (db: Reader, { follower }) =>
  db
    .select({ seq: min(parkedEvents.seq), nextTryAt: parkedEvents.nextTryAt })
    .from(parkedEvents)
    .where(eq(parkedEvents.follower, follower))
    .groupBy(parkedEvents.aggregateId),
);

/** Of each thing with something parked, the number of the event that is next, and when. */
async function findHeads(db: Reader, follower: string): Promise<{ seq: number; nextTryAt: number }[]> {
  const rows = await headsOf(db, { follower });
  return rows.flatMap(({ seq, nextTryAt }) => (seq === null ? [] : [{ seq, nextTryAt }]));
}

/** Applies one parked event and forgets that it was parked; gives the number of the one behind it. */
function applyParked({ store, apply }: Applying, follower: string, seq: number): Promise<number | undefined> {
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

/** All of one thing come back together, when the one that is next does. */
async function comeBack(tx: Tx, follower: string, seq: number, nextTryAt: number): Promise<void> {
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
