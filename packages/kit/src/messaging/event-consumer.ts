/** Event consumers: another service's events are applied once and in order, in one transaction with the cursor. */
import { shareRuns } from "../coordination/shared-runs.ts";
import { type PeerOptions, sendRequest } from "../rpc/peers.ts";
import { raiseAlarm } from "../runtime/alarms.ts";
import { serialQueue } from "../runtime/store-work.ts";
import { withTrace } from "../runtime/trace.ts";
import type { Tx } from "../store/store.ts";
import { deleteCursor, findCursorRow, markLost } from "./cursor.ts";
import { dropDeadLetters, type EventHandler, retryDeadLetters } from "./dead-letters.ts";
import { type Application, applyPage } from "./event-application.ts";
import { eventsPage } from "./outbox.ts";
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
const longPollMs = 20_000;
/** How long events are gathered and then applied together: each transaction waits for the disk. */
const gatherMs = 250;
/** The back-off after a failure: short, because all events of the source wait. */
const backOff = { minPauseMs: 100, maxPauseMs: 5_000 };
/** Failures in a row that are not logged as a warning: services that start together find some of the others not ready yet. */
const maxQuietFailures = 4;

/** A consumer: its options, the name of its cursor, and the turns of its passes. */
type Consumer = Application & { readonly peer: PeerOptions; inTurn<T>(pass: () => Promise<T>): Promise<T> };

/** Creates a consumer of the events of `peer.callee`. Concurrent passes run in turn; a crash leaves no event half applied. */
export function consumeEvents(options: ConsumerOptions): EventConsumer {
  const { cursor = options.peer.callee } = options;
  const consumer: Consumer = { ...options, cursor, attempts: { seq: 0, count: 0 }, inTurn: serialQueue() };
  return {
    catchUp: shareRuns(async () => {
      while ((await pullOnce(consumer, 0)) === "more");
    }),
    run: (signal) => consumeUntil(consumer, signal),
  };
}

/** Pulls one page. Returns whether it was empty, the last one, or one of more. */
async function pullOnce(consumer: Consumer, waitMs: number, signal?: AbortSignal): Promise<"nothing" | "all" | "more"> {
  const { peer, store, cursor } = consumer;
  const { seq: after = 0, lostAt = null } = (await store.read((db) => findCursorRow(db, cursor))) ?? {};
  if (lostAt !== null) throw new Error(`${peer.callee} has lost events, the cursor at ${after} is stopped`);
  const response = await sendRequest(
    peer,
    { path: "/internal/events", name: `${peer.callee}.events`, waitMs: waitMs + 5_000, signal },
    { after, limit: pageSize, waitMs },
  );
  const { events, lastSeq } = eventsPage.parse(response);
  if (lastSeq < after) {
    await stopConsumer(consumer, after);
    throw new Error(`${peer.callee} has lost events: its last is ${lastSeq}, the cursor is at ${after}`);
  }
  peer.metrics.setConsumerLag(cursor, lastSeq - after, events[0]?.occurredAt);
  if (events.length === 0) return "nothing";
  const reached = await consumer.inTurn(() => applyPage(consumer, after, events));
  peer.metrics.setConsumerLag(cursor, lastSeq - reached, events.find(({ seq }) => seq > reached)?.occurredAt);
  return reached > after && reached < lastSeq ? "more" : "all";
}

/** Stops the consumer for good: new events of the source would get the numbers of lost ones, and be skipped. */
function stopConsumer({ peer, store, log, cursor }: Consumer, at: number): Promise<void> {
  return store.write("stop-consumer", async (tx) => {
    if (!(await markLost(tx, cursor, at, peer.runtime.now()))) return;
    const message = "event consumer: the source ends before the cursor, consumer stopped";
    const alarm = { name: "events_lost", subject: cursor } as const;
    raiseAlarm({ log, metrics: peer.metrics }, alarm, { consumer: cursor, seq: at }, message);
  });
}

/** Pulls page after page, with back-off after failures; at first retries all dead letters, then those that are due. */
async function consumeUntil(consumer: Consumer, signal: AbortSignal): Promise<void> {
  const { peer, log, cursor } = consumer;
  const { runtime, callee } = peer;
  let failures = 0;
  let which: "due" | "all" = "all";
  while (!signal.aborted) {
    try {
      const pulled = await withTrace({ requestId: runtime.newId("req"), entry: "job" }, async () => {
        await consumer.inTurn(() => retryDeadLetters(consumer, cursor, which));
        which = "due";
        return pullOnce(consumer, longPollMs, signal);
      });
      if (failures > maxQuietFailures)
        log.warn({ source: callee }, `event consumer: events of ${callee} are consumed again`);
      failures = 0;
      if (pulled === "all") await runtime.sleep(gatherMs, signal);
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      // Warns once for each outage; its end is logged too.
      const level = failures === maxQuietFailures + 1 ? "warn" : "debug";
      log[level]({ err: error, source: callee }, `event consumer: events of ${callee} cannot be consumed`);
      await runtime.sleep(pauseAfter(runtime, backOff, failures), signal);
    }
  }
}

/** Deletes the cursor and the dead letters of `source`: all events are applied again. The caller has removed their effects. */
export async function resetConsumer(tx: Tx, source: string): Promise<void> {
  await deleteCursor(tx, source);
  await dropDeadLetters(tx, source);
}
