/** Cache of one graph: its documents, refusals and planned operations in one LRU, bounded by their estimated memory. */
import type { GraphContract } from "@hansa/contracts/graph-contracts";
import { openByteCache } from "@hansa/kit/graphql";
import type { DocumentNode, GraphQLFormattedError } from "graphql";
import type { PlannedOperation } from "../execution/planned-operation.ts";

/** The reason why an operation cannot be planned, and the time until which it is refused for it. */
type Unplannable = { reason: unknown; until: number };

/** A plan is for these values of the variables that decide what is selected, and for viewers who are denied these of its guarded fields. */
export type PlanVariant = {
  conditions: Readonly<Record<string, unknown>>;
  guarded: readonly string[];
  denied: readonly string[];
};

type Entry = { bytes: number } & (
  | { kind: "document"; contract: GraphContract; document: DocumentNode; uses: number }
  | { kind: "refusal"; errors: readonly GraphQLFormattedError[] }
  | ({ kind: "operation"; planned: PlannedOperation | Unplannable } & PlanVariant)
);

/**
 * Entries by key: valid documents by their contract and text, refusals by the hash of both, planned operations by their document and what its
 * conditions select. No key of a document is the key of another kind.
 */
export type OperationCache = ReturnType<typeof openOperationCache>;

/** The key of a document: what is valid under one contract may not be under another. */
export function documentKey(contract: GraphContract, text: string): string {
  return `${contract} ${text}`;
}

/** The documents of a cache with their contracts and texts. */
export function* documentsIn(cache: OperationCache) {
  for (const [key, entry] of cache.entries())
    if (entry.kind === "document") yield { ...entry, text: key.slice(entry.contract.length + 1) };
}

/** The most memory of one graph's entries, in bytes. With 304 MB for the heap, two graphs fit while one replaces the other. */
const maxBytes = 64 * 2 ** 20;

/** Opens the cache of the operations of one graph, bounded in bytes. */
export function openOperationCache() {
  return openByteCache<Entry>(maxBytes);
}
