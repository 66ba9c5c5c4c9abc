/** The pragma log: each opening of a store records its pragmas, which no other connection can see. */
import { sql } from "drizzle-orm";
import type { Runtime } from "../runtime/runtime.ts";
import { isOpeningWithoutFsync } from "./engine/sqlite/engine.ts";
import type { Store } from "./store.ts";
import { pragmaLog } from "./tables.ts";

/** Reads the pragmas on the writer's own connection and stores them. */
export async function recordPragmas(store: Store, runtime: Runtime): Promise<void> {
  const withoutFsync = isOpeningWithoutFsync();
  await store.write("record-opening", async (tx) => {
    await tx.insert(pragmaLog).values({
      openedAt: runtime.now(),
      withoutFsync,
      journalMode: sql`(SELECT journal_mode FROM pragma_journal_mode)`,
      synchronous: sql`(SELECT synchronous FROM pragma_synchronous)`,
      foreignKeys: sql`(SELECT foreign_keys FROM pragma_foreign_keys)`,
      busyTimeoutMs: sql`(SELECT timeout FROM pragma_busy_timeout)`,
    });
  });
}
