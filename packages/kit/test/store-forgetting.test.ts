/** What was removed from a store is in none of its files any more. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { emptyingLog } from "../src/forgetting.ts";
import { runJobs } from "../src/jobs.ts";
import { createLog } from "../src/log.ts";
import { manualWorld } from "../src/manual-world.ts";
import { Database } from "../src/sqlite.ts";
import { systemWorld } from "../src/world.ts";
import { addTin, namesOf, openTins, removeTins, storeFile } from "./tins.ts";

/** Every byte of the store's files. */
function bytesBeside(file: string): Buffer {
  return Buffer.concat(readdirSync(dirname(file)).map((name) => readFileSync(join(dirname(file), name))));
}

test("rows that were removed are gone from the file, and with the log emptied from there too", async () => {
  const file = storeFile();
  const store = await openTins(systemWorld, file);
  for (let part = 0; part < 20; part += 1) {
    await store.write("add", async (tx) => {
      for (let count = 0; count < 50; count += 1) await addTin(tx, `plums of Mrs Unmistakable ${part * 50 + count}`);
    });
  }
  expect(await store.emptyLog()).toBe(true);
  expect(bytesBeside(file).includes("Unmistakable")).toBe(true);
  await store.write("remove", removeTins);
  expect(bytesBeside(file).includes("Unmistakable")).toBe(true);
  expect(await store.emptyLog()).toBe(true);
  expect(bytesBeside(file).includes("Unmistakable")).toBe(false);
  await store.write("add", (tx) => addTin(tx, "pears"));
  expect(await store.read(namesOf)).toEqual(["pears"]);
});

test("while another process reads, the log is not emptied, and it is said", async () => {
  const file = storeFile();
  const store = await openTins(systemWorld, file);
  await store.write("add", (tx) => addTin(tx, "peas"));
  const other = new Database(file);
  other.exec("BEGIN");
  other.prepare("SELECT name FROM tins").all();
  await store.write("add", (tx) => addTin(tx, "beans"));
  expect(await store.emptyLog()).toBe(false);
  other.exec("COMMIT");
  expect(await store.emptyLog()).toBe(true);
  other.close();
});

test("a running service empties the log by itself, again and again", async () => {
  const file = storeFile();
  const world = manualWorld(0);
  const store = await openTins(world, file);
  await store.write("add", (tx) => addTin(tx, "plums of Mrs Unmistakable"));
  const stopping = new AbortController();
  const running = runJobs(world, createLog("tins", "silent"), [emptyingLog(store)], stopping.signal);
  await expect.poll(() => bytesBeside(file).includes("Unmistakable")).toBe(true);
  await store.write("remove", removeTins);
  await world.advance(5_000);
  await expect.poll(() => bytesBeside(file).includes("Unmistakable")).toBe(false);
  stopping.abort();
  await running;
});
