/** Records the statements of the stores of a test run, as the dialect of PostgreSQL writes them: all of them are to be valid there. */
import { appendFileSync } from "node:fs";
import path from "node:path";
import { is, NoopLogger, type SQL } from "drizzle-orm";
import { BetterSQLiteSession } from "drizzle-orm/better-sqlite3";
import { SQLiteSyncDialect } from "drizzle-orm/sqlite-core";
import { z } from "zod";
import { textOf } from "../../src/store/engine/pg/builder.ts";
import { Database } from "../../src/store/engine/sqlite/driver.ts";
import { limitedText } from "../../src/store/engine/statement-text.ts";

/** A recorded statement: the name of its store's file, and its text on PostgreSQL. */
export const recordedStatement = z.object({ file: z.string(), text: z.string() });
export type RecordedStatement = z.infer<typeof recordedStatement>;

/**
 * Writes each statement that this process compiles from now on into a file of the folder, once for each kind of store. SQLite has compiled it by then.
 * Drizzle's own classes are the place where a statement still has its expressions, and the driver's is the one where it gets its store. Migrations
 * and the clock are SQLite's own; their statements have no log.
 */
export function recordStatements(folder: string): void {
  const records = path.join(folder, `${process.pid}-${Math.floor(performance.timeOrigin)}.jsonl`);
  const known = new Set<string>();
  const written = new WeakMap<object, SQL>();
  const logged = new Map<string, SQL>();
  SQLiteSyncDialect.prototype.sqlToQuery = new Proxy(SQLiteSyncDialect.prototype.sqlToQuery, {
    apply: (write, dialect, [statement, ...parts]) => {
      const query = Reflect.apply(write, dialect, [statement, ...parts]);
      written.set(query, statement);
      return query;
    },
  });
  BetterSQLiteSession.prototype.prepareQuery = new Proxy(BetterSQLiteSession.prototype.prepareQuery, {
    apply: (prepare, session, [query, ...parts]) => {
      const expression = is(Reflect.get(session, "logger"), NoopLogger) ? undefined : written.get(query);
      if (expression) for (const text of [query.sql, limitedText(query.sql)]) if (text) logged.set(text, expression);
      return Reflect.apply(prepare, session, [query, ...parts]);
    },
  });
  Database.prototype.prepare = new Proxy(Database.prototype.prepare, {
    apply: (compile, connection, [text]) => {
      const compiled = Reflect.apply(compile, connection, [text]);
      const expression = logged.get(text);
      const file = path.basename(String(Reflect.get(connection, "name")));
      const key = `${file} ${text}`;
      if (expression && !known.has(key)) {
        known.add(key);
        const recorded: RecordedStatement = { file, text: textOf(expression) };
        appendFileSync(records, `${JSON.stringify(recorded)}\n`);
      }
      return compiled;
    },
  });
}
