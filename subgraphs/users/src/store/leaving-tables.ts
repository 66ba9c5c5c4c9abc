/** The tables of people who ask what is known about them, and of people who leave. */
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

/** Everything the four services know about a person, on its way to whoever asked. Never kept for long. */
export const accountExports = sqliteTable(
  "account_exports",
  {
    id: text("id").primaryKey(),
    /** Whose data it is. */
    userId: text("user_id").notNull(),
    /** Who asked: the same person, who gets the link by mail, or a colleague, who is answered it. */
    askedBy: text("asked_by").notNull(),
    /** Of the token in the link. */
    tokenHash: text("token_hash").notNull().unique(),
    createdAt: integer("created_at").notNull(),
    attempts: integer("attempts").notNull(),
    /** When the services are asked again, while it is not whole. */
    dueAt: integer("due_at").notNull(),
    /** The file, once every service has answered; null before: there is no half of it. */
    content: text("content"),
    /** When the link ends; null while there is none. */
    expiresAt: integer("expires_at"),
  },
  (table) => [
    uniqueIndex("account_exports_one_each").on(table.userId, table.askedBy),
    index("account_exports_due").on(table.dueAt),
  ],
);

/** The last letter to somebody who was erased: the address, sealed, until the letter has left. */
export const farewells = sqliteTable("farewells", {
  id: text("id").primaryKey(),
  sealedEmail: text("sealed_email").notNull(),
  createdAt: integer("created_at").notNull(),
});

/** Addresses under which people without an account may have bought: sealed, until orders has heard that they are to be forgotten. */
export const departures = sqliteTable(
  "departures",
  {
    id: text("id").primaryKey(),
    sealedEmail: text("sealed_email").notNull(),
    createdAt: integer("created_at").notNull(),
    attempts: integer("attempts").notNull(),
    /** When orders is told, or told again. */
    dueAt: integer("due_at").notNull(),
  },
  (table) => [index("departures_due").on(table.dueAt)],
);

export type DepartureRow = typeof departures.$inferSelect;
export type ExportRow = typeof accountExports.$inferSelect;
export type FarewellRow = typeof farewells.$inferSelect;
