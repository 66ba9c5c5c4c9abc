/** Statements that a connection has prepared once are kept: preparing one again costs more than running it. */
import type { Database as Connection, Statement } from "better-sqlite3";

/** Far more than a service has. Lists of every length make texts of their own; when there are too many, all are forgotten. */
const most = 1_000;

/** Lets `prepare` give the statement that it gave before for the same text, in the state of a new one. */
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
