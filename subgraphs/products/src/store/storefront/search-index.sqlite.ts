/** Full-text index of products (SQLite FTS5): the terms that the kit makes of their texts. The SQL is specific to SQLite. */

import { beyondCursor, type Keyset, orderOfPage, type Page } from "@hansa/kit/graphql";
import { indexTermsOf, type SearchWord } from "@hansa/kit/runtime";
import { integer, rowInto, statement, type Tx, table, text } from "@hansa/kit/store";
import { eq, type SQL, sql } from "drizzle-orm";

/** A virtual table with its own migration. Its rowid is the `searchRow` of the product. */
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

/**
 * The weight of each column: title, options, facets, SKUs, description, endings of the title and of the rest. The rank of an ending is below
 * that of any word.
 */
const weights = sql.raw("10.0, 4.0, 4.0, 8.0, 1.0, 0.000000001, 0.000000001");

/** The rows that have all of these words, as `found(row)` in the order of their age. */
export function foundBy(words: readonly SearchWord[]): SQL {
  return sql`(SELECT rowid AS row FROM product_search WHERE product_search MATCH ${matchQueryOf(words)}) found`;
}

/** The rows that have all the words in their title, as `found(row, rank)`. Materialized, or the index would be searched for each product. */
export function foundInTitleBy(words: readonly SearchWord[]): SQL {
  const hits = ranked(`{title title_endings} : (${matchQueryOf(words)})`);
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

/**
 * The rows of `foundBy` that a page begins with, `limit` at most, as `found(row, rank, total)`; `total` is their number. Smaller ranks are
 * better. Materialized: otherwise the index would be searched again for each product.
 */
export function foundFor(words: readonly SearchWord[], page: Page, limit: number): SQL {
  const beyond = beyondCursor(mostRelevantFirst, page);
  return sql`(WITH hits AS MATERIALIZED (
    SELECT found.row AS row, found.rank AS rank FROM (${ranked(matchQueryOf(words))}) found ${beyond && sql`WHERE ${beyond}`}
    ORDER BY ${sql.join(orderOfPage(mostRelevantFirst, page), sql`, `)} LIMIT ${limit}
  ) SELECT row, rank, (SELECT count(*) FROM hits) AS total FROM hits) found`;
}

function ranked(request: string): SQL {
  return sql`SELECT rowid AS row, bm25(product_search, ${weights}) AS rank FROM product_search WHERE product_search MATCH ${request}`;
}

/** The match expression of the index. Terms have no character with a meaning in it. */
function matchQueryOf(words: readonly SearchWord[]): string {
  return words.map(({ ways }) => `(${ways.map(allOf).join(" OR ")})`).join(" AND ");
}

function allOf(way: SearchWord["ways"][number]): string {
  return `(${way.map(({ kind, text }) => `"${text}"${kind === "prefix" ? "*" : ""}`).join(" AND ")})`;
}

/** The texts of a product by which it is found. */
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
}

const clearIndex = statement([searchIndex.row], (tx: Tx, row) =>
  tx.delete(searchIndex).where(eq(searchIndex.row, row)),
);
const addToIndex = rowInto(searchIndex);
