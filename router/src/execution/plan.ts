/** Executable plans: the planner's steps with everything prepared that does not depend on one request. */
import {
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isNonNullType,
  Kind,
  OperationTypeNode,
  type SelectionNode,
} from "graphql";
import type { PlanNode, PlannedSelection } from "../planning/elastic.ts";
import { compileRewrites, type Rewrite, renamedKeys } from "./data/rewrites.ts";
import { compileRepresentation, type Represent } from "./representations.ts";
import {
  argumentsText,
  fieldOf,
  type Requirement,
  type Requirements,
  refuseExternal,
  refuseUnresolvable,
  refuseUnsent,
} from "./requirements.ts";

export type Step<Sent = FetchStep> = { kind: "sequence" | "parallel"; steps: readonly Step<Sent>[] } | Sent;

export type FetchStep = {
  kind: "fetch";
  operation: SubgraphOperation;
  /** Where the data belong; `@` stands for every element of a list. */
  path: readonly string[];
  /** The names of the client's variables that it uses. */
  variables: readonly string[];
  /** The fields that each entity must have; present if entities are fetched. */
  requires: readonly PlannedSelection[] | undefined;
  /** Present if entities are fetched. */
  represent: Represent | undefined;
  rewriteData: Rewrite | undefined;
  /** Removes unasked values; undefined if they meet those of no other fetch. */
  removeUnasked: Rewrite | undefined;
  /** The fields that the fetch brings, where its failure is reported. */
  fields: readonly FetchedField[];
  /** Names that the planner made for this fetch, with the names of their data. */
  renamed: ReadonlyMap<string, string>;
};

/** An operation that a subgraph is asked, in every request for the same plan. */
export type SubgraphOperation = {
  subgraph: string;
  isMutation: boolean;
  /** Whether the response lacks no root field without it. */
  isOptional: boolean;
  query: string;
  operationName: string | undefined;
  /** The queries of the plan that it stands for, parsed: one, or those that it joins. */
  documents: readonly DocumentNode[];
  /** The request's JSON text before its variables. */
  head: string;
};

/** One fetch of one request. */
export type Fetch = {
  operation: SubgraphOperation;
  /** A JSON object as text. */
  variables: string;
  /** The numbers of entities that its queries ask for; empty in a fetch of root fields. */
  entities: readonly number[];
};

/** The variable with the representations of one of the queries. That of the first has the name that the planner gives it. */
export function representationsName(query: number): string {
  return `representations${query === 0 ? "" : query}`;
}

/** The field of the response with the entities of one of the queries. */
export function entitiesName(query: number): string {
  return `_entities${query === 0 ? "" : query}`;
}

/** A field of a fetch, by the name of its data. */
export type FetchedField = {
  name: string;
  /** The types that an object must satisfy to have it. */
  conditions: readonly string[];
  isNullable: boolean;
  /** The values that it requires of other subgraphs. */
  requires: readonly Requirement[];
  below: readonly FetchedField[];
};

/** A place that a fetch brings, as the names from the root to it without lists. */
export type Supply = {
  place: string;
  /** The types that an object must satisfy to have it. */
  conditions: readonly string[];
  /** Its arguments, if other fields require it with different ones: a client's field has another name then. */
  args: string | undefined;
};

/** The values that a fetch needs and brings. */
type Dependencies = {
  /** Where its data belong, as the beginning of the places below. */
  place: string;
  /** The fields that each entity must have, if entities are fetched. */
  requires: readonly PlannedSelection[] | undefined;
  supplies: readonly Supply[];
  /** The selections on its objects. */
  selections: readonly SelectionNode[];
};

/** The dependencies of a plan's fetches, by which it is checked. */
export type PlanDependencies = Map<FetchStep, Dependencies>;

/** The parts of a supergraph that steps are compiled from. */
export type PlanSource = { fullSchema: GraphQLSchema; requirements: Requirements };

/** The source of one plan's steps; its dependencies are noted while they are compiled. */
type StepSource = PlanSource & { dependencies: PlanDependencies };

/** Compiles a plan's step. */
export function compileStep(source: StepSource, node: PlanNode, path: readonly string[] = []): Step {
  switch (node.kind) {
    case "Sequence":
    case "Parallel": {
      const kind = node.kind === "Sequence" ? "sequence" : "parallel";
      return { kind, steps: node.nodes.map((each) => compileStep(source, each, path)) };
    }
    case "Flatten":
      return compileStep(source, node.node, [...path, ...node.path.map(String)]);
    case "Fetch":
      return compileFetch(source, node, path);
    default:
      // Conditions are resolved before planning, and validation refuses `@defer`.
      throw new Error(`a plan has a step of the kind ${node.kind}`);
  }
}

