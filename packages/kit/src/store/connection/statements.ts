/** Views of a connection for drizzle: one compiles each text once, one bounds the rows of a query. The connection itself is never changed. */
import type { Database as Connection, Statement } from "better-sqlite3";
import { tooManyRows } from "../../runtime/request-budget.ts";

/** Far more than a service has. Each length of a list is a text of its own; when there are too many, all are dropped. */
const maxCachedStatements = 1_000;

/** The most rows that one statement of a request returns: reading them takes about 100 ms. */
export const maxRowsPerStatement = 10_000;

/**
 * A view of the connection that compiles each text once: compiling a statement costs more than running it. `prepare` gives the statement of
 * the same text in the state of a new one. Texts that `prepared` holds come here once; all others each time that drizzle builds them.
 */
export function cacheStatements(connection: Connection): Connection {
  const cached = new Map<string, Statement>();
  const prepareCached = (text: string): Statement => {
    const known = cached.get(text);
    if (known) return known.reader ? known.raw(false) : known;
    if (cached.size >= maxCachedStatements) cached.clear();
    const made = connection.prepare(text);
    cached.set(text, made);
    return made;
  };
  return viewOf(connection, prepareCached);
}

const isQuery = /^\s*(select|with)\b/i;
const endsWithLimit = /\blimit\s+\S+(\s+offset\s+\S+)?\s*$/i;

/**
 * A view of the connection with a LIMIT on every query that has none of its own. A query with more rows than `maxRowsPerStatement` is refused
 * with OPERATION_TOO_EXPENSIVE.
 */
export function limitStatements(connection: Connection): Connection {
  const prepareLimited = (text: string): Statement => {
    if (!isQuery.test(text) || endsWithLimit.test(text)) return connection.prepare(text);
    const made = connection.prepare(`${text} LIMIT ${maxRowsPerStatement + 1}`);
    const all = made.all.bind(made);
    const allLimited = (...values: unknown[]): unknown[] => {
      const rows = all(...values);
      if (rows.length > maxRowsPerStatement) throw tooManyRows();
      return rows;
    };
    return Object.defineProperty(made, "all", { value: allLimited });
  };
  return viewOf(connection, prepareLimited);
}

function viewOf(connection: Connection, prepare: (text: string) => Statement): Connection {
  return Object.create(connection, { prepare: { value: prepare } });
}
