/** Migrations: rebuilding a table keeps references to it, and a migration that breaks references does not open. */
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { expect, onTestFinished, test, vi } from "vitest";
import { createMetrics } from "../../src/runtime/metrics.ts";
import { systemRuntime } from "../../src/runtime/runtime.ts";
import { table } from "../../src/store/engine/columns.ts";
import { Database } from "../../src/store/engine/sqlite/driver.ts";
import { migrateStore } from "../../src/store/engine/sqlite/migrations.ts";
import { openStore, type Store } from "../../src/store/store.ts";
import { temporaryFolder } from "../../testing/subgraph-client.ts";
import { storeFile } from "../support/tins.ts";

const breakpoint = "--> statement-breakpoint";
const shelves = [
  // The tables of every store, which opening it needs.
  "CREATE TABLE store_clock (id integer PRIMARY KEY, boot text NOT NULL, at integer NOT NULL, monotonic integer NOT NULL)",
  "CREATE TABLE shelf (id integer PRIMARY KEY)",
  "CREATE TABLE tin (id integer PRIMARY KEY, shelf_id integer NOT NULL REFERENCES shelf(id) ON DELETE CASCADE)",
  "INSERT INTO shelf (id) VALUES (1), (2)",
  "INSERT INTO tin (id, shelf_id) VALUES (10, 1), (11, 2)",
];
/** How SQLite changes a table: a new one is filled, the old one dropped, and the new one takes its name. */
const rebuild = [
  "CREATE TABLE new_shelf (id integer PRIMARY KEY, name text)",
  "INSERT INTO new_shelf (id) SELECT id FROM shelf",
  "DROP TABLE shelf",
  "ALTER TABLE new_shelf RENAME TO shelf",
];

/** Opens the store with these migrations, one after another; it is closed when the test ends. */
async function open(file: string, ...migrations: string[][]): Promise<Store> {
  return openIn(writeMigrations(migrations), file);
}

/** A folder as drizzle-kit writes it; removed when the test ends. */
function writeMigrations(migrations: string[][]): string {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  const entries = migrations.map((statements, idx) => {
    const tag = `000${idx}_step`;
    writeFileSync(join(folder.path, `${tag}.sql`), statements.join(`;\n${breakpoint}\n`));
    return { idx, version: "6", when: 1_000 + idx, tag, breakpoints: true };
  });
  mkdirSync(join(folder.path, "meta"));
  const journal = JSON.stringify({ version: "7", dialect: "sqlite", entries });
  writeFileSync(join(folder.path, "meta", "_journal.json"), journal);
  return folder.path;
}

async function openIn(migrations: string, file: string): Promise<Store> {
  const store = await openStore({
    place: { engine: "sqlite", file },
    migrations,
    runtime: systemRuntime,
    metrics: createMetrics(),
  });
  onTestFinished(() => store.close());
  return store;
}

async function count(store: Store, table: "tin" | "shelf"): Promise<number | undefined> {
  const all = sql<number>`(SELECT count(*) FROM ${sql.identifier(table)})`;
  const [row] = await store.read((db) => db.select({ all }).from(sql`(SELECT 1)`));
  return row?.all;
}

test("rebuilding a table removes nothing from the tables that refer to it", async () => {
  const file = storeFile();
  const before = await open(file, shelves);
  expect([await count(before, "shelf"), await count(before, "tin")]).toEqual([2, 2]);
  await before.close();
  const after = await open(file, shelves, rebuild);
  expect([await count(after, "shelf"), await count(after, "tin")]).toEqual([2, 2]);
});

test("a migration that leaves broken references prevents the store from opening", async () => {
  const file = storeFile();
  await (await open(file, shelves)).close();
  const incomplete = rebuild.map((statement) => statement.replace("FROM shelf", "FROM shelf WHERE id = 1"));
  await expect(open(file, shelves, incomplete)).rejects.toThrow(/broke references/);
});

test("a second new store of a process has the tables and rows of its migrations, and nothing of the first store", async () => {
  const migrations = writeMigrations([shelves, rebuild]);
  const first = await openIn(migrations, storeFile());
  await first.write("empty", (tx) => tx.delete(table("tin", {})));
  const second = storeFile();
  const store = await openIn(migrations, second);
  expect([await count(store, "shelf"), await count(store, "tin")]).toEqual([2, 2]);
  expect(await count(first, "tin")).toBe(0);
  expect(statSync(second).mode & 0o777).toBe(0o600);
  await store.close();
  const again = await openIn(migrations, second);
  expect(await count(again, "tin")).toBe(2);
});

test("migrations that another process applies meanwhile are applied once, and no fault", async () => {
  const folder = writeMigrations([shelves]);
  const place = temporaryFolder();
  onTestFinished(() => place.remove());
  const file = join(place.path, "store.db");
  const [late, early] = [new Database(file), new Database(file)];
  const prepare = late.prepare.bind(late);
  let isFirst = true;
  vi.spyOn(late, "prepare").mockImplementation((text: string) => {
    if (isFirst && /^begin/i.test(text)) {
      isFirst = false;
      migrateStore(early, folder);
    }
    return prepare(text);
  });
  migrateStore(late, folder);
  expect(isFirst).toBe(false);
  expect(early.prepare("SELECT count(*) AS tins FROM tin").get()).toEqual({ tins: 2 });
  late.close();
  early.close();
});
