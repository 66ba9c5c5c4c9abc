/** Event consumers: another service's events are applied once and in order, in one transaction with the cursor. */
import { and, eq, isNull, sql } from "drizzle-orm";
import { shareRuns } from "../coordination/shared-runs.ts";
import { type PeerOptions, sendRequest } from "../rpc/peers.ts";
import { raiseAlarm } from "../runtime/alarms.ts";
import { codeOf } from "../runtime/errors.ts";
import { withTrace } from "../runtime/trace.ts";
import { rowsBy } from "../store/prepared.ts";
import { hasRow, statement } from "../store/statement.ts";
import type { Reader, Tx } from "../store/store.ts";
import { inboxCursor } from "../store/tables.ts";
import { inStoredTrace, storedTrace } from "../tracing/spans.ts";
import {
  dropDeadLetters,
  type EventHandler,
  findDeadLetters,
  insertDeadLetter,
  retryDeadLetters,
  storeDeadLetter,
} from "./dead-letters.ts";
import { type Event, eventsPage } from "./outbox.ts";
import { pauseAfter } from "./work-queue.ts";

export type ConsumerOptions = EventHandler & {
  peer: PeerOptions;
  /** The name of the cursor; `peer.callee` if absent. Two consumers of one source need two names. */
  cursor?: string;
};

export type EventConsumer = {
  /** Applies all events that the source has now, without waiting for more. Concurrent calls share a pass that begins after them. */
  catchUp(): Promise<void>;
  /** Consumes events until `signal` aborts. */
  run(signal: AbortSignal): Promise<void>;
};

const pageSize = 200;
/** The most events of one transaction; other writes run in between. */
const maxBatch = 25;
/** The attempts at an event before it becomes a dead letter. */
const maxAttempts = 20;
const longPollMs = 20_000;
/** How long events are gathered and then applied together: each transaction waits for the disk. */
const gatherMs = 250;
/** The back-off after a failure: short, because all events of the source wait. */
const backOff = { minPauseMs: 100, maxPauseMs: 5_000 };
/** Failures in a row that are not logged as a warning: services that start together find some of the others not ready yet. */
const maxQuietFailures = 4;

/** Creates a consumer of the events of `peer.callee`. Concurrent passes run in turn; a crash leaves no event half applied. */
export function consumeEvents(options: ConsumerOptions): EventConsumer {
  const { peer, store, log, apply, cursor = peer.callee } = options;
  const { runtime } = peer;
  let lastPass: Promise<unknown> = Promise.resolve();
  let attempts = { seq: 0, count: 0 };

  function runInTurn<T>(pass: () => Promise<T>): Promise<T> {
    const ownPass = lastPass.then(pass);
    lastPass = ownPass.catch(() => undefined);
    return ownPass;
  }

  /** Pulls one page. Returns whether it was empty, the last one, or one of more. */
  async function pullOnce(waitMs: number, signal?: AbortSignal): Promise<"nothing" | "all" | "more"> {
    const { seq: after = 0, lostAt = null } = (await store.read((db) => findCursorRow(db, cursor))) ?? {};
    if (lostAt !== null) throw new Error(`${peer.callee} has lost events, the cursor at ${after} is stopped`);
    const question = { after, limit: pageSize, waitMs };
    const answer = await sendRequest(
      peer,
      { path: "/internal/events", name: `${peer.callee}.events`, waitMs: waitMs + 5_000, signal },
      question,
    );
    const { events, lastSeq } = eventsPage.parse(answer);
    if (lastSeq < after) {
      await stopConsumer(after);
      throw new Error(`${peer.callee} has lost events: its last is ${lastSeq}, the cursor is at ${after}`);
    }
    peer.metrics.setConsumerLag(cursor, lastSeq - after, events[0]?.occurredAt);
    if (events.length === 0) return "nothing";
    const reached = await runInTurn(() => applyPage(after, events));
    peer.metrics.setConsumerLag(cursor, lastSeq - reached, events.find(({ seq }) => seq > reached)?.occurredAt);
    return reached > after && reached < lastSeq ? "more" : "all";
  }

  /** Stops the consumer for good: new events of the source would get the numbers of lost ones, and be skipped. */
  function stopConsumer(at: number): Promise<void> {
    return store.write("stop-consumer", async (tx) => {
      if (!(await markLost(tx, cursor, at, runtime.now()))) return;
      const message = "event consumer: the source ends before the cursor, consumer stopped";
      const alarm = { name: "events_lost", subject: cursor } as const;
      raiseAlarm({ log, metrics: peer.metrics }, alarm, { consumer: cursor, seq: at }, message);
    });
  }

  /** Applies the events behind `after`; returns the new position of the cursor. Throws if one cannot be applied. */
  async function applyPage(after: number, events: readonly Event[]): Promise<number> {
    let reached = after;
    const blocked = await store.read((db) => findDeadLetters(db, cursor));
    for (let first = 0; first < events.length; first += maxBatch) {
      const some = skipApplied(reached, events.slice(first, first + maxBatch));
      if (!(await applyBatch(reached, some, blocked))) return store.read((db) => findCursor(db, cursor));
      reached = lastSeqOf(some) ?? reached;
    }
    return reached;
  }

  /**
   * Applies events in one transaction. False, without an effect, if the cursor is not at `from`: another pass or process has moved it. If
   * one cannot be applied, those before it are, and its error is thrown.
   */
  async function applyBatch(from: number, events: readonly Event[], blocked: ReadonlySet<string>): Promise<boolean> {
    const to = lastSeqOf(events);
    if (to === undefined) return true;
    let done = 0;
    try {
      return await store.write(`apply-${peer.callee}-event`, async (tx) => {
        if (!(await advanceCursor(tx, cursor, from, to))) return false;
        for (const event of events) {
          if (blocked.has(event.aggregateId)) await insertDeadLetter(tx, cursor, event, store.now());
          else await inStoredTrace(event.traceparent, { kind: "consumer", name: event.type }, () => apply(tx, event));
          done += 1;
        }
        return true;
      });
    } catch (error) {
      const before = events.slice(0, done);
      const event = events[done];
      if (!event || codeOf(error) === "STORE_UNAVAILABLE") throw error;
      if (!(await applyBatch(from, before, blocked))) return false;
      return countFailedAttempt({ from: lastSeqOf(before) ?? from, event }, error);
    }
  }

  /** Counts a failed attempt at an event, stores a dead letter after the last one, and throws. */
  async function countFailedAttempt({ from, event }: { from: number; event: Event }, error: unknown): Promise<never> {
    attempts = { seq: event.seq, count: attempts.seq === event.seq ? attempts.count + 1 : 1 };
    if (attempts.count < maxAttempts) throw error;
    const facts = { consumer: cursor, seq: event.seq, ...storedTrace(event.traceparent) };
    log.error({ err: error, ...facts }, "event consumer: last attempt failed");
    await store.write("store-dead-letter", async (tx) => {
      if (await advanceCursor(tx, cursor, from, event.seq)) await storeDeadLetter(options, tx, cursor, event);
    });
    throw error;
  }

  return {
    catchUp: shareRuns(async () => {
      while ((await pullOnce(0)) === "more");
    }),
    run: async (signal) => {
      let failures = 0;
      let which: "due" | "all" = "all";
      while (!signal.aborted) {
        try {
          const pulled = await withTrace({ requestId: runtime.newId("req"), entry: "job" }, async () => {
            await runInTurn(() => retryDeadLetters(options, cursor, which));
            which = "due";
            return pullOnce(longPollMs, signal);
          });
          if (failures > maxQuietFailures)
            log.warn({ source: peer.callee }, `event consumer: events of ${peer.callee} are consumed again`);
          failures = 0;
          if (pulled === "all") await runtime.sleep(gatherMs, signal);
        } catch (error) {
          if (signal.aborted) return;
          failures += 1;
          // Warns once for each outage; its end is logged too.
          const level = failures === maxQuietFailures + 1 ? "warn" : "debug";
          log[level](
            { err: error, source: peer.callee },
            `event consumer: events of ${peer.callee} cannot be consumed`,
          );
          await runtime.sleep(pauseAfter(runtime, backOff, failures), signal);
        }
      }
    },
  };
}

