/** The live graph as one immutable object: schemas, planner and all results derived from them. It is replaced as a whole. */
import { createHash } from "node:crypto";
import type { DocumentNode, GraphQLError, GraphQLSchema, OperationDefinitionNode } from "graphql";
import { LRUCache } from "lru-cache";
import { nodesUrl } from "../compose/sources.ts";
import { operationFromDocument, QueryPlanner, ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from "../elastic.ts";
import { internalNames } from "../execution/documents/selections.ts";
import {
  type CompilationSource,
  type CompiledOperation,
  compileOperation,
  conditionsOf,
} from "../execution/operation.ts";
import { refusalOf } from "../execution/refused-plans.ts";
import { openRequirements } from "../execution/requirements.ts";
import type { Nodes } from "../nodes.ts";
import { type AccessRule, findAccessRules } from "./access-rules.ts";
import { parseSupergraph } from "./key-order.ts";
import { findUnsupportedFeatures } from "./unsupported-features.ts";

/** The compiled variants of one operation, or why they cannot be planned, by the values of its condition variables. */
type Variants = { conditions: readonly string[]; compiled: LRUCache<string, CompiledOperation | Unplannable> };
type Unplannable = { reason: unknown };

export type Graph = {
  /** Identifies the supergraph: the first characters of the SHA-256 of its text. */
  hash: string;
  subgraphs: readonly { name: string; url: string }[];
  subgraphByName: ReadonlyMap<string, { name: string; url: string }>;
  /** The schema that clients see. */
  clientSchema: GraphQLSchema;
  /** The schema with the elements that are hidden from clients, which the executor needs. */
  fullSchema: GraphQLSchema;
  /** Answers `node` and `nodes`, if the supergraph has them in this process. */
  nodes: Nodes | undefined;
  /** The subgraph that owns each type of node, by the type's name: the one whose absence of an entity is everybody's. */
  nodeOwners: ReadonlyMap<string, string>;
  /** The access rules of fields, by coordinate; read from the supergraph when first asked for. */
  accessRules: () => ReadonlyMap<string, AccessRule>;
  /** Validation results by document, for as long as the document is cached. */
  verdicts: WeakMap<DocumentNode, readonly GraphQLError[]>;
  /** The sources of compiled operations, and these operations for as long as their documents are cached. */
  compilation: CompilationSource;
  compiled: WeakMap<OperationDefinitionNode, Variants>;
};

/**
 * Limits of the planner. With its defaults, 10,000 evaluated plans and any number of paths, one operation on interface objects took half a
 * minute or all of the memory; a refusal takes a third of a second. Our own pages keep their numbers of fetches.
 */
export const plannerLimits = { debug: { maxEvaluatedPlans: 100, pathsLimit: 1_000 } };

/** The most variants of one document that stay compiled: its operations, by the values of their conditions. */
const maxVariants = 32;

/**
 * Builds the graph from a supergraph's text. Throws when it is not a supergraph, or one that asks for what this router cannot honour; then
 * nothing has changed. `enforced` says whether the subgraphs enforce access rules themselves; `openNodes` is called if one of the subgraphs
 * is the one of this process. Blocks for a tenth of a second or more: build at a quiet moment.
 */
export function buildGraph(sdl: string, enforced: boolean, openNodes: () => Nodes): Graph {
  const supergraph = Supergraph.build(parseSupergraph(sdl), {
    supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
    // The API schema and each subgraph are validated below; validating the whole as well takes a quarter of the router's start.
    validateSupergraph: false,
  });
  const refusals = findUnsupportedFeatures(supergraph, sdl, enforced);
  if (refusals.length > 0) throw new Error(`this supergraph cannot be served:\n  ${refusals.join("\n  ")}`);
  const apiSchema = supergraph.apiSchema();
  const clientSchema = apiSchema.toGraphQLJSSchema();
  const fullSchema = supergraph.schema.toGraphQLJSSchema();
  const planner = new QueryPlanner(supergraph, { ...plannerLimits, exposeDocumentNodeInFetchNode: true });
  const subgraphs = supergraph.subgraphsMetadata().map(({ name, url }) => ({ name, url }));
  return {
    hash: createHash("sha256").update(sdl).digest("hex").slice(0, 16),
    subgraphs,
    subgraphByName: new Map(subgraphs.map((subgraph) => [subgraph.name, subgraph])),
    clientSchema,
    fullSchema,
    nodeOwners: findNodeOwners(supergraph),
    nodes: subgraphs.some(isInProcess) ? openNodes() : undefined,
    accessRules: memoize(() => findAccessRules(supergraph.schema)),
    verdicts: new WeakMap(),
    compilation: {
      clientSchema,
      fullSchema,
      requirements: openRequirements(supergraph, fullSchema),
      interfaces: new Set(supergraph.schema.interfaceTypes().map(({ name }) => name)),
      names: internalNames(fullSchema),
      plan: (document) => planner.buildQueryPlan(operationFromDocument(apiSchema, document, { validate: false })),
    },
    compiled: new WeakMap(),
  };
}

function memoize<Value extends object>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** Every type of node is declared as one by its owner, and by the subgraph of this process. */
function findNodeOwners(supergraph: Supergraph): Map<string, string> {
  const owners = new Map<string, string>();
  for (const subgraph of supergraph.subgraphs()) {
    if (isInProcess(subgraph)) continue;
    const node = subgraph.schema.interfaceTypes().find(({ name }) => name === "Node");
    for (const type of node?.possibleRuntimeTypes() ?? []) owners.set(type.name, subgraph.name);
  }
  return owners;
}

/** Whether this is the subgraph in this process. */
export function isInProcess(subgraph: { url: string }): boolean {
  return subgraph.url === nodesUrl;
}

/**
 * The compiled operation for these variables, which decide what `@skip` and `@include` select. Passes on errors of the planner, such as
 * excessive complexity; they are kept as plans are, because finding them costs as much.
 */
export function compiledOperation(
  graph: Graph,
  { document, operation, coerced }: { document: DocumentNode; operation: OperationDefinitionNode; coerced: Variables },
): CompiledOperation {
  const variants = graph.compiled.get(operation) ?? {
    conditions: conditionsOf(document, operation),
    compiled: new LRUCache<string, CompiledOperation | Unplannable>({ max: maxVariants }),
  };
  graph.compiled.set(operation, variants);
  const key = variants.conditions.map((name) => coerced[name] === true).join();
  const known = variants.compiled.get(key);
  if (known) return compiledOrThrow(known);
  const conditions = Object.fromEntries(variants.conditions.map((name) => [name, coerced[name]]));
  const compiled = compileOrReason(graph, document, operation, conditions);
  variants.compiled.set(key, compiled);
  return compiledOrThrow(compiled);
}

function compileOrReason(
  { compilation }: Graph,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  conditions: Variables,
): CompiledOperation | Unplannable {
  try {
    return compileOperation(compilation, document, operation, conditions);
  } catch (reason) {
    // An exhausted stack depends on its caller, and what is no refusal is a fault of ours: both may pass.
    if (reason instanceof RangeError || !refusalOf(reason)) throw reason;
    return { reason };
  }
}

function compiledOrThrow(known: CompiledOperation | Unplannable): CompiledOperation {
  if ("reason" in known) throw known.reason;
  return known;
}

type Variables = Readonly<Record<string, unknown>>;
