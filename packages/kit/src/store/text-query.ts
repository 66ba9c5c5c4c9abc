/** Queries whose text is written by hand, with one text for both engines: for commands that follow a record through the tables of several services. */
import { type SQL, sql } from "drizzle-orm";
import type { Reader } from "./store.ts";

/** A value of a row as both engines give it. */
export type Value = string | number | null;

/** The rows that the query finds, with these columns of it. `values`: texts, by their names in the query, such as `:orderId`. */
export function findByText(
  db: Reader,
  columns: readonly string[],
  query: string,
  values: Readonly<Record<string, string>>,
): Promise<Record<string, Value>[]> {
  const fields = Object.fromEntries(columns.map((name) => [name, sql<Value>`${sql.identifier(name)}`]));
  return db.select(fields).from(sql`(${boundText(query, values)}) AS found`);
}

/** PostgreSQL is told the type of a value, which it does not infer in every place. */
function boundText(query: string, values: Readonly<Record<string, string>>): SQL {
  const parts = query.split(/:(\w+)/);
  return sql.join(parts.map((part, at) => (at % 2 === 0 ? sql.raw(part) : sql`CAST(${values[part]} AS text)`)));
}
