/** The health of a store: full, locked and damaged stores are told apart from changes that fail, and a removed log loses no commit. */
import { closeSync, copyFileSync, existsSync, mkdirSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { observeHealth, storeWatchJob } from "../../src/alarms/store-watch.ts";
import { createMetrics } from "../../src/runtime/metrics.ts";
import { Database } from "../../src/store/engine/sqlite/driver.ts";
import { manualRuntime } from "../../testing/manual-runtime.ts";
import { recordingLog } from "../support/log-lines.ts";
import { addTin, namesOf, openTins, storeFile } from "../support/tins.ts";

/** Opens a store whose writer can be told to take no further page, as on a full disk. */
async function openLimited() {
  const connections = new Set<InstanceType<typeof Database>>();
  const spy = vi.spyOn(Database.prototype, "prepare");
  const store = await openTins();
  for (const connection of spy.mock.contexts) if (connection instanceof Database) connections.add(connection);
  spy.mockRestore();
  const limit = (pages: number) => {
    for (const connection of connections) connection.pragma(`max_page_count = ${pages}`);
  };
  return { store, fill: () => limit(1), makeRoom: () => limit(4_294_967_294) };
}

const large = "x".repeat(100_000);

test("a full disk is a fault of the store until a write succeeds, and no damage", async () => {
  const { store, fill, makeRoom } = await openLimited();
  expect(store.health.writeFault()).toBeUndefined();
  fill();
  await expect(store.write("add", (tx) => addTin(tx, large))).rejects.toThrow(/cannot be written/);
  expect([store.health.writeFault(), store.health.isDamaged()]).toEqual(["SQLITE_FULL", false]);
  makeRoom();
  await store.write("add", (tx) => addTin(tx, large));
  expect(store.health.writeFault()).toBeUndefined();
});

test("a change that fails or is refused says nothing about the store", async () => {
  const store = await openTins();
  const fail = async () => {
    throw new Error("out of peas");
  };
  await expect(store.write("add", fail)).rejects.toThrow("out of peas");
  await store.write(
    "add",
    async (tx) => addTin(tx, "peas"),
    () => true,
  );
  expect([store.health.writeFault(), store.health.isDamaged()]).toEqual([undefined, false]);
});

test("a damaged page is found by a read, and is kept in memory", async () => {
  const file = storeFile();
  const first = await openTins(undefined, file);
  for (let index = 0; index < 50; index += 1) await first.write("add", (tx) => addTin(tx, large));
  await first.checkpointWal();
  const store = await openTins(undefined, file);
  const handle = openSync(file, "r+");
  const noise = Buffer.alloc(statSync(file).size - 8_192, 0xa5);
  writeSync(handle, noise, 0, noise.length, 8_192);
  closeSync(handle);
  await expect(store.read(namesOf)).rejects.toThrow();
  expect(store.health.isDamaged()).toBe(true);
});

test("commits after the removal of the log are in the file once it is rescued, and none is lost", async () => {
  const file = storeFile();
  const store = await openTins(undefined, file);
  await store.write("add", (tx) => addTin(tx, "before"));
  expect(store.health.hasLostWal()).toBe(false);
  for (const ending of ["-wal", "-shm"]) rmSync(`${file}${ending}`);
  await store.write("add", (tx) => addTin(tx, "after"));
  expect(store.health.hasLostWal()).toBe(true);
  const namesInFile = () => {
    const alone = storeFile();
    mkdirSync(dirname(alone));
    copyFileSync(file, alone);
    const other = new Database(alone);
    onTestFinished(() => void other.close());
    return other.prepare("SELECT name FROM tins").pluck().all();
  };
  expect(namesInFile()).not.toContain("after");
  await store.rescueWal();
  expect(namesInFile()).toEqual(["before", "after"]);
});

test("a log that another process has put in the place is noticed too", async () => {
  const file = storeFile();
  const store = await openTins(undefined, file);
  rmSync(`${file}-wal`);
  rmSync(`${file}-shm`);
  const other = new Database(file);
  onTestFinished(() => void other.close());
  other.exec("INSERT INTO tins (name) VALUES ('foreign')");
  expect([existsSync(`${file}-wal`), store.health.hasLostWal()]).toEqual([true, true]);
});

test("the series of a lock names the session that holds it, and ends with it", async () => {
  const { registry } = createMetrics();
  const { health, engine, now } = await openTins();
  const held = { by: "psql, pid 4711", fault: "55P03" };
  const told = { ...health, heldBy: () => held.by || undefined, writeFault: () => held.fault || undefined };
  observeHealth(registry, { store: { health: told, engine, now }, runtime: manualRuntime(0) });
  const series = async () => (await registry.metrics()).match(/(?<=hansa_store_fault\{work="write",)[^}]*/g);
  expect(await series()).toEqual(['cause="lock",session="psql, pid 4711"']);
  held.by = "report, pid 4712";
  expect(await series()).toEqual(['cause="lock",session="report, pid 4712"']);
  held.by = "";
  expect(await series()).toEqual(['cause="lock",session=""']);
  held.fault = "";
  expect(await series()).toBeNull();
});

test("the watch logs a fault and its end once, and raises damage and a removed log once each", async () => {
  const { log, lines } = recordingLog();
  const metrics = createMetrics();
  const runtime = manualRuntime(0);
  const now = { fault: "", readFault: "", isDamaged: false, hasLostWal: false, aheadMs: 60_000, lost: 0 };
  const health = {
    writeFault: () => now.fault || undefined,
    readFault: () => now.readFault || undefined,
    heldBy: () => "psql, pid 4711",
    stepBack: () => (now.lost === 0 ? undefined : { known: 5, found: 5 - now.lost }),
    isDamaged: () => now.isDamaged,
    hasLostWal: () => now.hasLostWal,
    freeBytes: () => 1,
    clockAheadMs: () => now.aheadMs,
  };
  let ended = 0;
  const engine = { name: "PostgreSQL 17.8", place: "postgres://db/orders, schema public", cluster: null };
  const store = { engine, health, now: () => 0, rescueWal: async () => undefined };
  const { run } = storeWatchJob({ store, runtime, log, metrics }, () => {
    ended += 1;
  });
  const signal = new AbortController().signal;
  const runTwice = async () => {
    await run(signal);
    await run(signal);
  };
  await runTwice();
  expect(lines).toEqual([]);
  now.fault = "SQLITE_FULL";
  await runTwice();
  now.fault = "";
  await runTwice();
  now.readFault = "53300";
  await runTwice();
  now.readFault = "";
  await runTwice();
  now.fault = "55P03";
  await runTwice();
  now.fault = "";
  await runTwice();
  now.aheadMs = 3_600_000;
  await runTwice();
  now.lost = 3;
  await runTwice();
  now.isDamaged = true;
  await runTwice();
  now.hasLostWal = true;
  await runTwice();
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: 50, fault: "SQLITE_FULL", hint: "the disk is full" },
    { level: 40, msg: "store: written again" },
    { level: 50, fault: "53300", hint: "the database server has no connection left", msg: "store: cannot be read" },
    { level: 40, msg: "store: read again" },
    { level: 50, fault: "55P03", hint: "another program holds a lock", because: "psql, pid 4711" },
    { level: 40, msg: "store: written again" },
    { level: 40, ms: 3_600_000, msg: expect.stringContaining("was set back") },
    { level: 60, alarm: "store_went_back", place: engine.place, known: 5, found: 2 },
    { level: 60, alarm: "store_damaged" },
    { level: 60, alarm: "wal_removed" },
  ]);
  expect(metrics.takeAlarms().map(({ name, count }) => [name, count])).toEqual([
    ["store_went_back", 1],
    ["store_damaged", 1],
    ["wal_removed", 1],
  ]);
  expect(ended).toBe(1);
});
