/** Transfer of stores from one engine to the other: all are copied and compared before the first one is committed. */
import { existsSync } from "node:fs";
import type { Runtime } from "../../runtime/runtime.ts";
import { uncounted } from "../engine/engine.ts";
import type { DatabasePlace } from "../engine/pg/place.ts";
import type { StorePlace } from "../place.ts";
import { openStore } from "../store.ts";
import { type Contents, openSum, type Side, sumUp, type Table, type Target } from "./contents.ts";
import type { DatabaseSide } from "./database.ts";
import { openSource, openTarget, removeUnfinished, unfinishedFile } from "./file.sqlite.ts";

export type Engine = StorePlace["engine"];
/** A store by its name, the two places between which it moves, and its folder of migrations. Each shop has rows in a store that `isRequired`. */
export type Transfer = {
  store: string;
  file: string;
  database: DatabasePlace;
  migrations: string;
  isRequired: boolean;
};
/** The store was `moved`, was `there` already with the same rows, or has no rows to be moved: it is `missing`. */
export type Transferred = { store: string; outcome: "moved" | "there" | "missing"; tables: number; rows: number };

type Options = {
  runtime: Runtime;
  onCompared(transferred: Transferred): void;
  /** The shop stays in its databases: they are not marked. */
  isCopy: boolean;
  /** The snapshots that are copied, by store: the shop may run. */
  snapshots?: ReadonlyMap<string, string>;
};
/** `place`: that of the target, once it is complete. */
type Pair = { store: string; source: Side; target: Target; tables: Table[]; place: string; mayBeEmpty: boolean };

/** Each engine has a clock of its own. */
const clockTable = "store_clock";

/**
 * Moves the rows of stopped stores to this engine. Throws, with every target as it was, if a shop runs, a required store is missing, one is of
 * another version, a target has other rows, or a row cannot be kept there; and if a commit fails, when those before it stay.
 */
export async function transferStores(
  to: Engine,
  transfers: readonly Transfer[],
  { runtime, onCompared, isCopy, snapshots }: Options,
): Promise<Transferred[]> {
  const { openDatabaseSide } = await import("./database.ts");
  const opened: { close(): Promise<void> }[] = [];
  const keep = <One extends { close(): Promise<void> }>(one: One): One => {
    opened.push(one);
    return one;
  };
  try {
    const databases = new Map<Transfer, DatabaseSide>();
    for (const one of transfers) {
      const isThere = existsSync(one.file);
      if (to === "pg" && !isThere && !one.isRequired) continue;
      const database = keep(await openDatabaseSide(one.database));
      if (snapshots === undefined) await database.requireUnused();
      if (to === "pg" ? isThere : await database.exists()) databases.set(one, database);
      else if (one.isRequired && !(await database.hasRows()))
        throw new Error(`${to === "pg" ? `${one.file} is not there, and ` : ""}${noRows(database)}`);
    }
    const pairs: Pair[] = [];
    for (const [one, database] of databases) {
      const snapshot = snapshots?.get(one.store);
      pairs.push(await openPair(to, one, { database, runtime, keep, snapshot }));
    }
    const transferred: Transferred[] = [];
    for (const pair of pairs) {
      const one = await copyStore(pair);
      transferred.push(one);
      onCompared(one);
    }
    await commitAll(pairs, { runtime, isCopy });
    const missing = transfers.filter(({ store }) => !pairs.some((pair) => pair.store === store));
    return [
      ...transferred,
      ...missing.map(({ store }): Transferred => ({ store, outcome: "missing", tables: 0, rows: 0 })),
    ];
  } finally {
    for (const one of opened) await one.close().catch(() => undefined);
  }
}

/** Commits each target and marks its source, while all are locked: a store is open for no start in two places, or in none. */
async function commitAll(pairs: readonly Pair[], { runtime, isCopy }: Pick<Options, "runtime" | "isCopy">) {
  const moved: string[] = [];
  for (const { store, source, target, place } of pairs) {
    try {
      await target.commit();
      if (!isCopy) await source.leave(place, runtime.now());
    } catch (cause) {
      const before = moved.length === 0 ? "" : `, and ${moved.join(", ")} ${moved.length === 1 ? "is" : "are"} moved`;
      const why = cause instanceof Error ? cause.message : String(cause);
      const message = `${store} may be moved or not (${why})${before}; run the same command again before the shop starts`;
      throw new Error(message, { cause });
    }
    moved.push(store);
  }
}

type Opening = {
  database: DatabaseSide;
  runtime: Runtime;
  snapshot: string | undefined;
  /** Closes it at the end. */
  keep<One extends { close(): Promise<void> }>(one: One): One;
};

/** Opens the file, migrates the target, and locks both. */
async function openPair(to: Engine, transfer: Transfer, { database, runtime, keep, snapshot }: Opening): Promise<Pair> {
  const { store, file, migrations, isRequired } = transfer;
  const migrate = async (place: StorePlace) => {
    await (await openStore({ place, migrations, runtime, metrics: uncounted })).close();
  };
  if (to === "pg") {
    const source = keep(openSource(file, migrations, runtime));
    await migrate(transfer.database);
    await database.requireMigrations(migrations);
    await database.begin();
    await database.raiseClock(await source.now());
    const tables = sharedTables(source.columns(), await database.tables());
    return { store, source, target: database, tables, place: database.name, mayBeEmpty: true };
  }
  await database.requireMigrations(migrations);
  await database.begin(snapshot);
  if (!existsSync(file)) {
    removeUnfinished(file);
    await migrate({ engine: "sqlite", file: unfinishedFile(file) });
  }
  const target = keep(openTarget(file, migrations, runtime, snapshot === undefined));
  await target.raiseClock(await database.now());
  const tables = sharedTables(target.columns(), await database.tables());
  return { store, source: database, target, tables, place: file, mayBeEmpty: !isRequired };
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
async function copyStore({ store, source, target, tables, mayBeEmpty }: Pair): Promise<Transferred> {
  const isEmpty = await target.isEmpty(tables);
  if (isEmpty) await target.suspendRules(tables);
  let rows = 0;
  for (const table of tables) {
    const expected = isEmpty ? await copyTable(table, source, target) : await sumUp(source, table);
    const found = await sumUp(target, table);
    if (!isSame(expected, found)) throw new Error(isEmpty ? unequal(target, table, expected, found) : filled(target));
    rows += found.rows;
  }
  if (rows === 0 && !mayBeEmpty) throw new Error(noRows(source));
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

function noRows({ name }: Side): string {
  return `${name} has no rows, and each shop has some; look at its address`;
}

function filled({ name }: Target): string {
  return `${name} has rows already; a store moves into an empty place only`;
}

function unequal({ name }: Target, table: Table, expected: Contents, found: Contents): string {
  const counts = expected.rows === found.rows ? "other rows" : `${found.rows} instead of ${expected.rows} rows`;
  return `${name} has ${counts} in table ${table.name}`;
}
