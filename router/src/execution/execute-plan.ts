/** Execution of a planned operation: runs the steps of its plan, and completes the response as the client selected it. */

import { responseTooLarge } from "@hansa/kit/runtime";
import { type Allowance, compileOperation, executeCompiled } from "@hansa/kit/server";
import { type FieldNode, Kind, type SelectionNode } from "graphql";
import type { RefusalOf } from "./access/guards.ts";
import type { Data, Fault, Path } from "./data/data.ts";
import { clientName, nameOf, selectionSet } from "./documents/selections.ts";
import type { PlannedOperation } from "./planned-operation.ts";
import { type Completion, type CostTally, failed, type ResponseError } from "./response-errors.ts";
import { type PlanExecution, runStep, type SendFetch } from "./steps.ts";

/** The result; `data` is null if a null reached the root. */
export type PlanResult = { data: unknown; errors: readonly ResponseError[] };

type ExecutionOptions = {
  /** The refusals of denied fields; absent where the operation was planned for no viewer. */
  refusalOf?: RefusalOf;
  /** The characters that the data may have, which are taken from it; absent: any number. */
  allowance?: Allowance;
  /** The cost is added here, also of a response that is not completed. */
  cost?: CostTally;
};

/** Executes a planned operation. `variables` are the client's, which fit their types. Rejects with ANSWER_TOO_LARGE beyond the allowance. */
export async function executePlan(
  planned: PlannedOperation,
  variables: Readonly<Record<string, unknown>>,
  send: SendFetch,
  options: ExecutionOptions = {},
): Promise<PlanResult> {
  const { refusalOf = noRefusal, allowance = { characters: Number.POSITIVE_INFINITY }, cost = { units: 0 } } = options;
  const { source, step, required } = planned;
  const toClient = (name: string) => clientName(source.names, name);
  const introspection = await introspect(planned, variables, allowance);
  const begin = (tally: CostTally) =>
    newCompletion({ clientName: toClient, introspection, refusalOf, left: allowance.characters, cost: tally });
  const data: Data = {};
  const execution: PlanExecution = {
    schema: source.fullSchema,
    interfaces: source.interfaces,
    variables: variableTexts(variables),
    send,
    data,
    errors: [],
    isNulled: () =>
      required.some(({ name, complete }) => name in data && complete(begin({ units: 0 }), data) === failed),
  };
  if (step) await runStep(execution, step);
  const completion = begin(cost);
  const completed = planned.complete(completion, data);
  const secondary = completion.secondary.filter(({ fault }) => !completion.reported.has(fault));
  const beside = execution.errors.map(({ path, ...fault }) => ({
    ...fault,
    path: path.map((name) => (typeof name === "string" ? toClient(name) : name)),
  }));
  const rest = secondary.map(({ message, extensions, path }) => ({ message, extensions, path }));
  const errors = [...completion.errors, ...rest, ...beside].map((error) => ({
    ...error,
    path: clientPath(planned.selections, toClient, error.path),
  }));
  allowance.characters = completion.left;
  return { data: completed === failed ? null : completed, errors };
}

/** The part of a path that the client selects: an error of a key or of a required field stands at their object. */
function clientPath(selections: readonly SelectionNode[], toClient: Completion["clientName"], path: Path): Path {
  let known = selections;
  for (const [at, step] of path.entries()) {
    if (typeof step === "number") continue;
    const fields = fieldsIn(known).filter((field) => toClient(nameOf(field)) === step);
    if (fields.length === 0) return path.slice(0, at);
    known = fields.flatMap(({ selectionSet: below }) => below?.selections ?? []);
  }
  return path;
}

/** The fields of selections, from all fragments. */
function fieldsIn(selections: readonly SelectionNode[]): FieldNode[] {
  return selections.flatMap((each) => {
    if (each.kind === Kind.FRAGMENT_SPREAD) return [];
    return each.kind === Kind.FIELD ? [each] : fieldsIn(each.selectionSet.selections);
  });
}

type Response = Pick<Completion, "clientName" | "introspection" | "refusalOf" | "left" | "cost">;

function newCompletion({ clientName, introspection, refusalOf, left, cost }: Response): Completion {
  const reports = { path: [], errors: [], secondary: [], reported: new Set<Fault>() };
  return { ...reports, clientName, left, cost, introspection, refusalOf, leaving: undefined };
}

/** Of an operation that was planned for no viewer, without denied fields. */
function noRefusal(coordinate: string): never {
  throw new Error(`${coordinate} is denied to a viewer who is not known`);
}

function variableTexts(variables: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const name of Object.keys(variables)) {
    const text = JSON.stringify(variables[name]);
    if (text !== undefined) texts.set(name, text);
  }
  return texts;
}

/** Answers the introspection fields of the root, by their names in the data. Their characters are taken from the allowance while they are executed. */
async function introspect(
  { introspection, source, document, operation }: PlannedOperation,
  variables: Readonly<Record<string, unknown>>,
  allowance: Allowance,
): Promise<Completion["introspection"]> {
  if (introspection.length === 0) return {};
  const { kind, variableDefinitions = [] } = operation;
  const selected = {
    kind,
    operation: operation.operation,
    variableDefinitions,
    selectionSet: selectionSet(introspection),
  };
  const fragments = document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  const definitions = { kind: Kind.DOCUMENT, definitions: [selected, ...fragments] } as const;
  const compiled = compileOperation(source.clientSchema, definitions, selected);
  const { data } = await executeCompiled(compiled, { context: undefined, variables, allowance });
  if (allowance.characters < 0) throw responseTooLarge();
  return data ?? {};
}
