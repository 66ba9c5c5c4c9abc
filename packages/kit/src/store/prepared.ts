/** Frequent statements of a table: rows by the values of a column, and new rows. */
import { type Column, eq, type GetColumnData, getTableColumns, type InferSelectModel, type SQL } from "drizzle-orm";
import type { StoreTable } from "./engine/columns.ts";
import { isAmong } from "./engine/dialect.ts";
import type { Reader, Tx } from "./engine/engine.ts";
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

type Values = Record<string, unknown>;
