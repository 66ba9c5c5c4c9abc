/** The write lock held by another process: reads continue, writes wait for a limited time. */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type Runtime, systemRuntime } from "../../src/runtime/runtime.ts";
import { Database } from "../../src/store/engine/sqlite/driver.ts";
import { manualRuntime } from "../../testing/manual-runtime.ts";
import { watchSleep } from "../support/sleepers.ts";
import { addTin, namesOf, openTins, storeFile } from "../support/tins.ts";

/** Another process's hold on the write lock, until its release. */
function lockFromOutside(file: string): { release(): void } {
  const other = new Database(file);
  other.exec("BEGIN IMMEDIATE");
  onTestFinished(() => {
    other.close();
  });
  return { release: () => other.exec("ROLLBACK") };
}

test("a write acquires the lock at once: while another process has it, not even its first line runs", async () => {
  const file = storeFile();
  const { runtime, asleep } = watchSleep(systemRuntime);
  const store = await openTins(runtime, file);
  const lock = lockFromOutside(file);
  let hasStarted = false;
  const writing = store.write("add", async (tx) => {
    hasStarted = true;
    await addTin(tx, "peas");
  });
  await asleep(3);
  expect(hasStarted).toBe(false);
  lock.release();
  await writing;
  expect(await store.read(namesOf)).toEqual(["peas"]);
});

test("reads continue while another process has the write lock", async () => {
  const file = storeFile();
  const store = await openTins(systemRuntime, file);
  lockFromOutside(file);
  expect(await store.read(namesOf)).toEqual([]);
});

/** The real runtime, but for a clock that jumps at each sleep, by one second by default. */
function hurriedRuntime(byMs = 1_000): Runtime {
  let elapsed = 0;
  const sleep = async () => {
    elapsed += byMs;
  };
  return { ...systemRuntime, monotonic: () => elapsed, sleep };
}

test("a lock that is never released causes STORE_UNAVAILABLE after 4 seconds, and later writes succeed", async () => {
  const withoutFsync = hurriedRuntime();
  const file = storeFile();
  const store = await openTins(withoutFsync, file);
  const lock = lockFromOutside(file);
  await expect(store.write("add", (tx) => addTin(tx, "peas"))).rejects.toMatchObject({
    extensions: { code: "STORE_UNAVAILABLE", retryAfterMs: expect.any(Number) },
    cause: { code: "SQLITE_BUSY" },
  });
  expect(withoutFsync.monotonic()).toBe(4_000);
  lock.release();
  await store.write("add", (tx) => addTin(tx, "beans"));
  expect(await store.read(namesOf)).toEqual(["beans"]);
});

test("writes queued for a lock wait together, each from the time of its own request", async () => {
  const withoutFsync = hurriedRuntime();
  const file = storeFile();
  const store = await openTins(withoutFsync, file);
  lockFromOutside(file);
  const writes = ["peas", "beans", "corn"].map((name) => store.write("add", (tx) => addTin(tx, name)));
  const ends = await Promise.allSettled(writes);
  expect(ends.map((end) => end.status)).toEqual(["rejected", "rejected", "rejected"]);
  expect(withoutFsync.monotonic()).toBe(4_000);
});

test("while a hundred writes wait in vain for a lock, reads and timers continue", async () => {
  const runtime = manualRuntime(0);
  const file = storeFile();
  const store = await openTins(runtime, file);
  lockFromOutside(file);
  const writes: Promise<unknown>[] = [];
  let refused = 0;
  const refuse = () => {
    refused += 1;
    return "refused";
  };
  for (let count = 0; count < 100; count += 1) {
    writes.push(store.write("add", (tx) => addTin(tx, "peas")).catch(refuse));
    await systemRuntime.sleep(0);
    expect(await store.read(namesOf)).toEqual([]);
  }
  expect(refused).toBe(0);
  await runtime.advance(4_100);
  expect(new Set(await Promise.all(writes))).toEqual(new Set(["refused"]));
});

test("a process that starts while another has the write lock waits for it and then serves", async () => {
  const file = storeFile();
  await openTins(systemRuntime, file);
  const lock = lockFromOutside(file);
  let isOpen = false;
  const { runtime, asleep } = watchSleep(systemRuntime);
  const opening = openTins(runtime, file).finally(() => {
    isOpen = true;
  });
  await asleep(3);
  expect(isOpen).toBe(false);
  lock.release();
  const store = await opening;
  await store.write("add", (tx) => addTin(tx, "peas"));
  expect(await store.read(namesOf)).toEqual(["peas"]);
});

test("a process that starts beside a lock that is never released reports after a minute that the store is locked", async () => {
  const withoutFsync = hurriedRuntime(10_000);
  const file = storeFile();
  await openTins(withoutFsync, file);
  lockFromOutside(file);
  await expect(openTins(withoutFsync, file)).rejects.toMatchObject({ code: "SQLITE_BUSY" });
  expect(withoutFsync.monotonic()).toBe(60_000);
});

test("migrations wait for the lock as well", async () => {
  const file = storeFile();
  mkdirSync(dirname(file), { recursive: true });
  const other = new Database(file);
  other.pragma("journal_mode = wal");
  other.close();
  const lock = lockFromOutside(file);
  const { runtime, asleep } = watchSleep(systemRuntime);
  const opening = openTins(runtime, file);
  await asleep(3);
  lock.release();
  expect(await (await opening).read(namesOf)).toEqual([]);
});
