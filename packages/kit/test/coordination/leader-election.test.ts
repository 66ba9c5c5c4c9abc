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
  const state = { leads: false, holdsLease: false };
  let isFull = false;
  const work = async (signal: AbortSignal) => {
    state.leads = true;
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    state.leads = false;
  };
  const assertRoom = () => {
    if (isFull) throw new Error("the disk is full");
  };
  const write: typeof store.write = async (name, change, isRefused) => {
    assertRoom();
    return store.write(name, change, isRefused);
  };
  const renew: typeof store.renew = async (name, change) => {
    assertRoom();
    return store.renew(name, change);
  };
  const noteLeadership = (holdsLease: boolean) => {
    state.holdsLease = holdsLease;
  };
  const options = { store: { write, renew, now: store.now }, runtime: { ...runtime, sleep }, log, noteLeadership };
  const ended = electLeader(options, work, stopping.signal);
  const stop = async () => {
    stopping.abort();
    asleep?.open();
    await ended;
  };
  onTestFinished(stop);
  return {
    store,
    leads: () => state.leads,
    holdsLease: () => state.holdsLease,
    fill: (full: boolean) => {
      isFull = full;
    },
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

test("a process that cannot renew its lease holds none after its end, and works on until another leads", async () => {
  const runtime = manualRuntime(noon);
  const only = await processOn(storeFile(), runtime);
  await expect.poll(only.holdsLease).toBe(true);
  only.fill(true);
  await runtime.advance(2_000);
  expect([only.leads(), only.holdsLease()]).toEqual([true, true]);
  await runtime.advance(5_000);
  expect([only.leads(), only.holdsLease()]).toEqual([true, false]);
  only.fill(false);
  await runtime.advance(2_000);
  expect([only.leads(), only.holdsLease()]).toEqual([true, true]);
  await only.stop();
  expect(only.holdsLease()).toBe(false);
});
