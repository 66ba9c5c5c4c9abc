/** Cache of parsed documents: each text is parsed once, and later results are cached by its document. */
import { codedError } from "@hansa/kit/runtime/errors";
import { type DocumentNode, GraphQLError, parse } from "graphql";
import { LRUCache } from "lru-cache";

export type Documents = LRUCache<string, DocumentNode>;

/** The most tokens of a document; longer ones are refused before they are parsed to the end. Our largest page needs 400. */
const tokenLimit = 4_000;

/** Remembers up to 1,000 documents, of 8 million characters together. */
export function openDocuments(): Documents {
  return new LRUCache({ max: 1_000, maxSize: 8_000_000, sizeCalculation: (_document, text) => text.length + 1 });
}

/** Parses this text; the error says where it stops being GraphQL. */
export function parseDocument(documents: Documents, text: string): DocumentNode | GraphQLError {
  const known = documents.get(text);
  if (known) return known;
  try {
    const document = parse(text, { maxTokens: tokenLimit });
    documents.set(text, document);
    return document;
  } catch (error) {
    // A text of nothing but braces overflows the stack before it reaches the token limit.
    if (error instanceof RangeError) return codedError("GRAPHQL_PARSE_FAILED", "The query is nested too deeply.");
    if (!(error instanceof GraphQLError)) throw error;
    const { message, source, positions } = error;
    return new GraphQLError(message, { source, positions, extensions: { code: "GRAPHQL_PARSE_FAILED" } });
  }
}
