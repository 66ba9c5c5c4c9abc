/** Full-text index of products (SQLite FTS5). The SQL is specific to SQLite. */

import { beyondCursor, type Keyset, orderOfPage, type Page } from "@hansa/kit/graphql";
import { integer, type Reader, rowInto, statement, type Tx, table, text } from "@hansa/kit/store";
import { and, eq, inArray, type SQL, sql } from "drizzle-orm";

/** A virtual table with its own migration. Its rowid is the `searchRow` of the product. */
const searchIndex = table("product_search", {
  row: integer("rowid").primaryKey(),
  title: text("title").notNull(),
  options: text("options").notNull(),
  facets: text("facets").notNull(),
  skus: text("skus").notNull(),
  description: text("description").notNull(),
});

/** The weight of each column: title, options, facets, SKUs, description. */
const weights = sql.raw("10.0, 4.0, 4.0, 8.0, 1.0");

/** The rows that have, for each word, a word with this prefix, as `found(row)` in the order of their age. */
export function foundBy(words: readonly string[]): SQL {
  return sql`(SELECT rowid AS row FROM product_search WHERE product_search MATCH ${matchQueryOf(words)}) found`;
}

/** The rows that have all the words in their title, as `found(row, rank)`. Materialized, or the index would be searched for each product. */
export function foundInTitleBy(words: readonly string[]): SQL {
  const hits = ranked(`title : (${matchQueryOf(words)})`);
  return sql`(WITH hits AS MATERIALIZED (${hits}) SELECT row, rank FROM hits) found`;
}

/** The relevance of a row of `found`. */
export const relevance: SQL<number> = sql<number>`found.rank`;

/** The most relevant first. Rows are numbered by age, so that the older of two equal ones is first. */
export const mostRelevantFirst: Keyset = { columns: [relevance, sql<number>`found.row`], descending: false };

/**
 * The rows of `foundBy` that a page begins with, `limit` at most, as `found(row, rank, total)`; `total` is their number. Smaller ranks are
 * better. Materialized: otherwise the index would be searched again for each product.
 */
export function foundFor(words: readonly string[], page: Page, limit: number): SQL {
  const beyond = beyondCursor(mostRelevantFirst, page);
  return sql`(WITH hits AS MATERIALIZED (
    SELECT found.row AS row, found.rank AS rank FROM (${ranked(matchQueryOf(words))}) found ${beyond && sql`WHERE ${beyond}`}
    ORDER BY ${sql.join(orderOfPage(mostRelevantFirst, page), sql`, `)} LIMIT ${limit}
  ) SELECT row, rank, (SELECT count(*) FROM hits) AS total FROM hits) found`;
}

function ranked(request: string): SQL {
  return sql`SELECT rowid AS row, bm25(product_search, ${weights}) AS rank FROM product_search WHERE product_search MATCH ${request}`;
}

/** Returns the text around the match of each row; null if no text matches. */
export async function findSnippets(
  db: Reader,
  words: readonly string[],
  rows: readonly number[],
): Promise<Map<number, string | null>> {
  const request = matchQueryOf(words);
  // The plus prevents the planner from searching the index once for each row.
  const found = await db
    .select({ row: searchIndex.row, inTitle: snippetFrom(0), inDescription: snippetFrom(4) })
    .from(searchIndex)
    .where(and(sql`product_search MATCH ${request}`, inArray(sql`+${searchIndex.row}`, [...rows])));
  return new Map(found.map(({ row, inTitle, inDescription }) => [row, marked(inDescription) ?? marked(inTitle)]));
}

/** The text around the match in one column, with the match between marks that no indexed text contains. */
function snippetFrom(column: number): SQL<string> {
  return sql<string>`snippet(product_search, ${sql.raw(String(column))}, char(2), char(3), '…', 14)`;
}

/** The text with its matches between « and »; null if it has none. */
function marked(text: string): string | null {
  return text.includes("\u0002") ? text.replaceAll("\u0002", "«").replaceAll("\u0003", "»") : null;
}

/** Returns the distinct words of a query. All other characters are separators, so the query syntax of the index is unreachable. */
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

/** The match expression of the index: for each word, a word with this prefix. */
function matchQueryOf(words: readonly string[]): string {
  return words.map(prefixOf).join(" AND ");
}

function prefixOf(word: string): string {
  return `"${word}"*`;
}

export type SearchText = Omit<typeof searchIndex.$inferInsert, "row">;

/** Replaces the indexed text of a product. */
export async function indexProduct(tx: Tx, row: number, text: SearchText): Promise<void> {
  const { title, options, facets, skus, description } = text;
  await clearIndex(tx, row);
  await addToIndex(tx, {
    row,
    title: readable(title),
    options: readable(options),
    facets: readable(facets),
    skus: readable(skus),
    description: readable(description),
  });
}

const clearIndex = statement([searchIndex.row], (tx: Tx, row) =>
  tx.delete(searchIndex).where(eq(searchIndex.row, row)),
);
const addToIndex = rowInto(searchIndex);

/** Normalizes accents as in queries, blanks, and control characters, which mark matches. */
function readable(text: string): string {
  return text
    .normalize("NFC")
    .replaceAll(/[\p{Cc}\s]+/gu, " ")
    .trim();
}
