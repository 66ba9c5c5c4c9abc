/** The table of API clients: programs with a key and scopes of their own. */
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const apiClients = sqliteTable(
  "api_clients",
  {
    id: text("id").primaryKey(),
    displayName: text("display_name").notNull(),
    /** In alphabetical order. They never change: other scopes are another client. */
    scopes: text("scopes", { mode: "json" }).$type<string[]>().notNull(),
    /** SHA-256 of the key: it is recognised by it, and cannot be used. */
    keyHash: text("key_hash").notNull().unique(),
    createdBy: text("created_by").notNull(),
    createdAt: integer("created_at").notNull(),
    /** To the minute or so: reading must not mean writing. */
    lastUsedAt: integer("last_used_at"),
    revokedAt: integer("revoked_at"),
  },
  (table) => [index("api_clients_newest").on(table.createdAt, table.id)],
);

export type ApiClientRow = typeof apiClients.$inferSelect;
