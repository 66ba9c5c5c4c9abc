/** The query builder of a connection. */
import type { Database as Connection } from "better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import type { BaseSQLiteDatabase } from "drizzle-orm/sqlite-core";
import type { Metrics } from "../../runtime/metrics.ts";
import { cacheStatements } from "./statements.ts";

type Builder = BaseSQLiteDatabase<"async", unknown, Record<string, never>>;

/** Reads, on a snapshot or inside a transaction. */
export type Reader = Pick<Builder, "select" | "selectDistinct" | "$count" | "$with" | "with">;
/** Reads and writes, inside one transaction. */
export type Tx = Reader & Pick<Builder, "insert" | "update" | "delete">;

/** Creates the query builder of a connection, which counts the statements that run. */
export function builderOn(connection: Connection, metrics: Pick<Metrics, "countStatement">): Tx {
  const logger = { logQuery: () => metrics.countStatement() };
  return asynchronous(drizzle({ client: cacheStatements(connection), logger }));
}

/** The one cast: the synchronous driver is shown as an asynchronous one, so that PostgreSQL can stand behind the same functions. */
function asynchronous(builder: unknown): Tx {
  return builder as Tx;
}
