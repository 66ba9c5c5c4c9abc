/** The four tables that every store has: what happened here, what was heard from others, which keys were used, and how it was opened. */
import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

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

/** Keys under which a mutation was asked, and what it answered. */
export const idempotency = sqliteTable(
  "idempotency",
  {
    scope: text("scope").notNull(),
    key: text("key").notNull(),
    requestHash: text("request_hash").notNull(),
    state: text("state", { enum: ["in_flight", "done"] }).notNull(),
    answer: text("answer", { mode: "json" }),
    lockedUntil: integer("locked_until").notNull(),
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
