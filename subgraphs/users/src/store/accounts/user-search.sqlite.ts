/** Full-text index of people by parts of their name and address (SQLite FTS5). Triggers keep it up to date. The SQL is specific to SQLite. */
import { type Reader, statement } from "@hansa/kit/store";
import { sql } from "drizzle-orm";

/** The index finds parts of at least this length only. */
const minPartLength = 3;
/** So few people are sorted; of more, the list finds a page soon, the newest first. */
const maxSorted = 1_000;

/** The rows of all people who have this part in their search text; undefined if they are many, or the index cannot tell. */
export async function findRowsByPart(db: Reader, part: string): Promise<number[] | undefined> {
  if ([...part].length < minPartLength || part.includes("\0")) return undefined;
  const rows = await rowsByPhrase(db, `"${part.replaceAll('"', '""')}"`, maxSorted + 1);
  return rows.length > maxSorted ? undefined : rows.map(({ row }) => row);
}

const rowsByPhrase = statement(["text", "number"], (db: Reader, phrase, limit) =>
  db.select({ row: sql<number>`rowid` }).from(sql`user_search`).where(sql`user_search MATCH ${phrase}`).limit(limit),
);
