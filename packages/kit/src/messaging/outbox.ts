/** The outbox: events are stored in the transaction of their change and pulled by event consumers. */
import { asc, desc, gt } from "drizzle-orm";
import { type ZodType, z } from "zod";
import type { EventContract } from "../rpc/contract.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { markEvents } from "../runtime/store-work.ts";
import type { StoreGauge } from "../store/gauges.ts";
import { firstRow, rowInto, statement } from "../store/statement.ts";
import type { Reader, Store, Tx } from "../store/store.ts";
import { outbox } from "../store/tables.ts";
import { sampledTraceparent } from "../tracing/spans.ts";

export const event = z.object({
  seq: z.number(),
  eventId: z.string(),
  type: z.string(),
  version: z.number(),
  aggregateId: z.string(),
  payload: z.unknown(),
  occurredAt: z.number(),
  /** Absent from services that do not know it yet. */
  traceparent: z.string().nullish(),
});
export const eventsPage = z.object({ events: z.array(event), lastSeq: z.number() });
export const eventRequest = z.object({
  after: z.int().min(0),
  limit: z.int().min(1).max(500),
  /** How long to wait for an event if there is none yet. */
  waitMs: z.int().min(0).max(25_000),
});

export type Event = z.infer<typeof event>;
export type EventsPage = z.infer<typeof eventsPage>;

/** Stores an event in the transaction of its change. Throws if the payload does not match its contract. */
export async function appendEvent<Payload extends ZodType>(
  runtime: Runtime,
  tx: Tx,
  contract: EventContract<Payload>,
  input: z.input<Payload>,
): Promise<void> {
  const { type, version } = contract;
  const payload = contract.payload.parse(input);
  markEvents();
  await addEvent(tx, {
    eventId: runtime.newId("evt"),
    type,
    version,
    aggregateId: contract.aggregateIdOf(payload),
    payload,
    occurredAt: runtime.now(),
    traceparent: sampledTraceparent(),
  });
}

const addEvent = rowInto(outbox);
const findNewestEvent = firstRow(
  statement([], (db: Reader) =>
    db.select({ seq: outbox.seq, occurredAt: outbox.occurredAt }).from(outbox).orderBy(desc(outbox.seq)).limit(1),
  ),
);
/** The gauges of the outbox, which every service has. */
export const outboxGauges: readonly StoreGauge[] = [
  {
    name: "hansa_outbox_events",
    help: "Events in the outbox of this service.",
    unit: "count",
    read: async (db) => (await findNewestEvent(db))?.seq ?? 0,
  },
  {
    name: "hansa_outbox_newest_event_timestamp_seconds",
    help: "When the newest event in the outbox of this service occurred; absent if there is none.",
    unit: "time",
    read: async (db) => (await findNewestEvent(db))?.occurredAt,
  },
];

const eventsAfter = statement([outbox.seq, "number"], (db: Reader, after, limit) =>
  db.select().from(outbox).where(gt(outbox.seq, after)).orderBy(asc(outbox.seq)).limit(limit),
);

/** Events after `after`, oldest first, and the last assigned number. */
export async function findEvents(db: Reader, after: number, limit: number): Promise<EventsPage> {
  const newest = await findNewestEvent(db);
  const lastSeq = newest?.seq ?? 0;
  // Mostly there is nothing new, and waiting consumers ask often.
  if (lastSeq <= after) return { events: [], lastSeq };
  return { events: await eventsAfter(db, after, limit), lastSeq };
}

/** Resolves as soon as there is an event after `after`, or with none once the wait is over or `stopping` aborts. */
export async function awaitEvents(
  { store, runtime, stopping }: { store: Store; runtime: Runtime; stopping: AbortSignal },
  { after, limit, waitMs }: z.infer<typeof eventRequest>,
): Promise<EventsPage> {
  const giveUpAt = runtime.monotonic() + waitMs;
  for (;;) {
    const commits = store.commits();
    const page = await store.read((db) => findEvents(db, after, limit));
    const left = giveUpAt - runtime.monotonic();
    if (page.events.length > 0 || left <= 0 || stopping.aborted) return page;
    await store.awaitCommit(commits, left, stopping, ({ hasEvents }) => hasEvents);
    // The end of the wait, without a commit: the next request reads again.
    if (store.commits() === commits) return page;
  }
}
