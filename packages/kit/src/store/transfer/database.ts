/** A store in a PostgreSQL database, as a side of a transfer. */
import { type Connection, createConnection, unboundedMs } from "../engine/pg/connection.ts";
import { codeOfFault } from "../engine/pg/faults.ts";
import { assertNotMovedAway, installation, markMovedAway, movedAway } from "../engine/pg/marks.ts";
import { migrationsBeside } from "../engine/pg/migrations.ts";
import { type DatabasePlace, nameOf } from "../engine/pg/place.ts";
import { hasTables } from "../engine/pg/schema.ts";
import { requireUnused } from "../engine/pg/sessions.ts";
import { lockText } from "../engine/pg/transaction.ts";
import {
  type ColumnType,
  columnList,
  otherMigrations,
  quoted,
  type Row,
  rowsAtOnce,
  type Table,
  type Target,
} from "./contents.ts";

export type DatabaseSide = Target & {
  /** Throws while a process of the shop is connected to the database. */
  requireUnused(): Promise<void>;
  /** Whether a store was ever opened in the schema. */
  exists(): Promise<boolean>;
  /** Whether a store in the schema has rows. Throws if it was moved into a file. */
  hasRows(): Promise<boolean>;
  /** Throws unless the store has the migrations of this folder, and no other. */
  requireMigrations(migrations: string): Promise<void>;
  /** Takes the write lock of the store until the side is closed, and begins its transaction. With a snapshot it reads that, and takes no lock. */
  begin(snapshot?: string): Promise<void>;
  tables(): Promise<Table[]>;
};

/** Tables of the engine, which no other has. */
const ownTables = ["commits", installation, "migrations", movedAway, "row_numbers", "server_clock"];
const columnsText = `SELECT relname, attname, format_type(atttypid, NULL) FROM pg_class
  JOIN pg_attribute ON attrelid = pg_class.oid
  WHERE relnamespace = $1::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
  ORDER BY relname, attnum`;
const referencesText = `SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
  WHERE contype = 'f' AND connamespace = $1::regnamespace ORDER BY conrelid::regclass::text, conname`;
const serverMs = "(extract(epoch FROM clock_timestamp()) * 1000)::bigint";
/**
 * Of rows without a number. A transaction has its own since it holds the write lock, so that this is the order of commits, and within one that of
 * statements. A dump does not keep it: nothing counts on it.
 */
const insertionOrder = "age(xmin) DESC, cmin::text::bigint, ctid";
/** The column of a table whose rows count in the order of their insertion. */
const numberColumn = "insertion";

