/** The table of API clients: programs with a key and scopes of their own. */
import { graphContracts } from "@hansa/contracts/graph-contracts";
import { id, index, json, table, text, time } from "@hansa/kit/store";

export const apiClients = table(
  "api_clients",
  {
    id: id("id"),
    displayName: text("display_name").notNull(),
    /** In alphabetical order. They never change: other scopes are another client. */
    scopes: json("scopes").$type<string[]>().notNull(),
    /** SHA-256 of the key: it is recognised by it, and cannot be used. */
    keyHash: text("key_hash").notNull().unique(),
    /** The contract of the graph for which the key is. */
    contract: text("contract", { enum: graphContracts }).notNull().default("ALL"),
    createdBy: text("created_by").notNull(),
    createdAt: time("created_at").notNull(),
    /** To the minute or so: reading must not mean writing. */
    lastUsedAt: time("last_used_at"),
    revokedAt: time("revoked_at"),
  },
  (table) => [index("api_clients_newest").on(table.createdAt, table.id)],
);

export type ApiClientRow = typeof apiClients.$inferSelect;
