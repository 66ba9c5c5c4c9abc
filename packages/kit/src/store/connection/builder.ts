/** Query builders: one for each connection, and one whose statements are built once and run on any connection. */
import type { Database as Connection, Statement } from "better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import type { BaseSQLiteDatabase } from "drizzle-orm/sqlite-core";
import type { Metrics } from "../../runtime/metrics.ts";
import type { Bound, SharedStatement } from "./shared-statement.ts";
import { cacheStatements } from "./statements.ts";

type Builder = BaseSQLiteDatabase<"async", unknown, Record<string, never>>;

/** Reads, on a snapshot or inside a transaction. */
export type Reader = Pick<Builder, "select" | "selectDistinct" | "$count" | "$with" | "with">;
/** Reads and writes, inside one transaction. */
export type Tx = Reader & Pick<Builder, "insert" | "update" | "delete">;

type Target = { metrics: Metrics; compiled(statement: SharedStatement): Statement };

const targets = new WeakMap<Reader, Target>();

/** The query builder of a connection. */
export function builderOn(connection: Connection, metrics: Metrics): Tx {
  const client = cacheStatements(connection);
  const builder = asynchronous(drizzle({ client, logger: { logQuery: () => metrics.countStatement() } }));
  targets.set(builder, { metrics, compiled: compiledOn(connection) });
  return builder;
}

/** Builds statements that `runOn` runs: one for all connections of the process. It prepares nothing on a connection itself. */
export const sharedBuilder: Tx = asynchronous(
  drizzle({ client: Object.create(null, { prepare: { value: () => null } }) }),
);

/** Runs a statement of `sharedBuilder` on the connection of `db`, within this turn. */
export function runOn(db: Reader, statement: SharedStatement, bound: Bound): Promise<unknown> {
  const target = targets.get(db);
  if (!target) throw new Error("a statement runs on the builder of an open store only");
  try {
    const { toRow } = statement;
    const compiled = target.compiled(statement);
    target.metrics.countStatement();
    const values = statement.valuesOf(bound);
    return Promise.resolve(
      toRow ? compiled.all(...values).map((row) => toRow(listFrom(row))) : compiled.run(...values),
    );
  } catch (error) {
    return Promise.reject(error);
  }
}

/** Compiles each shared statement once for a connection; one that gives rows gives lists of values. */
function compiledOn(connection: Connection): Target["compiled"] {
  const known = new WeakMap<SharedStatement, Statement>();
  return (statement) => {
    const before = known.get(statement);
    if (before) return before;
    const made = connection.prepare(statement.text);
    if (statement.toRow) made.raw();
    known.set(statement, made);
    return made;
  };
}

function listFrom(row: unknown): readonly unknown[] {
  if (!Array.isArray(row)) throw new Error("the driver gives rows as lists");
  return row;
}

/** The one cast: the synchronous driver is shown as an asynchronous one, so that PostgreSQL can stand behind the same functions. */
function asynchronous(builder: unknown): Tx {
  return builder as Tx;
}
