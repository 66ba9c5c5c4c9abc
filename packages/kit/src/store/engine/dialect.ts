/** Expressions that each database writes in its own way. A store uses these instead of SQLite's own functions. */
import { type Column, type Placeholder, type SQL, sql } from "drizzle-orm";

/** The condition that a value is in a list, which is one parameter. PostgreSQL: `= ANY (list)`. */
export function isAmong(value: Column | SQL, list: SQL | Placeholder): SQL {
  return sql`${value} IN (SELECT value FROM json_each(${list}))`;
}

/**
 * The rows of a list of lists, which is one parameter, each with a value for every column. PostgreSQL: `jsonb_to_recordset`.
 * `WHERE TRUE` keeps SQLite from reading a following ON CONFLICT as the condition of a join.
 */
export function rowsFrom(columns: Readonly<Record<string, Column>>, list: SQL | Placeholder): SQL {
  const values = Object.keys(columns).map((_name, index) => sql.raw(`value ->> ${index}`));
  return sql`SELECT ${sql.join(values, sql`, `)} FROM json_each(${list}) WHERE TRUE`;
}

type Term = Column | SQL | Placeholder | number;

/** The greater of two values. PostgreSQL: `greatest`. */
export function greatest(one: Term, other: Term): SQL<number> {
  return sql<number>`max(${one}, ${other})`;
}

/** The lesser of two values. PostgreSQL: `least`. */
export function least(one: Term, other: Term): SQL<number> {
  return sql<number>`min(${one}, ${other})`;
}

/** A condition that selects little: the planner prefers an index on another one, or a partial index with exactly this condition. PostgreSQL: the condition itself. */
export function likely(condition: SQL): SQL {
  return sql`likely(${condition})`;
}

/** A column as the planner uses no index for it, so that a more selective condition leads. PostgreSQL: the column itself. */
export function withoutIndex(column: Column): SQL {
  return sql`+${column}`;
}

/** The newest rows of a table, in the order of insertion. PostgreSQL: by the identity column that each table then has. */
export function newestRows(table: string, limit: number): SQL {
  return sql`(SELECT rowid, * FROM ${sql.identifier(table)} ORDER BY rowid DESC LIMIT ${limit})`;
}
