/** The kit's tables: outbox, event cursors, idempotency keys, pragma log, leases, fencing tokens and clock. */
import { boolean, id, integer, json, primaryKey, sequence, table, text, time } from "./columns.ts";

/** Events of this service, in the order in which they were committed. Append only. */
export const outbox = table("outbox", {
  seq: sequence("seq"),
  eventId: text("event_id").notNull().unique(),
  type: text("type").notNull(),
  version: integer("version").notNull(),
  aggregateId: text("aggregate_id").notNull(),
  payload: json("payload").notNull(),
  occurredAt: time("occurred_at").notNull(),
  /** The place of its change in a sampled trace; null without one. */
  traceparent: text("traceparent"),
});

/** The cursors of event consumers. A cursor moves in the transaction that applies the events. */
export const inboxCursor = table("inbox_cursor", {
  source: id("source"),
  seq: integer("seq").notNull(),
  /** When the source was found to end before the cursor: it has lost events, and the consumer has stopped. Null while it consumes. */
  lostAt: time("lost_at"),
});

/** Idempotency keys, each with its stored response, or with the work that was begun and has no response yet. */
export const idempotency = table(
  "idempotency",
  {
    scope: text("scope").notNull(),
    key: text("key").notNull(),
    requestHash: text("request_hash").notNull(),
    state: text("state", { enum: ["begun", "done"] }).notNull(),
    response: json("answer"),
    createdAt: time("created_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.scope, table.key] })],
);

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

/** Leases: time-limited rights that one process holds at a time. */
export const leases = table("leases", {
  name: id("name"),
  owner: text("owner").notNull(),
  /** By the store's clock. */
  endsAt: time("ends_at").notNull(),
  /** The fencing token: rises whenever the lease is acquired. */
  fencingToken: integer("fencing_token").notNull(),
});

/** The latest fencing token recorded here for each lease. Requests with an earlier one are rejected. */
export const fencingTokens = table("fencing_tokens", {
  lease: id("lease"),
  token: integer("token").notNull(),
});

/** One row: the store's time at which the machine's monotonic clock showed `monotonic`. */
export const storeClock = table("store_clock", {
  id: integer("id").primaryKey(),
  /** The id of a boot of the machine. */
  boot: text("boot").notNull(),
  at: time("at").notNull(),
  monotonic: integer("monotonic").notNull(),
});