function compileFetch(
  { fullSchema: schema, requirements, dependencies }: StepSource,
  node: Extract<PlanNode, { kind: "Fetch" }>,
  path: readonly string[],
): FetchStep {
  const { serviceName: subgraph, operation: query, operationDocumentNode: document, outputRewrites, requires } = node;
  if (!document) throw new Error("a plan has a fetch without its document");
  if (requires) refuseUnresolvable(requirements, subgraph, requires);
  const isMutation = node.operationKind === OperationTypeNode.MUTATION;
  const variables = (node.variableUsages ?? []).filter((name) => name !== "representations");
  const renamed = renamedKeys(outputRewrites);
  const place = path.map((name) => (name === "@" ? "" : `${name}.`)).join("");
  const supplies: Supply[] = [];
  const selected = selectedBy(schema, document, requires !== undefined);
  const step: FetchStep = {
    kind: "fetch",
    operation: newOperation({
      subgraph,
      isMutation,
      query,
      operationName: node.operationName,
      documents: [document],
      isOptional: false,
    }),
    path,
    variables,
    requires,
    represent: requires && compileRepresentation(schema, requires, node.inputRewrites),
    rewriteData: compileRewrites(schema, outputRewrites),
    removeUnasked: undefined,
    fields: fieldsIn(
      { schema, renamed, requirements, subgraph, supplies },
      { type: selected.type, place, conditions: [], sent: requires ?? [] },
      selected.selections,
    ),
    renamed,
  };
  dependencies.set(step, { place, requires, supplies, selections: selected.selections });
  return step;
}

/** An operation with the text of its requests. */
export function newOperation(operation: Omit<SubgraphOperation, "head">): SubgraphOperation {
  const { query, operationName } = operation;
  const named = operationName ? `,"operationName":${JSON.stringify(operationName)}` : "";
  return { ...operation, head: `{"query":${JSON.stringify(query)}${named},"variables":` };
}

type FetchSource = {
  schema: GraphQLSchema;
  renamed: ReadonlyMap<string, string>;
  requirements: Requirements;
  subgraph: string;
  /** Filled while the fields are read. */
  supplies: Supply[];
};

/** The objects that a fetch selects from; `sent` is what their subgraph is sent about them. */
type Place = Omit<Supply, "args"> & { type: GraphQLNamedType | undefined; sent: readonly PlannedSelection[] };

/** The selections of a fetch on its objects, which are entities or of a root type. */
function selectedBy(
  schema: GraphQLSchema,
  { definitions }: DocumentNode,
  isOfEntities: boolean,
): { type: GraphQLNamedType | undefined; selections: readonly SelectionNode[] } {
  const operation = definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  if (!operation) return { type: undefined, selections: [] };
  const { selections } = operation.selectionSet;
  if (!isOfEntities) return { type: schema.getRootType(operation.operation) ?? undefined, selections };
  const ofEntities = selections.flatMap((each) =>
    each.kind === Kind.FIELD ? (each.selectionSet?.selections ?? []) : [],
  );
  return { type: undefined, selections: ofEntities };
}

function fieldsIn(source: FetchSource, at: Place, selections: readonly SelectionNode[]): FetchedField[] {
  const { schema, renamed, requirements, subgraph } = source;
  const { type, place, conditions, sent } = at;
  return selections.flatMap((node): FetchedField[] => {
    if (node.kind === Kind.FRAGMENT_SPREAD) return [];
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const condition = node.typeCondition?.name.value;
      const own = condition ? { type: schema.getType(condition), conditions: [...conditions, condition] } : {};
      return fieldsIn(source, { ...at, ...own }, node.selectionSet.selections);
    }
    const sentName = node.alias?.value ?? node.name.value;
    const name = renamed.get(sentName) ?? sentName;
    const field = fieldOf(type, node.name.value);
    const isContested = requirements.contested.has(name);
    const args = isContested ? (field ? argumentsText(field, node) : "") : undefined;
    source.supplies.push({ place: place + name, conditions, args });
    if (sentName === "__typename") return [];
    if (type && field) refuseExternal(requirements, subgraph, type.name, field.name);
    const requires = type ? requirements.of(subgraph, type.name, node.name.value) : [];
    refuseUnsent(requires, { field: `${type?.name}.${node.name.value}`, sent, beside: selections });
    const inner = { type: field && getNamedType(field.type), place: `${place}${name}.`, conditions: [], sent: [] };
    const below = fieldsIn(source, inner, node.selectionSet?.selections ?? []);
    return [{ name, conditions, isNullable: !isNonNullType(field?.type), requires, below }];
  });
}
