/** Statements of a connection: each is prepared once and kept, and those of a request return a bounded number of rows. */
import type { Database as Connection, Statement } from "better-sqlite3";
import { tooManyRows } from "./request-budget.ts";

/** Far more than a service has. Lists of every length make texts of their own; when there are too many, all are forgotten. */
const most = 1_000;

/** The most rows that one statement of a request returns: reading them takes about 100 ms. */
export const maxRowsPerStatement = 10_000;

/** Preparing a statement again costs more than running it: `prepare` gives the one it gave before for the same text, in the state of a new one. */
export function keepStatements(connection: Connection): void {
  const prepare = connection.prepare.bind(connection);
  const kept = new Map<string, Statement>();
  const prepareOnce = (text: string): Statement => {
    const known = kept.get(text);
    if (known) return known.reader ? known.raw(false) : known;
    if (kept.size >= most) kept.clear();
    const made = prepare(text);
    kept.set(text, made);
    return made;
  };
  Object.defineProperty(connection, "prepare", { value: prepareOnce });
}

const isQuery = /^\s*(select|with)\b/i;
const endsWithLimit = /\blimit\s+\S+(\s+offset\s+\S+)?\s*$/i;

/**
 * The same connection with a LIMIT on every query that has none of its own. A query with more rows than `maxRowsPerStatement` is refused
 * with OPERATION_TOO_EXPENSIVE.
 */
export function limitStatements(connection: Connection): Connection {
  const prepare = connection.prepare.bind(connection);
  const prepareLimited = (text: string): Statement => {
    if (!isQuery.test(text) || endsWithLimit.test(text)) return prepare(text);
    const made = prepare(`${text} LIMIT ${maxRowsPerStatement + 1}`);
    const all = made.all.bind(made);
    const allLimited = (...values: unknown[]): unknown[] => {
      const rows = all(...values);
      if (rows.length > maxRowsPerStatement) throw tooManyRows();
      return rows;
    };
    return Object.defineProperty(made, "all", { value: allLimited });
  };
  return Object.create(connection, { prepare: { value: prepareLimited, configurable: true } });
}
