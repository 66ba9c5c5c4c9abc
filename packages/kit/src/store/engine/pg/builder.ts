/** The query builder on a connection, with statements that are timed for traces and logs, and bounded in their rows: drizzle's dialect of SQLite, with the parameters and the late-bound expressions of PostgreSQL. */
import type { ExtractTablesWithRelations, SQL } from "drizzle-orm";
import { BaseSQLiteDatabase, SQLiteAsyncDialect } from "drizzle-orm/sqlite-core";
import { type PreparedQueryConfig, SQLiteRemoteSession } from "drizzle-orm/sqlite-proxy";
import type { Metrics } from "../../../runtime/metrics.ts";
import { tooManyRows } from "../../../runtime/request-refusals.ts";
import { assertWorkRuns } from "../../../runtime/store-work.ts";
import { inSpan, isRecording } from "../../../tracing/spans.ts";
import { logAnswer } from "../../../tracing/statement-log.ts";
import { writingFor } from "../dialect.ts";
import type { Tx } from "../engine.ts";
import { lateBuilder } from "../statement-run.ts";
import { limitedText, maxRowsPerStatement, spanNameOf, textCache, tracedText } from "../statement-text.ts";

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

const dialect = new Dialect();

/** The text of a statement. */
export function textOf(statement: SQL): string {
  return dialect.sqlToQuery(statement).sql;
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

/** Runs a statement as a span of its request and an entry of its log. */
export type Timing = <T>(text: string, run: () => Promise<T>) => Promise<T>;

/** Creates the timing of statements; it does nothing if there are neither traces nor logs. */
export function timing(isLogged: boolean): Timing {
  if (!isLogged && !isRecording()) return (_text, run) => run();
  return (text, run) =>
    logAnswer(text, () =>
      inSpan("client", spanNameOf(text), (span) => {
        if (span) span.attributes = { "db.system.name": "postgresql", "db.query.text": tracedText(text) };
        return run();
      }),
    );
}

/** `ask` with statements that are timed so. */
export function timed(ask: Ask, isLogged: boolean): Ask {
  if (!isLogged && !isRecording()) return ask;
  const inTime = timing(isLogged);
  return (text, values, method) => inTime(text, () => ask(text, values, method));
}

const limits = textCache((text) => ({ bounded: limitedText(text) }));

/** `ask` with a LIMIT on every query that has none of its own. A query with more rows is refused with OPERATION_TOO_EXPENSIVE. */
export function limited(ask: Ask): Ask {
  return async (text, values, method) => {
    const { bounded } = limits(text);
    if (bounded === undefined) return ask(text, values, method);
    const rows = await ask(bounded, values, method);
    if (rows.length > maxRowsPerStatement) throw tooManyRows();
    return rows;
  };
}
