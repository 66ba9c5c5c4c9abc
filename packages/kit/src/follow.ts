/** Following another service's events: each is applied once, in order, in one transaction with the cursor that remembers it. */
import { and, eq, sql } from "drizzle-orm";
import { codeOf } from "./errors.ts";
import { type Event, eventsPage } from "./outbox.ts";
import { type Applying, dropParked, findParked, park, parkPoison, retryParked } from "./parking.ts";
import { type PeerOptions, send } from "./peers.ts";
import { prepared, rowsBy } from "./prepared.ts";
import type { Reader, Tx } from "./store.ts";
import { inboxCursor } from "./store-tables.ts";
import { withTrace } from "./trace.ts";

export type Following = Applying & {
  peer: PeerOptions;
  /** The name under which it is remembered how far this follower is; `peer.callee` if absent. Two of one source need two names. */
  cursor?: string;
};

export type Follower = {
  /** Applies everything that the source has now, without waiting for more. */
  catchUp(): Promise<void>;
  /** Follows until `signal` aborts. */
  run(signal: AbortSignal): Promise<void>;
};

const pageSize = 200;
/** So many are applied in one transaction; whoever else writes comes between. */
const atOnce = 25;
/** An event is tried so often before it is parked. */
const mostTries = 20;
const longPollMs = 20_000;
/** Where one event is, others come: they are gathered for so long and applied together, as each transaction waits for the disk. */
const gatherMs = 100;
/** After a failure, wait between these: doubled each time. */
const shortestPauseMs = 100;
const longestPauseMs = 5_000;
/** A service that starts with the others finds some of them not there yet: so many failures in a row are nothing to wake anybody for. */
const mostUntold = 4;

