/** Statements with typed parameters, each text written once in a process: building one takes ten times as long as running it. */
import { type Column, eq, type GetColumnData, getTableColumns, type InferSelectModel, type SQL } from "drizzle-orm";
import type { StoreTable } from "./engine/columns.ts";
import { isAmong } from "./engine/dialect.ts";
import type { Reader, Tx } from "./engine/engine.ts";
import { linkOf, type Prepared, runnerOf } from "./engine/statement-run.ts";
import { writtenTexts } from "./engine/statement-text.ts";
import {
  type Bound,
  bindingOf,
  listOf,
  type NewRow,
  type Parameter,
  type Places,
  rowsOf,
  shapeOf,
  type Values,
} from "./parameters.ts";

/** A statement of the query builder. */
export type Built<Response> = { prepare(): Prepared<Response> };

/**
 * Creates the function that runs a statement with a value for each of `parameters`. For each engine `build` is called once for each text, with the
 * places of the values; it must not depend on anything else that changes.
 */
export function statement<Db extends Reader, const Of extends readonly Parameter[], Response>(
  parameters: Of,
  build: (db: Db, ...places: Places<Of>) => Built<Response>,
): (db: Db, ...values: Values<Of>) => Promise<unknown extends Response ? void : Response>;
export function statement(
  parameters: readonly Parameter[],
  build: (db: Reader, ...places: unknown[]) => Built<unknown>,
) {
  const bindings = parameters.map((parameter, index) => bindingOf(parameter, String(index)));
  const runs = { sqlite: writtenTexts<Run>(), pg: writtenTexts<Run>() };

  return async (db: Reader, ...values: unknown[]): Promise<unknown> => {
    const { engine, late, start } = linkOf(db);
    const run = runs[engine](shapeOf(bindings, values), () => {
      const places = bindings.map((binding, index) => binding.placeFor(values[index]));
      const prepared = build(late, ...places).prepare();
      return { made: runnerOf(prepared), text: prepared.getQuery().sql };
    });
    const bound: Bound = {};
    let index = 0;
    for (const binding of bindings) {
      binding.bind(values[index], bound);
      index += 1;
    }
    return start(() => run(bound));
  };
}

type Run = (bound: Bound) => unknown;

/** The first row that a statement finds or returns; undefined if there is none. */
export function firstRow<Db extends Reader, Values extends readonly unknown[], Row>(
  run: (db: Db, ...values: Values) => Promise<Row[]>,
): (db: Db, ...values: Values) => Promise<Row | undefined> {
  return async (db, ...values) => (await run(db, ...values))[0];
}

/** Whether a statement finds or returns a row: for a change, whether its condition held. */
export function hasRow<Db extends Reader, Values extends readonly unknown[]>(
  run: (db: Db, ...values: Values) => Promise<readonly unknown[]>,
): (db: Db, ...values: Values) => Promise<boolean> {
  return async (db, ...values) => (await run(db, ...values)).length > 0;
}

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
  return async (tx: Tx, row: Row): Promise<void> => {
    await insert(tx, row);
  };
}

/** Creates a function that inserts rows in their order, in one statement for any number of them. */
export function rowsInto<Table extends StoreTable>(
  table: Table,
): (tx: Tx, rows: readonly NewRow<Table>[]) => Promise<void>;
export function rowsInto(table: StoreTable) {
  const insert = statement([rowsOf(table)], (tx: Tx, rows) => tx.insert(table).select(rows));
  return async (tx: Tx, rows: readonly Row[]): Promise<void> => {
    if (rows.length > 0) await insert(tx, rows);
  };
}

type Row = Readonly<Record<string, unknown>>;
