/** Planned operations: normalised, planned and compiled once for all requests. */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  TypeNameMetaFieldDef,
} from "graphql";
import type { QueryPlan } from "../planning/elastic.ts";
import type { PlanDocument } from "../planning/planner.ts";
import { type Denies, deniesNothing, type Guards, guardedFields } from "./access/guards.ts";
import { type CompleteValue, compileResponse } from "./completion.ts";
import type { Costs } from "./cost/costs.ts";
import { compileEstimate, type EstimateCost } from "./cost/estimate.ts";
import { prepareRemovals } from "./data/unasked.ts";
import { hasDirectives, refuseUnequalDirectives } from "./documents/directives.ts";
import { writePlannedDocument } from "./documents/planned-document.ts";
import {
  conditionVariables,
  type DeniedFields,
  groupFields,
  type InternalNames,
  isMeta,
  nameOf,
  readSelections,
  selectionSet,
} from "./documents/selections.ts";
import { refuseMissingInputs } from "./inputs.ts";
import { type ExecutedStep, joinFetches } from "./joint-fetches.ts";
import { markOptionalFetches } from "./optional/optional-fetches.ts";
import { compileStep, type PlanDependencies, type PlanSource } from "./plan.ts";
import { refusalOfFragment, refuseContested } from "./refused-plans.ts";
import { failed } from "./response-errors.ts";

/** The parts of a graph that operations are compiled from. */
export type CompilationSource = PlanSource & {
  clientSchema: GraphQLSchema;
  /** The names of its interfaces and unions that lack types of objects. */
  narrowed: ReadonlySet<string>;
  /** The access rules that are judged before an operation is planned. */
  guards: Guards;
  /** The weights of fields and the sizes of lists. */
  costs: Costs;
  /** The names of its interfaces. */
  interfaces: ReadonlySet<unknown>;
  names: InternalNames;
};

export type PlannedOperation = {
  plan: QueryPlan | undefined;
  /** The length of its plan as JSON. */
  planCharacters: number;
  step: ExecutedStep | undefined;
  /** The subgraphs that it fetches from. */
  services: readonly string[];
  complete: CompleteValue;
  /** The selections of the client, with the names of the data. */
  selections: readonly SelectionNode[];
  introspection: readonly FieldNode[];
  /** The coordinates of the fields that the viewers of this plan are denied. */
  denied: ReadonlySet<string>;
  /** Root fields of a mutation that may not be null, each with the response of it alone. */
  required: readonly { name: string; complete: CompleteValue }[];
  source: CompilationSource;
  document: DocumentNode;
  operation: OperationDefinitionNode;
};

/** The fragments of a document by name. */
function fragmentsOf({ definitions }: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  const fragments = definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
}

/** The names of the variables whose values decide what is selected. */
export function conditionsOf(document: DocumentNode, operation: OperationDefinitionNode): readonly string[] {
  const names = new Set<string>();
  conditionVariables(operation.selectionSet, fragmentsOf(document), names);
  return [...names];
}

/** The coordinates of the guarded fields of an operation. */
export function guardedBy(
  { clientSchema: schema, guards }: CompilationSource,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): readonly string[] {
  return guardedFields({ schema, guards, fragments: fragmentsOf(document) }, operation);
}

/** The estimate of what an operation of a valid document costs. */
export function estimateOf(
  { clientSchema: schema, guards, costs }: CompilationSource,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): EstimateCost {
  return compileEstimate({ schema, guards, costs, fragments: fragmentsOf(document) }, operation);
}

/** `denies` is absent where an operation is planned for no viewer. */
type Planning = { source: CompilationSource; planDocument: PlanDocument; denies?: Denies };

/**
 * Plans a valid operation for the given values of its condition variables and for viewers who are denied the same fields, and compiles the plan.
 * Rejects if it cannot be planned, with a code if a plan would be wrong.
 */
