/** The query builder on a connection: drizzle's dialect of SQLite, with the parameters and the late-bound expressions of PostgreSQL. */
import type { ExtractTablesWithRelations, SQL } from "drizzle-orm";
import { BaseSQLiteDatabase, SQLiteAsyncDialect } from "drizzle-orm/sqlite-core";
import { type PreparedQueryConfig, SQLiteRemoteSession } from "drizzle-orm/sqlite-proxy";
import type { Metrics } from "../../../runtime/metrics.ts";
import { assertWorkRuns } from "../../../runtime/store-work.ts";
import { writingFor } from "../dialect.ts";
import type { Tx } from "../engine.ts";
import { lateBuilder } from "../late-builder.ts";

/** How the rows of a statement are used: `run` for none. */
type Method = "run" | "all" | "values" | "get";
/** Sends a statement, and resolves with its rows as lists of values. */
export type Ask = (text: string, values: readonly unknown[], method: Method) => Promise<unknown[][]>;

/** The columns of a conflict, which SQLite's dialect writes with the table's name in front, as PostgreSQL does not read them. */
const conflictColumns = /(?<= on conflict )\([^)]*\)/g;
const tableInFront = /"[^"]*"\.(?=")/g;

type NoTables = Record<string, never>;

class Dialect extends SQLiteAsyncDialect {
  override escapeParam(index: number): string {
    return `$${index + 1}`;
  }

  override sqlToQuery(statement: SQL, invokeSource?: "indexes" | undefined) {
    const query = writingFor("pg", () => super.sqlToQuery(statement, invokeSource));
    return { ...query, sql: query.sql.replace(conflictColumns, (columns) => columns.replace(tableInFront, "")) };
  }
}

/** The text of a statement. */
export function textOf(statement: SQL): string {
  return new Dialect().sqlToQuery(statement).sql;
}

/** Errors stay as they are: drizzle's own have the values of the statement in their message, which would stand in a log. */
class Session extends SQLiteRemoteSession<NoTables, ExtractTablesWithRelations<NoTables>> {
  override prepareQuery<Config extends Omit<PreparedQueryConfig, "run">>(
    ...parts: Parameters<SQLiteRemoteSession<NoTables, ExtractTablesWithRelations<NoTables>>["prepareQuery"]>
  ) {
    return Object.assign(super.prepareQuery<Config>(...parts), { queryWithCache: runQuery });
  }
}

function runQuery<Result>(_text: string, _values: unknown[], run: () => Promise<Result>): Promise<Result> {
  return run();
}

type Connected = { ask: Ask; metrics: Pick<Metrics, "countStatement"> };

const link = lateBuilder<Connected>("pg", createBuilder);

/** Creates the query builder of a connection, which counts the statements that run. */
export function builderOn(ask: Ask, metrics: Pick<Metrics, "countStatement">): Tx {
  const connected = { ask, metrics };
  const builder = createBuilder(() => connected);
  link(builder, connected);
  return builder;
}

function createBuilder(connected: () => Connected): Tx {
  const dialect = new Dialect();
  const send = async (text: string, values: unknown[], method: Method) => {
    if (method === "get") throw new Error("the store reads all rows of a statement");
    return { rows: await connected().ask(text, values, method) };
  };
  const logger = {
    logQuery: () => {
      assertWorkRuns();
      connected().metrics.countStatement();
    },
  };
  const session = new Session(send, dialect, undefined, undefined, { logger });
  return new BaseSQLiteDatabase("async", dialect, session, undefined);
}
