/** A store of tins in a schema of its own of the tests' database, and another look at it. */

import pg from "pg";
import { onTestFinished } from "vitest";
import { createMetrics } from "../../../src/runtime/metrics.ts";
import { type Runtime, systemRuntime } from "../../../src/runtime/runtime.ts";
import type { DatabasePlace } from "../../../src/store/engine/pg/place.ts";
import { openStore, type Store } from "../../../src/store/store.ts";
import { requireDatabase } from "../../../testing/servers/postgres.ts";
import { tinMigrations } from "../shelf.ts";

let schemas = 0;

/** A schema that no other test has. */
export async function newSchema(context: { skip(message: string): void }): Promise<DatabasePlace> {
  const { url } = await requireDatabase(context);
  schemas += 1;
  return { engine: "pg", url, schema: `tins_${process.pid}_${schemas}`, pool: 3 };
}

/** Opens a store; it is closed when the test ends. */
export async function openTinsIn(place: DatabasePlace, runtime: Runtime = systemRuntime): Promise<Store> {
  const store = await openStore({ place, migrations: tinMigrations, runtime, metrics: createMetrics() });
  onTestFinished(() => store.close());
  return store;
}

/** Opens a session beside the store, in its schema; it is closed when the test ends. */
export async function openSession({ url, schema }: DatabasePlace): Promise<pg.Client> {
  const session = new pg.Client({ connectionString: url, options: `-c search_path="${schema}",hansa` });
  await session.connect();
  onTestFinished(() => session.end());
  return session;
}

/** A session of the server's owner, which a private server of tests has; it is closed when the test ends. */
export async function openSuperuser({ url }: Pick<DatabasePlace, "url">): Promise<pg.Client> {
  const owner = new URL(url);
  owner.username = "postgres";
  const session = new pg.Client({ connectionString: owner.href });
  await session.connect();
  onTestFinished(() => session.end());
  return session;
}
