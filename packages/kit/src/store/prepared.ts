/** Prepared statements: built once for each connection and run with values. Building one takes ten times as long as running it. */
import { getTableColumns, type InferSelectModel, type Placeholder, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import type { Reader, Tx } from "./store.ts";

/** The placeholders of a statement. */
type Places<Name extends string> = Readonly<Record<Name, Placeholder<Name>>>;
type Values = Record<string, unknown>;
/** A statement of the query builder. */
type Written<Answer> = { prepare(): { execute(values: Values): Promise<Answer> } };

/**
 * Creates a function that runs the statement of `write` with a value for each of `names`. For statements whose text does not depend on the
 * values. Values reach the driver as they are, without the encoding of their column.
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

/** Creates a function that finds the rows in which `column` is one of the given values, in this order. */
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
/** The values of a new row: all columns but the number that the store assigns. */
type NewRow<Table extends SQLiteTable> = {
  [Name in keyof InferSelectModel<Table> as Table["_"]["columns"][Name] extends Numbered
    ? never
    : Name]: InferSelectModel<Table>[Name];
} & Partial<InferSelectModel<Table>>;

/** Creates a function that inserts a row. */
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

/** The placeholder of a written value, encoded for its column. Null stays null, which the builder would encode too. */
function encoded(place: Placeholder | undefined, column: SQLiteColumn): SQL {
  const encode = (value: unknown): unknown => (value === null ? null : column.mapToDriverValue(value));
  return sql`${sql.param(place, { mapToDriverValue: encode })}`;
}

/** The condition that the column is in a list, passed as JSON: the statement is the same for each length. SQLite only. */
export function isAmong(column: SQLiteColumn | SQL, list: Placeholder): SQL {
  return sql`${column} IN (SELECT value FROM json_each(${list}))`;
}

function placesOf<Name extends string>(names: readonly Name[]): Places<Name>;
function placesOf(names: readonly string[]): Places<string> {
  return Object.fromEntries(names.map((name) => [name, sql.placeholder(name)]));
}
