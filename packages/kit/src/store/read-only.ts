/** A store that is only read, by a command beside its service or while that is stopped: nothing is created, migrated or written. */
import { dirname } from "node:path";
import { serialQueue } from "../runtime/store-work.ts";
import { uncounted } from "./engine/engine.ts";
import { requireKnownFormat } from "./engine/sqlite/data-format.mjs";
import { Database } from "./engine/sqlite/driver.ts";
import { openReads } from "./engine/sqlite/reads.ts";
import type { StorePlace } from "./place.ts";
import type { Store } from "./store.ts";

export type ReadOnlyStore = Pick<Store, "read" | "close">;

/** Opens the store. Throws if it is not there, of a newer format, or was moved away. */
export async function openReadOnlyStore(place: StorePlace): Promise<ReadOnlyStore> {
  if (place.engine === "sqlite") return openFile(place.file);
  const { openDatabaseToRead } = await import("./engine/pg/read-only.ts");
  return openDatabaseToRead(place);
}

function openFile(file: string): ReadOnlyStore {
  requireKnownFormat(dirname(file));
  const connection = new Database(file, { readonly: true, fileMustExist: true, timeout: 5_000 });
  return {
    read: openReads(connection, {
      inTurn: serialQueue(),
      metrics: uncounted,
      logsStatements: false,
      health: { noteFailure: () => {}, noteSuccess: () => {} },
    }),
    close: async () => void connection.close(),
  };
}
