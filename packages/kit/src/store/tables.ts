/** The kit's tables: outbox, event cursors, idempotency keys, leases and fencing tokens; those of the engine are beside it. */
import { id, integer, json, primaryKey, sequence, table, text, time } from "./engine/columns.ts";

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

export { pragmaLog, storeClock } from "./engine/tables.ts";
