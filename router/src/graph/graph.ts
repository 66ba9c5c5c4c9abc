/** The live graph as one immutable object: schemas, planner and all results derived from them. It is replaced as a whole. */
import type { GraphContract } from "@hansa/contracts/graph-contracts";
import { type Runtime, systemRuntime } from "@hansa/kit/runtime";
import { buildASTSchema, DirectiveLocation, type GraphQLSchema, type OperationDefinitionNode } from "graphql";
import { readCosts } from "../execution/cost/costs.ts";
import type { EstimateCost } from "../execution/cost/estimate.ts";
import { internalNames } from "../execution/documents/selections.ts";
import type { CompilationSource, PlannedOperation } from "../execution/planned-operation.ts";
import { openRequirements } from "../execution/requirements.ts";
import type { Schema, Supergraph } from "../planning/elastic.ts";
import { parseSupergraph } from "../planning/key-order.ts";
import { buildSupergraph } from "../planning/plan-builder.ts";
import { type OpenPlanner, type Planner, planHere } from "../planning/planner.ts";
import { type AccessRule, demandsOf, findAccessRules, findHiddenRules } from "./composition/access-rules.ts";
import { withoutHidden } from "./composition/client-schema.ts";
import { nodesUrl } from "./composition/sources.ts";
import { hashSupergraph } from "./composition/supergraph-hash.ts";
import { type ContractSchema, contractSchemasInSteps } from "./contracts/contract-schema.ts";
import type { Nodes } from "./nodes.ts";
import { type OperationCache, openOperationCache } from "./operation-cache.ts";
import { completeNow, type Steps } from "./steps.ts";
import { findUnsupportedFeatures } from "./unsupported-features.ts";

/** The beginning of an operation's keys in the cache, and the rest: variables by their values, and guarded fields by whether they are denied. */
export type OperationKey = { id: number; conditions: readonly string[]; guarded: readonly string[] };

export type Graph = {
  /** Identifies the supergraph: the first characters of the SHA-256 of its text. */
  hash: string;
  /** Its text. */
  supergraph: string;
  subgraphs: readonly { name: string; url: string }[];
  subgraphByName: ReadonlyMap<string, { name: string; url: string }>;
  /** The contract whose clients this graph serves. */
  contract: GraphContract;
  /** The same graph for the clients of each contract that lacks elements: with another client schema, and all else shared. A foreign graph has none. */
  contracts: ReadonlyMap<GraphContract, Graph>;
  /** The schema that clients see. */
  clientSchema: GraphQLSchema;
  /** The schema with the elements that are hidden from clients, which the executor needs. */
  fullSchema: GraphQLSchema;
  /** Answers `node` and `nodes`, if the supergraph has them in this process. */
  nodes: Nodes | undefined;
  /** The subgraph that owns each type of node, by the type's name: the one whose absence of an entity is everybody's. */
  nodeOwners: ReadonlyMap<string, string>;
  /** The access rules of fields, by coordinate. */
  accessRules: ReadonlyMap<string, AccessRule>;
  /** The sources of planned operations. */
  compilation: CompilationSource;
  planner: Planner;
  now: Runtime["monotonic"];
  /** Operations that are being planned, by their key in the cache: equal requests share one plan. */
  planning: Map<string, OperationInPlanning>;
  /** The cached documents, refusals and planned operations of clients. */
  operations: OperationCache;
  /** The keys of planned operations, for as long as their documents are cached. */
  keys: WeakMap<OperationDefinitionNode, OperationKey>;
  /** The compiled estimates of their costs, for as long. */
  estimates: WeakMap<OperationDefinitionNode, EstimateCost>;
};

/** An operation that is being planned. `share` lets its plan be made at the turn of the current sender too. */
export type OperationInPlanning = { planned: Promise<PlannedOperation>; share(): void };

/** The planner and the clock of a graph. */
export type Planning = { openPlanner: OpenPlanner; now: Runtime["monotonic"] };
/** For tests and measurements. */
const plannedHere: Planning = { openPlanner: planHere, now: systemRuntime.monotonic };

/**
 * Builds the graph from a supergraph's text. Throws when it is not a supergraph, or one that asks for what this router cannot honour; then
 * nothing has changed. `enforced` says whether the subgraphs enforce access rules themselves; `openNodes` is called if one of the subgraphs
 * is the one of this process. Blocks for a tenth of a second or more: build at a quiet moment, or in steps.
 */
export function buildGraph(sdl: string, enforced: boolean, openNodes: () => Nodes, planning?: Planning): Graph {
  return completeNow(buildGraphInSteps(sdl, enforced, openNodes, planning));
}