/** The events after `from`, each once. */
function skipApplied(from: number, events: readonly Event[]): Event[] {
  let last = from;
  return events.filter(({ seq }) => {
    const isNext = seq > last;
    if (isNext) last = seq;
    return isNext;
  });
}

function lastSeqOf(events: readonly Event[]): number | undefined {
  return events.at(-1)?.seq;
}

const moveFrom = hasRow(
  statement([inboxCursor.source, inboxCursor.seq, inboxCursor.seq], (tx: Tx, source, from, seq) =>
    tx
      .update(inboxCursor)
      .set({ seq })
      .where(and(eq(inboxCursor.source, source), eq(inboxCursor.seq, from)))
      .returning({ seq: inboxCursor.seq }),
  ),
);

/** Moves the cursor from exactly `from`; false if it has another position. */
async function advanceCursor(tx: Tx, source: string, from: number, seq: number): Promise<boolean> {
  if (from === 0 && (await findCursor(tx, source)) === 0) return moveCursor(tx, source, seq);
  return moveFrom(tx, source, from, seq);
}

const markLost = hasRow(
  statement([inboxCursor.source, inboxCursor.seq, "number"], (tx: Tx, source, seq, lostAt) =>
    tx
      .update(inboxCursor)
      .set({ lostAt: sql`${lostAt}` })
      .where(and(eq(inboxCursor.source, source), eq(inboxCursor.seq, seq), isNull(inboxCursor.lostAt)))
      .returning({ seq: inboxCursor.seq }),
  ),
);

/** Deletes the cursor and the dead letters of `source`: all events are applied again. The caller has removed their effects. */
export async function resetConsumer(tx: Tx, source: string): Promise<void> {
  await tx.delete(inboxCursor).where(eq(inboxCursor.source, source));
  await dropDeadLetters(tx, source);
}

const cursors = rowsBy(inboxCursor, inboxCursor.source);

async function findCursorRow(db: Reader, source: string) {
  const [row] = await cursors(db, [source]);
  return row;
}

/** The position of the cursor of `source`; 0 if there is none. */
export const findCursor = async (db: Reader, source: string) => (await findCursorRow(db, source))?.seq ?? 0;

/** Whether the consumer with this cursor has stopped, because its source has lost events. */
export async function hasStopped(db: Reader, source: string): Promise<boolean> {
  return typeof (await findCursorRow(db, source))?.lostAt === "number";
}

/** Moves the cursor forward; false if the event had been applied before. */
export async function moveCursor(tx: Tx, source: string, seq: number): Promise<boolean> {
  const moved = await tx
    .insert(inboxCursor)
    .values({ source, seq })
    .onConflictDoUpdate({ target: inboxCursor.source, set: { seq }, setWhere: sql`${inboxCursor.seq} < ${seq}` })
    .returning({ seq: inboxCursor.seq });
  return moved.length === 1;
}