export async function planOperation(
  { source, planDocument, denies = deniesNothing }: Planning,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  conditions: Readonly<Record<string, unknown>>,
): Promise<PlannedOperation> {
  const { clientSchema, narrowed, names } = source;
  const root = clientSchema.getRootType(operation.operation);
  if (!root) throw new Error(`the schema has no ${operation.operation}`);
  const fragments = fragmentsOf(document);
  const denied = new Map<SelectionNode, string>();
  const selections = readSelections(
    { schema: clientSchema, names, fragments, conditions, variants: new Map(), denies, denied },
    root,
    operation.selectionSet,
  );
  if (hasDirectives(selections)) refuseUnequalDirectives(readingOf(source), root, selections);
  const refused = operation.operation === "mutation" ? selections.find((node) => denied.has(node)) : undefined;
  const planned = refused
    ? undefined
    : writePlannedDocument({ schema: clientSchema, narrowed, denied }, operation, root, selections);
  const { plan, characters = 0 } = planned ? await planOrName(clientSchema, planDocument, planned) : {};
  const node = plan?.node;
  if (node?.kind === "Subscription") throw new Error("a subscription was planned");
  const dependencies: PlanDependencies = new Map();
  const step = node && compileStep({ ...source, dependencies }, node);
  refuseContested(source.fullSchema, source.requirements, dependencies);
  if (step) refuseMissingInputs(source.fullSchema, step, dependencies);
  prepareRemovals(source.fullSchema, dependencies);
  markOptionalFetches(
    source.fullSchema,
    { root: root.name, selections: withoutDenied(selections, denied) },
    dependencies,
  );
  const fields = selections.filter((selection) => selection.kind === Kind.FIELD);
  const executed = step && joinFetches(step);
  const compile = (some: readonly SelectionNode[]) => compileResponse({ ...source, denied }, root, some);
  return {
    plan,
    planCharacters: characters,
    step: executed,
    services: executed ? [...new Set(subgraphsOf(executed))] : [],
    complete: refused ? refusalOfAll(compile([refused])) : compile(selections),
    selections,
    denied: new Set(denied.values()),
    introspection: fields.filter((field) => isMeta(field) && field.name.value !== TypeNameMetaFieldDef.name),
    required: operation.operation === "mutation" ? requiredFields(root, fields, compile) : [],
    source,
    document,
    operation,
  };
}

/** The reading of selections on the schema of clients. */
function readingOf({ clientSchema: schema, names }: CompilationSource): Parameters<typeof refuseUnequalDirectives>[0] {
  const fieldsOf = (type: GraphQLObjectType, selections: readonly SelectionNode[]) => {
    const groups = new Map<string, FieldNode[]>();
    groupFields({ schema, names }, type, selections, groups);
    return groups;
  };
  return { schema, fieldsOf, nameOf };
}

/** Plans a document. The refusal names the field where the planner does not say which one it is. */
async function planOrName(
  schema: GraphQLSchema,
  planDocument: PlanDocument,
  document: DocumentNode,
): ReturnType<PlanDocument> {
  try {
    return await planDocument(document);
  } catch (error) {
    throw refusalOfFragment(schema, document, error) ?? error;
  }
}

function subgraphsOf(step: ExecutedStep): readonly string[] {
  return step.kind === "fetch" || step.kind === "joint" ? [step.operation.subgraph] : step.steps.flatMap(subgraphsOf);
}

/** A mutation of which a root field is denied does nothing, and has no data but that refusal. */
function refusalOfAll(complete: CompleteValue): CompleteValue {
  return (completion, data) => {
    complete(completion, data);
    return failed;
  };
}

function withoutDenied(selections: readonly SelectionNode[], denied: DeniedFields): readonly SelectionNode[] {
  if (denied.size === 0) return selections;
  return selections.flatMap((node) => {
    if (denied.has(node)) return [];
    if (node.kind === Kind.FRAGMENT_SPREAD || !node.selectionSet) return [node];
    return [{ ...node, selectionSet: selectionSet(withoutDenied(node.selectionSet.selections, denied)) }];
  });
}

function requiredFields(
  root: GraphQLObjectType,
  fields: readonly FieldNode[],
  compile: (selections: readonly SelectionNode[]) => CompleteValue,
): PlannedOperation["required"] {
  const required = fields.filter(({ name }) => isNonNullType(root.getFields()[name.value]?.type));
  return required.map(nameOf).map((name) => {
    const own = fields.filter((field) => nameOf(field) === name);
    return { name, complete: compile(own) };
  });
}
