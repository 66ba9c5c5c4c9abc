/** Searching the catalogue: pages in order of relevance, with why each was found, and suggestions while somebody types. */
import { codedError } from "@hansa/kit/errors";
import { type Connection, connectionOf, readPage, readSize } from "@hansa/kit/pages";
import type { Context } from "../../context.ts";
import { wordsOf } from "../../store/search-index.ts";
import { findSuggestions } from "../../store/suggestions.ts";
import type { ProductRow, VariantRow } from "../../store/tables.ts";
import { findPage, type List, type ListingArgs, readFilter } from "./listing.ts";

/** One result. `words` are those of the query. */
export type Found = { cursor: string; node: ProductRow; snippet: string | null; words: readonly string[] };
/** `list` is null when nothing was searched for: then nothing is found. */
export type SearchPage = Pick<Connection<ProductRow>, "nodes" | "pageInfo"> & {
  edges: Found[];
  list: List | null;
};

/** Longer than this is nothing that somebody typed. */
const longestQuery = 200;

/** A page of results. A query without a letter or digit finds nothing. */
export async function searchProducts(context: Context, query: string, args: ListingArgs): Promise<SearchPage> {
  const words = readWords(query);
  if (words.length === 0) {
    const { pageInfo } = connectionOf(readPage(args, 1), [], () => []);
    return { edges: [], nodes: [], pageInfo, list: null };
  }
  const list = { filter: await readFilter(context, args.filter ?? {}, words), collectionId: null };
  const { edges, pageInfo } = await findPage(context, list, args, "RELEVANCE");
  const found = edges.map(({ cursor, node }) => ({ cursor, node: node.product, snippet: node.snippet, words }));
  return { edges: found, nodes: found.map(({ node }) => node), pageInfo, list };
}

/** The variant that the query speaks of, if only its sku or one of its options holds one of the words. */
export async function matchedVariant({ loaders }: Context, { node, words }: Found): Promise<VariantRow | null> {
  const variants = await loaders.variantsByProduct.load(node.id);
  const titleWords = wordsOf(bare(node.title));
  const telling = words.map(bare).filter((word) => !titleWords.some((other) => other.startsWith(word)));
  const matching = variants.find((variant) => {
    const own = wordsOf(bare([variant.sku, ...variant.options.map((option) => option.value)].join(" ")));
    return telling.some((word) => own.some((other) => other.startsWith(word)));
  });
  return matching ?? null;
}

/** Products whose titles hold words that begin like this. */
export async function suggest(context: Context, prefix: string, first: number | null | undefined) {
  const words = readWords(prefix);
  const size = readSize(first, 8);
  if (words.length === 0) return [];
  const products = await context.store.read((db) => findSuggestions(db, words, context.world.now(), size));
  return products.map((product) => ({ text: product.title, product }));
}

function readWords(query: string): string[] {
  if (query.length > longestQuery) throw codedError("BAD_USER_INPUT", `Search for at most ${longestQuery} characters.`);
  return wordsOf(query);
}

/** Without accents, as the index compares words. */
function bare(text: string): string {
  return text.normalize("NFD").replaceAll(/[\u0300-\u036f]/g, "");
}
