/** A store that is only read, by a command beside its service or while that is stopped: nothing is created, migrated or written. */
import { dirname } from "node:path";
import { beginRead, runWork } from "../runtime/store-work.ts";
import { builderOn } from "./engine/sqlite/builder.ts";
import { requireKnownFormat } from "./engine/sqlite/data-format.mjs";
import { Database } from "./engine/sqlite/driver.ts";
import type { Store } from "./store.ts";

/** Opens the store. Throws if it is not there, or of a newer format. */
export function openReadOnlyStore(file: string): Pick<Store, "read" | "close"> {
  requireKnownFormat(dirname(file));
  const connection = new Database(file, { readonly: true, fileMustExist: true, timeout: 5_000 });
  const db = builderOn(connection, { countStatement: () => {} });
  let last: Promise<unknown> = Promise.resolve();
  return {
    read: (ask) => {
      const result = last.then(async () => {
        connection.exec("BEGIN");
        try {
          return await runWork(beginRead(), () => ask(db));
        } finally {
          connection.exec("COMMIT");
        }
      });
      last = result.catch(() => undefined);
      return result;
    },
    close: async () => {
      connection.close();
    },
  };
}
