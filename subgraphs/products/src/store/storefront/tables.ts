/** Tables beside the search index: products whose entry is stale, which a job indexes, and the words of titles, options and facets. */
import { id, index, integer, table, text } from "@hansa/kit/store";
import { products } from "../catalogue/tables.ts";

export const staleSearch = table("stale_search", {
  productId: id("product_id").references(() => products.id),
});

/** The words by which products are found. A query whose words are not among them may have meant one with a few other letters. */
export const searchWords = table(
  "search_words",
  {
    /** Folded, as in the index. */
    word: id("word"),
    written: text("written").notNull(),
    /** The first and the last letters of the word: with one or two edits, at least one of them is as in the query. */
    beginning: text("beginning").notNull(),
    ending: text("ending").notNull(),
    letters: integer("letters").notNull(),
  },
  (table) => [
    index("search_words_beginning").on(table.beginning, table.letters),
    index("search_words_ending").on(table.ending, table.letters),
  ],
);
