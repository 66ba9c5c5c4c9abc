/** The index of parts on PostgreSQL: trigrams of the search text (pg_trgm), which serve a pattern. */
import { type Placeholder, sql } from "drizzle-orm";
import { users } from "../tables.ts";

export const partsOnPg = {
  table: sql`${users}`,
  row: sql<number>`${users.searchRow}`,
  /** `pattern`: the part between two `%`. */
  matches: (pattern: Placeholder) => sql`${users.searchText} LIKE ${pattern} ESCAPE '\\'`,
};
