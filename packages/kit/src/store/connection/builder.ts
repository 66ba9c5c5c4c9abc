/** Query builders: one for each connection, and one whose statements are built once and run on any connection. */
import type { Database as Connection, Statement } from "better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import type { BaseSQLiteDatabase } from "drizzle-orm/sqlite-core";
import type { Metrics } from "../../runtime/metrics.ts";
import { cacheStatements } from "./statements.ts";

type Builder = BaseSQLiteDatabase<"async", unknown, Record<string, never>>;

/** Reads, on a snapshot or inside a transaction. */
export type Reader = Pick<Builder, "select" | "selectDistinct" | "$count" | "$with" | "with">;
/** Reads and writes, inside one transaction. */
export type Tx = Reader & Pick<Builder, "insert" | "update" | "delete">;

type Target = { prepare(text: string): Statement; metrics: Metrics };

const targets = new WeakMap<Reader, Target>();
/** The target of the shared statement that runs now. The driver runs a statement synchronously, so there is one at most. */
let running: Target | undefined;

/** The query builder of a connection. */
export function builderOn(connection: Connection, metrics: Metrics): Tx {
  const client = cacheStatements(connection);
  const builder = asynchronous(drizzle({ client, logger: { logQuery: () => metrics.countStatement() } }));
  targets.set(builder, { prepare: (text) => client.prepare(text), metrics });
  return builder;
}

/** Builds statements that `runOn` runs: one for all connections of the process. */
export const sharedBuilder: Tx = asynchronous(
  drizzle({
    client: Object.create(null, { prepare: { value: prepareShared } }),
    logger: { logQuery: () => targetNow().metrics.countStatement() },
  }),
);

/** Runs a statement of `sharedBuilder` on the connection of `db`. */
export function runOn<Answer>(db: Reader, statement: { execute(): PromiseLike<Answer> }): Promise<Answer> {
  const target = targets.get(db);
  if (!target) throw new Error("a statement runs on the builder of an open store only");
  const before = running;
  running = target;
  try {
    // The driver runs when `then` is called: within this turn, unlike with `await`.
    return new Promise((resolve, reject) => statement.execute().then(resolve, reject));
  } finally {
    running = before;
  }
}

/** A statement that is compiled on each connection when it first runs there. */
function prepareShared(text: string): Pick<Statement, "run" | "all" | "get" | "raw"> {
  const compiled = () => targetNow().prepare(text);
  return {
    run: (...values) => compiled().run(...values),
    all: (...values) => compiled().all(...values),
    get: (...values) => compiled().get(...values),
    raw: () => compiled().raw(),
  };
}

function targetNow(): Target {
  if (!running) throw new Error("a shared statement runs by runOn only");
  return running;
}

/** The one cast: the synchronous driver is shown as an asynchronous one, so that PostgreSQL can stand behind the same functions. */
function asynchronous(builder: unknown): Tx {
  return builder as Tx;
}
