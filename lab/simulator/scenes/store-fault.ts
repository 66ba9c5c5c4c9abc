/** Changes stores behind the backs of their services; makes one kind of write fail for a while, by a trigger. */
import { Database } from "@hansa/kit/store";
import { storeFile } from "../../../cli/host/shop.mjs";
import { type Actors, pass } from "./actors.ts";

/** From now on the store of a service refuses this, such as `INSERT ON orders`. Answers with how to mend it. */
export async function breakWrites(cast: Actors, store: string, what: string): Promise<() => Promise<void>> {
  await changeStore(cast, store, `CREATE TRIGGER spoiled BEFORE ${what} BEGIN SELECT RAISE(ABORT, 'spoiled'); END`);
  return () => changeStore(cast, store, "DROP TRIGGER spoiled");
}

/** Executes statements. Retries until the lock is free: a writer may wait for others within its transaction. */
export async function changeStore(cast: Actors, store: string, statements: string): Promise<void> {
  for (;;) {
    const db = new Database(storeFile(cast.folder, store), { timeout: 0 });
    try {
      db.exec(statements);
      return;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "SQLITE_BUSY")) throw error;
    } finally {
      db.close();
    }
    await pass(cast, 1);
  }
}
