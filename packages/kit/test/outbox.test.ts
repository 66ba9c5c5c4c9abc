/** The outbox: an event and the change it tells of are one, and whoever waits for it hears of it at once. */
import { expect, test } from "vitest";
import { z } from "zod";
import { eventContract } from "../src/contract.ts";
import { manualWorld } from "../src/manual-world.ts";
import { appendEvent, awaitEvents, findEvents } from "../src/outbox.ts";
import type { Store, Tx } from "../src/store.ts";
import { systemWorld } from "../src/world.ts";
import { addTin, namesOf, openTins, storeFile } from "./tins.ts";

const start = Date.UTC(2026, 0, 15, 12);
const world = manualWorld(start);
const tinAdded = eventContract("tin.added", 1, z.object({ name: z.string().min(1) }));

async function addAndTell(tx: Tx, name: string): Promise<void> {
  await addTin(tx, name);
  await appendEvent(tx, world, tinAdded, `tin_${name}`, { name });
}

function wait(store: Store, after: number, waitMs: number, stopping = new AbortController().signal) {
  return awaitEvents({ store, world: systemWorld, stopping }, { after, limit: 10, waitMs });
}

test("events come in the order of their transactions, and tell what their contract says", async () => {
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

test("an event whose payload breaks its contract undoes the change with it", async () => {
  const store = await openTins();
  await expect(store.write("add", (tx) => addAndTell(tx, ""))).rejects.toThrow();
  expect(await store.read(namesOf)).toEqual([]);
  expect(await store.read((db) => findEvents(db, 0, 10))).toEqual({ events: [], lastSeq: 0 });
});

test("a transaction that is undone leaves no event, and no gap in the numbers", async () => {
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

test("a page goes on where the one before ended, and says how far the source has come", async () => {
  const store = await openTins();
  for (const name of ["a", "b", "c", "d", "e"]) await store.write("add", (tx) => addAndTell(tx, name));
  const page = await store.read((db) => findEvents(db, 1, 2));
  expect(page.events.map((event) => event.seq)).toEqual([2, 3]);
  expect(page.lastSeq).toBe(5);
});

test("whoever waits is woken by the commit itself, though no time passes", async () => {
  const store = await openTins();
  const stopping = new AbortController().signal;
  const waiting = awaitEvents({ store, world, stopping }, { after: 0, limit: 10, waitMs: 20_000 });
  await systemWorld.sleep(30);
  await store.write("add", (tx) => addAndTell(tx, "peas"));
  const tooLong = systemWorld.sleep(2_000).then(() => "nobody was woken");
  expect(await Promise.race([waiting, tooLong])).toMatchObject({ events: [{ seq: 1 }] });
});

test("an event that another process committed is found without being told of", async () => {
  const file = storeFile();
  const store = await openTins(systemWorld, file);
  const other = await openTins(systemWorld, file);
  const waiting = wait(store, 0, 20_000);
  await systemWorld.sleep(30);
  await other.write("add", (tx) => addAndTell(tx, "peas"));
  const tooLong = systemWorld.sleep(2_000).then(() => "nobody looked");
  expect(await Promise.race([waiting, tooLong])).toMatchObject({ events: [{ seq: 1 }] });
});

test("waiting ends with nothing when the time is over, and at once when the service stops", async () => {
  const store = await openTins();
  expect(await wait(store, 0, 40)).toEqual({ events: [], lastSeq: 0 });
  const stopping = new AbortController();
  const waiting = wait(store, 0, 20_000, stopping.signal);
  await systemWorld.sleep(30);
  stopping.abort();
  expect(await waiting).toEqual({ events: [], lastSeq: 0 });
});
