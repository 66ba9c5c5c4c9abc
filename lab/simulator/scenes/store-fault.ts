/** Makes one kind of write to a store fail for a while, by a trigger. */
import { Database } from "@hansa/kit/store";
import { storeFile } from "../../../cli/host/shop.mjs";
import { type Actors, pass } from "./actors.ts";

/** From now on the store of a service refuses this, such as `INSERT ON orders`. Answers with how to mend it. */
export async function breakWrites(cast: Actors, store: string, what: string): Promise<() => Promise<void>> {
  await change(cast, store, `CREATE TRIGGER spoiled BEFORE ${what} BEGIN SELECT RAISE(ABORT, 'spoiled'); END`);
  return () => change(cast, store, "DROP TRIGGER spoiled");
}

/** Retries until the lock is free: a writer may wait for others within its transaction. */
async function change(cast: Actors, store: string, statement: string): Promise<void> {
  for (;;) {
    const db = new Database(storeFile(cast.folder, store), { timeout: 0 });
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
