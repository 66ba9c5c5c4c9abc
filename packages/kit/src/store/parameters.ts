/** Parameters of statements: their types, their places in a text, and the values that the driver takes for them. */
import {
  Column,
  type GetColumnData,
  getTableColumns,
  type InferSelectModel,
  is,
  type Placeholder,
  type SQL,
  sql,
  Table,
} from "drizzle-orm";
import { rowsFrom } from "./engine/dialect.ts";

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
/** The part of the text that depends on the values. Most statements have one text only. */
export function shapeOf(bindings: readonly Binding[], values: readonly unknown[]): string {
  let shape = "";
  let index = 0;
  for (const binding of bindings) {
    if (binding.shapeOf) shape += `${index}${binding.shapeOf(values[index])};`;
    index += 1;
  }
  return shape;
}

/** How a parameter takes part: its place for a value, the part of the text that depends on the value, and the bound values. */
export type Binding = {
  placeFor(value: unknown): unknown;
  /** Absent where the text never depends on the value. */
  shapeOf?(value: unknown): string;
  bind(value: unknown, bound: Bound): void;
};

/** How a parameter of this name takes part. */
export function bindingOf(parameter: Parameter, name: string): Binding {
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

type Columns = Readonly<Record<string, Column>>;
/** Values by name. */
export type Bound = Record<string, unknown>;

/** Encodes a value of a column for the driver. Null stays null, which a column would encode too. */
function encoderOf(column: Column): (value: unknown) => unknown {
  if (column.mapToDriverValue === Column.prototype.mapToDriverValue) return (value) => value ?? null;
  return (value) => (value === null || value === undefined ? null : column.mapToDriverValue(value));
}

/** Encodes a list of values as one JSON text. */
function listEncoder(of: Column | "text"): (value: unknown) => string {
  const isPlain = of === "text" || of.mapToDriverValue === Column.prototype.mapToDriverValue;
  if (isPlain) return (value) => JSON.stringify(listFrom(value));
  const encode = encoderOf(of);
  return (value) => JSON.stringify(listFrom(value).map(encode));
}

/** The columns of a table, by name. */
function columnsOf(of: Table | Columns): Columns {
  return is(of, Table) ? getTableColumns(of) : of;
}

/** Encodes rows as one JSON text, each a list of the values of these columns. */
function rowsEncoder(of: Columns): (value: unknown) => string {
  const columns = Object.entries(of).map(([key, column]) => ({ key, encode: encoderOf(column) }));
  const encodeRow = (row: unknown) => {
    const record = recordOf(row);
    return columns.map(({ key, encode }) => encode(record[key]));
  };
  return (value) => JSON.stringify(listFrom(value).map(encodeRow));
}

function listFrom(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new Error("this parameter of a statement is a list");
  return value;
}

/** The parameter as a record; throws if it is none. */
function recordOf(value: unknown): Bound {
  if (!isRecord(value)) throw new Error("this parameter of a statement is a record");
  return value;
}

function isRecord(value: unknown): value is Bound {
  return typeof value === "object" && value !== null;
}
