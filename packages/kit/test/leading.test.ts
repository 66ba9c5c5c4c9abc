/** Leading: of several processes on one store one works by itself, and another takes over from one that is gone. */
import { setMaxListeners } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { lead } from "../src/leading.ts";
import { createLog } from "../src/log.ts";
import { manualWorld } from "../src/manual-world.ts";
import { leases } from "../src/store-tables.ts";
import type { World } from "../src/world.ts";
import { gate, openTins, storeFile } from "./tins.ts";

const noon = Date.UTC(2026, 0, 15, 12);
const log = createLog("test", "silent");

/** A process on the store: whether it leads, and how it is stopped, or made to sleep until it is woken. */
async function processOn(file: string, world: World) {
  const store = await openTins(world, file);
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal);
  let asleep: ReturnType<typeof gate> | undefined;
  const sleep: World["sleep"] = async (ms, signal) => {
    await world.sleep(ms, signal);
    await asleep?.opened;
  };
  const state = { leads: false };
  const work = async (signal: AbortSignal) => {
    state.leads = true;
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    state.leads = false;
  };
  const ended = lead({ store, world: { ...world, sleep }, log }, work, stopping.signal);
  const stop = async () => {
    stopping.abort();
    asleep?.open();
    await ended;
  };
  onTestFinished(stop);
  return {
    store,
    leads: () => state.leads,
    stop,
    fallAsleep: () => {
      asleep = gate();
    },
    wake: () => {
      asleep?.open();
      asleep = undefined;
    },
  };
}

test("one of two leads, however long; when it is told to stop, the other leads within a second", async () => {
  const world = manualWorld(noon);
  const file = storeFile();
  const first = await processOn(file, world);
  await expect.poll(first.leads).toBe(true);
  const second = await processOn(file, world);
  await world.advance(60_000);
  expect([first.leads(), second.leads()]).toEqual([true, false]);
  await first.stop();
  await world.advance(1_000);
  await expect.poll(second.leads).toBe(true);
});

test("one that sleeps longer than its lease is replaced, and finds out as soon as it wakes", async () => {
  const world = manualWorld(noon);
  const file = storeFile();
  const first = await processOn(file, world);
  await expect.poll(first.leads).toBe(true);
  const second = await processOn(file, world);
  first.fallAsleep();
  await world.advance(3_900);
  expect(second.leads()).toBe(false);
  await world.advance(2_000);
  await expect.poll(second.leads).toBe(true);
  first.wake();
  await expect.poll(first.leads).toBe(false);
  await world.advance(10_000);
  expect([first.leads(), second.leads()]).toEqual([false, true]);
});

test("a jump of the wall by a day, either way, changes nothing about who leads", async () => {
  const world = manualWorld(noon);
  const file = storeFile();
  const first = await processOn(file, world);
  await expect.poll(first.leads).toBe(true);
  const second = await processOn(file, world);
  for (const day of [86_400_000, -86_400_000]) {
    world.setNow(noon + day);
    await world.advance(30_000);
    expect([first.leads(), second.leads()]).toEqual([true, false]);
  }
  expect(await first.store.read((db) => db.select({ fence: leases.fence }).from(leases))).toEqual([{ fence: 1 }]);
});
