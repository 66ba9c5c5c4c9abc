/** The steps of a plan: finds the entities of their fetches, and sends these. */
import { type Data, findTargets } from "./data/data.ts";
import { markField } from "./data/marks.ts";
import {
  type CommonFaults,
  type Dependent,
  type EntityFetch,
  type FetchResult,
  type Merging,
  reportUnplaced,
  takeEntities,
  takeRoot,
} from "./fetch-results.ts";
import type { ExecutedStep, JointStep } from "./joint-fetches.ts";
import { entitiesName, type Fetch, type FetchedField, type FetchStep, representationsName } from "./plan.ts";
import type { FailedRequirement } from "./representations.ts";

/** Sends one fetch of a plan. Failures are results; it never throws. */
export type SendFetch = (fetch: Fetch) => Promise<FetchResult>;

export type PlanExecution = Merging & {
  /** The client's variables as JSON text, by name; absent ones have no text. */
  variables: ReadonlyMap<string, string>;
  send: SendFetch;
  /** Whether a complete root field of a mutation has nulled the response, so that later ones are not executed. */
  isNulled: () => boolean;
};

/** Runs a step and those below it. */
export function runStep(execution: PlanExecution, step: ExecutedStep): Promise<unknown> {
  if (step.kind === "fetch") return runFetchStep(execution, step);
  if (step.kind === "joint") return runJointStep(execution, step);
  if (step.kind === "parallel") return Promise.all(step.steps.map((each) => runStep(execution, each)));
  return runInOrder(execution, step.steps);
}

async function runInOrder(execution: PlanExecution, steps: readonly ExecutedStep[]): Promise<void> {
  for (const each of steps) await runStep(execution, each);
}

async function runFetchStep(execution: PlanExecution, step: FetchStep): Promise<void> {
  const { operation } = step;
  if (operation.isMutation && execution.isNulled()) return;
  if (step.represent) return sendEntities(execution, findEntities(execution, step));
  const targets = findTargets(execution.data, step.path, 0, []);
  if (targets.length === 0) return;
  const response = await execution.send({
    operation,
    variables: `{${writeVariables(execution, step.variables)}}`,
    entities: [],
  });
  takeRoot(execution, step, targets, response);
}

/** Sends the fetches in one request if there are entities for more than one of them, and not too many: a service limits each request. */
async function runJointStep(execution: PlanExecution, { operation, parts, variables }: JointStep): Promise<void> {
  const fetches = parts.map((part) => findEntities(execution, part));
  const entities = fetches.map(({ places }) => places.size);
  const filled = fetches.filter(({ places }) => places.size > 0);
  if (filled.length < 2 || entities.reduce((sum, count) => sum + count) > maxJointEntities) {
    await Promise.all(fetches.map((fetch) => sendEntities(execution, fetch)));
    return;
  }
  const response = await execution.send({
    operation,
    variables: writeEntityVariables(execution, variables, fetches),
    entities,
  });
  const common: CommonFaults = new Map();
  for (const [query, fetch] of fetches.entries()) takeEntities(execution, fetch, responseOf(response, query), common);
  reportUnplaced(execution, common);
}

/** The most entities of fetches that are sent in one request. */
const maxJointEntities = 100;

/** The part of a joint response for one of its queries, as if it had been asked alone. An error of no query in particular is one of each. */
function responseOf({ data, errors }: FetchResult, query: number): FetchResult {
  const name = entitiesName(query);
  if (!data) return { data, errors: errors.map(({ fault }) => ({ fault, path: undefined })) };
  const own = errors.flatMap(({ fault, path }) => {
    const [field, ...rest] = path ?? [];
    if (typeof field === "string" && field !== name && field in data) return [];
    return [{ fault, path: field === name ? [entitiesName(0), ...rest] : undefined }];
  });
  return { data: { [entitiesName(0)]: data[name] }, errors: own };
}

async function sendEntities(execution: PlanExecution, fetch: EntityFetch): Promise<void> {
  const { step, places } = fetch;
  const common: CommonFaults = new Map();
  if (places.size === 0) return takeEntities(execution, fetch, { data: null, errors: [] }, common);
  const variables = writeEntityVariables(execution, step.variables, [fetch]);
  const response = await execution.send({ operation: step.operation, variables, entities: [places.size] });
  takeEntities(execution, fetch, response, common);
  reportUnplaced(execution, common);
}

function writeEntityVariables(
  execution: PlanExecution,
  names: readonly string[],
  fetches: readonly EntityFetch[],
): string {
  const variables = writeVariables(execution, names);
  const representations = fetches.map(
    ({ places }, query) => `"${representationsName(query)}":[${[...places.keys()].join(",")}]`,
  );
  return `{${variables}${variables === "" ? "" : ","}${representations.join(",")}}`;
}

/** Finds the entities to fetch. Fields that fail before the fetch are marked, or returned where other fields of their entity are fetched. */
function findEntities(execution: PlanExecution, step: FetchStep): EntityFetch {
  const places = new Map<string, Data[]>();
  const dependents: Dependent[] = [];
  let failed: FailedRequirement[] = [];
  for (const target of findTargets(execution.data, step.path, 0, [])) {
    const representation = step.represent?.(target, failed);
    if (representation === undefined) continue;
    if (failed.length > 0) {
      const failing = findDependents(step, target, failed);
      failed = [];
      // Nothing is fetched for an entity whose fields all require a failed value.
      if (failing.length === step.fields.length) {
        for (const { field, failure } of failing) markField(execution.schema, target, field, failure);
        continue;
      }
      dependents.push(...failing);
    }
    const same = places.get(representation);
    if (same) same.push(target);
    else places.set(representation, [target]);
  }
  return { step, places, dependents };
}

/** The fields of a fetch that require a failed value. A failed key fails them all. */
function findDependents({ fields }: FetchStep, target: Data, failed: readonly FailedRequirement[]): Dependent[] {
  const requires = ({ requires: required }: FetchedField, path: string) =>
    required.some((each) => each.path === path || each.path.startsWith(`${path}.`));
  const isKey = ({ path }: FailedRequirement) => !fields.some((field) => requires(field, path));
  return fields.flatMap((field) => {
    const cause = failed.find((each) => requires(field, each.path) || isKey(each));
    return cause ? [{ target, field, failure: cause.failure }] : [];
  });
}

/** The client's variables of these names. */
function writeVariables({ variables }: PlanExecution, names: readonly string[]): string {
  let text = "";
  for (const name of names) {
    const value = variables.get(name);
    if (value !== undefined) text += `${text === "" ? "" : ","}"${name}":${value}`;
  }
  return text;
}
