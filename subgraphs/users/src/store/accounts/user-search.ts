/** Search of people by parts of their name and address: each engine has an index of all parts, which follows every change. */
import { byEngine, type Reader, statement } from "@hansa/kit/store";
import { partsOnPg } from "./user-search.pg.ts";
import { partsOnSqlite } from "./user-search.sqlite.ts";

/** The indexes find parts of at least this length only. */
const minPartLength = 3;
/** So few people are sorted; of more, the list finds a page soon, the newest first. */
const maxSorted = 1_000;

/** A filter of the list of people: their rows, or a pattern that the list is searched for. */
type PartFilter = { rows: string } | { pattern: string };

/** The filter for people who have this folded part in their search text. */
export async function filterByPart(db: Reader, part: string): Promise<PartFilter> {
  // No text of the store has this character, and PostgreSQL takes none that has it.
  if (part.includes("\0")) return { rows: "[]" };
  const pattern = `%${part.replace(/[\\%_]/g, "\\$&")}%`;
  if ([...part].length < minPartLength) return { pattern };
  const rows = await rowsWithPart(db, `"${part.replaceAll('"', '""')}"`, pattern, maxSorted + 1);
  return rows.length > maxSorted ? { pattern } : { rows: JSON.stringify(rows.map(({ row }) => row)) };
}

const rowsWithPart = statement(["text", "text", "number"], (db: Reader, phrase, pattern, limit) =>
  db
    .select({ row: byEngine<number>({ sqlite: partsOnSqlite.row, pg: partsOnPg.row }) })
    .from(byEngine({ sqlite: partsOnSqlite.table, pg: partsOnPg.table }))
    .where(byEngine({ sqlite: partsOnSqlite.matches(phrase), pg: partsOnPg.matches(pattern) }))
    .limit(limit),
);
