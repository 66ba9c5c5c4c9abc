/** Databases as commands use them beside the stores that are open. The driver is loaded where it is asked for. */
import type { DatabasePlace } from "./engine/pg/place.ts";
import type { DatabaseSchema } from "./engine/pg/schema.ts";
import type { DatabaseSnapshot } from "./engine/pg/snapshot.ts";

export type { DatabaseSchema, DatabaseSnapshot };

/** Looks at the schema of a place. Throws if the server cannot be reached. */
export async function openSchema(place: DatabasePlace): Promise<DatabaseSchema> {
  const { openDatabaseSchema } = await import("./engine/pg/schema.ts");
  return openDatabaseSchema(place);
}

/** Whether a store was ever opened in the schema of a database. Throws if the server cannot be reached. */
export async function hasStore(place: DatabasePlace): Promise<boolean> {
  const schema = await openSchema(place);
  await schema.close();
  return schema.hasStore;
}

/** Prepares a snapshot of the store at a place. Throws if the server cannot be reached. */
export async function openSnapshot(place: DatabasePlace): Promise<DatabaseSnapshot> {
  const { openDatabaseSnapshot } = await import("./engine/pg/snapshot.ts");
  return openDatabaseSnapshot(place);
}
