/** The three tables that every store has: what happened here, what was heard from others, and which keys were used. */
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
