/** Leader election: of several processes on one store one leads, and another takes over when it is gone. */
import { setMaxListeners } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import { electLeader } from "../../src/coordination/leader-election.ts";
import { createLog } from "../../src/runtime/log.ts";
import type { Runtime } from "../../src/runtime/runtime.ts";
import { leases } from "../../src/store/tables.ts";
import { manualRuntime } from "../../testing/manual-runtime.ts";
import { gate, openTins, storeFile } from "../support/tins.ts";

const noon = Date.UTC(2026, 0, 15, 12);
const log = createLog("test", "silent");

/** A process on the store: whether it leads, and how it is stopped, or made to sleep until it is woken. */
async function processOn(file: string, runtime: Runtime) {
  const store = await openTins(runtime, file);
  const stopping = new AbortController();
  setMaxListeners(0, stopping.signal);
  let asleep: ReturnType<typeof gate> | undefined;
  const sleep: Runtime["sleep"] = async (ms, signal) => {
    await runtime.sleep(ms, signal);
    await asleep?.opened;
  };
  const state = { leads: false };
  const work = async (signal: AbortSignal) => {
    state.leads = true;
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    state.leads = false;
  };
  const ended = electLeader({ store, runtime: { ...runtime, sleep }, log }, work, stopping.signal);
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

test("one of two processes leads until it stops; the other leads within a second", async () => {
  const runtime = manualRuntime(noon);
  const file = storeFile();
  const first = await processOn(file, runtime);
  await expect.poll(first.leads).toBe(true);
  const second = await processOn(file, runtime);
  await runtime.advance(60_000);
  expect([first.leads(), second.leads()]).toEqual([true, false]);
  await first.stop();
  await runtime.advance(1_000);
  await expect.poll(second.leads).toBe(true);
});

test("a process suspended for longer than its lease is replaced, and detects it on resuming", async () => {
  const runtime = manualRuntime(noon);
  const file = storeFile();
  const first = await processOn(file, runtime);
  await expect.poll(first.leads).toBe(true);
  const second = await processOn(file, runtime);
  first.fallAsleep();
  await runtime.advance(3_900);
  expect(second.leads()).toBe(false);
  await runtime.advance(2_000);
  await expect.poll(second.leads).toBe(true);
  first.wake();
  await expect.poll(first.leads).toBe(false);
  await runtime.advance(10_000);
  expect([first.leads(), second.leads()]).toEqual([false, true]);
});

test("a jump of the wall clock by a day in either direction does not change the leader", async () => {
  const runtime = manualRuntime(noon);
  const file = storeFile();
  const first = await processOn(file, runtime);
  await expect.poll(first.leads).toBe(true);
  const second = await processOn(file, runtime);
  for (const day of [86_400_000, -86_400_000]) {
    runtime.setNow(noon + day);
    await runtime.advance(30_000);
    expect([first.leads(), second.leads()]).toEqual([true, false]);
  }
  expect(await first.store.read((db) => db.select({ token: leases.fencingToken }).from(leases))).toEqual([
    { token: 1 },
  ]);
});
