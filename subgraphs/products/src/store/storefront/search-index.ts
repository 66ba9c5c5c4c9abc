/** Full-text index of products: the terms that the kit makes of their texts, and the hits of a search. */

import { beyondCursor, type Keyset, orderOfPage, type Page } from "@hansa/kit/graphql";
import { indexTermsOf, knownWordsOf, type SearchWord } from "@hansa/kit/runtime";
import { byEngine, integer, type Reader, rowInto, statement, type Tx, table, text } from "@hansa/kit/store";
import { eq, type SQL, sql } from "drizzle-orm";
import * as pg from "./search-index.pg.ts";
import * as sqlite from "./search-index.sqlite.ts";
import { addSearchWords } from "./search-words.ts";

/** A virtual table of SQLite with its own migration, and a table of PostgreSQL. Its rowid is the `searchRow` of the product. */
const searchIndex = table("product_search", {
  row: integer("rowid").primaryKey(),
  title: text("title").notNull(),
  options: text("options").notNull(),
  facets: text("facets").notNull(),
  skus: text("skus").notNull(),
  description: text("description").notNull(),
  titleEndings: text("title_endings").notNull(),
  endings: text("endings").notNull(),
});

/** The rows that have all of these words, as `found(row)`. */
export function foundBy(words: readonly SearchWord[]): SQL {
  return sql`(${byEngine({ sqlite: sqlite.hits(words), pg: pg.hits(words) })}) found`;
}

/** The rows that have all the words in their title, as `found(row, rank)`. Materialized, or the index would be searched for each product. */
export function foundInTitleBy(words: readonly SearchWord[]): SQL {
  const hits = byEngine({ sqlite: sqlite.rankedTitleHits(words), pg: pg.rankedTitleHits(words) });
  return sql`(WITH hits AS MATERIALIZED (${hits}) SELECT row, rank FROM hits) found`;
}

/** The relevance of a row of `found`. */
export const relevance: SQL<number> = sql<number>`found.rank`;

/** The most relevant first. Rows are numbered by age, so that the older of two equal ones is first. */
export const mostRelevantFirst: Keyset = {
  columns: [relevance, sql<number>`found.row`],
  descending: false,
  hasFractions: true,
};

/** Whether a product has this folded word. */
export async function hasWord(db: Reader, word: string): Promise<boolean> {
  const whole: SearchWord = { forms: [word], ways: [[{ kind: "whole", text: word }]] };
  const hits = await db
    .select({ row: sql<number>`found.row` })
    .from(foundBy([whole]))
    .limit(1);
  return hits.length > 0;
}

/** Ranks of the best and the worst hit differ by less. */
const behindAllHits = 1_000_000;

/** The rows that have all of `words`, as (row, rank): those that have all of `typed` with their own ranks before the others. */
function rankedBy({ words, typed }: Searched): SQL {
  const ranked = byEngine({ sqlite: sqlite.rankedHits(words), pg: pg.rankedHits(words) });
  if (typed === undefined) return ranked;
  const first = byEngine({ sqlite: sqlite.rankedHits(typed), pg: pg.rankedHits(typed) });
  return sql`SELECT hit.row AS row, hit.rank AS rank FROM (${first}) hit
    UNION ALL SELECT hit.row, hit.rank + ${sql.raw(String(behindAllHits))} FROM (${ranked}) hit
    WHERE hit.row NOT IN (SELECT found.row FROM ${foundBy(typed)})`;
}

/** The words of a search; `typed` are those of the query if `words` were also found as other ones. */
export type Searched = { words: readonly SearchWord[]; typed?: readonly SearchWord[] | undefined };

/**
 * The rows of `foundBy` that a page begins with, `limit` at most, as `found(row, rank, total)`; `total` is their number. Smaller ranks are
 * better. Materialized: otherwise the index would be searched again for each product.
 */
export function foundFor(searched: Searched, page: Page, limit: number): SQL {
  const beyond = beyondCursor(mostRelevantFirst, page);
  const ranked = rankedBy(searched);
  return sql`(WITH hits AS MATERIALIZED (
    SELECT found.row AS row, found.rank AS rank FROM (${ranked}) found ${beyond && sql`WHERE ${beyond}`}
    ORDER BY ${sql.join(orderOfPage(mostRelevantFirst, page), sql`, `)} LIMIT ${limit}
  ) SELECT row, rank, (SELECT count(*) FROM hits) AS total FROM hits) found`;
}

/** The texts of a product by which it is found. `skus` are numbers of any kind. */
export type SearchText = Record<"title" | "options" | "facets" | "skus" | "description", string>;

/** Replaces the terms of a product. SKUs are numbers, of which the end alone finds nothing. */
export async function indexProduct(tx: Tx, row: number, texts: SearchText): Promise<void> {
  const title = indexTermsOf(texts.title);
  const options = indexTermsOf(texts.options);
  const facets = indexTermsOf(texts.facets);
  const description = indexTermsOf(texts.description);
  await clearIndex(tx, row);
  await addToIndex(tx, {
    row,
    title: title.terms,
    options: options.terms,
    facets: facets.terms,
    skus: indexTermsOf(texts.skus).terms,
    description: description.terms,
    titleEndings: title.endings,
    endings: [options.endings, facets.endings, description.endings].join(" "),
  });
  await addSearchWords(tx, knownWordsOf([texts.title, texts.options, texts.facets].join(" ")));
}

const clearIndex = statement([searchIndex.row], (tx: Tx, row) =>
  tx.delete(searchIndex).where(eq(searchIndex.row, row)),
);
const addToIndex = rowInto(searchIndex);
