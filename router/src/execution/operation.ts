/** Planned operations: normalised, planned and compiled once, then executed for each request. */
import {
  type DocumentNode,
  executeSync,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  isNonNullType,
  Kind,
  type OperationDefinitionNode,
} from "graphql";
import type { QueryPlan } from "../planning/elastic.ts";
import type { Planner } from "../planning/planner.ts";
import type { Data, Path } from "./data/data.ts";
import { forwardedFetch } from "./documents/forwarded.ts";
import { writePlannedDocument } from "./documents/planned-document.ts";
import {
  clientName,
  conditionVariables,
  type InternalNames,
  readSelections,
  type Selection,
} from "./documents/selections.ts";
import { type Execution, type ForwardFetch, runForwarded, runStep, type SendFetch } from "./execute.ts";
import { refuseMissingInputs } from "./inputs.ts";
import { beginText, newOutput, takeText } from "./json-output.ts";
import { compileStep, type FetchStep, type PlanSource, type Step } from "./plan.ts";
import { refuseContested } from "./refused-plans.ts";
import { compileResponse, type WriteValue } from "./response.ts";
import type { ResponseError, Writing } from "./writing.ts";

/** The parts of a graph that operations are compiled from. */
export type CompilationSource = PlanSource & {
  clientSchema: GraphQLSchema;
  /** The names of its interfaces. */
  interfaces: ReadonlySet<unknown>;
  names: InternalNames;
  /** Plans a document without fragments and conditions. Rejects with the planner's own refusals. */
  plan: Planner["plan"];
};

export type PlannedOperation = {
  plan: QueryPlan | undefined;
  /** The length of its plan as JSON. */
  planCharacters: number;
  step: Step | undefined;
  /** The only fetch of an operation whose data can be forwarded as they came. */
  forwarded: FetchStep | undefined;
  write: WriteValue;
  /** The selections of the client. */
  selections: readonly Selection[];
  introspection: readonly Extract<Selection, { kind: "introspection" }>[];
  /** Root fields of a mutation that may not be null, each with the writer of a response of it alone. */
  required: readonly { name: string; write: WriteValue }[];
  source: CompilationSource;
  document: DocumentNode;
  operation: OperationDefinitionNode;
};

/** The response; `data` is JSON text in UTF-8, and `null` if a null reached the root. */
export type Response = { data: Buffer; errors: readonly ResponseError[] };

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

/**
 * Plans a valid operation for the given values of its condition variables, and compiles the plan. Rejects if it cannot be planned, with a code if a
 * plan would be wrong.
 */
export async function planOperation(
  source: CompilationSource,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  conditions: Readonly<Record<string, unknown>>,
): Promise<PlannedOperation> {
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
  const { plan: original, characters = 0 } = (planned && (await source.plan(planned))) ?? {};
  const forwarded = forwardedFetch(source, root, selections, original);
  const plan = original && forwarded ? { ...original, node: forwarded.node } : original;
  const node = plan?.node;
  if (node?.kind === "Subscription") throw new Error("a subscription was planned");
  const step = node && compileStep(source, node);
  if (step) refuseContested(source.fullSchema, source.requirements, step);
  if (node) refuseMissingInputs(source, node);
  return {
    plan,
    planCharacters: characters,
    step,
    forwarded: forwarded && step?.kind === "fetch" ? step : undefined,
    write: compileResponse(clientSchema, root, forwarded?.selections ?? selections),
    selections,
    introspection: selections.filter((selection) => selection.kind === "introspection"),
    required: operation.operation === "mutation" ? requiredFields(clientSchema, root, selections) : [],
    source,
    document,
    operation,
  };
}

function requiredFields(
  schema: GraphQLSchema,
  root: GraphQLObjectType,
  selections: readonly Selection[],
): PlannedOperation["required"] {
  return selections.flatMap((selection) => {
    if (selection.kind !== "field" || !isNonNullType(root.getFields()[selection.node.name.value]?.type)) return [];
    const own = selections.filter((each) => each.kind === "field" && each.responseName === selection.responseName);
    return [{ name: selection.internalName, write: compileResponse(schema, root, own) }];
  });
}

/** Executes a planned operation. `variables` are the client's, which fit their types. With `forward` data are forwarded where they can be. */
export async function executeOperation(
  compiled: PlannedOperation,
  variables: Readonly<Record<string, unknown>>,
  send: SendFetch,
  forward?: ForwardFetch,
): Promise<Response> {
  const { source, step, forwarded, required } = compiled;
  const toClient = (name: string) => (forwarded ? name : clientName(source.names, name));
  const introspection = introspect(compiled, variables);
  const data: Data = {};
  const execution: Execution = {
    schema: source.fullSchema,
    interfaces: source.interfaces,
    variables: writeVariables(variables),
    send,
    data,
    errors: [],
    isNulled: () => {
      const isWritten = (write: WriteValue) => write(newWriting(toClient, introspection), data);
      return required.some(({ name, write }) => name in data && !isWritten(write));
    },
  };
  if (forwarded && forward) {
    const bytes = await runForwarded(execution, forwarded, forward);
    if (bytes) return { data: bytes, errors: [] };
  } else if (step) await runStep(execution, step);
  const writing = newWriting(toClient, introspection);
  const text = compiled.write(writing, data) ? takeText(output) : Buffer.from("null");
  const secondary = writing.secondary.filter(({ fault }) => !writing.reported.has(fault));
  const beside = execution.errors.map(({ path, ...fault }) => ({
    ...fault,
    path: path.map((name) => (typeof name === "string" ? toClient(name) : name)),
  }));
  const rest = secondary.map(({ message, extensions, path }) => ({ message, extensions, path }));
  const errors = [...writing.errors, ...rest, ...beside];
  return {
    data: text,
    errors: errors.map((error) => ({ ...error, path: clientPath(compiled.selections, error.path) })),
  };
}

/** The part of a path that the client selects: an error of a key or of a required field stands at their object. */
function clientPath(selections: readonly Selection[], path: Path): Path {
  let known = selections;
  for (const [at, step] of path.entries()) {
    if (typeof step === "number") continue;
    const fields = fieldsNamed(known, step);
    if (fields.length === 0) return path.slice(0, at);
    known = fields.flatMap((field) => (field.kind === "field" ? (field.selections ?? []) : []));
  }
  return path;
}

/** The selections with this response name, from all fragments. */
function fieldsNamed(selections: readonly Selection[], name: string): Exclude<Selection, { kind: "fragment" }>[] {
  return selections.flatMap((each) => {
    if (each.kind === "fragment") return fieldsNamed(each.selections, name);
    return each.responseName === name ? [each] : [];
  });
}

/** The output of all responses: each is written without interruption. */
const output = newOutput();

function newWriting(toClient: Writing["clientName"], introspection: Writing["introspection"]): Writing {
  beginText(output);
  return {
    output,
    path: [],
    errors: [],
    secondary: [],
    reported: new Set(),
    clientName: toClient,
    introspection,
    leaving: undefined,
  };
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
  { introspection, source, document, operation }: PlannedOperation,
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
