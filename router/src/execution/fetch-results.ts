/** Results of fetches: their data are merged into the tree, with failures in place of what is missing, and errors beside what is complete. */
import type { GraphQLSchema } from "graphql";
import {
  type Data,
  type Failure,
  type Fault,
  isData,
  isFailure,
  mergeData,
  newFailure,
  type Path,
  type PlacedFault,
  placeFault,
  type SentFault,
  visitTargets,
} from "./data/data.ts";
import { markField, markParts, markUnanswered } from "./data/marks.ts";
import { faultsByEntity, selectedPath } from "./data/places.ts";
import type { FetchedField, FetchStep } from "./plan.ts";
import type { ResponseError } from "./response-errors.ts";

/** A response of a subgraph. Data are fresh objects, which the execution keeps and changes. */
export type FetchResult = { data: Data | null; errors: readonly { fault: Fault; path: Path | undefined }[] };

/** The tree into which results are merged. */
export type Merging = {
  /** The supergraph's schema. */
  schema: GraphQLSchema;
  /** The names of its interfaces. */
  interfaces: ReadonlySet<unknown>;
  /** The data so far. */
  data: Data;
  /** Errors beside data, which no missing value shows. */
  errors: ResponseError[];
};

/** The entities of one fetch of a plan. */
export type EntityFetch = {
  step: FetchStep;
  /** The objects of each entity, by its representation: equal ones are fetched once. An object may be among them more than once. */
  places: ReadonlyMap<string, Data[]>;
  /** Fields that fail with any result of the fetch. */
  dependents: readonly Dependent[];
};

/** A field of an object that requires a failed value. */
export type Dependent = { target: Data; field: FetchedField; failure: Failure };

/** The faults of a response that name none of its entities. One is placed if it stands at each null that it may have caused. */
export type CommonFaults = Map<Fault, "unplaced" | "placed" | "placed in part">;

/** Of these faults so many are listed at missing values: each is listed at every one of them, so that many would fill the memory. */
const maxRepeatedFaults = 10;

/** Merges the data of root fields. */
export function takeRoot(
  merging: Merging,
  step: FetchStep,
  targets: readonly Data[],
  { data, errors }: FetchResult,
): void {
  const faults = errors.map(({ fault, path = [] }) => ({ fault, ...selectedPath(step, path) }));
  takeResult(merging, { step, data, faults, targets });
}

/** Merges each entity's data into all its places, and notes the faults that name no entity. */
export function takeEntities(
  merging: Merging,
  { step, places, dependents }: EntityFetch,
  { data, errors }: FetchResult,
  noted: CommonFaults,
): void {
  const { own, common } = faultsByEntity(step, places.size, errors);
  for (const fault of common) noted.set(fault, noted.get(fault) ?? "unplaced");
  const repeated = common.slice(0, maxRepeatedFaults).map((fault) => ({ fault, sent: [], below: [] }));
  const entities = data?._entities;
  let index = 0;
  for (const targets of places.values()) {
    const found: unknown = Array.isArray(entities) ? entities[index] : null;
    const entity = isData(found) ? found : null;
    const named = own[index] ?? [];
    takeResult(merging, { step, data: entity, faults: entity ? named : [...named, ...repeated], targets });
    if (repeated.length > 0) {
      const isMarked = !entity || markNulls(merging, targets, step, repeated);
      const placed = entity && Object.values(entity).some(hasNullBelow) ? "placed in part" : "placed";
      for (const { fault } of repeated)
        if (placed !== "placed" || (isMarked && noted.get(fault) === "unplaced")) noted.set(fault, placed);
    }
    index += 1;
  }
  for (const { target, field, failure } of dependents) {
    delete target[field.name];
    markField(merging.schema, target, field, failure);
  }
}

/** Reports faults that name no entity and are not placed: once each, without a path. */
export function reportUnplaced({ errors }: Merging, noted: CommonFaults): void {
  for (const [fault, state] of noted) if (state !== "placed") errors.push({ ...fault, path: [] });
}

/** Whether an object or list has a null at any depth. The null of a field itself is marked. */
function hasNullBelow(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some((each) => each === null || hasNullBelow(each));
}

/** Marks those fields of an entity that are null. Returns whether there are any. */
function markNulls(
  { schema }: Merging,
  targets: readonly Data[],
  { fields }: FetchStep,
  faults: readonly PlacedFault[],
): boolean {
  let isMarked = false;
  for (const target of targets) {
    for (const field of fields) {
      const value = target[field.name];
      if (value !== null && value !== undefined) continue;
      markField(schema, target, field, newFailure(...faults));
      isMarked ||= isFailure(target[field.name]);
    }
  }
  return isMarked;
}

/** A result for one object, which stands in all the targets. */
type ObjectResult = { step: FetchStep; data: Data | null; faults: readonly SentFault[]; targets: readonly Data[] };

/** Merges the result, with a failure in place of each value that is missing. */
function takeResult(merging: Merging, { step, data, faults, targets }: ObjectResult): void {
  if (!data) {
    for (const target of targets) markUnanswered(merging.schema, target, step, faults);
    return;
  }
  const beside = faults.flatMap((sent): PlacedFault[] => {
    const below = placeFault(data, sent);
    return below ? [{ fault: sent.fault, below }] : [];
  });
  step.rewriteData?.(data);
  step.removeUnasked?.(data);
  for (const target of targets) {
    mergeData(target, data, merging.interfaces);
    if (faults.length > 0) markParts(merging.schema, target, step.fields, data);
  }
  if (beside.length > 0) reportBeside(merging, step, targets, beside);
}

/** Reports faults that came beside values, at each place of their object. */
function reportBeside(
  merging: Merging,
  step: FetchStep,
  targets: readonly Data[],
  faults: readonly PlacedFault[],
): void {
  const own = new Set(targets);
  visitTargets(merging.data, step.path, (target, place) => {
    if (!own.has(target)) return;
    for (const { fault, below } of faults) merging.errors.push({ ...fault, path: [...place, ...below] });
  });
}
