/** Warm-up of a new graph: the documents that were used most on the graph before get their plans before the first request comes. */
import type { GraphContract } from "@hansa/contracts/graph-contracts";
import type { Runtime } from "@hansa/kit/runtime";
import { type DocumentNode, getOperationAST } from "graphql";
import { guardedBy } from "../../execution/planned-operation.ts";
import { type Graph, graphFor } from "../../graph/graph.ts";
import { documentKey, documentsIn, type PlanVariant } from "../../graph/operation-cache.ts";
import { cachedOperation, plannedOperation } from "../../graph/planned-operations.ts";
import { findDocument, type Strictness } from "../../operation/documents.ts";

/** A document, its contract, how often it was used, and the variants of its operations that were planned. */
type UsedDocument = UsedText & { uses: number; variants: readonly Variant[] };
type Variant = PlanVariant & { name: string | undefined };

/** The most documents that are planned. */
const maxDocuments = 200;
/** The pause before each document and plan: without it, requests compete with the planner for the whole warm-up. */
const pauseMs = 20;

/** The text of an operation, and the contract under which it was sent. */
export type UsedText = { text: string; contract: GraphContract };

/** The texts of all documents of clients that a graph has in its cache. */
export function cachedTexts({ operations }: Graph): UsedText[] {
  return [...documentsIn(operations)].map(({ text, contract }) => ({ text, contract }));
}

/**
 * Plans the most used documents of one graph on another one. Answers with the operations that have no plan there. Each document and
 * each plan, which take some milliseconds, comes after a pause.
 */
export async function warmUp(
  { sleep }: Pick<Runtime, "sleep">,
  strictness: Strictness,
  graphs: { from: Graph; to: Graph },
  signal: AbortSignal,
): Promise<string[]> {
  const { from, to } = graphs;
  const unplanned: string[] = [];
  for (const used of mostUsed(from)) {
    await sleep(pauseMs);
    const graph = graphFor(to, used.contract);
    const found = graph && findDocument(graph, strictness, used.text);
    // The use of what it breaks was judged before.
    if (!graph || !found || found.outcome === "refused") continue;
    keepUses(graph, used);
    for (const variant of used.variants) {
      if (signal.aborted) return unplanned;
      await sleep(pauseMs);
      const fault = await planVariant(graph, found.document, variant);
      if (fault !== undefined) unplanned.push(`${variant.name ?? "an operation without a name"} has no plan: ${fault}`);
    }
  }
  return unplanned;
}

async function planVariant(
  graph: Graph,
  document: DocumentNode,
  { name, conditions: coerced, guarded, denied }: Variant,
): Promise<string | undefined> {
  const operation = getOperationAST(document, name);
  if (!operation) return undefined;
  // Where other fields are guarded, it is not known what its viewers are denied now.
  if (denied.length > 0 && guardedBy(graph.compilation, document, operation).join() !== guarded.join())
    return undefined;
  const input = { document, operation, coerced, denies: (coordinate: string) => denied.includes(coordinate) };
  try {
    await plannedOperation(graph, input);
    // Used once more, it is no longer on probation in the cache.
    cachedOperation(graph, input);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function mostUsed({ operations }: Graph): UsedDocument[] {
  const variants = new Map<DocumentNode, Variant[]>();
  for (const [, entry] of operations.entries()) {
    if (entry.kind !== "operation" || "reason" in entry.planned) continue;
    const { conditions, guarded, denied, planned } = entry;
    const { document, operation } = planned;
    const known = variants.get(document) ?? [];
    variants.set(document, [...known, { name: operation.name?.value, conditions, guarded, denied }]);
  }
  const documents = [...documentsIn(operations)].flatMap(({ text, contract, document, uses }): UsedDocument[] => {
    const planned = variants.get(document);
    return planned ? [{ text, contract, uses, variants: planned }] : [];
  });
  return documents.sort((one, other) => other.uses - one.uses).slice(0, maxDocuments);
}

/** The next change of the graph ranks it by all of its uses. */
function keepUses({ operations }: Graph, { contract, text, uses }: UsedDocument): void {
  const entry = operations.get(documentKey(contract, text));
  if (entry?.kind === "document") entry.uses = uses;
}
