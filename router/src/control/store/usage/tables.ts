/** Tables of usage: the operations of clients, and how often each client asked for each of them in each week. */
import { graphContracts } from "@hansa/contracts/graph-contracts";
import { id, integer, json, primaryKey, table, text, time } from "@hansa/kit/store";

/** Operations, without the literals, comments and aliases of their clients. */
export const usageOperations = table("usage_operations", {
  hash: id("hash"),
  /** The instance of the router that counted. */
  instance: integer("instance").notNull(),
  name: text("name").notNull(),
  operation: text("operation").notNull(),
  /** The contract under which it was sent; the hash differs by it. */
  contract: text("contract", { enum: graphContracts }).notNull().default("ALL"),
  /** Coordinates of the fields, such as `Product.rating`. */
  fields: json("fields").$type<readonly string[]>().notNull(),
  /** The estimated bytes of the row, for the bound of the store. */
  bytes: integer("bytes").notNull(),
});

/** Requests for an operation by one client in one week. */
export const usageCounts = table(
  "usage_counts",
  {
    hash: text("hash").notNull(),
    /** Weeks of seven days since 1970, UTC. */
    week: integer("week").notNull(),
    clientName: text("client_name").notNull(),
    clientVersion: text("client_version").notNull(),
    instance: integer("instance").notNull(),
    count: integer("count").notNull(),
    /** Requests whose response had errors. */
    errors: integer("errors").notNull(),
    /** The sum of all durations, in milliseconds. */
    durationMs: integer("duration_ms").notNull(),
    /** Requests by duration: below 10 ms, below 100 ms, below a second; the others took longer. */
    below10Ms: integer("below_10_ms").notNull(),
    below100Ms: integer("below_100_ms").notNull(),
    below1000Ms: integer("below_1000_ms").notNull(),
    lastUsedAt: time("last_used_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.hash, table.week, table.clientName, table.clientVersion] })],
);

export type UsageOperation = typeof usageOperations.$inferSelect;
export type UsageCount = typeof usageCounts.$inferSelect;
