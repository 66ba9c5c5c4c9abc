/** The full-text index of SQLite (FTS5): the one place with SQL that only SQLite knows. */
import type { Reader, Tx } from "@hansa/kit/store";
import { and, eq, inArray, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** A virtual table, made by a migration of its own. Its rowid is the product's `searchRow`. */
const searchIndex = sqliteTable("product_search", {
  row: integer("rowid").primaryKey(),
  title: text("title").notNull(),
  options: text("options").notNull(),
  facets: text("facets").notNull(),
  skus: text("skus").notNull(),
  description: text("description").notNull(),
});

/** How much a word counts in each column: title, options, facets, skus, description. */
const weights = sql.raw("10.0, 4.0, 4.0, 8.0, 1.0");

/** The rows of the index that have, for each word, some word that begins with it, as `found(row, rank)`; the smaller the rank, the better. */
export function foundBy(words: readonly string[]): SQL {
  return foundFor(questionOf(words));
}

/** Whether `row` is among the rows that `foundBy` finds. */
export function isAmong(words: readonly string[], row: SQLWrapper): SQL {
  return sql`${row} IN (SELECT rowid FROM product_search WHERE product_search MATCH ${questionOf(words)})`;
}

/** The same, of rows that have all the words in their title. */
export function foundInTitleBy(words: readonly string[]): SQL {
  return foundFor(`title : (${questionOf(words)})`);
}

/** How well a row of `found` matches. */
export const relevance: SQL<number> = sql<number>`found.rank`;

/** Gathered before anything else is looked at: asked product by product, the index would be searched anew for each. */
function foundFor(question: string): SQL {
  return sql`(WITH hits AS MATERIALIZED (
    SELECT rowid AS row, bm25(product_search, ${weights}) AS rank FROM product_search WHERE product_search MATCH ${question}
  ) SELECT row, rank FROM hits) found`;
}

/** For each of these rows the piece of text that the words were found in; null if they are in no text. */
export async function findSnippets(
  db: Reader,
  words: readonly string[],
  rows: readonly number[],
): Promise<Map<number, string | null>> {
  const question = questionOf(words);
  // The plus keeps the planner from searching the index once for each row.
  const found = await db
    .select({ row: searchIndex.row, inTitle: snippetFrom(0), inDescription: snippetFrom(4) })
    .from(searchIndex)
    .where(and(sql`product_search MATCH ${question}`, inArray(sql`+${searchIndex.row}`, [...rows])));
  return new Map(found.map(({ row, inTitle, inDescription }) => [row, marked(inDescription) ?? marked(inTitle)]));
}

/** The words around the match in one column. The match stands between marks that no indexed text has. */
function snippetFrom(column: number): SQL<string> {
  return sql<string>`snippet(product_search, ${sql.raw(String(column))}, char(2), char(3), '…', 14)`;
}

/** The text with its matches between « and »; null if it has none. */
function marked(text: string): string | null {
  return text.includes("\u0002") ? text.replaceAll("\u0002", "«").replaceAll("\u0003", "»") : null;
}

/** The different words of a query. What is neither letter nor digit separates them, so nothing of the index's own language can be said. */
export function wordsOf(query: string): string[] {
  return [
    ...new Set(
      query
        .normalize("NFC")
        .toLowerCase()
        .match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu) ?? [],
    ),
  ];
}

/** The question for the index: for each word, some word that begins with it. */
function questionOf(words: readonly string[]): string {
  return words.map(prefixOf).join(" AND ");
}

function prefixOf(word: string): string {
  return `"${word}"*`;
}

export type SearchText = Omit<typeof searchIndex.$inferInsert, "row">;

/** Replaces what is known of a product. */
export async function indexProduct(tx: Tx, row: number, text: SearchText): Promise<void> {
  const { title, options, facets, skus, description } = text;
  await tx.delete(searchIndex).where(eq(searchIndex.row, row));
  await tx.insert(searchIndex).values({
    row,
    title: readable(title),
    options: readable(options),
    facets: readable(facets),
    skus: readable(skus),
    description: readable(description),
  });
}

/** Accents as one letter each, as queries have them; single blanks; no control characters, which mark matches. */
function readable(text: string): string {
  return text
    .normalize("NFC")
    .replaceAll(/[\p{Cc}\s]+/gu, " ")
    .trim();
}
