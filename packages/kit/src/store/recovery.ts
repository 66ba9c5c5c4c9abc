/** Recovery of stores in databases that went back to an earlier moment. The driver is loaded where it is asked for. */
import type { Runtime } from "../runtime/runtime.ts";
import type { DatabasePlace } from "./engine/pg/place.ts";
import type { Recovery } from "./engine/pg/recovery.ts";

export type { Recovery };

/** Looks at the database of a stopped shop, whose last commit is noted beside `file` of the place; undefined if it has no store. */
export async function openRecovery(
  place: DatabasePlace,
  runtime: Pick<Runtime, "newId">,
): Promise<Recovery | undefined> {
  const { openDatabaseRecovery } = await import("./engine/pg/recovery.ts");
  return openDatabaseRecovery(place, runtime);
}
