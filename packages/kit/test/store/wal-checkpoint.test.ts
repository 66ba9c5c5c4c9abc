/** WAL checkpoints: removed rows are in no file of the store. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { runJobs } from "../../src/runtime/jobs.ts";
import { createLog } from "../../src/runtime/log.ts";
import { systemRuntime } from "../../src/runtime/runtime.ts";
import { markLease } from "../../src/runtime/store-work.ts";
import { Database } from "../../src/store/engine/sqlite/driver.ts";
import { checkpointJob } from "../../src/store/wal-checkpoint.ts";
import { manualRuntime } from "../../testing/manual-runtime.ts";
import { addTin, namesOf, openTins, removeTins, storeFile } from "../support/tins.ts";

/** Every byte of the store's files. */
function bytesBeside(file: string): Buffer {
  return Buffer.concat(readdirSync(dirname(file)).map((name) => readFileSync(join(dirname(file), name))));
}

test("removed rows are gone from the file, and after a checkpoint from the write-ahead log too", async () => {
  const file = storeFile();
  const store = await openTins(systemRuntime, file);
  for (let part = 0; part < 20; part += 1) {
    await store.write("add", async (tx) => {
      for (let count = 0; count < 50; count += 1) await addTin(tx, `plums of Mrs Unmistakable ${part * 50 + count}`);
    });
  }
  expect(await store.checkpointWal()).toBe(true);
  expect(bytesBeside(file).includes("Unmistakable")).toBe(true);
  await store.write("remove", removeTins);
  expect(bytesBeside(file).includes("Unmistakable")).toBe(true);
  expect(await store.checkpointWal()).toBe(true);
  expect(bytesBeside(file).includes("Unmistakable")).toBe(false);
  await store.write("add", (tx) => addTin(tx, "pears"));
  expect(await store.read(namesOf)).toEqual(["pears"]);
});

test("the log is truncated after a commit of any process, and not after renewals of the leader's lease alone", async () => {
  const file = storeFile();
  const store = await openTins(systemRuntime, file);
  const other = await openTins(systemRuntime, file);
  const sizeAfterCheckpoint = async () => {
    expect(await store.checkpointWal()).toBe(true);
    return statSync(`${file}-wal`).size;
  };
  await store.write("add", (tx) => addTin(tx, "peas"));
  expect(await sizeAfterCheckpoint()).toBe(0);
  await store.write("renew", async (tx) => {
    markLease();
    await addTin(tx, "beans");
  });
  expect(await sizeAfterCheckpoint()).toBeGreaterThan(0);
  await other.write("add", (tx) => addTin(tx, "corn"));
  expect(await sizeAfterCheckpoint()).toBe(0);
});

test("while another process reads, the checkpoint is skipped and reported", async () => {
  const file = storeFile();
  const store = await openTins(systemRuntime, file);
  await store.write("add", (tx) => addTin(tx, "peas"));
  const other = new Database(file);
  other.exec("BEGIN");
  other.prepare("SELECT name FROM tins").all();
  await store.write("add", (tx) => addTin(tx, "beans"));
  expect(await store.checkpointWal()).toBe(false);
  other.exec("COMMIT");
  expect(await store.checkpointWal()).toBe(true);
  other.close();
});

test("while another process reads for a minute, writes continue, the log only grows, and it is truncated afterwards", async () => {
  const file = storeFile();
  const store = await openTins(systemRuntime, file);
  await store.write("add", (tx) => addTin(tx, "peas"));
  const other = new Database(file);
  other.exec("BEGIN");
  other.prepare("SELECT name FROM tins").all();
  for (let second = 0; second < 60; second += 5) {
    for (let count = 0; count < 10; count += 1)
      await store.write("add", (tx) => addTin(tx, `beans ${second} ${count}`));
    const [emptied, written] = await Promise.all([
      store.checkpointWal(),
      store.write("add", (tx) => addTin(tx, `corn ${second}`)).then(() => true),
    ]);
    expect({ emptied, written }).toEqual({ emptied: false, written: true });
  }
  expect(other.prepare("SELECT name FROM tins").all()).toEqual([{ name: "peas" }]);
  other.exec("COMMIT");
  other.close();
  expect(await store.checkpointWal()).toBe(true);
  expect(statSync(`${file}-wal`).size).toBe(0);
  expect((await store.read(namesOf)).length).toBe(1 + 12 * 11);
});

test("a log without a checkpoint for ten minutes is reported every ten minutes until it is truncated", async () => {
  const runtime = manualRuntime(0);
  const lines: string[] = [];
  const log = createLog("tins", "warn", { lines: { write: (line) => void lines.push(line) } });
  let isRead = true;
  const { run, everyMs } = checkpointJob({ checkpointWal: async () => !isRead }, { runtime, log });
  const pass = async (minutes: number) => {
    for (let passed = 0; passed < minutes * 60_000; passed += everyMs) {
      await run(new AbortController().signal);
      await runtime.advance(everyMs);
    }
  };
  await pass(10);
  expect(lines).toEqual([]);
  await pass(10.1);
  expect(lines).toHaveLength(2);
  expect(lines[0]).toContain("the write-ahead log was not truncated for 10 minutes");
  isRead = false;
  await pass(1);
  isRead = true;
  await pass(9.9);
  expect(lines).toHaveLength(2);
});

test("a running service checkpoints the log periodically", async () => {
  const file = storeFile();
  const runtime = manualRuntime(0);
  const store = await openTins(runtime, file);
  await store.write("add", (tx) => addTin(tx, "plums of Mrs Unmistakable"));
  const stopping = new AbortController();
  const log = createLog("tins", "silent");
  const running = runJobs(runtime, log, [checkpointJob(store, { runtime, log })], stopping.signal);
  await expect.poll(() => bytesBeside(file).includes("Unmistakable")).toBe(true);
  await store.write("remove", removeTins);
  await runtime.advance(5_000);
  await expect.poll(() => bytesBeside(file).includes("Unmistakable")).toBe(false);
  stopping.abort();
  await running;
});
