/** The index of parts on SQLite: full-text search by trigrams (FTS5), which triggers keep up to date. */
import { type Placeholder, sql } from "drizzle-orm";

export const partsOnSqlite = {
  table: sql`user_search`,
  row: sql<number>`rowid`,
  /** `phrase`: the part in quotation marks. */
  matches: (phrase: Placeholder) => sql`user_search MATCH ${phrase}`,
};
