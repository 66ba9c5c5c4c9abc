/** Hits of a search in SQLite's full-text index (FTS5). */
import type { SearchWord } from "@hansa/kit/runtime";
import { type SQL, sql } from "drizzle-orm";

/**
 * The weight of each column: title, options, facets, SKUs, description, endings of the title and of the rest. The rank of an ending is below
 * that of any word.
 */
const weights = sql.raw("10.0, 4.0, 4.0, 8.0, 1.0, 0.000000001, 0.000000001");

/** The rows that have all of these words, as (row) in the order of their age. */
export function hits(words: readonly SearchWord[]): SQL {
  return sql`SELECT rowid AS row FROM product_search WHERE product_search MATCH ${matchQueryOf(words)}`;
}

/** The same with their ranks, as (row, rank). */
export function rankedHits(words: readonly SearchWord[]): SQL {
  return ranked(matchQueryOf(words));
}

/** The rows that have all the words in their title, as (row, rank). */
export function rankedTitleHits(words: readonly SearchWord[]): SQL {
  return ranked(`{title title_endings} : (${matchQueryOf(words)})`);
}

function ranked(request: string): SQL {
  return sql`SELECT rowid AS row, bm25(product_search, ${weights}) AS rank FROM product_search WHERE product_search MATCH ${request}`;
}

/** The match expression of the index. Terms have no character with a meaning in it. */
function matchQueryOf(words: readonly SearchWord[]): string {
  return words.map(({ ways }) => `(${ways.map(allOf).join(" OR ")})`).join(" AND ");
}

function allOf(way: SearchWord["ways"][number]): string {
  return `(${way.map(({ kind, text }) => `"${text}"${kind === "prefix" || kind === "ending" ? "*" : ""}`).join(" AND ")})`;
}