/** The steps of building a graph. */
export function* buildGraphInSteps(
  sdl: string,
  enforced: boolean,
  openNodes: () => Nodes,
  { openPlanner, now }: Planning = plannedHere,
): Steps<Graph> {
  const document = parseSupergraph(sdl);
  yield;
  const supergraph = buildSupergraph(document);
  yield;
  const refusals = findUnsupportedFeatures(supergraph, document, enforced);
  if (refusals.length > 0) throw new Error(`this supergraph cannot be served:\n  ${refusals.join("\n  ")}`);
  yield;
  const apiSchema = yield* apiSchemaInSteps(supergraph);
  yield;
  const clientDocument = apiSchema.toAST();
  yield;
  // Apollo's library refuses a malformed supergraph, in these steps or when it reads the subgraphs.
  const clientSchema = buildASTSchema(clientDocument, { assumeValid: true });
  yield;
  const contracts = enforced ? yield* contractSchemasInSteps(supergraph.schema, clientDocument, clientSchema) : [];
  const fullSchema = buildASTSchema(document, { assumeValid: true });
  yield;
  const requirements = openRequirements(supergraph, fullSchema);
  yield;
  const nodeOwners = findNodeOwners(supergraph);
  yield;
  const accessRules = findAccessRules(supergraph.schema);
  const hidden = findHiddenRules(supergraph.schema, accessRules);
  if (hidden.length > 0) throw new Error(`this supergraph cannot be served:\n  ${hidden.join("\n  ")}`);
  yield;
  const subgraphs = supergraph.subgraphsMetadata().map(({ name, url }) => ({ name, url }));
  const nodes = subgraphs.some(isInProcess) ? openNodes() : undefined;
  yield;
  const planner = openPlanner(sdl, supergraph);
  const graph: Graph = {
    contract: "ALL",
    contracts: new Map(),
    hash: hashSupergraph(sdl),
    supergraph: sdl,
    subgraphs,
    subgraphByName: new Map(subgraphs.map((subgraph) => [subgraph.name, subgraph])),
    clientSchema,
    fullSchema,
    nodeOwners,
    nodes,
    accessRules,
    compilation: {
      clientSchema,
      narrowed: new Set(),
      guards: new Map([...accessRules].map(([coordinate, rule]) => [coordinate, demandsOf(rule)])),
      costs: readCosts(supergraph.schema),
      fullSchema,
      requirements,
      interfaces: new Set(supergraph.schema.interfaceTypes().map(({ name }) => name)),
      names: internalNames(fullSchema),
    },
    planner,
    now,
    planning: new Map(),
    operations: openOperationCache(),
    keys: new WeakMap(),
    estimates: new WeakMap(),
  };
  const limited = contracts.map((each) => [each.contract, underContract(graph, each)] as const);
  return { ...graph, contracts: new Map<GraphContract, Graph>(limited) };
}

/** The graph for clients of a contract; undefined if there is none of that name. */
export function graphFor(graph: Graph, contract: GraphContract): Graph | undefined {
  return contract === graph.contract ? graph : graph.contracts.get(contract);
}

function underContract(graph: Graph, { contract, clientSchema, narrowed }: ContractSchema): Graph {
  return { ...graph, contract, clientSchema, compilation: { ...graph.compilation, clientSchema, narrowed } };
}

/** The places of directives in operations that are not passed on: the planner writes all but fields anew. */
const unservedPlaces = [
  DirectiveLocation.QUERY,
  DirectiveLocation.MUTATION,
  DirectiveLocation.SUBSCRIPTION,
  DirectiveLocation.FRAGMENT_DEFINITION,
  DirectiveLocation.FRAGMENT_SPREAD,
  DirectiveLocation.INLINE_FRAGMENT,
  DirectiveLocation.VARIABLE_DEFINITION,
];

/** Makes the schema of `supergraph.apiSchema()` from the parts of that call, which would be the longest step of all. */
function* apiSchemaInSteps({ schema: whole }: Supergraph): Steps<Schema> {
  const schema = withoutHidden(whole);
  removeUnserved(schema);
  yield;
  schema.validate();
  return schema;
}

/**
 * Removes what clients of a foreign graph would be told and then refused: subscriptions, and places of directives in operations other than fields. A
 * directive there is refused by its name, where it would reach no subgraph.
 */
function removeUnserved(schema: Schema): void {
  schema.schemaDefinition.rootType("subscription")?.removeRecursive();
  for (const directive of schema.directives()) {
    // The library's own function removes one of several at a time.
    for (const place of unservedPlaces) directive.removeLocations(place);
    if (directive.locations.length === 0) directive.removeRecursive();
  }
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
