/** Extensions of a database: a migration makes them, and a database that cannot have one is refused in one line with the remedy. */
import { CommandFailure } from "../../../command-line/failure.ts";
import type { Connection } from "./connection.ts";
import { isRepeatable } from "./faults.ts";
import { type DatabasePlace, nameOf } from "./place.ts";

/** The statement of a migration. The schema is one that every session searches. */
const creation = /^CREATE EXTENSION IF NOT EXISTS (\w+) SCHEMA hansa;$/gm;

/** Makes the extensions that a migration names, before the rest of it. */
export async function makeExtensions(connection: Connection, place: DatabasePlace, migration: string): Promise<void> {
  for (const [statement, name = ""] of migration.matchAll(creation)) {
    await connection.command(statement).catch((error) => {
      if (isRepeatable(error)) throw error;
      const remedy = `Let an administrator of the server run in this database: CREATE EXTENSION ${name} SCHEMA hansa`;
      // The functions of the store are made in the same transaction, and this one is undone with them.
      const schema = "after CREATE SCHEMA IF NOT EXISTS hansa AUTHORIZATION <the role of the store>";
      throw refusal(place, `the extension ${name} cannot be made (${messageOf(error)}). ${remedy}, ${schema}.`, error);
    });
    const [elsewhere] = await connection.ask(
      `SELECT nspname FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace
        WHERE extname = $1 AND nspname <> ALL (current_schemas(false))`,
      [name],
    );
    if (elsewhere) {
      const fault = `the extension ${name} is in the schema ${elsewhere[0]}, which no session of the store searches`;
      throw refusal(
        place,
        `${fault}. Let an administrator of the server run: ALTER EXTENSION ${name} SET SCHEMA hansa.`,
      );
    }
  }
}

function refusal(place: DatabasePlace, fault: string, cause?: unknown): CommandFailure {
  return new CommandFailure(`${nameOf(place)}: ${fault}`, { cause });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
