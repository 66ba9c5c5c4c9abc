/** Events that cannot be applied: their own thing waits, in order, and everything else goes on. */
import { expect, test } from "vitest";

import { codedError } from "../src/errors.ts";
import { followAnew } from "../src/follow.ts";
import { manualWorld } from "../src/manual-world.ts";
import { createMetrics } from "../src/metrics.ts";
import type { Event } from "../src/outbox.ts";
import type { Store, Tx } from "../src/store.ts";
import { parkedEvents } from "../src/store-tables.ts";
import { follower, putOnShelf, source } from "./following.ts";
import { namesOf, openTins } from "./tins.ts";

const noon = Date.UTC(2026, 0, 15, 12);

/** A follower that cannot apply what is told of peas while they are rotten, and a source that tells. */
async function shelf() {
  const world = manualWorld(noon);
  const { tell, carry } = await source();
  const store = await openTins(world);
  const metrics = createMetrics();
  const peas = { areRotten: true };
  const apply = async (tx: Tx, event: Event) => {
    await putOnShelf(tx, event);
    if (peas.areRotten && event.aggregateId.startsWith("peas")) throw new Error("rotten");
  };
  const following = follower(store, carry, apply, { metrics });
  const count = async (name: string) =>
    Number(new RegExp(`^${name}\\{[^}]*\\} (\\d+)`, "m").exec(await metrics.registry.metrics())?.[1] ?? 0);
  return { world, tell, store, peas, following, count };
}

async function tryOften(following: { catchUp(): Promise<void> }, times: number): Promise<void> {
  for (let tries = 0; tries < times; tries += 1) await expect(following.catchUp()).rejects.toThrow("rotten");
}

const parked = (store: Store) => store.read((db) => db.select({ seq: parkedEvents.seq }).from(parkedEvents));

/** Runs the follower until everything else is idle, as a new start of the process would. */
async function start(following: ReturnType<typeof follower>, isDone: () => Promise<boolean>): Promise<void> {
  const stopping = new AbortController();
  const running = following.run(stopping.signal);
  await expect.poll(isDone).toBe(true);
  stopping.abort();
  await running;
}

test("after twenty tries an event is parked with an alarm, what is told of the same thing waits behind it, and the rest goes on", async () => {
  const { tell, store, following, count } = await shelf();
  await tell("beans", "peas", "corn", "peas", "rice");
  await tryOften(following, 19);
  expect(await parked(store)).toEqual([]);
  expect(await store.read(namesOf)).toEqual(["beans"]);
  await tryOften(following, 1);
  expect(await count("hansa_alarms_total")).toBe(1);
  await following.catchUp();
  expect(await store.read(namesOf)).toEqual(["beans", "corn", "rice"]);
  expect(await parked(store)).toEqual([{ seq: 2 }, { seq: 4 }]);
});

test("a start tries what is parked at once, in order, and what comes afterwards is applied behind it", async () => {
  const { tell, store, peas, following, count } = await shelf();
  await tell("peas", "corn", "peas");
  await tryOften(following, 20);
  await following.catchUp();
  await start(following, async () => (await count("hansa_follower_parked_events")) === 2);
  peas.areRotten = false;
  await start(following, async () => (await parked(store)).length === 0);
  await tell("peas");
  await following.catchUp();
  expect(await store.read(namesOf)).toEqual(["corn", "peas", "peas", "peas"]);
  expect(await count("hansa_follower_parked_events")).toBe(0);
});

test("a store that cannot be written is no fault of the event: it is never parked for that", async () => {
  const { carry, tell } = await source();
  const store = await openTins();
  await tell("peas");
  const following = follower(store, carry, async () => {
    throw codedError("STORE_UNAVAILABLE", "Ask again.");
  });
  for (let tries = 0; tries < 25; tries += 1) await expect(following.catchUp()).rejects.toThrow("Ask again.");
  expect(await parked(store)).toEqual([]);
});

test("a follower that begins anew has nothing parked", async () => {
  const { tell, store, peas, following } = await shelf();
  await tell("peas");
  await tryOften(following, 20);
  peas.areRotten = false;
  await store.write("begin-anew", (tx) => followAnew(tx, "products"));
  await following.catchUp();
  expect(await parked(store)).toEqual([]);
  expect(await store.read(namesOf)).toEqual(["peas"]);
});
