/** Dead letters: the aggregate of a failed event waits, in order, and all others continue. */
import { expect, test } from "vitest";
import { deadLetters } from "../../src/messaging/dead-letters.ts";
import { resetConsumer } from "../../src/messaging/event-consumer.ts";
import type { Event } from "../../src/messaging/outbox.ts";
import { CodedError } from "../../src/runtime/errors.ts";
import { createMetrics } from "../../src/runtime/metrics.ts";
import type { Store, Tx } from "../../src/store/store.ts";
import { inRecording, readTraceparent } from "../../src/tracing/spans.ts";
import { manualRuntime } from "../../testing/manual-runtime.ts";
import { openConsumer, source } from "../support/event-source.ts";
import { recordingLog } from "../support/log-lines.ts";
import { applyTin } from "../support/tin-events.ts";
import { namesOf, openTins } from "../support/tins.ts";
import { recordTraces } from "../support/traces.ts";

const noon = Date.UTC(2026, 0, 15, 12);

/** A consumer that cannot apply events about peas while they are rotten, and a source that publishes. */
async function openShelf() {
  const runtime = manualRuntime(noon);
  const { publish: tell, transport } = await source();
  const store = await openTins(runtime);
  const metrics = createMetrics();
  const peas = { areRotten: true };
  const { log, lines } = recordingLog();
  const apply = async (tx: Tx, event: Event) => {
    log.debug("applied");
    await applyTin(tx, event);
    if (peas.areRotten && event.aggregateId.startsWith("peas")) throw new Error("rotten");
  };
  const consumer = openConsumer(store, transport, apply, { metrics, log });
  const count = async (name: string) =>
    Number(new RegExp(`^${name}\\{[^}]*\\} (\\d+)`, "m").exec(await metrics.registry.metrics())?.[1] ?? 0);
  return { runtime, tell, store, peas, consumer, count, lines };
}

async function tryOften(consumer: { catchUp(): Promise<void> }, times: number): Promise<void> {
  for (let tries = 0; tries < times; tries += 1) await expect(consumer.catchUp()).rejects.toThrow("rotten");
}

const stored = (store: Store) =>
  store.read((db) => db.select({ seq: deadLetters.seq }).from(deadLetters).orderBy(deadLetters.seq));

/** Runs the consumer until everything else is idle, as a new start of the process would. */
async function start(consumer: ReturnType<typeof openConsumer>, isDone: () => Promise<boolean>): Promise<void> {
  const stopping = new AbortController();
  const running = consumer.run(stopping.signal);
  await expect.poll(isDone).toBe(true);
  stopping.abort();
  await running;
}

test("after twenty attempts an event becomes a dead letter with an alarm, later events of its aggregate wait behind it, and the rest continues", async () => {
  const { tell, store, consumer, count } = await openShelf();
  await tell("beans", "peas", "corn", "peas", "rice");
  await tryOften(consumer, 19);
  expect(await stored(store)).toEqual([]);
  expect(await store.read(namesOf)).toEqual(["beans"]);
  await tryOften(consumer, 1);
  expect(await count("hansa_alarms_total")).toBe(1);
  await consumer.catchUp();
  expect(await store.read(namesOf)).toEqual(["beans", "corn", "rice"]);
  expect(await stored(store)).toEqual([{ seq: 2 }, { seq: 4 }]);
});

test("a start retries dead letters at once, in order, and later events are applied behind them", async () => {
  const { tell, store, peas, consumer, count } = await openShelf();
  await tell("peas", "corn", "peas");
  await tryOften(consumer, 20);
  await consumer.catchUp();
  await start(consumer, async () => (await count("hansa_consumer_dead_letters")) === 2);
  peas.areRotten = false;
  await start(consumer, async () => (await stored(store)).length === 0);
  await tell("peas");
  await consumer.catchUp();
  expect(await store.read(namesOf)).toEqual(["corn", "peas", "peas", "peas"]);
  expect(await count("hansa_consumer_dead_letters")).toBe(0);
});

test("an unwritable store is not a fault of the event and creates no dead letter", async () => {
  const { transport, publish: tell } = await source();
  const store = await openTins();
  await tell("peas");
  const consumer = openConsumer(store, transport, async () => {
    throw new CodedError("STORE_UNAVAILABLE", "Ask again.");
  });
  for (let tries = 0; tries < 25; tries += 1) await expect(consumer.catchUp()).rejects.toThrow("Ask again.");
  expect(await stored(store)).toEqual([]);
});

test("a consumer that is reset has no dead letters", async () => {
  const { tell, store, peas, consumer } = await openShelf();
  await tell("peas");
  await tryOften(consumer, 20);
  peas.areRotten = false;
  await store.write("begin-anew", (tx) => resetConsumer(tx, "products"));
  await consumer.catchUp();
  expect(await stored(store)).toEqual([]);
  expect(await store.read(namesOf)).toEqual(["peas"]);
});

test("every line about an event, its failures, alarm and retries among them, has the trace of the request that caused it", async () => {
  recordTraces(1);
  const { tell, consumer, count, lines } = await openShelf();
  const traceId = "0af7651916cd43dd8448eb211c80319c";
  const parent = readTraceparent(`00-${traceId}-b7ad6b7169203331-01`);
  const part = { kind: "server", name: "graphql" } as const;
  await inRecording({ requestId: "req_1", entry: "graphql" }, parent, part, () => tell("peas"));
  await tryOften(consumer, 20);
  await start(consumer, async () => (await count("hansa_consumer_dead_letters")) === 1);
  const about = lines.map((line) => JSON.parse(line)).filter(({ msg }) => !msg.includes("cannot be consumed"));
  expect(new Set(about.map(({ msg }) => msg))).toEqual(
    new Set([
      "applied",
      "event consumer: last attempt failed",
      "event consumer: 20 attempts at an event failed, dead letter stored",
      "event consumer: dead letter failed again, retry scheduled",
    ]),
  );
  expect(about.filter((line) => line.traceId !== traceId)).toEqual([]);
});
