/** Durability of the commits of a connection, in the words of SQLite's pragmas. */
import { sql } from "drizzle-orm";
import { byEngine } from "./dialect.ts";

/** PostgreSQL has no such pragmas: its log is always written ahead, keys are always checked, and a write waits for its lock. */
export const durability = {
  journalMode: byEngine({ sqlite: sql`(SELECT journal_mode FROM pragma_journal_mode)`, pg: sql`'wal'` }),
  synchronous: byEngine({
    sqlite: sql`(SELECT synchronous FROM pragma_synchronous)`,
    pg: sql`CASE WHEN current_setting('fsync') = 'on' AND current_setting('synchronous_commit') <> 'off' THEN 2 ELSE 0 END`,
  }),
  foreignKeys: byEngine({ sqlite: sql`(SELECT foreign_keys FROM pragma_foreign_keys)`, pg: sql`1` }),
  busyTimeoutMs: byEngine({ sqlite: sql`(SELECT timeout FROM pragma_busy_timeout)`, pg: sql`4000` }),
};
