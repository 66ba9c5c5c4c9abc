/** The live graph as one immutable object: schemas, planner and all results derived from them. It is replaced as a whole. */
import { createHash } from "node:crypto";
import type { DocumentNode, GraphQLError, GraphQLSchema } from "graphql";
import { nodesUrl } from "../compose/sources.ts";
import {
  operationFromDocument,
  type QueryPlan,
  QueryPlanner,
  ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  type Schema,
  Supergraph,
} from "../elastic.ts";
import type { Nodes } from "../nodes.ts";
import { type AccessRule, findAccessRules } from "./access-rules.ts";
import { findUnsupportedFeatures } from "./unsupported-features.ts";

export type Graph = {
  /** Identifies the supergraph: the first characters of the SHA-256 of its text. */
  hash: string;
  subgraphs: readonly { name: string; url: string }[];
  /** The schema that clients see. */
  clientSchema: GraphQLSchema;
  /** The schema with the elements that are hidden from clients, which the executor needs. */
  fullSchema: GraphQLSchema;
  /** The schema that clients see, in the form of the planner. */
  apiSchema: Schema;
  planner: QueryPlanner;
  /** Answers `node` and `nodes`, if the supergraph has them in this process. */
  nodes: Nodes | undefined;
  /** The subgraph that owns each type of node, by the type's name: the one whose absence of an entity is everybody's. */
  nodeOwners: ReadonlyMap<string, string>;
  /** The access rules of fields, by coordinate; read from the supergraph when first asked for. */
  accessRules: () => ReadonlyMap<string, AccessRule>;
  /** Validation results by document, for as long as the document is cached. */
  verdicts: WeakMap<DocumentNode, readonly GraphQLError[]>;
  plans: WeakMap<DocumentNode, Map<string | undefined, QueryPlan>>;
};

/**
 * Builds the graph from a supergraph's text. Throws when it is not a supergraph, or one that asks for what this router cannot honour; then
 * nothing has changed. `enforced` says whether the subgraphs enforce access rules themselves; `openNodes` is called if one of the subgraphs
 * is the one of this process. Blocks for a tenth of a second or more: build at a quiet moment.
 */
export function buildGraph(sdl: string, enforced: boolean, openNodes: () => Nodes): Graph {
  const supergraph = Supergraph.build(sdl, {
    supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
    // The API schema and each subgraph are validated below; validating the whole as well takes a quarter of the router's start.
    validateSupergraph: false,
  });
  const refusals = findUnsupportedFeatures(supergraph, sdl, enforced);
  if (refusals.length > 0) throw new Error(`this supergraph cannot be served:\n  ${refusals.join("\n  ")}`);
  const apiSchema = supergraph.apiSchema();
  const subgraphs = supergraph.subgraphsMetadata().map(({ name, url }) => ({ name, url }));
  return {
    hash: createHash("sha256").update(sdl).digest("hex").slice(0, 16),
    subgraphs,
    clientSchema: apiSchema.toGraphQLJSSchema(),
    fullSchema: supergraph.schema.toGraphQLJSSchema(),
    apiSchema,
    planner: new QueryPlanner(supergraph, { exposeDocumentNodeInFetchNode: true }),
    nodeOwners: findNodeOwners(supergraph),
    nodes: subgraphs.some(isInProcess) ? openNodes() : undefined,
    accessRules: memoize(() => findAccessRules(supergraph.schema)),
    verdicts: new WeakMap(),
    plans: new WeakMap(),
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

/** Plans one operation of a valid document, and caches the plan. Passes on errors of the planner, such as excessive complexity. */
export function planOperation(graph: Graph, document: DocumentNode, operationName: string | undefined): QueryPlan {
  const plans = graph.plans.get(document) ?? new Map<string | undefined, QueryPlan>();
  graph.plans.set(document, plans);
  const known = plans.get(operationName);
  if (known) return known;
  const operation = operationFromDocument(graph.apiSchema, document, operationName ? { operationName } : {});
  const plan = graph.planner.buildQueryPlan(operation);
  plans.set(operationName, plan);
  return plan;
}
