/** The query builder of a connection. */
import type { Database as Connection } from "better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import type { Metrics } from "../../../runtime/metrics.ts";
import { assertWorkRuns } from "../../../runtime/store-work.ts";
import type { Tx } from "../engine.ts";
import { cacheStatements } from "./statements.ts";

/** Creates the query builder of a connection, which counts the statements that run. */
export function builderOn(connection: Connection, metrics: Pick<Metrics, "countStatement">): Tx {
  const logger = {
    logQuery: () => {
      assertWorkRuns();
      metrics.countStatement();
    },
  };
  return asynchronous(drizzle({ client: cacheStatements(connection), logger }));
}

/** The one cast: the synchronous driver is shown as an asynchronous one, so that PostgreSQL can stand behind the same functions. */
function asynchronous(builder: unknown): Tx {
  return builder as Tx;
}
