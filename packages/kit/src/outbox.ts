/** Events of this service: written in the transaction of the change they tell of, pulled by whoever wants to know. */
import { asc, gt, max } from "drizzle-orm";
import { type ZodType, z } from "zod";
import { abortingWith } from "./aborting.ts";
import type { EventContract } from "./contract.ts";
import { prepared, rowInto } from "./prepared.ts";
import type { Reader, Store, Tx } from "./store.ts";
import { outbox } from "./store-tables.ts";
import type { World } from "./world.ts";

export const event = z.object({
  seq: z.number(),
  eventId: z.string(),
  type: z.string(),
  version: z.number(),
  aggregateId: z.string(),
  payload: z.unknown(),
  occurredAt: z.number(),
});
export const eventsPage = z.object({ events: z.array(event), lastSeq: z.number() });
export const eventQuestion = z.object({
  after: z.int().min(0),
  limit: z.int().min(1).max(500),
  /** How long to wait for an event if there is none yet. */
  waitMs: z.int().min(0).max(25_000),
});

export type Event = z.infer<typeof event>;
export type EventsPage = z.infer<typeof eventsPage>;

/** Adds an event to the transaction that makes it true. Throws if the payload is not what its contract says. */
export async function appendEvent<Payload extends ZodType>(
  tx: Tx,
  world: World,
  { type, version, payload: contract }: EventContract<Payload>,
  aggregateId: string,
  payload: z.input<Payload>,
): Promise<void> {
  await addEvent(tx, {
    eventId: world.newId("evt"),
    type,
    version,
    aggregateId,
    payload: contract.parse(payload),
    occurredAt: world.now(),
  });
}

const addEvent = rowInto(outbox);
const newestEvent = prepared([], (db: Reader) => db.select({ seq: max(outbox.seq) }).from(outbox));
const eventsAfter = prepared(["after", "limit"], (db: Reader, { after, limit }) =>
  db.select().from(outbox).where(gt(outbox.seq, after)).orderBy(asc(outbox.seq)).limit(limit),
);

/** Events after `after`, oldest first, and the last number that has been given out. */
export async function findEvents(db: Reader, after: number, limit: number): Promise<EventsPage> {
  const [newest] = await newestEvent(db, {});
  const lastSeq = newest?.seq ?? 0;
  // Mostly there is nothing new, and whoever waits asks often.
  if (lastSeq <= after) return { events: [], lastSeq };
  return { events: await eventsAfter(db, { after, limit }), lastSeq };
}

/** Another process may write to the same store without our hearing of it: look again at least this often. */
const lookAgainMs = 250;

/** Answers as soon as there is an event after `after`, or with none once the wait is over or `stopping` aborts. */
export async function awaitEvents(
  { store, world, stopping }: { store: Store; world: World; stopping: AbortSignal },
  { after, limit, waitMs }: z.infer<typeof eventQuestion>,
): Promise<EventsPage> {
  const giveUpAt = world.monotonic() + waitMs;
  for (;;) {
    const page = await store.read((db) => findEvents(db, after, limit));
    const left = giveUpAt - world.monotonic();
    if (page.events.length > 0 || left <= 0 || stopping.aborted) return page;
    await awaitCommit({ store, world, stopping }, Math.min(left, lookAgainMs));
  }
}

/** Why the wait is over. Without a reason, an error with a stack would be made each time. */
const somethingNew = "something new";

/** Resolves at the next commit of this process, after `ms`, or when `stopping` aborts. */
export async function awaitCommit(
  { store, world, stopping }: { store: Store; world: World; stopping: AbortSignal },
  ms: number,
): Promise<void> {
  await abortingWith([stopping], async (over) => {
    const forget = store.onCommit(() => over.abort(somethingNew));
    await world.sleep(ms, over.signal);
    forget();
  });
}
