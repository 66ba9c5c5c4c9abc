/** Application of events: a page of them takes effect in order, in batches of one transaction each; one that fails is counted. */
import { codeOf } from "../runtime/errors.ts";
import { settleStatements } from "../runtime/store-work.ts";
import { inStoredTrace, storedTrace } from "../tracing/spans.ts";
import { advanceCursor, findCursor } from "./cursor.ts";
import { type ConsumerHandler, findDeadLetters, insertDeadLetter, storeDeadLetter } from "./dead-letters.ts";
import type { Event } from "./outbox.ts";

/** An event consumer, as far as it applies events. */
export type Application = ConsumerHandler & {
  readonly peer: { readonly callee: string };
  /** The name of the cursor. */
  readonly cursor: string;
  /** The failed attempts at the event that fails now. */
  attempts: { seq: number; count: number };
};

/** A batch of events behind the cursor at `from`. Those of `blocked` aggregates wait behind dead letters. */
type Batch = { readonly from: number; readonly events: readonly Event[]; readonly blocked: ReadonlySet<string> };

/** The most events of one transaction; other writes run in between. */
const maxBatch = 25;
/** The attempts at an event before it becomes a dead letter. */
const maxAttempts = 20;

/** Applies the events behind `after`; returns the new position of the cursor. Throws if one cannot be applied. */
export async function applyPage(consumer: Application, after: number, events: readonly Event[]): Promise<number> {
  const { store, cursor } = consumer;
  let reached = after;
  const blocked = await store.read((db) => findDeadLetters(db, cursor));
  for (let first = 0; first < events.length; first += maxBatch) {
    const some = skipApplied(reached, events.slice(first, first + maxBatch));
    if (!(await applyBatch(consumer, { from: reached, events: some, blocked })))
      return store.read((db) => findCursor(db, cursor));
    reached = lastSeqOf(some) ?? reached;
  }
  return reached;
}

/**
 * Applies events in one transaction. False, without an effect, if the cursor is not at `from`: another pass or process has moved it. If
 * one cannot be applied, those before it are, and its error is thrown.
 */
async function applyBatch(consumer: Application, batch: Batch): Promise<boolean> {
  const { store, cursor, peer, apply } = consumer;
  const { from, events, blocked } = batch;
  const to = lastSeqOf(events);
  if (to === undefined) return true;
  let done = 0;
  try {
    return await store.write(`apply-${peer.callee}-event`, async (tx) => {
      done = 0;
      if (!(await advanceCursor(tx, cursor, from, to))) return false;
      for (const event of events) {
        if (blocked.has(event.aggregateId)) await insertDeadLetter(tx, cursor, event, store.now());
        else await inStoredTrace(event.traceparent, { kind: "consumer", name: event.type }, () => apply(tx, event));
        await settleStatements();
        done += 1;
      }
      return true;
    });
  } catch (error) {
    const before = events.slice(0, done);
    const event = events[done];
    if (!event || codeOf(error) === "STORE_UNAVAILABLE") throw error;
    if (!(await applyBatch(consumer, { ...batch, events: before }))) return false;
    return countFailedAttempt(consumer, { from: lastSeqOf(before) ?? from, event }, error);
  }
}

/** Counts a failed attempt at an event, stores a dead letter after the last one, and throws. */
async function countFailedAttempt(
  consumer: Application,
  { from, event }: { from: number; event: Event },
  error: unknown,
): Promise<never> {
  const { store, log, cursor, attempts } = consumer;
  const { seq } = event;
  consumer.attempts = { seq, count: attempts.seq === seq ? attempts.count + 1 : 1 };
  if (consumer.attempts.count < maxAttempts) throw error;
  const facts = { consumer: cursor, seq, ...storedTrace(event.traceparent) };
  log.error({ err: error, ...facts }, "event consumer: last attempt failed");
  await store.write("store-dead-letter", async (tx) => {
    if (await advanceCursor(tx, cursor, from, seq)) await storeDeadLetter(consumer, tx, cursor, event);
  });
  throw error;
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
