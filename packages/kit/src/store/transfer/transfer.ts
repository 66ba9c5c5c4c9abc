/** Transfer of stores from one engine to the other: all are copied and compared before the first one is committed. */
import { existsSync } from "node:fs";
import type { Runtime } from "../../runtime/runtime.ts";
import type { DatabasePlace } from "../engine/pg/place.ts";
import type { StorePlace } from "../place.ts";
import { openStore } from "../store.ts";
import { type Contents, openSum, type Side, sumUp, type Table, type Target } from "./contents.ts";
import type { DatabaseSide } from "./database.ts";
import { openSource, openTarget, removeUnfinished, unfinishedFile } from "./file.sqlite.ts";

export type Engine = StorePlace["engine"];
/** A store by its name, the two places between which it moves, and its folder of migrations. */
export type Transfer = { store: string; file: string; database: DatabasePlace; migrations: string };
/** The store was `moved`, was `there` already with the same rows, or has no rows to be moved: it is `missing`. */
export type Transferred = { store: string; outcome: "moved" | "there" | "missing"; tables: number; rows: number };

type Options = { runtime: Runtime; onCompared(transferred: Transferred): void };
type Pair = { store: string; source: Side; target: Target; tables: Table[] };

/** Each engine has a clock of its own. */
const clockTable = "store_clock";

/**
 * Moves the rows of stopped stores to this engine. Throws, with every target as it was, if a shop runs, a store is of another version, a target
 * has other rows, or a row cannot be kept there.
 */
export async function transferStores(
  to: Engine,
  transfers: readonly Transfer[],
  { runtime, onCompared }: Options,
): Promise<Transferred[]> {
  const { openDatabaseSide } = await import("./database.ts");
  const present = to === "pg" ? transfers.filter(({ file }) => existsSync(file)) : transfers;
  const opened: { close(): Promise<void> }[] = [];
  const keep = <One extends { close(): Promise<void> }>(one: One): One => {
    opened.push(one);
    return one;
  };
  try {
    const databases = new Map<Transfer, DatabaseSide>();
    for (const one of present) {
      const database = keep(await openDatabaseSide(one.database));
      await database.requireUnused();
      if (to === "pg" || (await database.exists())) databases.set(one, database);
    }
    const pairs: Pair[] = [];
    for (const [one, database] of databases) pairs.push(await openPair(to, one, { database, runtime, keep }));
    const transferred: Transferred[] = [];
    for (const pair of pairs) {
      const one = await copyStore(pair);
      transferred.push(one);
      onCompared(one);
    }
    for (const { target } of pairs) await target.commit();
    const missing = transfers.filter(({ store }) => !pairs.some((pair) => pair.store === store));
    return [
      ...transferred,
      ...missing.map(({ store }): Transferred => ({ store, outcome: "missing", tables: 0, rows: 0 })),
    ];
  } finally {
    for (const one of opened) await one.close().catch(() => undefined);
  }
}

type Opening = {
  database: DatabaseSide;
  runtime: Runtime;
  /** Closes it at the end. */
  keep<One extends { close(): Promise<void> }>(one: One): One;
};

/** Opens the file, migrates the target, and locks both. */
async function openPair(to: Engine, transfer: Transfer, { database, runtime, keep }: Opening): Promise<Pair> {
  const { store, file, migrations } = transfer;
  const migrate = async (place: StorePlace) => {
    const metrics = { countStatement: () => {} };
    await (await openStore({ place, migrations, runtime, metrics })).close();
  };
  if (to === "pg") {
    const source = keep(openSource(file, migrations));
    await migrate(transfer.database);
    await database.requireMigrations(migrations);
    await database.begin();
    const behindMs = source.clockSetAt() - (await database.now());
    if (behindMs > 0) throw new Error(`the clock of ${database.name} is ${behindMs} ms behind that of ${file}; set it`);
    return { store, source, target: database, tables: sharedTables(source.columns(), await database.tables()) };
  }
  await database.requireMigrations(migrations);
  await database.begin();
  if (!existsSync(file)) {
    removeUnfinished(file);
    await migrate({ engine: "sqlite", file: unfinishedFile(file) });
  }
  const target = keep(openTarget(file));
  target.raiseClock(await database.now());
  return { store, source: database, target, tables: sharedTables(target.columns(), await database.tables()) };
}

/** The tables with facts. A table or column that PostgreSQL alone has is derived from them. */
function sharedTables(ofFile: ReadonlyMap<string, readonly string[]>, ofDatabase: readonly Table[]): Table[] {
  const known = new Map(ofDatabase.map((table) => [table.name, table]));
  return [...ofFile].flatMap(([name, names]) => {
    if (name === clockTable) return [];
    const columns = known.get(name)?.columns.filter((column) => names.includes(column.name)) ?? [];
    if (columns.length < names.length) throw new Error(`table ${name} has columns that PostgreSQL has not`);
    return [{ name, columns }];
  });
}

/** Fills the target if it is empty, and compares both. */
async function copyStore({ store, source, target, tables }: Pair): Promise<Transferred> {
  const isEmpty = await target.isEmpty(tables);
  if (isEmpty) await target.suspendRules(tables);
  let rows = 0;
  for (const table of tables) {
    const expected = isEmpty ? await copyTable(table, source, target) : await sumUp(source, table);
    const found = await sumUp(target, table);
    if (!isSame(expected, found)) throw new Error(isEmpty ? unequal(target, table, expected, found) : filled(target));
    rows += found.rows;
  }
  if (isEmpty) await target.setNumbers(await source.numbers());
  const [given, taken] = [await source.numbers(), await target.numbers()];
  if (given.size !== taken.size || [...given].some(([table, last]) => taken.get(table) !== last))
    throw new Error(isEmpty ? `${target.name} has other numbers than ${source.name}` : filled(target));
  if (isEmpty) await target.resumeRules(tables);
  return { store, outcome: isEmpty ? "moved" : "there", tables: tables.length, rows };
}

async function copyTable(table: Table, source: Side, target: Target): Promise<Contents> {
  const sum = openSum();
  for await (const rows of source.read(table)) {
    for (const row of rows) sum.add(row);
    await target.insert(table, rows);
  }
  return sum.contents();
}

function isSame(one: Contents, other: Contents): boolean {
  return one.rows === other.rows && one.sum === other.sum;
}

function filled({ name }: Target): string {
  return `${name} has rows already; a store moves into an empty place only`;
}

function unequal({ name }: Target, table: Table, expected: Contents, found: Contents): string {
  const counts = expected.rows === found.rows ? "other rows" : `${found.rows} instead of ${expected.rows} rows`;
  return `${name} has ${counts} in table ${table.name}`;
}
