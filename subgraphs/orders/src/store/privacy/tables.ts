/** Tables of erasures of accounts and guests. */
import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const erasures = sqliteTable(
  "erasures",
  {
    userId: text("user_id").primaryKey(),
    heardAt: integer("heard_at").notNull(),
    /** Null while a purchase in progress delays the erasure. */
    doneAt: integer("done_at"),
  },
  (table) => [index("erasures_open").on(table.heardAt).where(sql`done_at IS NULL`)],
);

/** Pending erasures of guests. Completed ones are deleted. */
export const guestErasures = sqliteTable("guest_erasures", {
  id: text("id").primaryKey(),
  /** Null once no other row contains it, and only the WAL checkpoint is pending. */
  email: text("email"),
  heardAt: integer("heard_at").notNull(),
});

export type GuestErasureRow = typeof guestErasures.$inferSelect;
