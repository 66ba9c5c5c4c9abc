/** Moves of a store between its file and its database: it is open for a start in one of the two, and no time or row is lost. */
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { explainFailure } from "../../../src/command-line/failure.ts";
import { systemRuntime } from "../../../src/runtime/runtime.ts";
import { uncounted } from "../../../src/store/engine/engine.ts";
import type { DatabasePlace } from "../../../src/store/engine/pg/place.ts";
import { Database } from "../../../src/store/engine/sqlite/driver.ts";
import { openStore } from "../../../src/store/store.ts";
import { type Engine, type Transfer, transferStores } from "../../../src/store/transfer/transfer.ts";
import { changeStore, rowsOf } from "../../../testing/stores/look-ups.ts";
import { newSchema, openTinsIn } from "../../support/pg/tins.ts";
import { addTin, namesOf, tinMigrations } from "../../support/shelf.ts";
import { openTins, storeFile } from "../../support/tins.ts";

const hour = 3_600_000;

/** A store with a tin in its file, and a schema without tables. */
async function newTransfer(context: { skip(message: string): void }, store = "tins"): Promise<Transfer> {
  const file = storeFile();
  const database = await newSchema(context);
  const tins = await openTins(systemRuntime, file);
  await tins.write("add", (tx) => addTin(tx, "beans"));
  await tins.close();
  return { store, file, database, migrations: tinMigrations, isRequired: true };
}

function move(to: Engine, transfers: readonly Transfer[], isCopy = false) {
  return transferStores(to, transfers, { runtime: systemRuntime, onCompared: () => {}, isCopy });
}

/** As the command does with a file whose rows are in the database. */
function setAside({ file }: Transfer): void {
  renameSync(file, `${file}.aside`);
}

const openFile = ({ file }: Transfer) => openTins(systemRuntime, file);

/** The row of the clock, as the last process has set it. */
const clockOf = ({ file }: Transfer) => rowsOf({ engine: "sqlite", file }, "SELECT boot, at FROM store_clock");

test("a database is opened for no start while the file is there that it replaces", async (context) => {
  const { file, database } = await newTransfer(context);
  const place: DatabasePlace = { ...database, file };
  await expect(openTinsIn(place)).rejects.toThrow(
    /tins\.db is there, and its store has the address postgres:.*; run npm run hansa -- move --to pg, or take the address away$/,
  );
  // That of a router has no rows of the shop.
  const options = { place, migrations: tinMigrations, runtime: systemRuntime, metrics: uncounted, isReplaceable: true };
  await (await openStore(options)).close();
});

test("after a move into a database no start opens or makes the file, until the store is moved back", async (context) => {
  const one = await newTransfer(context);
  await move("pg", [one]);
  const refused = /tins\.db was moved to postgres:.*, schema tins_\w+ at 20.*Z; set HANSA_<SERVICE>_DATABASE_URL, or/;
  // In one line, without a stack.
  expect(await openFile(one).catch(explainFailure)).toMatch(refused);
  setAside(one);
  await expect(openFile(one)).rejects.toThrow(refused);
  expect(existsSync(one.file)).toBe(false);
  expect(readFileSync(`${one.file}.moved`, "utf8")).not.toContain("@");

  await move("sqlite", [one]);
  expect(await (await openFile(one)).read(namesOf)).toEqual(["beans"]);
});

test("after a move into a file no start opens the database, and no store moves into it; after a copy the shop continues on it", async (context) => {
  const one = await newTransfer(context);
  await move("pg", [one]);
  setAside(one);
  await move("sqlite", [{ ...one, file: storeFile() }], true);
  await (await openTinsIn(one.database)).close();

  await move("sqlite", [one]);
  const refused = /^postgres:.* has rows already, of before the move to .*tins\.db at 20.*Z; take its address away, or/;
  await expect(openTinsIn(one.database)).rejects.toThrow(refused);
  await expect(move("pg", [one])).rejects.toThrow(refused);
  // Its rows of before are not those of a lost file.
  await expect(move("pg", [{ ...one, file: storeFile() }])).rejects.toThrow(refused);
  // As after a kill before the last store.
  expect(await move("sqlite", [one])).toMatchObject([{ outcome: "there" }]);
});

