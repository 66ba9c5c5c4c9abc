/** Statements with typed parameters, each text written once in a process: building one takes ten times as long as running it. */
import {
  Column,
  type GetColumnData,
  type InferSelectModel,
  is,
  type Placeholder,
  type SQL,
  sql,
  type Table,
} from "drizzle-orm";
import { rowsFrom } from "./engine/dialect.ts";
import type { Reader } from "./engine/engine.ts";
import { linkOf } from "./engine/late-builder.ts";
import { type Prepared, runnerOf } from "./engine/plain-rows.ts";
import { writtenTexts } from "./engine/text-cache.ts";
import {
  type Bound,
  type Columns,
  columnsOf,
  encoderOf,
  listEncoder,
  recordOf,
  rowsEncoder,
} from "./parameter-encoding.ts";

/** A single value: of a column, whose type and encoding it has, or a plain one, as for a limit. */
type Scalar = Column | "number" | "text";
export type Fields = Readonly<Record<string, Scalar>>;

/** A parameter of a statement. A record of scalars is one parameter with several values, such as a row. */
export type Parameter = Scalar | Fields | List | Rows | Given | Choice;
type List<Of extends Column | "text" = Column | "text"> = { readonly kind: "list"; readonly of: Of };
type Rows<Of extends Table | Columns = Table | Columns> = { readonly kind: "rows"; readonly of: Of };
type Given<Of extends Fields = Fields> = { readonly kind: "given"; readonly of: Of };
type Choice<Of = unknown> = { readonly kind: "choice"; readonly of?: Of };

/** A list of values of a column. `isAmong` compares with it. */
export function listOf<const Of extends Column | "text">(of: Of): List<Of> {
  return { kind: "list", of };
}

/** Rows of a table, or of some columns; in the statement, a SELECT of them, for example for `insert(table).select`. */
export function rowsOf<Of extends Table | Columns>(of: Of): Rows<Of> {
  return { kind: "rows", of };
}

/** Values of which some may be undefined. Each set of given values has a text of its own, in which the others are undefined. */
export function given<const Of extends Fields>(of: Of): Given<Of> {
  return { kind: "given", of };
}

/** A value on which the text depends. The statement gets the value itself, so there must be few of them. */
export function choice<Of>(): Choice<Of> {
  return { kind: "choice" };
}

type Numbered = { _: { isPrimaryKey: true; hasDefault: true } };
/** The values of a new row: all columns but the number that the store assigns. */
export type NewRow<Of extends Table> = {
  [Name in keyof InferSelectModel<Of> as Of["_"]["columns"][Name] extends Numbered
    ? never
    : Name]: InferSelectModel<Of>[Name];
} & Partial<InferSelectModel<Of>>;

type RowOf<Of> = Of extends Table
  ? NewRow<Of>
  : Of extends Columns
    ? { readonly [Name in keyof Of]: GetColumnData<Of[Name]> }
    : never;
type ValueOfScalar<Of> = Of extends "number"
  ? number
  : Of extends "text"
    ? string
    : Of extends Column
      ? GetColumnData<Of>
      : never;
/** The value that a call passes for a parameter. */
type ValueOf<Of> = Of extends Scalar
  ? ValueOfScalar<Of>
  : Of extends List<infer Item>
    ? readonly NonNullable<ValueOfScalar<Item>>[]
    : Of extends Rows<infer Of>
      ? readonly RowOf<Of>[]
      : Of extends Given<infer Some>
        ? { readonly [Name in keyof Some]?: ValueOfScalar<Some[Name]> | undefined }
        : Of extends Choice<infer Value>
          ? Value
          : { readonly [Name in keyof Of]: ValueOfScalar<Of[Name]> };

type PlaceOfScalar<Of> = Of extends "number" | "text" ? Placeholder : SQL<ValueOfScalar<Of>>;
/** The place of a parameter in the statement. */
type PlaceOf<Of> = Of extends Scalar
  ? PlaceOfScalar<Of>
  : Of extends List | Rows
    ? SQL
    : Of extends Given<infer Some>
      ? { readonly [Name in keyof Some]?: PlaceOfScalar<Some[Name]> | undefined }
      : Of extends Choice<infer Value>
        ? Value
        : { readonly [Name in keyof Of]: PlaceOfScalar<Of[Name]> };

export type Places<Of extends readonly Parameter[]> = { [Index in keyof Of]: PlaceOf<Of[Index]> };
export type Values<Of extends readonly Parameter[]> = { [Index in keyof Of]: ValueOf<Of[Index]> };
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

/** The part of the text that depends on the values. Most statements have one text only. */
function shapeOf(bindings: readonly Binding[], values: readonly unknown[]): string {
  let shape = "";
  let index = 0;
  for (const binding of bindings) {
    if (binding.shapeOf) shape += `${index}${binding.shapeOf(values[index])};`;
    index += 1;
  }
  return shape;
}

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

/** How a parameter takes part: its place for a value, the part of the text that depends on the value, and the bound values. */
type Binding = {
  placeFor(value: unknown): unknown;
  /** Absent where the text never depends on the value. */
  shapeOf?(value: unknown): string;
  bind(value: unknown, bound: Bound): void;
};

function bindingOf(parameter: Parameter, name: string): Binding {
  if (typeof parameter === "string") return single(name, sql.placeholder(name), (value) => value);
  const place = sql`${sql.placeholder(name)}`;
  if (is(parameter, Column)) return single(name, place, encoderOf(parameter));
  if (isFields(parameter)) return fieldsBinding(parameter, name, false);
  switch (parameter.kind) {
    case "list":
      return single(name, place, listEncoder(parameter.of));
    case "rows":
      return single(name, rowsFrom(columnsOf(parameter.of), place), rowsEncoder(columnsOf(parameter.of)));
    case "given":
      return fieldsBinding(parameter.of, name, true);
    case "choice":
      return { placeFor: (value) => value, shapeOf: (value) => JSON.stringify(value) ?? "", bind: () => undefined };
  }
}

const kinds: readonly unknown[] = ["list", "rows", "given", "choice"];

/** A record may have a field named `kind`, which is a column. */
function isFields(parameter: Exclude<Parameter, Scalar>): parameter is Fields {
  return !kinds.includes(parameter.kind);
}

function single(name: string, place: unknown, encode: (value: unknown) => unknown): Binding {
  return {
    placeFor: () => place,
    bind: (value, bound) => {
      bound[name] = encode(value);
    },
  };
}

/** The binding of a record. In a text with some of its fields, the others have no place. */
function fieldsBinding(fields: Fields, name: string, areSome: boolean): Binding {
  const bindings = Object.entries(fields).map(([key, field]) => ({ key, ...bindingOf(field, `${name}.${key}`) }));
  const among = (record: Bound) => bindings.filter(({ key }) => !areSome || record[key] !== undefined);
  return {
    placeFor: (value) => {
      const record = recordOf(value);
      return Object.fromEntries(among(record).map((field) => [field.key, field.placeFor(record[field.key])]));
    },
    ...(areSome ? { shapeOf: (value) => namesOf(among(recordOf(value))) } : {}),
    bind: (value, bound) => {
      const record = recordOf(value);
      for (const field of bindings) {
        if (!areSome || record[field.key] !== undefined) field.bind(record[field.key], bound);
      }
    },
  };
}

function namesOf(fields: readonly { key: string }[]): string {
  return fields.map(({ key }) => key).join();
}
