/** Runs of prepared statements; rows of plain columns are converted here, by decisions that drizzle takes anew for each value of each row. */
import { Column, is } from "drizzle-orm";
import { z } from "zod";

/** A statement that drizzle has prepared. */
export type Prepared<Response> = {
  getQuery(): { sql: string };
  execute(bound: Bound): PromiseLike<Response>;
  values(bound: Bound): unknown;
};
export type Bound = Readonly<Record<string, unknown>>;

/** The one part of a prepared statement that drizzle's types hide: the fields of its rows. A path with one name is that of a property. */
const plainColumns = z.object({
  fields: z.array(z.object({ path: z.tuple([z.string()]), field: z.custom<Column>((field) => is(field, Column)) })),
});
const rowsOfValues = z.custom<readonly (readonly unknown[])[]>((rows) => Array.isArray(rows));

/**
 * The function that runs the statement, which has started when it returns. Rows of expressions and of objects, and unknown forms of a statement, are
 * left to drizzle, whose promise starts the statement where it is waited for.
 */
export function runnerOf<Response>(prepared: Prepared<Response>): (bound: Bound) => unknown {
  const { data } = plainColumns.safeParse(prepared);
  if (!data) return (bound) => prepared.execute(bound).then((response) => response);
  const columns = data.fields.map(({ path: [name], field }) => ({ name, decode: decoderOf(field) }));
  const rowOf = (values: readonly unknown[]) => {
    const row: Record<string, unknown> = {};
    let index = 0;
    for (const { name, decode } of columns) {
      const value = values[index];
      row[name] = decode && value !== null ? decode(value) : value;
      index += 1;
    }
    return row;
  };
  const rowsOf = (values: unknown) => rowsOfValues.parse(values).map(rowOf);
  return (bound) => {
    const values = prepared.values(bound);
    return values instanceof Promise ? values.then(rowsOf) : rowsOf(values);
  };
}

/** The conversion of a column's values; undefined if they stay as the driver gives them. */
function decoderOf(column: Column): ((value: unknown) => unknown) | undefined {
  const isPlain = column.mapFromDriverValue === Column.prototype.mapFromDriverValue;
  return isPlain ? undefined : (value) => column.mapFromDriverValue(value);
}
