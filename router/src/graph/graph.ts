/** The live graph as one immutable object: schemas, planner and all results derived from them. It is replaced as a whole. */
import { createHash } from "node:crypto";
import { documentBytes } from "@hansa/kit/graphql/document-bytes";
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from "graphql";
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
import { type OperationCache, openOperationCache, type Unplannable } from "./operation-cache.ts";
import { findUnsupportedFeatures } from "./unsupported-features.ts";

/** The beginning of an operation's keys in the cache, and the variables whose values are the rest. */
type OperationKey = { id: number; conditions: readonly string[] };

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
  /** The sources of compiled operations. */
  compilation: CompilationSource;
  /** What is kept of clients' operations for this graph. */
  operations: OperationCache;
  /** The keys of compiled operations, for as long as their documents are cached. */
  keys: WeakMap<OperationDefinitionNode, OperationKey>;
};

/**
 * Limits of the planner. With its defaults, 10,000 evaluated plans and any number of paths, one operation on interface objects took half a
 * minute or all of the memory; a refusal takes a third of a second. Our own pages keep their numbers of fetches.
 */
export const plannerLimits = { debug: { maxEvaluatedPlans: 100, pathsLimit: 1_000 } };

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
    compilation: {
      clientSchema,
      fullSchema,
      requirements: openRequirements(supergraph, fullSchema),
      interfaces: new Set(supergraph.schema.interfaceTypes().map(({ name }) => name)),
      names: internalNames(fullSchema),
      plan: (document) => planner.buildQueryPlan(operationFromDocument(apiSchema, document, { validate: false })),
    },
    operations: openOperationCache(),
    keys: new WeakMap(),
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

type Variables = Readonly<Record<string, unknown>>;
/** An operation of a valid document, and the values of its variables, which decide what `@skip` and `@include` select. */
type Asked = { document: DocumentNode; operation: OperationDefinitionNode; coerced: Variables };

/** The operation as it was compiled before for such variables; undefined if it was not. Throws the error for which it could not be planned. */
export function cachedOperation(graph: Graph, asked: Asked): CompiledOperation | undefined {
  const known = graph.operations.get(cacheKeyOf(keyOf(graph, asked), asked));
  if (known?.kind !== "operation") return undefined;
  if ("reason" in known.compiled) throw known.compiled.reason;
  return known.compiled;
}

/**
 * The compiled operation for these variables, compiled now unless it is cached. Passes on errors of the planner, such as excessive complexity;
 * they are kept as plans are, because finding them costs as much.
 */
export function compiledOperation(graph: Graph, asked: Asked): CompiledOperation {
  const cached = cachedOperation(graph, asked);
  if (cached) return cached;
  const key = keyOf(graph, asked);
  const conditions = Object.fromEntries(key.conditions.map((name) => [name, asked.coerced[name]]));
  const compiled = compileOrReason(graph, asked, conditions);
  const bytes = operationBytes(asked.document, compiled);
  graph.operations.set(cacheKeyOf(key, asked), { kind: "operation", compiled, bytes });
  if ("reason" in compiled) throw compiled.reason;
  return compiled;
}

let lastId = 0;

function keyOf({ keys }: Graph, { document, operation }: Asked): OperationKey {
  const known = keys.get(operation);
  if (known) return known;
  lastId += 1;
  const key = { id: lastId, conditions: conditionsOf(document, operation) };
  keys.set(operation, key);
  return key;
}

function cacheKeyOf({ id, conditions }: OperationKey, { coerced }: Asked): string {
  return `${id} ${conditions.map((name) => coerced[name] === true).join()}`;
}

/**
 * Measured on Node 24 with our pages and with selections of 500 fields: with its readers and writers, a compiled operation takes 3 to 7 bytes for
 * each character of its plan as JSON, and less than 4 kB beside them.
 */
const [bytesPerPlanCharacter, fixedBytes] = [7, 4_000];

/** The memory of a compiled operation. It refers to parts of its document, which may have been evicted before. */
function operationBytes(document: DocumentNode, compiled: CompiledOperation | Unplannable): number {
  const plan = "reason" in compiled ? undefined : compiled.plan;
  const planBytes = plan ? JSON.stringify(plan).length * bytesPerPlanCharacter : 0;
  return fixedBytes + planBytes + documentBytes("", document, "bare");
}

function compileOrReason(
  { compilation }: Graph,
  { document, operation }: Asked,
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
