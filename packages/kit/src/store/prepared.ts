/** Frequent statements of a table: rows by the values of a column, and new rows; and statements whose values are named only. */
import {
  type Column,
  eq,
  type GetColumnData,
  getTableColumns,
  type InferSelectModel,
  type Placeholder,
  type SQL,
  sql,
} from "drizzle-orm";
import type { StoreTable } from "./columns.ts";
import { type Reader, runOn, sharedBuilder, type Tx } from "./connection/builder.ts";
import { isAmong } from "./dialect.ts";
import { listOf, type NewRow, rowsOf, statement } from "./statement.ts";

/** Creates a function that finds the rows in which `column` is one of the given values, in this order. Numbers may be given as text. */
export function rowsBy<Table extends StoreTable, By extends Column>(
  table: Table,
  column: By,
  ...order: SQL[]
): (db: Reader, values: readonly (GetColumnData<By> | string)[]) => Promise<InferSelectModel<Table>[]>;
export function rowsBy(table: StoreTable, column: Column, ...order: SQL[]) {
  return statement([listOf(column)], (db: Reader, values) =>
    db
      .select()
      .from(table)
      .where(isAmong(column, values))
      .orderBy(...order),
  );
}

/** Creates a function that finds the row in which `column`, which is unique, has the given value. */
export function rowBy<Table extends StoreTable, By extends Column>(
  table: Table,
  column: By,
): (db: Reader, value: GetColumnData<By>) => Promise<InferSelectModel<Table> | undefined>;
export function rowBy(table: StoreTable, column: Column) {
  const find = statement([column], (db: Reader, value) => db.select().from(table).where(eq(column, value)));
  return async (db: Reader, value: unknown) => (await find(db, value))[0];
}

/** Creates a function that inserts a row. */
export function rowInto<Table extends StoreTable>(table: Table): (tx: Tx, row: NewRow<Table>) => Promise<void>;
export function rowInto(table: StoreTable) {
  const insert = statement([getTableColumns(table)], (tx: Tx, row) => tx.insert(table).values(row));
  return async (tx: Tx, row: Values): Promise<void> => {
    await insert(tx, row);
  };
}

/** Creates a function that inserts rows in their order, in one statement for any number of them. */
export function rowsInto<Table extends StoreTable>(
  table: Table,
): (tx: Tx, rows: readonly NewRow<Table>[]) => Promise<void>;
export function rowsInto(table: StoreTable) {
  const insert = statement([rowsOf(table)], (tx: Tx, rows) => tx.insert(table).select(rows));
  return async (tx: Tx, rows: readonly Values[]): Promise<void> => {
    if (rows.length > 0) await insert(tx, rows);
  };
}

/** The placeholders of a statement. */
type Places<Name extends string> = Readonly<Record<Name, Placeholder<Name>>>;
type Values = Record<string, unknown>;
/** A statement of the query builder. */
type Written<Answer> = { prepare(): { execute(values: Values): PromiseLike<Answer> } };

/** Creates a function that runs the statement of `write` with a value for each of `names`, as they are, without the encoding of columns. */
export function prepared<Db extends Reader, const Name extends string, Answer>(
  names: readonly Name[],
  write: (db: Db, places: Places<Name>) => Written<Answer>,
): (db: Db, values: Readonly<Record<Name, unknown>>) => Promise<Answer>;
export function prepared(names: readonly string[], write: (db: Tx, places: Places<string>) => Written<unknown>) {
  let known: ReturnType<Written<unknown>["prepare"]> | undefined;
  return (db: Reader, values: Values): Promise<unknown> => {
    const built =
      known ?? write(sharedBuilder, Object.fromEntries(names.map((name) => [name, sql.placeholder(name)]))).prepare();
    known = built;
    return runOn(db, { execute: () => built.execute(values) });
  };
}
