/** The query builder of a connection. */
import type { Database as Connection } from "better-sqlite3";
import { drizzle } from "drizzle-orm/better-sqlite3";
import type { Metrics } from "../../../runtime/metrics.ts";
import { assertWorkRuns } from "../../../runtime/store-work.ts";
import type { Tx } from "../engine.ts";
import { lateBuilder } from "../statement-run.ts";
import { cacheStatements, lateClient } from "./statements.ts";

type Counts = Pick<Metrics, "countStatement">;
type Connected = { client: Connection; metrics: Counts };

const link = lateBuilder<Connected>("sqlite", (connected) =>
  createBuilder(
    lateClient(() => connected().client),
    () => connected().metrics,
  ),
);

/** Creates the query builder of a connection, which counts the statements that run. */
export function builderOn(connection: Connection, metrics: Counts): Tx {
  const client = cacheStatements(connection);
  const builder = createBuilder(client, () => metrics);
  link(builder, { client, metrics });
  return builder;
}

function createBuilder(client: Connection, metrics: () => Counts): Tx {
  const logger = {
    logQuery: () => {
      assertWorkRuns();
      metrics().countStatement();
    },
  };
  return asynchronous(drizzle({ client, logger }));
}

/** The one cast: the synchronous driver is shown as an asynchronous one, so that PostgreSQL can stand behind the same functions. */
function asynchronous(builder: unknown): Tx {
  return builder as Tx;
}
