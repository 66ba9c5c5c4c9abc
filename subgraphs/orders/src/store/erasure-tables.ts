/** The table of people who were erased: what is left of them here is removed until nothing is. */
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