/** A follower of `peer.callee`. Passes of several callers follow each other; a crash anywhere leaves no event half applied. */
export function follow(following: Following): Follower {
  const { peer, store, log, apply, cursor = peer.callee } = following;
  const { world } = peer;
  let passing: Promise<unknown> = Promise.resolve();
  let tries = { seq: 0, count: 0 };

  function inTurn<T>(pass: () => Promise<T>): Promise<T> {
    const mine = passing.then(pass);
    passing = mine.catch(() => undefined);
    return mine;
  }

  /** One page: whether there was nothing, it was all, or there may be more. */
  async function pullOnce(waitMs: number, signal?: AbortSignal): Promise<"nothing" | "all" | "more"> {
    const after = await store.read((db) => findCursor(db, cursor));
    const question = { after, limit: pageSize, waitMs };
    const answer = await send(peer, "/internal/events", `${peer.callee}.events`, question, waitMs + 5_000, signal);
    const { events, lastSeq } = eventsPage.parse(answer);
    if (lastSeq < after)
      throw new Error(`${peer.callee} has forgotten its events: it is at ${lastSeq}, we at ${after}`);
    peer.metrics.followerIsBehind(cursor, lastSeq - after);
    if (events.length === 0) return "nothing";
    const reached = await inTurn(() => applyPage(after, events));
    peer.metrics.followerIsBehind(cursor, lastSeq - reached);
    return reached > after && reached < lastSeq ? "more" : "all";
  }

  /** Applies the events behind `after`; gives how far the store is now. Throws if one cannot be applied. */
  async function applyPage(after: number, events: readonly Event[]): Promise<number> {
    let reached = after;
    const parked = await store.read((db) => findParked(db, cursor));
    for (let first = 0; first < events.length; first += atOnce) {
      const some = inOrder(reached, events.slice(first, first + atOnce));
      if (!(await applySome(reached, some, parked))) return store.read((db) => findCursor(db, cursor));
      reached = lastOf(some) ?? reached;
    }
    return reached;
  }

  /**
   * Applies events in one transaction. False, and nothing happened, if the cursor is not at `from`: another pass or process has moved it.
   * If one cannot be applied, those before it are, and it is thrown what is wrong with that one.
   */
  async function applySome(from: number, events: readonly Event[], parked: ReadonlySet<string>): Promise<boolean> {
    const to = lastOf(events);
    if (to === undefined) return true;
    let done = 0;
    try {
      return await store.write(`apply-${peer.callee}-event`, async (tx) => {
        if (!(await passOn(tx, cursor, from, to))) return false;
        for (const event of events) {
          if (parked.has(event.aggregateId)) await park(tx, cursor, event, store.now());
          else await apply(tx, event);
          done += 1;
        }
        return true;
      });
    } catch (error) {
      const before = events.slice(0, done);
      const event = events[done];
      if (!event || codeOf(error) === "STORE_UNAVAILABLE") throw error;
      if (!(await applySome(from, before, parked))) return false;
      return failed({ from: lastOf(before) ?? from, event }, error);
    }
  }

  /** Counts the tries of an event, and throws. */
  async function failed({ from, event }: { from: number; event: Event }, error: unknown): Promise<never> {
    tries = { seq: event.seq, count: tries.seq === event.seq ? tries.count + 1 : 1 };
    if (tries.count < mostTries) throw error;
    log.error({ err: error, follower: cursor, seq: event.seq }, "an event could not be applied for the last time");
    await store.write("park-event", async (tx) => {
      if (await passOn(tx, cursor, from, event.seq)) await parkPoison(following, tx, cursor, event);
    });
    throw error;
  }

  return {
    catchUp: async () => {
      while ((await pullOnce(0)) === "more");
    },
    run: async (signal) => {
      let pause = shortestPauseMs;
      let failures = 0;
      let which: "due" | "all" = "all";
      while (!signal.aborted) {
        try {
          const pulled = await withTrace({ requestId: world.newId("req"), door: "job" }, async () => {
            await inTurn(() => retryParked(following, cursor, which));
            which = "due";
            return pullOnce(longPollMs, signal);
          });
          if (failures > mostUntold) log.warn({ source: peer.callee }, `events of ${peer.callee} are consumed again`);
          pause = shortestPauseMs;
          failures = 0;
          if (pulled === "all") await world.sleep(gatherMs, signal);
        } catch (error) {
          if (signal.aborted) return;
          failures += 1;
          // Once for each outage: its end is logged too.
          const level = failures === mostUntold + 1 ? "warn" : "debug";
          log[level]({ err: error, source: peer.callee }, `events of ${peer.callee} cannot be consumed right now`);
          await world.sleep(pause * (0.5 + world.random()), signal);
          pause = Math.min(pause * 2, longestPauseMs);
        }
      }
    },
  };
}

/** Those that come after `from`, each once. */
function inOrder(from: number, events: readonly Event[]): Event[] {
  let last = from;
  return events.filter(({ seq }) => {
    const isNext = seq > last;
    if (isNext) last = seq;
    return isNext;
  });
}

function lastOf(events: readonly Event[]): number | undefined {
  return events.at(-1)?.seq;
}

const moveFrom = prepared(["source", "from", "seq"], (tx: Tx, { source, from, seq }) =>
  tx
    .update(inboxCursor)
    .set({ seq: sql`${seq}` })
    .where(and(eq(inboxCursor.source, source), eq(inboxCursor.seq, from)))
    .returning({ seq: inboxCursor.seq }),
);

/** Moves the cursor from exactly `from`; false if it is somewhere else. */
async function passOn(tx: Tx, source: string, from: number, seq: number): Promise<boolean> {
  if (from === 0 && (await findCursor(tx, source)) === 0) return moveCursor(tx, source, seq);
  return (await moveFrom(tx, { source, from, seq })).length === 1;
}

/** Forgets how far `source` was applied, and what was parked of it: everything is applied anew, by whoever has removed what came of it. */
export async function followAnew(tx: Tx, source: string): Promise<void> {
  await tx.delete(inboxCursor).where(eq(inboxCursor.source, source));
  await dropParked(tx, source);
}

const cursors = rowsBy(inboxCursor, inboxCursor.source);

/** How far `source` has been applied; 0 if not at all. */
export async function findCursor(db: Reader, source: string): Promise<number> {
  const [row] = await cursors(db, [source]);
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
