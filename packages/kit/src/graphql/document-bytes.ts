/** Memory of GraphQL documents, estimated in bytes: caches that clients can fill are bounded by it. */
import type { DocumentNode } from "graphql";
import { LRUCache } from "lru-cache";
import { shopSender } from "../runtime/fairness/sender.ts";
import { currentSender } from "../runtime/trace.ts";

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
  /** The entry of the key, as used again by the current sender. */
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

/** An entry, and the sender that brought it; undefined where senders are not told apart. */
type Kept<Entry> = { readonly entry: Entry; readonly sender: string | undefined };

/** The parts of the bytes for entries that were used once, and at least for those that one sender alone uses. */
const [probationShare, ownShare] = [0.25, 0.25];

/**
 * Opens a cache that evicts the least recently used entries beyond `maxBytes`. Those that were used once are on probation, and those that one sender
 * alone uses are its own: these have a part of the bytes, and what the shared ones leave. However many texts a client sends, once or again and
 * again, they evict nothing from the rest, which two senders use, or the shop itself. Where senders are not told apart, each use is that of another one.
 */
export function openByteCache<Entry extends { readonly bytes: number }>(maxBytes: number): ByteCache<Entry> {
  const openPart = (bytes: number) =>
    new LRUCache<string, Kept<Entry>>({ maxSize: bytes, sizeCalculation: ({ entry }) => entry.bytes });
  const probationBytes = Math.floor(maxBytes * probationShare);
  const establishedBytes = maxBytes - probationBytes;
  const probation = openPart(probationBytes);
  const own = openPart(establishedBytes);
  const shared = openPart(establishedBytes);
  const parts = [shared, own, probation];

  /** Moves an entry to the part of those that its users share, or that its sender alone uses. */
  function promote(key: string, kept: Kept<Entry>, from: typeof own): void {
    const sender = currentSender()?.id;
    const isOfOneSender = sender !== undefined && sender !== shopSender.id && sender === kept.sender;
    const to = isOfOneSender ? own : shared;
    if (to === from) return;
    from.delete(key);
    to.set(key, kept);
    evict();
  }

  function evict(): void {
    while (own.calculatedSize + shared.calculatedSize > establishedBytes)
      (own.calculatedSize > maxBytes * ownShare ? own : shared).pop();
  }

  return {
    get(key) {
      const established = shared.get(key);
      if (established) return established.entry;
      const from = own.has(key) ? own : probation;
      const kept = from.get(key);
      if (kept) promote(key, kept, from);
      return kept?.entry;
    },
    set: (key, entry) => void probation.set(key, { entry, sender: currentSender()?.id }),
    entries: () =>
      parts.flatMap((part) => [...part.entries()].map(([key, { entry }]): [string, Entry] => [key, entry])),
    size: () => ({
      entries: parts.reduce((sum, part) => sum + part.size, 0),
      bytes: parts.reduce((sum, part) => sum + part.calculatedSize, 0),
    }),
    resize(key, entry) {
      const part = parts.find((each) => each.peek(key)?.entry === entry);
      const kept = part?.peek(key);
      if (!part || !kept) return;
      // The cache reads the size of an entry only when it is added.
      part.delete(key);
      part.set(key, kept);
      evict();
    },
  };
}
