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

/** A cache of entries by key, bounded by the bytes that each entry names. */
export type ByteCache<Entry> = {
  /** The entry of the key, as used again: it is established from now on. */
  get(key: string): Entry | undefined;
  /** Keeps a new entry on probation. One that is larger than all entries on probation together is not kept. */
  set(key: string, entry: Entry): void;
  /** All entries with their keys; none counts as used by that. */
  entries(): Iterable<[string, Entry]>;
  /** The number of entries and their bytes. */
  size(): { entries: number; bytes: number };
  /** Counts the bytes of this entry anew, if it is still kept. */
  resize(key: string, entry: Entry): void;
};

/** The part of the bytes for entries on probation. */
const probationShare = 0.25;

/**
 * Opens a cache that evicts the least recently used entries beyond `maxBytes`. Those that were used once are on probation, in a part of the bytes of
 * their own: however many texts a client sends once each, they evict nothing that was used twice.
 */
export function openByteCache<Entry extends { readonly bytes: number }>(maxBytes: number): ByteCache<Entry> {
  const sizeCalculation = ({ bytes }: Entry) => bytes;
  const probationBytes = Math.floor(maxBytes * probationShare);
  const probation = new LRUCache<string, Entry>({ maxSize: probationBytes, sizeCalculation });
  const established = new LRUCache<string, Entry>({ maxSize: maxBytes - probationBytes, sizeCalculation });
  return {
    get(key) {
      const known = established.get(key);
      if (known) return known;
      const tried = probation.get(key);
      if (!tried) return undefined;
      probation.delete(key);
      established.set(key, tried);
      return tried;
    },
    set: (key, entry) => void probation.set(key, entry),
    entries: () => [...established.entries(), ...probation.entries()],
    size: () => ({
      entries: established.size + probation.size,
      bytes: established.calculatedSize + probation.calculatedSize,
    }),
    resize(key, entry) {
      const part = [established, probation].find((each) => each.peek(key) === entry);
      // The cache reads the size of an entry only when it is added.
      part?.delete(key);
      part?.set(key, entry);
    },
  };
}
