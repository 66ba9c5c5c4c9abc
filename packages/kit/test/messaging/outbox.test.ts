/** The outbox: an event and its change are one transaction, and a waiting consumer receives it at once. */
import { expect, test } from "vitest";
import { z } from "zod";
import { appendEvent, awaitEvents, findEvents } from "../../src/messaging/outbox.ts";
import { eventContract } from "../../src/rpc/contract.ts";
import type { Tx } from "../../src/store/store.ts";
import { manualRuntime } from "../../testing/manual-runtime.ts";
import { watchSleep } from "../support/sleepers.ts";
import { addTin, namesOf, openTins, storeFile } from "../support/tins.ts";

const start = Date.UTC(2026, 0, 15, 12);
const runtime = manualRuntime(start);
const tinAdded = eventContract("tin.added", 1, z.object({ name: z.string().min(1) }), ({ name }) => `tin_${name}`);

async function addAndTell(tx: Tx, name: string): Promise<void> {
  await addTin(tx, name);
  await appendEvent(runtime, tx, tinAdded, { name });
}

/** Waits for events in a store with a clock of its own, and resolves once the wait has begun. */
async function beginWait(waitMs: number, file = storeFile()) {
  const clock = manualRuntime(start);
  const { runtime: watched, asleep } = watchSleep(clock);
  const store = await openTins(watched, file);
  const stopping = new AbortController();
  const waiting = awaitEvents({ store, runtime: watched, stopping: stopping.signal }, { after: 0, limit: 10, waitMs });
  await asleep(1);
  return { store, waiting, clock, stopping };
}

test("events are ordered by their transactions and carry the payload of their contract", async () => {
  const store = await openTins();
  for (const name of ["peas", "beans"]) await store.write("add", (tx) => addAndTell(tx, name));
  const page = await store.read((db) => findEvents(db, 0, 10));
  expect(page.lastSeq).toBe(2);
  expect(page.events).toEqual([
    expect.objectContaining({
      seq: 1,
      type: "tin.added",
      version: 1,
      aggregateId: "tin_peas",
      payload: { name: "peas" },
    }),
    expect.objectContaining({ seq: 2, payload: { name: "beans" }, occurredAt: start }),
  ]);
  expect(new Set(page.events.map((event) => event.eventId)).size).toBe(2);
});

test("an event whose payload breaks its contract rolls back its change", async () => {
  const store = await openTins();
  await expect(store.write("add", (tx) => addAndTell(tx, ""))).rejects.toThrow();
  expect(await store.read(namesOf)).toEqual([]);
  expect(await store.read((db) => findEvents(db, 0, 10))).toEqual({ events: [], lastSeq: 0 });
});

test("a rolled-back transaction leaves no event and no gap in the sequence", async () => {
  const store = await openTins();
  const failing = store.write("add", async (tx) => {
    await addAndTell(tx, "peas");
    throw new Error("power cut");
  });
  await expect(failing).rejects.toThrow("power cut");
  await store.write("add", (tx) => addAndTell(tx, "beans"));
  const { events } = await store.read((db) => findEvents(db, 0, 10));
  expect(events.map(({ seq, payload }) => [seq, payload])).toEqual([[1, { name: "beans" }]]);
});

test("a page continues after the previous one and reports the end of the source", async () => {
  const store = await openTins();
  for (const name of ["a", "b", "c", "d", "e"]) await store.write("add", (tx) => addAndTell(tx, name));
  const page = await store.read((db) => findEvents(db, 1, 2));
  expect(page.events.map((event) => event.seq)).toEqual([2, 3]);
  expect(page.lastSeq).toBe(5);
});

test("the commit itself wakes waiting consumers, without time passing", async () => {
  const { store, waiting } = await beginWait(20_000);
  await store.write("add", (tx) => addAndTell(tx, "peas"));
  expect(await waiting).toMatchObject({ events: [{ seq: 1 }] });
});

test("an event committed by another process is found within a quarter of a second without notification", async () => {
  const file = storeFile();
  const other = await openTins(runtime, file);
  const { waiting, clock } = await beginWait(20_000, file);
  await other.write("add", (tx) => addAndTell(tx, "peas"));
  await clock.advance(250);
  expect(await waiting).toMatchObject({ events: [{ seq: 1 }] });
});

test("waiting ends empty within a quarter of a second after its timeout, and at once when the service stops", async () => {
  const short = await beginWait(40);
  await short.clock.advance(250);
  expect(await short.waiting).toEqual({ events: [], lastSeq: 0 });
  const long = await beginWait(20_000);
  long.stopping.abort();
  expect(await long.waiting).toEqual({ events: [], lastSeq: 0 });
});
