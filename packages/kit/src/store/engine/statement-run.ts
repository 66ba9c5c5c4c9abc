/** Runs of statements: on which connection each starts, how its rows are read, and which are in flight. */
import { Column, is } from "drizzle-orm";
import { z } from "zod";
import type { EngineName } from "./dialect.ts";
import type { Reader, Tx } from "./engine.ts";

/** The connection of a builder, for statements of the late builder of its engine. */
export type Link = {
  engine: EngineName;
  late: Tx;
  /** Runs `run`, which starts a statement of the late builder before it returns. */
  start<T>(run: () => T): T;
};

const links = new WeakMap<Reader, Link>();

/** The connection of a builder. */
export function linkOf(builder: Reader): Link {
  const link = links.get(builder);
  if (!link) throw new Error("a statement runs on the builder of a connection only");
  return link;
}

/**
 * Creates the late builder of an engine, which has no connection: a process writes each statement once on it, and starts it on the connection of its
 * caller. Returns the function that links a builder to its connection.
 */
export function lateBuilder<Connection>(
  engine: EngineName,
  create: (connection: () => Connection) => Tx,
): (builder: Tx, connection: Connection) => void {
  let current: Connection | undefined;
  const late = create(() => {
    if (current === undefined) throw new Error("a statement without a connection has to start where it is run");
    return current;
  });
  return (builder, connection) => {
    const start = <T>(run: () => T): T => {
      const outer = current;
      current = connection;
      try {
        return run();
      } finally {
        current = outer;
      }
    };
    links.set(builder, { engine, late, start });
  };
}

/** A statement that drizzle has prepared. */
export type Prepared<Response> = {
  getQuery(): { sql: string };
  execute(bound: Bound): PromiseLike<Response>;
  values(bound: Bound): unknown;
};
export type Bound = Readonly<Record<string, unknown>>;

/** The one part of a prepared statement that drizzle's types hide: the fields of its rows. A path with one name is that of a property. */
const plainColumns = z.object({
  fields: z.array(z.object({ path: z.tuple([z.string()]), field: z.custom<Column>((field) => is(field, Column)) })),
});
const rowsOfValues = z.custom<readonly (readonly unknown[])[]>((rows) => Array.isArray(rows));

/**
 * The function that runs the statement, which has started when it returns. Rows of expressions and of objects, and unknown forms of a statement, are
 * left to drizzle, whose promise starts the statement where it is waited for.
 */
export function runnerOf<Response>(prepared: Prepared<Response>): (bound: Bound) => unknown {
  const { data } = plainColumns.safeParse(prepared);
  if (!data) return (bound) => prepared.execute(bound).then((response) => response);
  const columns = data.fields.map(({ path: [name], field }) => ({ name, decode: decoderOf(field) }));
  const rowOf = (values: readonly unknown[]) => {
    const row: Record<string, unknown> = {};
    let index = 0;
    for (const { name, decode } of columns) {
      const value = values[index];
      row[name] = decode && value !== null ? decode(value) : value;
      index += 1;
    }
    return row;
  };
  const rowsOf = (values: unknown) => rowsOfValues.parse(values).map(rowOf);
  return (bound) => {
    const values = prepared.values(bound);
    return values instanceof Promise ? values.then(rowsOf) : rowsOf(values);
  };
}

/** The conversion of a column's values; undefined if they stay as the driver gives them. */
function decoderOf(column: Column): ((value: unknown) => unknown) | undefined {
  const isPlain = column.mapFromDriverValue === Column.prototype.mapFromDriverValue;
  return isPlain ? undefined : (value) => column.mapFromDriverValue(value);
}

/** Statements that a server has not answered yet. A manual clock stands still meanwhile. SQLite's end before other code of the process runs. */
const unanswered = new Set<Promise<unknown>>();

/** Notes a statement until it is answered, and returns its answer. */
export function noteStatement<T>(answer: Promise<T>): Promise<T> {
  const forget = () => unanswered.delete(ended);
  const ended: Promise<unknown> = answer.then(forget, forget);
  unanswered.add(ended);
  return answer;
}

/** Resolves once each statement that is in flight now is answered: to false if there was none. */
export async function awaitStatements(): Promise<boolean> {
  if (unanswered.size === 0) return false;
  await Promise.all(unanswered);
  return true;
}
