/** Tables of the engine: pragma log and clock. */
import { boolean, integer, sequence, table, text, time } from "./columns.ts";

/** The pragmas of each opening of the store, as SQLite reported them on that connection. For audits. */
export const pragmaLog = table("pragma_log", {
  seq: sequence("seq"),
  openedAt: time("opened_at").notNull(),
  /** Opened without fsync, to be filled from nothing and discarded if interrupted. */
  withoutFsync: boolean("without_fsync").notNull(),
  journalMode: text("journal_mode").notNull(),
  /** 2: a commit waits for the disk. */
  synchronous: integer("synchronous").notNull(),
  foreignKeys: integer("foreign_keys").notNull(),
  busyTimeoutMs: integer("busy_timeout_ms").notNull(),
});

/** One row: the store's time at which the machine's monotonic clock showed `monotonic`. */
export const storeClock = table("store_clock", {
  id: integer("id").primaryKey(),
  /** The id of a boot of the machine. */
  boot: text("boot").notNull(),
  at: time("at").notNull(),
  monotonic: integer("monotonic").notNull(),
});
