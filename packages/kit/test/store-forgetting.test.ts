/** What was removed from a store is in none of its files any more. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
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
