/** The tables of people who were erased, with an account or without: what is left of them here is removed until nothing is. */
import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const erasures = sqliteTable(
  "erasures",
  {
    userId: text("user_id").primaryKey(),
    heardAt: integer("heard_at").notNull(),
    /** Null while something of theirs is still being bought, and so cannot be let go of yet. */
    doneAt: integer("done_at"),
  },
  (table) => [index("erasures_open").on(table.heardAt).where(sql`done_at IS NULL`)],
);

/** People without an account. Nothing is left here of those who were forgotten. */
export const guestErasures = sqliteTable("guest_erasures", {
  id: text("id").primaryKey(),
  /** Null once no other row has it, and only the store's log is still to be emptied. */
  email: text("email"),
  heardAt: integer("heard_at").notNull(),
});

export type GuestErasureRow = typeof guestErasures.$inferSelect;
