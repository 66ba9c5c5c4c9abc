/** Failures in the tree in place of what a fetch left out. */

import type { GraphQLSchema } from "graphql";
import type { FetchedField, FetchStep } from "../plan.ts";
import { absent, type Data, type Failure, faultsOf, isData, isFailure, newFailure, type PlacedFault } from "./data.ts";
import { isOfType } from "./rewrites.ts";

/**
 * Marks the fields of an object that a fetch left unanswered. The field that a fault names explains the others if it may not be null: then
 * the subgraph left out the whole object because of it.
 */
export function markUnanswered(
  schema: GraphQLSchema,
  target: Data,
  step: FetchStep,
  faults: readonly PlacedFault[],
): void {
  const named = new Map<FetchedField, PlacedFault[]>();
  const general: PlacedFault[] = [];
  for (const { fault, below } of faults) {
    const [first, ...rest] = below;
    const field = step.fields.find(({ name }) => name === first);
    if (!field) general.push({ fault, below: [] });
    else {
      general.push({ fault, below: [], ...(field.isNullable ? {} : { isSecondary: true, beside: below }) });
      named.set(field, [...(named.get(field) ?? []), { fault, below: rest }]);
    }
  }
  for (const field of step.fields) {
    const own = named.get(field);
    markField(schema, target, field, own ? newFailure(...own) : general.length > 0 ? newFailure(...general) : absent);
  }
}

/** Marks what is missing below the fields that failed in this fetch and of which another has brought a part. */
export function markParts(
  schema: GraphQLSchema,
  known: unknown,
  fields: readonly FetchedField[],
  fetched: unknown,
): void {
  if (Array.isArray(known) && Array.isArray(fetched)) {
    for (const [index, each] of known.entries()) markParts(schema, each, fields, fetched[index]);
  }
  if (!isData(known) || !isData(fetched) || known === fetched) return;
  for (const field of fields) {
    const value = fetched[field.name];
    if (isFailure(value)) markField(schema, known, field, value);
    else markParts(schema, known[field.name], field.below, value);
  }
}

/** The failure of a part of an object, which has no field of the object's own beside it. */
function placedBelow(failure: Failure): Failure {
  return newFailure(...faultsOf(failure).map(({ beside: _beside, ...fault }) => fault));
}

/** Marks a field, or what is missing below it if another fetch has brought a part. */
export function markField(schema: GraphQLSchema, target: Data, field: FetchedField, failure: Failure): void {
  const { name, conditions, below } = field;
  if (conditions.some((condition) => isOfType(schema, target.__typename, condition) === false)) return;
  const known = target[name];
  if (known === undefined || known === null) target[name] = failure;
  else {
    for (const each of Array.isArray(known) ? known : [known]) {
      if (isData(each)) for (const inner of below) markField(schema, each, inner, placedBelow(failure));
    }
  }
}
