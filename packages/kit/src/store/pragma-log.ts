/** The pragma log: each opening of a store records how durable its commits are, which no other connection can see. */
import { sql } from "drizzle-orm";
import type { Runtime } from "../runtime/runtime.ts";
import { byEngine } from "./engine/dialect.ts";
import { isOpeningWithoutFsync } from "./engine/sqlite/engine.ts";
import type { Store } from "./store.ts";
import { pragmaLog } from "./tables.ts";

/** PostgreSQL has no such pragmas: its log is always written ahead, keys are always checked, and a lock is waited for. */
const found = {
  journalMode: byEngine({ sqlite: sql`(SELECT journal_mode FROM pragma_journal_mode)`, pg: sql`'wal'` }),
  synchronous: byEngine({
    sqlite: sql`(SELECT synchronous FROM pragma_synchronous)`,
    pg: sql`CASE WHEN current_setting('fsync') = 'on' AND current_setting('synchronous_commit') <> 'off' THEN 2 ELSE 0 END`,
  }),
  foreignKeys: byEngine({ sqlite: sql`(SELECT foreign_keys FROM pragma_foreign_keys)`, pg: sql`1` }),
  busyTimeoutMs: byEngine({ sqlite: sql`(SELECT timeout FROM pragma_busy_timeout)`, pg: sql`4000` }),
};

/** Reads them on the writer's own connection and stores them. */
export async function recordPragmas(store: Store, runtime: Runtime): Promise<void> {
  const withoutFsync = isOpeningWithoutFsync();
  await store.write("record-opening", async (tx) => {
    await tx.insert(pragmaLog).values({ openedAt: runtime.now(), withoutFsync, ...found });
  });
}
