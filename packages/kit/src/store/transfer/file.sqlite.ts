/** A store in a file of SQLite, as a side of a transfer. */
import { isUtf8 } from "node:buffer";
import { existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Database as Connection } from "better-sqlite3";
import type { Runtime } from "../../runtime/runtime.ts";
import { type Setting, timeOf } from "../engine/sqlite/clock.ts";
import { Database } from "../engine/sqlite/driver.ts";
import { isBusy } from "../engine/sqlite/faults.ts";
import { markMoved, removeMark } from "../engine/sqlite/moved-mark.ts";
import {
  columnList,
  otherMigrations,
  quoted,
  type Row,
  rowsAtOnce,
  type Side,
  type Table,
  type Target,
} from "./contents.ts";

export type FileSide = Side & {
  /** The columns of each table; those of SQLite, of migrations and of indexes of full text are left out. A full-text table has its rowid. */
  columns(): Map<string, string[]>;
};
export type FileTarget = FileSide & Target;
type Clock = Pick<Runtime, "boot" | "monotonic">;

/** Opens a file to read it; no other process writes it before it is closed. Throws if it has other migrations than the folder. */
export function openSource(file: string, migrations: string, clock: Clock): FileSide {
  return sideOf(openLocked(file, migrations), clock);
}

/** The ending of the name of a store's file while it is prepared. */
export const unfinishedEnding = ".moving";

/** The name of the file in which a store is prepared: it gets its own once it is complete. */
export function unfinishedFile(file: string): string {
  return file + unfinishedEnding;
}

/** Removes what a transfer left that was cut short. */
export function removeUnfinished(file: string): void {
  for (const ending of ["", "-wal", "-shm"]) rmSync(unfinishedFile(file) + ending, { force: true });
}

/**
 * Opens the file that is filled: the one that is there, to be compared, else the unfinished one, which has all migrations already. Rows that break a
 * rule of its tables are refused if it `isJudged`: the copy of an audit keeps them, and the audit names them.
 */
