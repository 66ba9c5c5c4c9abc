/** Joint fetches: parallel fetches of entities from one subgraph, which are sent in one request. */
import {
  type DefinitionNode,
  type DocumentNode,
  type FieldNode,
  Kind,
  type NameNode,
  type OperationDefinitionNode,
  print,
  type SelectionNode,
  stripIgnoredCharacters,
  type VariableDefinitionNode,
} from "graphql";
import {
  entitiesName,
  type FetchStep,
  newOperation,
  representationsName,
  type Step,
  type SubgraphOperation,
} from "./plan.ts";

/** Fetches of entities from one subgraph that are sent in one request, and the client's variables that they use. */
export type JointStep = {
  kind: "joint";
  operation: SubgraphOperation;
  parts: readonly FetchStep[];
  variables: readonly string[];
};

/** A step of a plan as it is executed. */
export type ExecutedStep = Step<FetchStep | JointStep>;

/** Joins the parallel fetches of a plan that was checked. Steps that waited for one of them wait for their request. */
export function joinFetches(step: Step): ExecutedStep {
  if (step.kind === "fetch") return step;
  const steps = step.steps.map(joinFetches);
  if (step.kind === "sequence") return { kind: "sequence", steps };
  const joined: ExecutedStep[] = [];
  const groups = new Map<string, ExecutedStep[]>();
  for (const each of steps) {
    const subgraph = firstFetch(each)?.operation.subgraph;
    if (subgraph === undefined) joined.push(each);
    else groups.set(subgraph, [...(groups.get(subgraph) ?? []), each]);
  }
  for (const group of groups.values()) joined.push(...joinGroup(group));
  const [only, ...others] = joined;
  return only && others.length === 0 ? only : { kind: "parallel", steps: joined };
}

/** The fetch with which a step begins, if it fetches entities. */
function firstFetch(step: ExecutedStep): FetchStep | undefined {
  const first = step.kind === "sequence" ? step.steps[0] : step;
  return first?.kind === "fetch" && first.represent ? first : undefined;
}

/** The steps of a group, which begin with fetches from one subgraph: these fetches together, and then the rest of each step. */
function joinGroup(group: readonly ExecutedStep[]): readonly ExecutedStep[] {
  const parts = group.flatMap((each) => firstFetch(each) ?? []);
  const [first, second] = parts;
  const names = parts.map((_, query) => representationsName(query));
  const variables = [...new Set(parts.flatMap((part) => part.variables))];
  if (!first || !second || variables.some((name) => names.includes(name))) return group;
  const documents = parts.flatMap(({ operation }) => operation.documents);
  const query = writeJointQuery(documents);
  const isOptional = parts.every((part) => part.operation.isOptional);
  const operation = newOperation({ ...first.operation, query, documents, isOptional });
  const rests = group.flatMap((each): ExecutedStep[] =>
    each.kind === "sequence" ? [{ ...each, steps: each.steps.slice(1) }] : [],
  );
  const joint: JointStep = { kind: "joint", operation, parts, variables };
  return rests.length === 0 ? [joint] : [{ kind: "sequence", steps: [joint, { kind: "parallel", steps: rests }] }];
}

/** One query with the entities of each document. A document of the planner is one query with one field. */
function writeJointQuery(documents: readonly DocumentNode[]): string {
  const definitions = new Map<string, VariableDefinitionNode>();
  const queries = documents.flatMap((document) => document.definitions).filter(isOperation);
  const selections = queries.flatMap(({ selectionSet, variableDefinitions = [] }, query): SelectionNode[] => {
    const variable = { kind: Kind.VARIABLE, name: nameNode(representationsName(query)) } as const;
    for (const definition of variableDefinitions) {
      const isShared = definition.variable.name.value !== representationsName(0);
      const own = isShared ? definition : { ...definition, variable };
      definitions.set(own.variable.name.value, own);
    }
    return selectionSet.selections.filter(isField).map((field) => ({
      ...field,
      alias: nameNode(entitiesName(query)),
      arguments: (field.arguments ?? []).map((argument) => ({ ...argument, value: variable })),
    }));
  });
  const variableDefinitions = [...definitions.values()];
  const [first] = queries;
  if (!first) throw new Error("a plan has a fetch without a query");
  return stripIgnoredCharacters(
    print({ ...first, variableDefinitions, selectionSet: { kind: Kind.SELECTION_SET, selections } }),
  );
}

function nameNode(value: string): NameNode {
  return { kind: Kind.NAME, value };
}

function isOperation(node: DefinitionNode): node is OperationDefinitionNode {
  return node.kind === Kind.OPERATION_DEFINITION;
}

function isField(node: SelectionNode): node is FieldNode {
  return node.kind === Kind.FIELD;
}
