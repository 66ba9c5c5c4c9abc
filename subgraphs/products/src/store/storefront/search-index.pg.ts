/**
 * Hits of a search in PostgreSQL: the terms of a product are a `tsvector`. No text is parsed by the server, whose parser and letters depend on
 * its version and locale.
 */
import type { SearchWord } from "@hansa/kit/runtime";
import { type SQL, sql } from "drizzle-orm";

/** The table with the columns of SQLite's index, which is copied as it is, and what is computed of them. */
export const searchOnPostgres: Record<string, string[]> = {
  product_search: [
    `CREATE TABLE "product_search" (
	"rowid" bigint PRIMARY KEY NOT NULL,
	"title" text NOT NULL,
	"options" text NOT NULL,
	"facets" text NOT NULL,
	"skus" text NOT NULL,
	"description" text NOT NULL,
	"title_endings" text NOT NULL,
	"endings" text NOT NULL,
	"terms" tsvector NOT NULL GENERATED ALWAYS AS (
		hansa.search_terms("title" || ' ' || "title_endings", 'A') || hansa.search_terms("skus", 'B')
		|| hansa.search_terms("options" || ' ' || "facets", 'C') || hansa.search_terms("description" || ' ' || "endings", 'D')
	) STORED
);`,
    `CREATE INDEX "product_search_terms" ON "product_search" USING gin ("terms") WITH (fastupdate = off);`,
  ],
};

/** The weights of the labels D, C, B and A. Those of SQLite's columns are ten times as high. */
const weights = sql.raw("'{0.1, 0.4, 0.8, 1.0}'");
/** Divides a rank by the logarithm of the number of terms. */
const byLength = sql.raw("1");

type Term = SearchWord["ways"][number][number];

/** Where terms are looked for: the label that they must have, and the texts with their order, of which none continues another. */
type Scope = { label: "" | "A"; texts: SQL };
const product: Scope = {
  label: "",
  texts: sql.raw("' ' || title || ' | ' || options || ' | ' || facets || ' | ' || skus || ' | ' || description || ' '"),
};
const title: Scope = { label: "A", texts: sql.raw("' ' || title || ' '") };

/** The rows that have all of these words, as (row). */
export function hits(words: readonly SearchWord[]): SQL {
  return sql`SELECT rowid AS row FROM product_search WHERE ${hasAll(words, product)}`;
}

/** The same with their ranks, as (row, rank). */
export function rankedHits(words: readonly SearchWord[]): SQL {
  return ranked(words, product);
}

/** The rows that have all the words in their title, as (row, rank). */
export function rankedTitleHits(words: readonly SearchWord[]): SQL {
  return ranked(words, title);
}

/** Whole words rank before beginnings, and both before endings, which count nothing. Smaller ranks are better. */
function ranked(words: readonly SearchWord[], scope: Scope): SQL {
  const terms = words.flatMap(({ ways }) => ways.flat()).filter(({ kind }) => kind !== "ending");
  const whole = terms.flatMap(({ text }) => text.split(" ").map(quoted)).join(" | ");
  const begun = terms.map((term) => queryOf(term, scope)).join(" | ");
  return sql`SELECT rowid AS row, -(${rankOf(whole)} + ${rankOf(begun)}) AS rank FROM product_search WHERE ${hasAll(words, scope)}`;
}

function rankOf(query: string): SQL {
  return sql`ts_rank(${weights}, terms, ${query}::tsquery, ${byLength})`;
}

/**
 * The index finds the rows. It has no order of terms, so that a word of several pairs of letters is looked for in the texts of these rows: each such
 * word has a way of which all rows of pairs are there. The words are one parameter, so that texts of statements do not follow the query.
 */
function hasAll(words: readonly SearchWord[], scope: Scope): SQL {
  const indexed = words.map(({ ways }) => `(${ways.map((way) => queryOfWay(way, scope)).join(" | ")})`).join(" & ");
  const isIndexed = sql`terms @@ ${indexed}::tsquery`;
  const inOrder = words.filter(({ ways }) => ways.flat().some(hasOrder));
  if (inOrder.length === 0) return isIndexed;
  const ways = inOrder.map((word) =>
    word.ways.map((way) => [queryOfWay(way, scope), ...way.filter(hasOrder).map(rowOf)]),
  );
  const hasRows = sql`NOT EXISTS (SELECT FROM json_array_elements_text(way) WITH ORDINALITY AS one (pairs, place)
    WHERE place > 1 AND strpos(${scope.texts}, pairs) = 0)`;
  const hasWay = sql`EXISTS (SELECT FROM json_array_elements(word) AS way WHERE terms @@ (way ->> 0)::tsquery AND ${hasRows})`;
  return sql`${isIndexed} AND NOT EXISTS (SELECT FROM json_array_elements(${JSON.stringify(ways)}::json) AS word WHERE NOT ${hasWay})`;
}

/** Pairs of letters in a row, as they are in a text. */
function rowOf({ text }: Term): string {
  return ` ${text} `;
}

function hasOrder({ text }: Term): boolean {
  return text.includes(" ");
}

function queryOfWay(way: readonly Term[], scope: Scope): string {
  return `(${way.map((term) => queryOf(term, scope)).join(" & ")})`;
}

function queryOf({ kind, text }: Term, { label }: Scope): string {
  const options = `${kind === "prefix" || kind === "ending" ? "*" : ""}${label}`;
  return text
    .split(" ")
    .map((term) => `${quoted(term)}${options === "" ? "" : `:${options}`}`)
    .join(" & ");
}

/** A lexeme of a `tsquery`. Terms have neither quotes nor backslashes. */
function quoted(term: string): string {
  return `'${term}'`;
}