test("a required store without a file is refused unless its database has rows, and one without rows does not move back", async (context) => {
  const one = await newTransfer(context);
  const empty = { ...one, file: storeFile() };
  await expect(move("pg", [empty])).rejects.toThrow(/tins\.db is not there, and postgres:.* has no rows/);
  await expect(move("sqlite", [empty])).rejects.toThrow(/^postgres:.* has no rows, and each shop has some/);
  await (await openTinsIn(one.database)).close();
  await expect(move("sqlite", [empty])).rejects.toThrow(/^postgres:.* has no rows, and each shop has some/);
  expect(existsSync(empty.file)).toBe(false);

  await move("pg", [one]);
  setAside(one);
  const other = await newTransfer(context, "others");
  expect(await move("pg", [one, other])).toMatchObject([
    { store: "others", outcome: "moved" },
    { store: "tins", outcome: "missing" },
  ]);
});

test("a store whose clock is ahead of the server moves there and back, and its clock neither falls back nor gains time", async (context) => {
  const one = await newTransfer(context);
  const { boot, monotonic } = systemRuntime;
  const file = { engine: "sqlite", file: one.file } as const;
  // Set an hour ago, and an hour ahead of the server then.
  const set = `boot = '${boot}', at = ${Date.now()}, monotonic = ${Math.floor(monotonic()) - hour}`;
  await changeStore(file, `UPDATE store_clock SET ${set}`);
  await move("pg", [one]);
  setAside(one);
  const store = await openTinsIn(one.database);
  const there = store.now();
  expect(there - Date.now() - hour).toBeGreaterThan(-5_000);
  expect(there - Date.now() - hour).toBeLessThan(60_000);
  await store.close();

  await move("sqlite", [one]);
  const [first] = await clockOf(one);
  expect(Object(first).at).toBeGreaterThanOrEqual(there);
  // As if an hour had passed, which the server's clock has in it.
  await changeStore(file, `UPDATE store_clock SET monotonic = monotonic - ${hour}`);
  await move("sqlite", [one]);
  const back = (await openFile(one)).now();
  expect(back).toBeGreaterThanOrEqual(there);
  expect(back - Date.now() - hour).toBeLessThan(60_000);
});

test("a file that another process reads is not moved: its log could not be set aside with it", async (context) => {
  const one = await newTransfer(context);
  const reader = new Database(one.file);
  onTestFinished(() => void reader.close());
  reader.exec("BEGIN");
  reader.prepare("SELECT count(*) FROM tins").get();
  await changeStore({ engine: "sqlite", file: one.file }, "INSERT INTO tins (name) VALUES ('peas')");
  await expect(move("pg", [one])).rejects.toThrow(/another process has .*tins\.db open; stop the shop first$/);
  reader.exec("COMMIT");
  expect(await move("pg", [one])).toMatchObject([{ outcome: "moved" }]);
});

test("a new file does not take over the log of an earlier one", async (context) => {
  const one = await newTransfer(context);
  await move("pg", [one]);
  setAside(one);
  for (const ending of ["-wal", "-shm"]) writeFileSync(one.file + ending, "of the file before");
  await move("sqlite", [one]);
  for (const ending of ["-wal", "-shm"]) expect(existsSync(one.file + ending)).toBe(false);
});

test("a file in the place of a store that moves back is refused if it is of another version, or in use", async (context) => {
  const one = await newTransfer(context);
  await move("pg", [one]);
  const writer = new Database(one.file);
  onTestFinished(() => void writer.close());
  writer.exec("BEGIN IMMEDIATE");
  await expect(move("sqlite", [one])).rejects.toThrow(/another process has .*tins\.db open; stop the shop first$/);
  writer.exec("DELETE FROM __drizzle_migrations; COMMIT");
  writer.close();
  await expect(move("sqlite", [one])).rejects.toThrow(
    /tins\.db is of another version of Hansa; start the shop once with this one, without its addresses, stop it/,
  );
});

test("a commit that fails after another one says which store is moved, and the same move completes it", async (context) => {
  const transfers = [await newTransfer(context, "tins"), await newTransfer(context, "others")];
  const [one, other] = transfers;
  if (!one || !other) throw new Error("there are two");
  await move("pg", transfers);
  transfers.forEach(setAside);
  // A view has the name of the table that marks a schema.
  await changeStore(other.database, "CREATE VIEW moved_away AS SELECT 1 AS n");
  await expect(move("sqlite", transfers)).rejects.toThrow(
    /^others may be moved or not \(.*\), and tins is moved; run the same command again before the shop starts$/,
  );
  await changeStore(other.database, "DROP VIEW moved_away");
  expect(await move("sqlite", transfers)).toMatchObject([{ outcome: "there" }, { outcome: "there" }]);
  await expect(openTinsIn(other.database)).rejects.toThrow(/of before the move to/);
});
