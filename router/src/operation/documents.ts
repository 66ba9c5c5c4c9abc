/** Parsing what clients send, once for each text: what is worked out from a document later is remembered by the document. */
import { codedError } from "@hansa/kit/errors";
import { type DocumentNode, GraphQLError, parse } from "graphql";
import { LRUCache } from "lru-cache";

export type Documents = LRUCache<string, DocumentNode>;

/** Beyond this many words and signs a text is refused before it is read to its end; the largest of our own pages needs 400. */
const tokenLimit = 4_000;

/** Remembers up to 1,000 documents, of 8 million characters together. */
export function openDocuments(): Documents {
  return new LRUCache({ max: 1_000, maxSize: 8_000_000, sizeCalculation: (_document, text) => text.length + 1 });
}

/** The document of this text, or the error that says where it stops being GraphQL. */
export function parseDocument(documents: Documents, text: string): DocumentNode | GraphQLError {
  const known = documents.get(text);
  if (known) return known;
  try {
    const document = parse(text, { maxTokens: tokenLimit });
    documents.set(text, document);
    return document;
  } catch (error) {
    // A text that is all braces ends the stack before it ends the tokens.
    if (error instanceof RangeError) return codedError("GRAPHQL_PARSE_FAILED", "The query is nested too deeply.");
    if (!(error instanceof GraphQLError)) throw error;
    const { message, source, positions } = error;
    return new GraphQLError(message, { source, positions, extensions: { code: "GRAPHQL_PARSE_FAILED" } });
  }
}
