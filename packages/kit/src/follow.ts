/** Following another service's events: each is applied once, in order, in one transaction with the cursor that remembers it. */
import { eq, sql } from "drizzle-orm";
import type { Log } from "./log.ts";
import { type Event, eventsPage } from "./outbox.ts";
import { type PeerOptions, send } from "./peers.ts";
import type { Reader, Store, Tx } from "./store.ts";
import { inboxCursor } from "./store-tables.ts";
import { withTrace } from "./trace.ts";

export type Following = {
  peer: PeerOptions;
  store: Store;
  log: Log;
  /** The name under which it is remembered how far this follower is; `peer.callee` if absent. Two of one source need two names. */
  cursor?: string;
  /** The effect of one event, on the store only. Types it does not know it leaves alone. */
  apply(tx: Tx, event: Event): Promise<void>;
};

export type Follower = {
  /** Applies everything that the source has now, without waiting for more. */
  catchUp(): Promise<void>;
  /** Follows until `signal` aborts. */
  run(signal: AbortSignal): Promise<void>;
};

const pageSize = 200;
const longPollMs = 20_000;
/** After a failure, wait between these: doubled each time. */
const shortestPauseMs = 100;
const longestPauseMs = 5_000;
/** A service that starts with the others finds some of them not there yet: so many failures in a row are nothing to wake anybody for. */
const mostUntold = 4;

/** A follower of `peer.callee`. Passes of several callers follow each other; a crash anywhere leaves no event half applied. */
export function follow(following: Following): Follower {
  const { peer, store, log, cursor = peer.callee } = following;
  const { world } = peer;
  let passing: Promise<unknown> = Promise.resolve();

  function inTurn<T>(pass: () => Promise<T>): Promise<T> {
    const mine = passing.then(pass);
    passing = mine.catch(() => undefined);
    return mine;
  }

  /** One page; true if there may be more. */
  async function pullOnce(waitMs: number, signal?: AbortSignal): Promise<boolean> {
    const after = await store.read((db) => findCursor(db, cursor));
    const question = { after, limit: pageSize, waitMs };
    const answer = await send(peer, "/internal/events", `${peer.callee}.events`, question, waitMs + 5_000, signal);
    const { events, lastSeq } = eventsPage.parse(answer);
    if (lastSeq < after)
      throw new Error(`${peer.callee} has forgotten its events: it is at ${lastSeq}, we at ${after}`);
    peer.metrics.followerIsBehind(cursor, lastSeq - after);
    await inTurn(() => applyAll(following, cursor, after, events));
    const reached = events.at(-1)?.seq ?? after;
    peer.metrics.followerIsBehind(cursor, lastSeq - reached);
    return reached < lastSeq;
  }

  return {
    catchUp: async () => {
      while (await pullOnce(0));
    },
    run: async (signal) => {
      let pause = shortestPauseMs;
      let failures = 0;
      while (!signal.aborted) {
        try {
          await withTrace({ requestId: world.newId("req"), door: "job" }, () => pullOnce(longPollMs, signal));
          pause = shortestPauseMs;
          failures = 0;
        } catch (error) {
          if (signal.aborted) return;
          failures += 1;
          const level = failures > mostUntold ? "warn" : "debug";
          log[level]({ err: error, source: peer.callee }, "events cannot be followed right now");
          await world.sleep(pause * (0.5 + world.random()), signal);
          pause = Math.min(pause * 2, longestPauseMs);
        }
      }
    },
  };
}

/** Applies the events behind `after`. If the cursor was set back since they were asked for, to follow anew, none of them is. */
async function applyAll(
  { peer, store, apply }: Following,
  cursor: string,
  after: number,
  events: readonly Event[],
): Promise<void> {
  for (const event of events) {
    await store.write(`apply-${peer.callee}-event`, async (tx) => {
      if ((await findCursor(tx, cursor)) < after) return;
      if (await moveCursor(tx, cursor, event.seq)) await apply(tx, event);
    });
  }
}

/** How far `source` has been applied; 0 if not at all. */
export async function findCursor(db: Reader, source: string): Promise<number> {
  const [row] = await db.select().from(inboxCursor).where(eq(inboxCursor.source, source));
  return row?.seq ?? 0;
}

/** Moves the cursor forward; false if it was there already, because the event had been applied before. */
export async function moveCursor(tx: Tx, source: string, seq: number): Promise<boolean> {
  const moved = await tx
    .insert(inboxCursor)
    .values({ source, seq })
    .onConflictDoUpdate({ target: inboxCursor.source, set: { seq }, setWhere: sql`${inboxCursor.seq} < ${seq}` })
    .returning({ seq: inboxCursor.seq });
  return moved.length === 1;
}
