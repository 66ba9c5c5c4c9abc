/** Data of one execution: objects of subgraph responses, merged into one tree, with failures in place of missing values. */

export type Data = { [key: string]: unknown; [markKey]?: undefined };
export type Path = readonly (string | number)[];

/** An error for the client, without its place. */
export type Fault = { message: string; extensions: Readonly<Record<string, unknown>> };

/** Marks objects of the tree that are no data: failures have their faults here, exact numbers nothing. */
export const markKey: unique symbol = Symbol("mark");
/**
 * A fault and the path on which it happened below the place of its failure. A secondary one is a consequence of a fault beside it, on the path `beside`
 * from the object around: it is reported only if its fault is reported nowhere else.
 */
export type PlacedFault = { fault: Fault; below: Path; isSecondary?: boolean; beside?: Path };
/** Stands in the tree where a value is missing, with the faults that the response reports there. */
export type Failure = { readonly [markKey]: readonly PlacedFault[] };

/** The failure without a fault: the entity does not exist for its subgraph. */
export const absent: Failure = { [markKey]: [] };

/** The fault of a value that its type does not have, or that a subgraph left out. */
export const invalidValue: Fault = {
  message: "A value does not fit the schema.",
  extensions: { code: "SUBGRAPH_INVALID" },
};

/** A failure with these faults, to stand where a value is missing. */
export function newFailure(...faults: readonly PlacedFault[]): Failure {
  return { [markKey]: faults };
}

/** Whether a failure stands in the place of a value. */
export function isFailure(value: unknown): value is Failure {
  return typeof value === "object" && value !== null && markKey in value && value[markKey] !== undefined;
}

/** The faults of a failure. */
export function faultsOf(failure: Failure): readonly PlacedFault[] {
  return failure[markKey];
}

/** Whether this is an object with fields. */
export function isData(value: unknown): value is Data {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(markKey in value);
}

/**
 * Merges fetched data into a target. Values already there give way to new scalars and stay where the new value is null or a failure. Of an
 * object's type names that of an object type stays, whichever subgraph takes it for an object of its interface.
 */
export function mergeData(target: Data, source: Data, interfaces: ReadonlySet<unknown>): void {
  for (const key of Object.keys(source)) {
    if (key === "__proto__" || (key === "__typename" && interfaces.has(source[key]) && target[key])) continue;
    const known = target[key];
    const fetched = source[key];
    if (known === undefined || known === null || isFailure(known)) {
      if (known === undefined || (fetched !== null && fetched !== undefined)) target[key] = fetched;
    } else if (fetched !== null && fetched !== undefined && !isFailure(fetched)) {
      target[key] = mergeValues(known, fetched, interfaces);
    }
  }
}

function mergeValues(known: unknown, fetched: unknown, interfaces: ReadonlySet<unknown>): unknown {
  if (isData(known) && isData(fetched)) {
    if (known !== fetched) mergeData(known, fetched, interfaces);
    return known;
  }
  if (!Array.isArray(known) || !Array.isArray(fetched)) return typeof known === "object" ? known : fetched;
  if (known.length !== fetched.length) return known;
  for (const [index, value] of fetched.entries()) {
    const before: unknown = known[index];
    if (before === null || before === undefined || isFailure(before)) known[index] = value;
    else if (value !== null && !isFailure(value)) known[index] = mergeValues(before, value, interfaces);
  }
  return known;
}

/** A fault in a response, with its path in the names that were sent as well. Each name of the path is selected there. */
export type SentFault = PlacedFault & { sent: Path };

/** Puts a fault where its path meets a missing value. If there is no such place, returns the part of the path that exists. */
export function placeFault(data: Data, { fault, below, sent }: SentFault): Path | undefined {
  let holder: unknown = data;
  for (const [at, step] of sent.entries()) {
    const value = valueAt(holder, step);
    if (value === undefined) return below.slice(0, at);
    if (value !== null && !isFailure(value)) {
      holder = value;
      continue;
    }
    const failure = newFailure(...(isFailure(value) ? faultsOf(value) : []), { fault, below: below.slice(at + 1) });
    if (Array.isArray(holder)) holder[Number(step)] = failure;
    else if (isData(holder)) holder[step] = failure;
    return undefined;
  }
  return below;
}

/** The value at one step of a path: null for a field that is missing; undefined if there is no such place. */
function valueAt(holder: unknown, step: string | number): unknown {
  if (Array.isArray(holder)) return typeof step === "number" ? holder[step] : undefined;
  if (!isData(holder) || typeof step === "number") return undefined;
  return Object.hasOwn(holder, step) ? holder[step] : null;
}

/** Calls `visit` with each object at the path, in order, with its place. `@` stands for every element of a list. */
export function visitTargets(data: unknown, path: readonly string[], visit: (target: Data, place: Path) => void): void {
  walk(data, 0, []);
  function walk(value: unknown, at: number, place: Path): void {
    const step = path[at];
    if (step === undefined) {
      if (isData(value)) visit(value, place);
    } else if (step === "@") {
      if (Array.isArray(value)) for (const [index, each] of value.entries()) walk(each, at + 1, [...place, index]);
    } else if (isData(value)) walk(value[step], at + 1, [...place, step]);
  }
}

/** The objects at the path, in the order of `visitTargets`. */
export function findTargets(data: unknown, path: readonly string[], at: number, targets: Data[]): Data[] {
  const step = path[at];
  if (step === undefined) {
    if (isData(data)) targets.push(data);
  } else if (step === "@") {
    if (Array.isArray(data)) for (const each of data) findTargets(each, path, at + 1, targets);
  } else if (isData(data)) findTargets(data[step], path, at + 1, targets);
  return targets;
}
