/** Executable plans: the planner's steps with everything prepared that does not depend on one request. */
import {
  type DocumentNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isNonNullType,
  Kind,
  OperationTypeNode,
  type SelectionSetNode,
} from "graphql";
import type { PlanNode } from "../planning/elastic.ts";
import { compileRewrites, type Rewrite, renamedKeys } from "./data/rewrites.ts";
import { compileRepresentation, type Represent } from "./representations.ts";
import {
  argumentsText,
  fieldOf,
  type Requirement,
  type Requirements,
  refuseExternal,
  refuseUnresolvable,
} from "./requirements.ts";

export type Step = { kind: "sequence" | "parallel"; steps: readonly Step[] } | FetchStep;

export type FetchStep = {
  kind: "fetch";
  operation: SubgraphOperation;
  /** Where the data belong; `@` stands for every element of a list. */
  path: readonly string[];
  /** The names of the client's variables that it uses. */
  variables: readonly string[];
  /** Present if entities are fetched. */
  represent: Represent | undefined;
  rewriteData: Rewrite | undefined;
  /** The fields that the fetch brings, where its failure is reported. */
  fields: readonly FetchedField[];
  /** Names that the planner made for this fetch, with the names of their data. */
  renamed: ReadonlyMap<string, string>;
};

/** An operation that a subgraph is asked, in every request for the same plan. */
export type SubgraphOperation = {
  subgraph: string;
  isMutation: boolean;
  query: string;
  operationName: string | undefined;
  /** The query, parsed. */
  document: DocumentNode;
  /** The request's JSON text before its variables. */
  head: string;
};

/** One fetch of one request. */
export type Fetch = {
  operation: SubgraphOperation;
  /** A JSON object as text. */
  variables: string;
  /** The number of entities asked for; undefined in a fetch of root fields. */
  entities: number | undefined;
};

/** A field of a fetch, by the name of its data. */
export type FetchedField = {
  name: string;
  /** The types that an object must satisfy to have it. */
  conditions: readonly string[];
  isNullable: boolean;
  /** Its arguments, if other fields require it with different ones: a client's field has another name then. */
  args: string;
  /** The values that it requires of other subgraphs. */
  requires: readonly Requirement[];
  below: readonly FetchedField[];
};

/** The parts of a supergraph that steps are compiled from. */
export type PlanSource = { fullSchema: GraphQLSchema; requirements: Requirements };

/** Compiles a plan's step. */
export function compileStep(source: PlanSource, node: PlanNode, path: readonly string[] = []): Step {
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
  { fullSchema: schema, requirements }: PlanSource,
  node: Extract<PlanNode, { kind: "Fetch" }>,
  path: readonly string[],
): FetchStep {
  const { serviceName: subgraph, operation: query, operationDocumentNode: document, outputRewrites, requires } = node;
  if (!document) throw new Error("a plan has a fetch without its document");
  if (requires) refuseUnresolvable(requirements, subgraph, requires);
  const isMutation = node.operationKind === OperationTypeNode.MUTATION;
  const variables = (node.variableUsages ?? []).filter((name) => name !== "representations");
  const renamed = renamedKeys(outputRewrites);
  return {
    kind: "fetch",
    operation: newOperation({ subgraph, isMutation, query, operationName: node.operationName, document }),
    path,
    variables,
    represent: requires && compileRepresentation(schema, requires, node.inputRewrites),
    rewriteData: compileRewrites(schema, outputRewrites),
    fields: fieldsOfFetch({ schema, renamed, requirements, subgraph }, document, requires !== undefined),
    renamed,
  };
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
};

function fieldsOfFetch(
  source: FetchSource,
  { definitions }: DocumentNode,
  isEntityFetch: boolean,
): readonly FetchedField[] {
  const operation = definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  if (!operation) return [];
  const root = source.schema.getRootType(operation.operation) ?? undefined;
  const fields = fieldsIn(source, root, operation.selectionSet, []);
  return isEntityFetch ? fields.flatMap(({ below }) => below) : fields;
}

function fieldsIn(
  source: FetchSource,
  parent: GraphQLNamedType | undefined,
  { selections }: SelectionSetNode,
  conditions: readonly string[],
): FetchedField[] {
  return selections.flatMap((node): FetchedField[] => {
    if (node.kind === Kind.FRAGMENT_SPREAD) return [];
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const condition = node.typeCondition?.name.value;
      if (!condition) return fieldsIn(source, parent, node.selectionSet, conditions);
      return fieldsIn(source, source.schema.getType(condition), node.selectionSet, [...conditions, condition]);
    }
    const sentName = node.alias?.value ?? node.name.value;
    if (sentName === "__typename") return [];
    const name = source.renamed.get(sentName) ?? sentName;
    const field = fieldOf(parent, node.name.value);
    if (parent && field) refuseExternal(source.requirements, source.subgraph, parent.name, field.name);
    const below = node.selectionSet ? fieldsIn(source, field && getNamedType(field.type), node.selectionSet, []) : [];
    return [
      {
        name,
        conditions,
        isNullable: !isNonNullType(field?.type),
        args: field && source.requirements.contested.has(name) ? argumentsText(field, node) : "",
        requires: parent ? source.requirements.of(source.subgraph, parent.name, node.name.value) : [],
        below,
      },
    ];
  });
}