export function openTarget(file: string, migrations: string, clock: Clock, isJudged: boolean): FileTarget {
  const isThere = existsSync(file);
  const connection = openLocked(isThere ? file : unfinishedFile(file), migrations);
  const side = sideOf(connection, clock);
  let triggers: string[] = [];
  return {
    ...side,
    isEmpty: async (tables) =>
      tables.every(({ name }) => connection.prepare(`SELECT 1 FROM ${quoted(name)} LIMIT 1`).get() === undefined),
    suspendRules: async () => {
      connection.pragma(`ignore_check_constraints = ${isJudged ? "OFF" : "ON"}`);
      const found = connection
        .prepare<[], { name: string; sql: string }>("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        .all();
      for (const { name } of found) connection.exec(`DROP TRIGGER ${quoted(name)}`);
      triggers = found.map(({ sql }) => sql);
    },
    insert: async (table, rows) => {
      const places = table.columns.map(() => "?").join(", ");
      const insert = connection.prepare(`INSERT INTO ${quoted(table.name)} (${columnList(table)}) VALUES (${places})`);
      for (const row of rows) insert.run(row.map((value, at) => bound(value, table.columns[at]?.type === "text")));
    },
    setNumbers: async (numbers) => {
      if (!hasNumbers(connection)) return;
      connection.exec("DELETE FROM sqlite_sequence");
      const insert = connection.prepare("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)");
      for (const [name, last] of numbers) insert.run(name, BigInt(last));
    },
    // A setting of no boot: the next start continues it once, by the wall clock.
    raiseClock: async (at) =>
      void connection.prepare("UPDATE store_clock SET at = ?, boot = ''").run(Math.max(at, await side.now())),
    resumeRules: async () => {
      for (const sql of triggers) connection.exec(sql);
      for (const name of indexesOfContent(connection))
        connection.exec(`INSERT INTO ${quoted(name)} (${quoted(name)}) VALUES ('rebuild')`);
      const broken = connection.prepare<[], { table: string }>("PRAGMA foreign_key_check").get();
      if (broken && isJudged) throw new Error(`${side.name}: rows of ${broken.table} refer to rows that are not there`);
    },
    commit: async () => {
      connection.exec("COMMIT");
      connection.pragma("wal_checkpoint(TRUNCATE)");
      connection.close();
      if (!isThere) await bringIntoPlace(file);
      removeMark(file);
    },
    close: async () => {
      await side.close();
      removeUnfinished(file);
    },
  };
}

/** Opens a file whose write-ahead log is in it then, so that it can be renamed alone. */
function openLocked(file: string, migrations: string): Connection {
  const connection = new Database(file, { fileMustExist: true, timeout: 100 });
  const inUse = `another process has ${file} open; stop the shop first`;
  try {
    if (connection.pragma("wal_checkpoint(TRUNCATE)", { simple: true }) !== 0) throw new Error(inUse);
    connection.pragma("foreign_keys = OFF");
    connection.pragma("secure_delete = ON");
    connection.exec("BEGIN IMMEDIATE");
    requireMigrations(connection, migrations);
    return connection;
  } catch (error) {
    connection.close();
    throw isBusy(error) ? new Error(inUse) : error;
  }
}

function sideOf(connection: Connection, clock: Clock): FileSide {
  return {
    name: connection.name,
    read: (table) => readRows(connection, table),
    columns: () => columnsOf(connection),
    numbers: async () => new Map(hasNumbers(connection) ? numbersIn(connection) : []),
    now: async () => {
      const setting = connection.prepare<[], Setting>("SELECT boot, at, monotonic FROM store_clock").get();
      return setting === undefined ? 0 : timeOf(setting, clock);
    },
    leave: async (place, at) => {
      markMoved(connection.name, place, at);
      await sync(dirname(connection.name));
    },
    close: async () => void connection.close(),
  };
}

/** SQLite makes the table with the first one that numbers its rows. */
function hasNumbers(connection: Connection): boolean {
  return connection.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_sequence'").get() !== undefined;
}

function numbersIn(connection: Connection): [string, string][] {
  return connection
    .prepare<[], [string, string]>("SELECT name, CAST(seq AS TEXT) FROM sqlite_sequence WHERE seq > 0")
    .raw()
    .all();
}

function columnsOf(connection: Connection): Map<string, string[]> {
  const tables = connection
    .prepare<[], { name: string; type: string }>(
      `SELECT name, type FROM pragma_table_list WHERE schema = 'main' AND type IN ('table', 'virtual')
        AND name NOT GLOB 'sqlite_*' AND name NOT GLOB '__drizzle_*'`,
    )
    .all();
  const derived = new Set(indexesOfContent(connection));
  const columns = connection.prepare<string, string>("SELECT name FROM pragma_table_info(?)").pluck();
  return new Map(
    tables
      .filter(({ name }) => !derived.has(name))
      .map(({ name, type }) => [name, [...(type === "virtual" ? ["rowid"] : []), ...columns.all(name)]]),
  );
}

function* readRows(connection: Connection, table: Table): Iterable<Row[]> {
  requireTypes(connection, table);
  const values = table.columns.map(({ name }) => `CAST(${quoted(name)} AS BLOB)`).join(", ");
  const found = connection
    .prepare<[], [number, ...(Buffer | null)[]]>(`SELECT rowid, ${values} FROM ${quoted(table.name)} ORDER BY rowid`)
    .raw()
    .iterate();
  let rows: Row[] = [];
  for (const [rowid, ...bytes] of found) {
    rows.push(bytes.map((value, at) => textOf(value, () => placeIn(table, rowid, table.columns[at]?.name))));
    if (rows.length < rowsAtOnce) continue;
    yield rows;
    rows = [];
  }
  if (rows.length > 0) yield rows;
}

function placeIn({ name }: Table, rowid: number, column = ""): string {
  return `table ${name}, column ${column}, row with rowid ${rowid}`;
}

function textOf(bytes: Buffer | null, place: () => string): string | null {
  if (bytes === null) return null;
  if (bytes.includes(0)) throw new Error(`${place()}: has the character NUL, which PostgreSQL refuses`);
  if (!isUtf8(bytes)) throw new Error(`${place()}: is no text in UTF-8, which PostgreSQL refuses`);
  return bytes.toString();
}

/** SQLite keeps a value of another type than that of its column. */
function requireTypes(connection: Connection, table: Table): void {
  const wrong = table.columns.map(({ name, type }): [string, string] => {
    const column = quoted(name);
    if (type === "text") return [name, `typeof(${column}) NOT IN ('text', 'null')`];
    if (type === "bigint") return [name, `typeof(${column}) NOT IN ('integer', 'null')`];
    return [name, `(${column} IS NOT NULL AND (typeof(${column}) <> 'integer' OR ${column} NOT IN (0, 1)))`];
  });
  const column = wrong.map(([name, condition]) => `WHEN ${condition} THEN '${name}'`).join(" ");
  const found = connection
    .prepare<[], { rowid: number; found: string }>(
      `SELECT rowid, CASE ${column} END AS found FROM ${quoted(table.name)} WHERE ${wrong.map(([, condition]) => condition).join(" OR ")} LIMIT 1`,
    )
    .get();
  if (found)
    throw new Error(`${placeIn(table, found.rowid, found.found)}: is of another type than its column on PostgreSQL`);
}

function bound(value: string | null, isText: boolean): string | bigint | null {
  return value === null || isText ? value : BigInt(value);
}

/** Full-text indexes of another table's texts, which SQLite makes anew. */
function indexesOfContent(connection: Connection): string[] {
  return connection
    .prepare<[], { name: string; sql: string }>("SELECT name, sql FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL %'")
    .all()
    .flatMap(({ name, sql }) => (/\bcontent\s*=/.test(sql) ? [name] : []));
}

function requireMigrations(connection: Connection, migrations: string): void {
  const journal: { entries: { when: number }[] } = JSON.parse(
    readFileSync(join(migrations, "meta", "_journal.json"), "utf8"),
  );
  const applied = connection
    .prepare<[], number>("SELECT created_at FROM __drizzle_migrations ORDER BY created_at")
    .pluck()
    .all();
  const known = journal.entries.map(({ when }) => when).sort((one, other) => one - other);
  if (String(applied) !== String(known)) throw new Error(otherMigrations(connection.name, "without"));
}

/** The file has its name once it is on the disk, so that a process finds it whole or not at all. */
async function bringIntoPlace(file: string): Promise<void> {
  await sync(unfinishedFile(file));
  // SQLite would replay the log of an earlier file of this name.
  for (const ending of ["-wal", "-shm"]) rmSync(file + ending, { force: true });
  renameSync(unfinishedFile(file), file);
  await sync(dirname(file));
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
