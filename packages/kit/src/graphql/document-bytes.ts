/** Memory of GraphQL documents, estimated in bytes: caches that clients can fill are bounded by it. */
import type { DocumentNode } from "graphql";
import { LRUCache } from "lru-cache";

/**
 * The bytes of one token of a parsed document, measured on Node 24 with documents of 3,900 tokens. A list of fields takes the most, 210 and 504;
 * aliases take 80 and 264, values 50 and 235. Locations keep every token of the lexer alive.
 */
const bytesPerToken = { bare: 215, located: 510 };
/** V8 takes one byte for each character of most texts, and two where one of them is beyond Latin-1. */
const bytesPerCharacter = 2;

/** The memory of a document: `text` as the key of a cache, and what was parsed from it, with or without locations. */
export function documentBytes(text: string, document: DocumentNode, parsed: keyof typeof bytesPerToken): number {
  return text.length * bytesPerCharacter + tokensOf(document) * bytesPerToken[parsed];
}

/** Documents that were not parsed from a text are none of a client. */
function tokensOf({ tokenCount = 0 }: DocumentNode): number {
  return tokenCount;
}

/** A cache that evicts the least recently used entries beyond `maxBytes`, by the bytes that each entry names. One that is larger alone is not kept. */
export function openByteCache<Entry extends { readonly bytes: number }>(maxBytes: number): LRUCache<string, Entry> {
  return new LRUCache({ maxSize: maxBytes, sizeCalculation: ({ bytes }) => bytes });
}
