/** Shared statements: what drizzle has built, with its parameters and rows converted as drizzle does, but each conversion found once. */
import { Column, getTableColumns, getTableName, is, Param, Placeholder, SQL, Subquery, Table } from "drizzle-orm";
import { noopDecoder } from "drizzle-orm/sql";
import { z } from "zod";

/** Values by name. */
export type Bound = Record<string, unknown>;

/** A statement that runs on any connection. */
export type SharedStatement = {
  text: string;
  valuesOf(bound: Bound): unknown[];
  /** Converts a row as the driver gives it, which is a list of values; undefined if the statement gives no rows. */
  toRow: ((values: readonly unknown[]) => unknown) | undefined;
};

type Field = { path: readonly string[]; field: unknown };

/** The parts of drizzle's prepared statement, which only its own types hide. */
const preparedParts = z.object({
  query: z.object({ sql: z.string(), params: z.array(z.unknown()) }),
  executeMethod: z.enum(["all", "run"]),
  fields: z.array(z.object({ path: z.array(z.string()), field: z.unknown() })).optional(),
  joinsNotNullableMap: z.record(z.string(), z.boolean()).optional(),
  customResultMapper: z.undefined().optional(),
});

/** Reads a statement that drizzle has prepared. Throws if it has a form that no statement of ours has. */
export function readPrepared(prepared: unknown): SharedStatement {
  const { query, executeMethod, fields, joinsNotNullableMap } = preparedParts.parse(prepared);
  if ((executeMethod === "all") !== (fields !== undefined)) throw new Error(`no fields are known of: ${query.sql}`);
  const readers = query.params.map(readerOf);
  return {
    text: query.sql,
    valuesOf: (bound) => readers.map((read) => read(bound)),
    toRow: fields && rowConverter(fields, joinsNotNullableMap),
  };
}

function readerOf(parameter: unknown): (bound: Bound) => unknown {
  if (is(parameter, Placeholder)) return ({ [parameter.name]: value }) => value;
  if (is(parameter, Param) && is(parameter.value, Placeholder)) {
    const { encoder } = parameter;
    const { name } = parameter.value;
    return (bound) => encoder.mapToDriverValue(bound[name]);
  }
  return () => parameter;
}

type Decode = (value: unknown) => unknown;
type Row = Record<string, unknown>;
/** A property of a row: a value, or an object of values that is null where the value at `absentAt` is. */
type Property = { name: string } & (
  | { index: number; decode: Decode | undefined; inner?: never }
  | { inner: Property[]; absentAt: number | undefined }
);

function rowConverter(
  fields: readonly Field[],
  notNullable: Readonly<Record<string, boolean>> | undefined,
): (values: readonly unknown[]) => Row {
  const absent = notNullable ? absentObjects(fields, notNullable) : new Map<string, number>();
  const properties: Property[] = [];
  for (const [index, { path, field }] of fields.entries()) {
    let level = properties;
    for (const name of path.slice(0, -1)) {
      const known = level.find((property) => property.name === name)?.inner;
      const inner = known ?? [];
      if (!known) level.push({ name, inner, absentAt: path.length === 2 ? absent.get(name) : undefined });
      level = inner;
    }
    level.push({ name: path.at(-1) ?? "", index, decode: decoderOf(field) });
  }
  return (values) => convert(properties, values);
}

function convert(properties: readonly Property[], values: readonly unknown[]): Row {
  const row: Row = {};
  for (const property of properties) {
    if (property.inner) {
      const isAbsent = property.absentAt !== undefined && values[property.absentAt] === null;
      row[property.name] = isAbsent ? null : convert(property.inner, values);
      continue;
    }
    const { decode } = property;
    const value = values[property.index];
    row[property.name] = decode && value !== null ? decode(value) : value;
  }
  return row;
}

/** The objects of rows that an outer join may leave out, with the place of the value that tells: as drizzle decides it. */
function absentObjects(
  fields: readonly Field[],
  notNullable: Readonly<Record<string, boolean>>,
): ReadonlyMap<string, number> {
  const found = new Map<string, { index: number; table: string | undefined }>();
  for (const [index, { path, field }] of fields.entries()) {
    const [name = ""] = path;
    if (path.length !== 2 || !is(field, Column)) continue;
    const table = getTableName(field.table);
    const known = found.get(name);
    if (!known) found.set(name, { index, table });
    else if (known.table !== table) known.table = undefined;
  }
  const absent = [...found].filter(([, { table }]) => table !== undefined && !notNullable[table]);
  return new Map(absent.map(([name, { index }]) => [name, index]));
}

const decoder = z.object({ mapFromDriverValue: z.custom<Decode>((value) => typeof value === "function") });

/** The conversion of a field's values; undefined if they stay as the driver gives them. */
function decoderOf(field: unknown): Decode | undefined {
  if (is(field, Column)) {
    return field.mapFromDriverValue === Column.prototype.mapFromDriverValue
      ? undefined
      : (value) => field.mapFromDriverValue(value);
  }
  const expression = is(field, SQL.Aliased) ? field.sql : is(field, Subquery) ? field._.sql : field;
  const own = is(expression, SQL) && "decoder" in expression ? expression.decoder : undefined;
  if (own === noopDecoder) return undefined;
  if (is(own, Column)) return decoderOf(own);
  const { mapFromDriverValue } = decoder.parse(own);
  return (value) => mapFromDriverValue.call(own, value);
}

export type Columns = Readonly<Record<string, Column>>;

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
