/** Records the statements of the stores of a test run, as the dialect of PostgreSQL writes them: all of them are to be valid there. */
import { appendFileSync } from "node:fs";
import path from "node:path";
import { is, NoopLogger, type SQL } from "drizzle-orm";
import { BetterSQLiteSession } from "drizzle-orm/better-sqlite3";
import { SQLiteSyncDialect } from "drizzle-orm/sqlite-core";
import { z } from "zod";
import { textOf } from "../../src/store/engine/pg/builder.ts";

/** A recorded statement: the name of its store's file, and its text on PostgreSQL. */
export const recordedStatement = z.object({ file: z.string(), text: z.string() });
export type RecordedStatement = z.infer<typeof recordedStatement>;

/**
 * Writes each statement that this process prepares from now on into a file of the folder, once for each kind of store. SQLite has prepared it by then.
 * Drizzle's own classes are the place where a statement still has its expressions. Migrations and the clock are SQLite's own; their connections
 * have no log.
 */
export function recordStatements(folder: string): void {
  const records = path.join(folder, `${process.pid}-${Math.floor(performance.timeOrigin)}.jsonl`);
  const known = new Set<string>();
  const expressions = new WeakMap<object, SQL>();
  SQLiteSyncDialect.prototype.sqlToQuery = new Proxy(SQLiteSyncDialect.prototype.sqlToQuery, {
    apply: (write, dialect, [statement, ...parts]) => {
      const query = Reflect.apply(write, dialect, [statement, ...parts]);
      expressions.set(query, statement);
      return query;
    },
  });
  BetterSQLiteSession.prototype.prepareQuery = new Proxy(BetterSQLiteSession.prototype.prepareQuery, {
    apply: (prepare, session, [query, ...parts]) => {
      const prepared = Reflect.apply(prepare, session, [query, ...parts]);
      const expression = is(Reflect.get(session, "logger"), NoopLogger) ? undefined : expressions.get(query);
      const file = path.basename(String(Reflect.get(Reflect.get(session, "client"), "name")));
      const key = `${file} ${query.sql}`;
      if (expression && !known.has(key)) {
        known.add(key);
        const recorded: RecordedStatement = { file, text: textOf(expression) };
        appendFileSync(records, `${JSON.stringify(recorded)}\n`);
      }
      return prepared;
    },
  });
}
