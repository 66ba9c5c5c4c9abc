/** The full-text index of SQLite (FTS5): the one place with SQL that only SQLite knows. */
import type { Tx } from "@hansa/kit/store";
import { eq, type SQL, sql } from "drizzle-orm";
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** A virtual table, made by a migration of its own. Its rowid is the product's `searchRow`. */
export const searchIndex = sqliteTable("product_search", {
  row: integer("rowid").primaryKey(),
  title: text("title").notNull(),
  options: text("options").notNull(),
  facets: text("facets").notNull(),
  skus: text("skus").notNull(),
  description: text("description").notNull(),
});

/** How much a word counts in each column: title, options, facets, skus, description. */
const weights = sql.raw("10.0, 4.0, 4.0, 8.0, 1.0");

/** How well a row matches: smaller is better. */
export const relevance: SQL<number> = sql<number>`bm25(product_search, ${weights})`;

/** The words around the match, the match itself between « and ». */
export const snippet: SQL<string> = sql<string>`snippet(product_search, -1, '«', '»', '…', 14)`;

/** Whether a row has, for each word, some word that begins with it. */
export function matches(words: readonly string[]): SQL {
  return sql`product_search MATCH ${words.map(prefixOf).join(" AND ")}`;
}

/** Whether the title has, for each word, some word that begins with it. */
export function titleMatches(words: readonly string[]): SQL {
  return sql`product_search MATCH ${`title : (${words.map(prefixOf).join(" AND ")})`}`;
}

/** The words of a query. What is neither letter nor digit separates them, so nothing of the index's own language can be said. */
export function wordsOf(query: string): string[] {
  return (query.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).slice(0, 12);
}

function prefixOf(word: string): string {
  return `"${word}"*`;
}

export type SearchText = Omit<typeof searchIndex.$inferInsert, "row">;

/** Replaces what is known of a product. */
export async function indexProduct(tx: Tx, row: number, words: SearchText): Promise<void> {
  await tx.delete(searchIndex).where(eq(searchIndex.row, row));
  await tx.insert(searchIndex).values({ row, ...words });
}
