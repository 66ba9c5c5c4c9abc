/** A store in which something cannot be written for a while, as with a fault that only shows when it is used. */
import { join } from "node:path";
import { Database } from "@hansa/kit/store/sqlite";
import { type Cast, pass } from "./cast.ts";

/** From now on the store of a service refuses this, such as `INSERT ON orders`. Answers with how to mend it. */
export async function spoil(cast: Cast, store: string, what: string): Promise<() => Promise<void>> {
  await change(cast, store, `CREATE TRIGGER spoiled BEFORE ${what} BEGIN SELECT RAISE(ABORT, 'spoiled'); END`);
  return () => change(cast, store, "DROP TRIGGER spoiled");
}

/** Waits its turn: whoever writes may wait for others in the middle of it. */
async function change(cast: Cast, store: string, statement: string): Promise<void> {
  for (;;) {
    const db = new Database(join(cast.folder, `${store}.db`), { timeout: 0 });
    try {
      db.exec(statement);
      return;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "SQLITE_BUSY")) throw error;
    } finally {
      db.close();
    }
    await pass(cast, 1);
  }
}
