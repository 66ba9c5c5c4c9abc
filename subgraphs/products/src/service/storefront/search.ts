/** Product search: pages by relevance with the matched text, and suggestions. */

import { spellingsOfBarcode } from "@hansa/commerce/barcodes";
import { type Connection, connectionOf, readPage, readSize } from "@hansa/kit/graphql";
import { CodedError, hasSearchWord, type SearchWord, searchWordsOf } from "@hansa/kit/runtime";
import type { Context } from "../../context.ts";
import type { ProductRow, VariantRow } from "../../store/catalogue/tables.ts";
import { isImpossible } from "../../store/storefront/product-filter.ts";
import type { ListedProduct } from "../../store/storefront/sort-orders.ts";
import { findSuggestions } from "../../store/storefront/suggestions.ts";
import { findNearWords } from "./near-words.ts";
import { findPage, type ListingArgs, type ProductList, readFilter } from "./product-lists.ts";

/** A search result. `words` are those of the query. */
export type SearchHit = { cursor: string; node: ProductRow; words: readonly SearchWord[] };
/**
 * A page of results. `list` is null if the query has no words; then it is empty. `correctedQuery` is the query with the words that it can have
 * meant, if nothing has those that were typed.
 */
export type SearchPage = Pick<Connection<ProductRow>, "nodes" | "pageInfo"> & {
  edges: SearchHit[];
  list: ProductList | null;
  correctedQuery: string | null;
};

/** The maximum length of a query. */
const maxQueryLength = 200;
/** A query with fewer results is searched by what its words can have meant too. */
const fewResults = 3;

/** Returns a page of results; empty if the query has neither letters nor digits. */
export async function searchProducts(context: Context, query: string, args: ListingArgs): Promise<SearchPage> {
  const words = readWords(query);
  if (words.length === 0) {
    const { pageInfo } = connectionOf(readPage(args, 1), [], () => []);
    return { edges: [], nodes: [], pageInfo, list: null, correctedQuery: null };
  }
  const list = { filter: await readFilter(context, args.filter ?? {}, words), collectionId: null };
  const { page, typed } = await findTyped(context, list, args);
  if (typed >= fewResults || isImpossible(list.filter)) return pageOf(page, list, words);
  const near = await findNearWords(context, words);
  const wider = { ...list, filter: { ...list.filter, words: near.words, typed: words } };
  const widerPage = await findPage(context, wider, args, "RELEVANCE");
  const corrected = words.map((word) => near.corrected.get(word) ?? word.forms[0] ?? "").join(" ");
  const isCorrected = typed === 0 && near.corrected.size > 0 && widerPage.edges.length > 0;
  return { ...pageOf(widerPage, wider, near.words), correctedQuery: isCorrected ? corrected : null };
}

/** The page of the words as they were typed, with the number of their results, up to a few. Only a later page needs a second reading for it. */
async function findTyped(context: Context, list: ProductList, args: ListingArgs) {
  const { first, after, before, last, filter } = args;
  const isFirst = !after && !before && typeof last !== "number";
  const isShort = isFirst && typeof first === "number" && first > 0 && first < fewResults;
  const page = await findPage(context, list, isShort ? { ...args, first: fewResults } : args, "RELEVANCE");
  if (isShort) return { page: beginningOf(page, first), typed: page.edges.length };
  if (isFirst) return { page, typed: page.edges.length };
  const beginning = await findPage(context, list, { first: fewResults, filter }, "RELEVANCE");
  return { page, typed: beginning.edges.length };
}

/** The first entries of a page. */
function beginningOf<Node>({ edges, pageInfo }: Connection<Node>, size: number): Connection<Node> {
  const own = edges.slice(0, size);
  const hasNextPage = pageInfo.hasNextPage || edges.length > size;
  return {
    edges: own,
    nodes: own.map(({ node }) => node),
    pageInfo: { ...pageInfo, hasNextPage, endCursor: own.at(-1)?.cursor ?? null },
  };
}

function pageOf(
  { edges, pageInfo }: Connection<ListedProduct>,
  list: ProductList,
  words: readonly SearchWord[],
): SearchPage {
  const found = edges.map(({ cursor, node }) => ({ cursor, node: node.product, words }));
  return { edges: found, nodes: found.map(({ node }) => node), pageInfo, list, correctedQuery: null };
}

/** Returns the variant whose SKU, barcode or options have a word that the title has not. */
export async function matchedVariant({ loaders }: Context, { node, words }: SearchHit): Promise<VariantRow | null> {
  const variants = await loaders.variantsByProduct.load(node.id);
  const telling = words.filter((word) => !hasSearchWord(node.title, [word]));
  const matching = variants.find(({ sku, barcode, options }) => {
    const numbers = [sku, ...(barcode ? spellingsOfBarcode(barcode) : [])];
    return hasSearchWord([...numbers, ...options.map(({ value }) => value)].join(" "), telling);
  });
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
