/** Statements that are written once for each connection, and then only given values: writing one down takes ten times as long as running it. */
import { getTableColumns, type InferSelectModel, type Placeholder, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import type { Reader, Tx } from "./store.ts";

/** What stands in a statement for each of its values. */
type Places<Name extends string> = Readonly<Record<Name, Placeholder<Name>>>;
type Values = Record<string, unknown>;
/** A statement of the builder's. */
type Written<Answer> = { prepare(): { execute(values: Values): Promise<Answer> } };

/**
 * Gives a function that runs what `write` writes, with a value for each of `names`. For statements that are the same whatever the values are.
 * Values go to the driver as they are, whatever kind of column they are for.
 */
export function prepared<Db extends Reader, const Name extends string, Answer>(
  names: readonly Name[],
  write: (db: Db, places: Places<Name>) => Written<Answer>,
): (db: Db, values: Readonly<Record<Name, unknown>>) => Promise<Answer> {
  const written = new WeakMap<Db, ReturnType<Written<Answer>["prepare"]>>();
  const places = placesOf(names);
  return async (db, values) => {
    const known = written.get(db);
    if (known) return known.execute(values);
    const made = write(db, places).prepare();
    written.set(db, made);
    return made.execute(values);
  };
}

/** Gives a function that finds the rows in which `column` is one of so many values, in this order. */
export function rowsBy<Table extends SQLiteTable>(
  table: Table,
  column: SQLiteColumn,
  ...order: SQL[]
): (db: Reader, values: readonly string[]) => Promise<InferSelectModel<Table>[]>;
export function rowsBy(table: SQLiteTable, column: SQLiteColumn, ...order: SQL[]) {
  const find = prepared(["values"], (db: Reader, { values }) =>
    db
      .select()
      .from(table)
      .where(isAmong(column, values))
      .orderBy(...order),
  );
  return (db: Reader, values: readonly string[]): Promise<Values[]> => find(db, { values: JSON.stringify(values) });
}

type Numbered = { _: { isPrimaryKey: true; hasDefault: true } };
/** What has to be said of a new row: everything but the number that the store itself gives it. */
type NewRow<Table extends SQLiteTable> = {
  [Name in keyof InferSelectModel<Table> as Table["_"]["columns"][Name] extends Numbered
    ? never
    : Name]: InferSelectModel<Table>[Name];
} & Partial<InferSelectModel<Table>>;

/** Gives a function that adds a row. */
export function rowInto<Table extends SQLiteTable>(table: Table): (tx: Tx, row: NewRow<Table>) => Promise<void>;
export function rowInto(table: SQLiteTable) {
  const columns = Object.entries(getTableColumns(table));
  const names = columns.map(([name]) => name);
  const nothing: Values = Object.fromEntries(names.map((name) => [name, null]));
  const insert = prepared(names, (tx: Tx, places) =>
    tx.insert(table).values(Object.fromEntries(columns.map(([name, column]) => [name, encoded(places[name], column)]))),
  );
  return async (tx: Tx, row: Values): Promise<void> => {
    await insert(tx, { ...nothing, ...row });
  };
}

/** The place of a value that is written: as its column wants it, but for null, which the builder would encode too. */
function encoded(place: Placeholder | undefined, column: SQLiteColumn): SQL {
  const encode = (value: unknown): unknown => (value === null ? null : column.mapToDriverValue(value));
  return sql`${sql.param(place, { mapToDriverValue: encode })}`;
}

/** Whether the column is one of a list, which is given as JSON: so the statement is the same for each length. SQLite's own. */
export function isAmong(column: SQLiteColumn | SQL, list: Placeholder): SQL {
  return sql`${column} IN (SELECT value FROM json_each(${list}))`;
}

function placesOf<Name extends string>(names: readonly Name[]): Places<Name>;
function placesOf(names: readonly string[]): Places<string> {
  return Object.fromEntries(names.map((name) => [name, sql.placeholder(name)]));
}
