/** Encoding of the parameters of statements: from values of columns to values that the driver takes. */
import { Column, getTableColumns, is, Table } from "drizzle-orm";

export type Columns = Readonly<Record<string, Column>>;
/** Values by name. */
export type Bound = Record<string, unknown>;

/** Encodes a value of a column for the driver. Null stays null, which a column would encode too. */
export function encoderOf(column: Column): (value: unknown) => unknown {
  if (column.mapToDriverValue === Column.prototype.mapToDriverValue) return (value) => value ?? null;
  return (value) => (value === null || value === undefined ? null : column.mapToDriverValue(value));
}

/** Encodes a list of values as one JSON text. */
export function listEncoder(of: Column | "text"): (value: unknown) => string {
  const isPlain = of === "text" || of.mapToDriverValue === Column.prototype.mapToDriverValue;
  if (isPlain) return (value) => JSON.stringify(listFrom(value));
  const encode = encoderOf(of);
  return (value) => JSON.stringify(listFrom(value).map(encode));
}

/** The columns of a table, by name. */
export function columnsOf(of: Table | Columns): Columns {
  return is(of, Table) ? getTableColumns(of) : of;
}

/** Encodes rows as one JSON text, each a list of the values of these columns. */
export function rowsEncoder(of: Columns): (value: unknown) => string {
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
export function recordOf(value: unknown): Bound {
  if (!isRecord(value)) throw new Error("this parameter of a statement is a record");
  return value;
}

function isRecord(value: unknown): value is Bound {
  return typeof value === "object" && value !== null;
}
