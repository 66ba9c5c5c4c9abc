/** Executable operations: normalised, planned and compiled once, then executed for each request. */
import {
  type DocumentNode,
  executeSync,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
} from "graphql";
import type { QueryPlan } from "../elastic.ts";
import { type Data, isFailure } from "./data.ts";
import { type Execution, runStep, type SendFetch } from "./execute.ts";
import { compileStep, type PlanSource, type Step } from "./plan.ts";
import { writePlannedDocument } from "./planned-document.ts";
import { refuseContested } from "./refused-plans.ts";
import { compileResponse, type ResponseError, type WriteValue, type Writing } from "./response.ts";
import { clientName, conditionVariables, type InternalNames, readSelections, type Selection } from "./selections.ts";

/** The parts of a graph that operations are compiled from. */
export type CompilationSource = PlanSource & {
  clientSchema: GraphQLSchema;
  /** The names of its interfaces. */
  interfaces: ReadonlySet<unknown>;
  names: InternalNames;
  /** Plans a document without fragments and conditions. Throws the planner's own refusals. */
  plan: (document: DocumentNode) => QueryPlan;
};

export type CompiledOperation = {
  plan: QueryPlan | undefined;
  step: Step | undefined;
  write: WriteValue;
  introspection: readonly Extract<Selection, { kind: "introspection" }>[];
  /** Root fields of a mutation whose failure ends it, because they may not be null. */
  required: readonly string[];
  source: CompilationSource;
  document: DocumentNode;
  operation: OperationDefinitionNode;
};

/** The response as JSON texts; `data` is "null" if a null reached the root. */
export type Response = { data: string; errors: readonly ResponseError[] };

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

/** Compiles a valid operation for the given values of its condition variables. Throws if it cannot be planned, with a code if a plan would be wrong. */
export function compileOperation(
  source: CompilationSource,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  conditions: Readonly<Record<string, unknown>>,
): CompiledOperation {
  const { clientSchema, names } = source;
  const root = clientSchema.getRootType(operation.operation);
  if (!root) throw new Error(`the schema has no ${operation.operation}`);
  const fragments = fragmentsOf(document);
  const selections = readSelections(
    { schema: clientSchema, names, fragments, conditions, variants: new Map() },
    root,
    operation.selectionSet,
  );
  const planned = writePlannedDocument(clientSchema, operation, root, selections);
  const plan = planned && source.plan(planned);
  const node = plan?.node;
  if (node?.kind === "Subscription") throw new Error("a subscription was planned");
  const step = node && compileStep(source, node);
  if (step) refuseContested(source.fullSchema, source.requirements, step);
  return {
    plan,
    step,
    write: compileResponse(clientSchema, root, selections),
    introspection: selections.filter((selection) => selection.kind === "introspection"),
    required: selections.flatMap((selection) => {
      if (operation.operation !== "mutation" || selection.kind !== "field") return [];
      const field = root.getFields()[selection.node.name.value];
      return field?.type.toString().endsWith("!") ? [selection.internalName] : [];
    }),
    source,
    document,
    operation,
  };
}

/** Executes a compiled operation. `variables` are the client's, which fit their types. */
export async function executeOperation(
  compiled: CompiledOperation,
  variables: Readonly<Record<string, unknown>>,
  send: SendFetch,
): Promise<Response> {
  const { source, step, required } = compiled;
  const execution: Execution = {
    schema: source.fullSchema,
    interfaces: source.interfaces,
    variables: writeVariables(variables),
    send,
    data: {},
    errors: [],
    isStopped: (data: Data) => required.some((name) => isFailure(data[name])),
  };
  if (step) await runStep(execution, step);
  const toClient = (name: string) => clientName(source.names, name);
  const writing: Writing = {
    path: [],
    errors: [],
    secondary: [],
    reported: new Set(),
    clientName: toClient,
    introspection: introspect(compiled, variables),
    leaving: undefined,
  };
  const data = compiled.write(writing, execution.data) ?? "null";
  const secondary = writing.secondary.filter(({ fault }) => !writing.reported.has(fault));
  const beside = execution.errors.map(({ path, ...fault }) => ({
    ...fault,
    path: path.map((name) => (typeof name === "string" ? toClient(name) : name)),
  }));
  const rest = secondary.map(({ message, extensions, path }) => ({ message, extensions, path }));
  return { data, errors: [...writing.errors, ...rest, ...beside] };
}

function writeVariables(variables: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const name of Object.keys(variables)) {
    const text = JSON.stringify(variables[name]);
    if (text !== undefined) texts.set(name, text);
  }
  return texts;
}

/** Answers the introspection fields of the root, by response name. */
function introspect(
  { introspection, source, document, operation }: CompiledOperation,
  variables: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const { responseName, node } of introspection) {
    if (texts.has(responseName)) continue;
    // Selections of the same response name are merged, as the executor of graphql-js does it.
    const same = introspection.filter((each) => each.responseName === responseName).map((each) => each.node);
    const { kind, variableDefinitions = [] } = operation;
    const asked = { kind, operation: operation.operation, variableDefinitions } as const;
    const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
    const { data } = executeSync({
      schema: source.clientSchema,
      document: {
        kind: Kind.DOCUMENT,
        definitions: [{ ...asked, selectionSet: { kind: Kind.SELECTION_SET, selections: same } }, ...fragments],
      },
      variableValues: variables,
    });
    texts.set(responseName, JSON.stringify(data?.[node.alias?.value ?? node.name.value] ?? null));
  }
  return texts;
}
