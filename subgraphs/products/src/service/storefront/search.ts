/** Product search: pages by relevance with the matched text, and suggestions. */

import { type Connection, connectionOf, readPage, readSize } from "@hansa/kit/graphql";
import { CodedError, hasSearchWord, type SearchWord, searchWordsOf } from "@hansa/kit/runtime";
import type { Context } from "../../context.ts";
import type { ProductRow, VariantRow } from "../../store/catalogue/tables.ts";
import { findSuggestions } from "../../store/storefront/suggestions.ts";
import { findPage, type ListingArgs, type ProductList, readFilter } from "./product-lists.ts";

/** A search result. `words` are those of the query. */
export type SearchHit = { cursor: string; node: ProductRow; words: readonly SearchWord[] };
/** A page of results. `list` is null if the query has no words; then it is empty. */
export type SearchPage = Pick<Connection<ProductRow>, "nodes" | "pageInfo"> & {
  edges: SearchHit[];
  list: ProductList | null;
};

/** The maximum length of a query. */
const maxQueryLength = 200;

/** Returns a page of results; empty if the query has neither letters nor digits. */
export async function searchProducts(context: Context, query: string, args: ListingArgs): Promise<SearchPage> {
  const words = readWords(query);
  if (words.length === 0) {
    const { pageInfo } = connectionOf(readPage(args, 1), [], () => []);
    return { edges: [], nodes: [], pageInfo, list: null };
  }
  const list = { filter: await readFilter(context, args.filter ?? {}, words), collectionId: null };
  const { edges, pageInfo } = await findPage(context, list, args, "RELEVANCE");
  const found = edges.map(({ cursor, node }) => ({ cursor, node: node.product, words }));
  return { edges: found, nodes: found.map(({ node }) => node), pageInfo, list };
}

/** Returns the variant whose SKU or options have a word that the title has not. */
export async function matchedVariant({ loaders }: Context, { node, words }: SearchHit): Promise<VariantRow | null> {
  const variants = await loaders.variantsByProduct.load(node.id);
  const telling = words.filter((word) => !hasSearchWord(node.title, [word]));
  const matching = variants.find(({ sku, options }) =>
    hasSearchWord([sku, ...options.map(({ value }) => value)].join(" "), telling),
  );
  return matching ?? null;
}

/** Returns products whose titles have these words. */
export async function suggest(context: Context, prefix: string, first: number | null | undefined) {
  const words = readWords(prefix);
  const size = readSize(first, 8);
  if (words.length === 0) return [];
  const products = await context.store.read((db) => findSuggestions(db, words, context.runtime.now(), size));
  return products.map((product) => ({ text: product.title, product }));
}

function readWords(query: string): SearchWord[] {
  if (query.length > maxQueryLength)
    throw new CodedError("BAD_USER_INPUT", `Search for at most ${maxQueryLength} characters.`);
  return searchWordsOf(query);
}
