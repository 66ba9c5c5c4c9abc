/** The tables of the kit: what happened here, what was heard from others, which keys were used, whose turn it is, what time it is, and how all was opened. */
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Events of this service, in the order in which they were committed. Append only. */
export const outbox = sqliteTable("outbox", {
  seq: integer("seq").primaryKey({ autoIncrement: true }),
  eventId: text("event_id").notNull().unique(),
  type: text("type").notNull(),
  version: integer("version").notNull(),
  aggregateId: text("aggregate_id").notNull(),
  payload: text("payload", { mode: "json" }).notNull(),
  occurredAt: integer("occurred_at").notNull(),
});

/** How far we have applied another service's events. Moves in the same transaction as their effect. */
export const inboxCursor = sqliteTable("inbox_cursor", {
  source: text("source").primaryKey(),
  seq: integer("seq").notNull(),
});

/** Keys under which a mutation was asked, and what it answered, or what was begun and is not answered yet. */
export const idempotency = sqliteTable(
  "idempotency",
  {
    scope: text("scope").notNull(),
    key: text("key").notNull(),
    requestHash: text("request_hash").notNull(),
    state: text("state", { enum: ["begun", "done"] }).notNull(),
    answer: text("answer", { mode: "json" }),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.scope, table.key] })],
);

/** How the store was set each time it was opened, as SQLite said on that connection. For whoever audits it. */
export const storeOpenings = sqliteTable("store_openings", {
  seq: integer("seq").primaryKey({ autoIncrement: true }),
  openedAt: integer("opened_at").notNull(),
  /** It was opened to be filled from nothing, and thrown away if that is cut short: the disk is not waited for. */
  hasty: integer("hasty", { mode: "boolean" }).notNull(),
  journalMode: text("journal_mode").notNull(),
  /** 2: a commit waits until it is on the disk. */
  synchronous: integer("synchronous").notNull(),
  foreignKeys: integer("foreign_keys").notNull(),
  busyTimeoutMs: integer("busy_timeout_ms").notNull(),
});

/** Events that could not be applied, and those behind them about the same thing: each waits for the one before it. */
export const parkedEvents = sqliteTable(
  "parked_events",
  {
    follower: text("follower").notNull(),
    seq: integer("seq").notNull(),
    aggregateId: text("aggregate_id").notNull(),
    /** As it came. */
    event: text("event", { mode: "json" }).notNull(),
    /** When it is tried again, by the store's clock. */
    nextTryAt: integer("next_try_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.follower, table.seq] }),
    index("parked_events_of_aggregate").on(table.follower, table.aggregateId, table.seq),
  ],
);

/** Whose turn it is to do what only one may do. A turn ends by itself. */
export const leases = sqliteTable("leases", {
  name: text("name").primaryKey(),
  owner: text("owner").notNull(),
  /** By the store's clock. */
  endsAt: integer("ends_at").notNull(),
  /** Rises whenever it is taken. */
  fence: integer("fence").notNull(),
});

/** The latest turn that was heard of here. Whoever comes with an earlier one has lost it. */
export const fences = sqliteTable("fences", {
  lease: text("lease").primaryKey(),
  fence: integer("fence").notNull(),
});

/** One row: what time it was by the store's clock when the machine's own stood at `monotonic`. */
export const storeClock = sqliteTable("store_clock", {
  id: integer("id").primaryKey(),
  /** One start of the machine. */
  boot: text("boot").notNull(),
  at: integer("at").notNull(),
  monotonic: integer("monotonic").notNull(),
});
