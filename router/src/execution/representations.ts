/** Representations of entities: what a fetch requires of each, extracted from the data that earlier fetches brought. */
import type { GraphQLSchema } from "graphql";
import type { PlannedRewrite, PlannedSelection } from "../elastic.ts";
import { type Data, type Failure, isData, isFailure } from "./data.ts";
import { compileRewrites, isOfType } from "./rewrites.ts";

/** Extracts the representation as JSON text; the failure of a required value; undefined if nothing is to be fetched for this entity. */
export type Represent = (entity: Data) => string | Failure | undefined;

type Extracted = Data | Failure | undefined;

/** Compiles the extraction of what a fetch requires. */
export function compileRepresentation(
  schema: GraphQLSchema,
  requires: readonly PlannedSelection[],
  rewrites: readonly PlannedRewrite[] | undefined,
): Represent {
  const rewrite = compileRewrites(schema, rewrites);
  return (entity) => {
    const extracted = extract(schema, entity, requires);
    if (extracted === undefined || isFailure(extracted)) return extracted;
    if (extracted.__typename === undefined) return undefined;
    rewrite?.(extracted);
    return JSON.stringify(extracted);
  };
}

function extract(schema: GraphQLSchema, source: Data, selections: readonly PlannedSelection[]): Extracted {
  const result: Data = {};
  for (const selection of selections) {
    if (selection.kind === "InlineFragment") {
      const { typeCondition } = selection;
      if (typeCondition && !isOfType(schema, source.__typename, typeCondition)) continue;
      const part = extract(schema, source, selection.selections);
      if (part === undefined || isFailure(part)) return part;
      combine(result, part);
    } else {
      const name = selection.alias ?? selection.name;
      const value = extractValue(schema, source[name], selection.selections);
      if (value === undefined || isFailure(value)) return value;
      result[name] = value;
    }
  }
  return result;
}

/** The required part of a value; a failure in it, or undefined if a part is missing. */
function extractValue(
  schema: GraphQLSchema,
  value: unknown,
  selections: readonly PlannedSelection[] | undefined,
): unknown {
  if (Array.isArray(value)) {
    const elements: unknown[] = value.map((each) => extractValue(schema, each, selections));
    const broken = elements.find((each) => each === undefined || isFailure(each));
    return broken === undefined && !elements.includes(undefined) ? elements : broken;
  }
  return selections && isData(value) ? extract(schema, value, selections) : value;
}

/** Adds the fields that another fragment requires of the same objects. */
function combine(result: Data, part: Data): void {
  for (const [key, value] of Object.entries(part)) {
    const known = result[key];
    if (isData(known) && isData(value)) combine(known, value);
    else if (Array.isArray(known) && Array.isArray(value)) {
      for (const [index, each] of value.entries()) {
        const before: unknown = known[index];
        if (isData(before) && isData(each)) combine(before, each);
      }
    } else result[key] = value;
  }
}