/** Opens a connection to the database. */
export async function openDatabaseSide(place: DatabasePlace): Promise<DatabaseSide> {
  const options = { isReplaceable: false, patienceMs: unboundedMs, mayIdle: true, command: "move" };
  const connection = createConnection(place, options);
  /** Holds the lock, which ends with its transaction: that of the side is committed before the mark of the other side is written. */
  const holder = createConnection(place, options);
  const name = nameOf(place);
  try {
    await connection.ready();
  } catch (error) {
    throw new Error(`${name} cannot be reached`, { cause: error });
  }
  let references: { table: string; name: string; definition: string }[] = [];
  const forEach = (tables: readonly Table[], text: (table: string) => string) =>
    connection.command(tables.map((table) => text(quoted(table.name))).join("; "));

  const exists = () => hasTables(connection, place.schema);
  const tables = async () => tablesOf(await connection.ask(columnsText, [place.schema]));
  const commit = async () => {
    const tag = await connection.command("COMMIT");
    if (tag !== "COMMIT") throw new Error(`${name}: the commit ended with ${tag}`);
  };

  return {
    name,
    requireUnused: () => requireUnused(connection, name),
    exists,
    hasRows: async () => {
      await assertNotMovedAway(connection, place);
      return (await exists()) && !(await isEmpty(connection, await tables()));
    },
    requireMigrations: async (migrations) => {
      const applied = await connection.ask("SELECT name, hash FROM migrations ORDER BY name");
      const known = migrationsBeside(migrations).map((one) => [one.name, one.hash]);
      if (String(applied) !== String(known)) throw new Error(otherMigrations(name, "with"));
    },
    begin: async (snapshot) => {
      if (snapshot !== undefined) {
        await connection.command("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        await connection.command(`SET TRANSACTION SNAPSHOT '${snapshot}'`);
        return;
      }
      await holder.ready();
      await holder.command(`BEGIN; ${lockText} NOWAIT`).catch((error) => {
        if (codeOfFault(error) !== "55P03") throw error;
        throw new Error(`another process writes ${name}; stop the shop first`);
      });
      await connection.command("BEGIN ISOLATION LEVEL REPEATABLE READ");
    },
    tables,
    now: async () => {
      const [[now] = []] = await connection.ask(`SELECT ${serverMs} + ahead FROM server_clock`);
      return Number(now);
    },
    isEmpty: (tables) => isEmpty(connection, tables),
    read: (table) => readRows(connection, table),
    numbers: async () => {
      const found = await connection.ask("SELECT table_name, last::text FROM row_numbers WHERE last > 0");
      return new Map(found.map(([table, last]) => [String(table), String(last)]));
    },
    suspendRules: async (tables) => {
      references = (await connection.ask(referencesText, [place.schema])).map(([table, constraint, definition]) => {
        return { table: String(table), name: quoted(String(constraint)), definition: String(definition) };
      });
      // Only a superuser may leave references unchecked, and they are checked faster at once.
      for (const { table, name } of references)
        await connection.command(`ALTER TABLE ${table} DROP CONSTRAINT ${name}`);
      await forEach(tables, (table) => `ALTER TABLE ${table} DISABLE TRIGGER USER`);
    },
    // A statement for each row, sent without waiting: rows of one statement are in no order.
    insert: async (table, rows) => {
      const text = insertText(table);
      await Promise.all(rows.map((row) => connection.ask(text, row)));
    },
    setNumbers: async (numbers) => {
      for (const [table, last] of numbers)
        await connection.ask("UPDATE row_numbers SET last = $2::bigint WHERE table_name = $1", [table, last]);
    },
    // The server's clock is right: the store's stays ahead of it, as after the server was set back.
    raiseClock: async (at) =>
      void (await connection.ask(`UPDATE server_clock SET ahead = greatest(ahead, $1::bigint - ${serverMs})`, [at])),
    resumeRules: async (tables) => {
      for (const { table, name, definition } of references)
        await connection.command(`ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition}`);
      await forEach(tables, (table) => `ALTER TABLE ${table} ENABLE TRIGGER USER`);
    },
    commit,
    leave: async (file, at) => {
      await markMovedAway(connection, file, at);
      await commit();
    },
    close: async () => void (await Promise.all([connection.close(), holder.close()])),
  };
}

async function isEmpty(connection: Connection, tables: readonly Table[]): Promise<boolean> {
  const texts = tables.map((table) => `EXISTS (SELECT 1 FROM ${quoted(table.name)})`);
  const [[isFilled] = []] = await connection.ask(`SELECT ${texts.join(" OR ")}`);
  return isFilled === 0;
}

/** Columns of other types are those of a search of PostgreSQL alone. */
function tablesOf(columns: readonly unknown[][]): Table[] {
  const tables = new Map<string, { name: string; type: ColumnType }[]>();
  for (const [table, column, type] of columns) {
    if (ownTables.includes(String(table))) continue;
    if (!tables.has(String(table))) tables.set(String(table), []);
    if (isColumnType(type)) tables.get(String(table))?.push({ name: String(column), type });
  }
  return [...tables].map(([name, found]) => ({ name, columns: found }));
}

function isColumnType(type: unknown): type is ColumnType {
  return type === "bigint" || type === "boolean" || type === "text";
}

async function* readRows(connection: Connection, table: Table): AsyncIterable<Row[]> {
  // A text of its own for each table: a prepared statement has the columns of its first use.
  const cursor = quoted(`rows of ${table.name}`);
  const values = table.columns.map(({ name, type }) =>
    type === "boolean" ? `${quoted(name)}::integer::text` : `${quoted(name)}::text`,
  );
  await connection.command(
    `DECLARE ${cursor} NO SCROLL CURSOR FOR SELECT ${values.join(", ")} FROM ${quoted(table.name)} ORDER BY ${orderOf(table)}`,
  );
  for (;;) {
    const rows = await connection.ask(`FETCH ${rowsAtOnce} FROM ${cursor}`);
    if (rows.length === 0) break;
    yield rows.map((row) => row.map((value) => (value === null ? null : String(value))));
  }
  await connection.command(`CLOSE ${cursor}`);
}

function orderOf({ name, columns }: Table): string {
  if (!columns.some((column) => column.name === numberColumn)) return insertionOrder;
  // Without its table it would be the text that is selected.
  return `${quoted(name)}.${quoted(numberColumn)}, ${insertionOrder}`;
}

function insertText(table: Table): string {
  const values = table.columns.map(({ type }, at) => `$${at + 1}::text::${type}`);
  return `INSERT INTO ${quoted(table.name)} (${columnList(table)}) VALUES (${values.join(", ")})`;
}
