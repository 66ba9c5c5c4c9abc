/**
 * Views of a connection for drizzle: one compiles each text once, one bounds the rows of a query, one times the statements. The connection itself is
 * never changed. A late client stands for the connection that is known when a statement starts.
 */
import type { Database as Connection, Statement } from "better-sqlite3";
import { tooManyRows } from "../../../runtime/request-refusals.ts";
import { inShortSpan, isRecording } from "../../../tracing/spans.ts";
import { logStatement } from "../../../tracing/statement-log.ts";
import { limitedText, maxRowsPerStatement, spanNameOf, textCache, tracedText } from "../statement-text.ts";
import { Database } from "./driver.ts";

/**
 * A view of the connection that compiles each text once: compiling a statement costs more than running it. `prepare` gives the statement of
 * the same text in the state of a new one.
 */
export function cacheStatements(connection: Connection): Connection {
  const cached = textCache((text) => connection.prepare(text));
  return viewOf(connection, (text) => {
    const kept = cached(text);
    return kept.reader ? kept.raw(false) : kept;
  });
}

/**
 * A view of the connection whose statements are spans of the request and entries of its log, by their text, which has placeholders; the
 * connection itself if there are neither traces nor logs.
 */
export function timeStatements(connection: Connection, isLogged: boolean): Connection {
  if (!isLogged && !isRecording()) return connection;
  return viewOf(connection, (text) => {
    const made = connection.prepare(text);
    const name = spanNameOf(text);
    const attributes = { "db.system.name": "sqlite", "db.query.text": tracedText(text) };
    const timed = (run: (...values: unknown[]) => unknown) => ({
      value: (...values: unknown[]) =>
        logStatement(text, () => inShortSpan("client", name, attributes, () => run(...values))),
      configurable: true,
    });
    const { all, get, run } = made;
    return Object.defineProperties(made, {
      all: timed(all.bind(made)),
      get: timed(get.bind(made)),
      run: timed(run.bind(made)),
    });
  });
}

/**
 * A view of the connection with a LIMIT on every query that has none of its own. A query with more rows than `maxRowsPerStatement` is refused
 * with OPERATION_TOO_EXPENSIVE.
 */
export function limitStatements(connection: Connection): Connection {
  const prepareLimited = (text: string): Statement => {
    const bounded = limitedText(text);
    if (bounded === undefined) return connection.prepare(text);
    const made = connection.prepare(bounded);
    const all = made.all.bind(made);
    const allLimited = (...values: unknown[]): unknown[] => {
      const rows = all(...values);
      if (rows.length > maxRowsPerStatement) throw tooManyRows();
      return rows;
    };
    return Object.defineProperty(made, "all", { value: allLimited, configurable: true });
  };
  return viewOf(connection, prepareLimited);
}

/** A client whose statements are compiled where they start: `client` is the view of that connection, which compiles each text once. */
export function lateClient(client: () => Connection): Connection {
  return viewOf(Database.prototype, (text) => ({
    run: (...values) =>
      client()
        .prepare(text)
        .run(...values),
    all: (...values) =>
      client()
        .prepare(text)
        .all(...values),
    raw: () => client().prepare(text).raw(),
  }));
}

/** The methods of a statement that drizzle calls. */
type Runs = Pick<Statement, "run" | "all" | "raw">;

function viewOf(connection: Connection, prepare: (text: string) => Runs): Connection {
  return Object.create(connection, { prepare: { value: prepare } });
}
