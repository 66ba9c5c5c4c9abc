/** Representations of entities: what a fetch requires of each, extracted from the data that earlier fetches brought. */
import type { GraphQLSchema } from "graphql";
import type { PlannedRewrite, PlannedSelection } from "../elastic.ts";
import { type Data, type Failure, isData, isFailure, misfit, newFailure } from "./data.ts";
import { compileRewrites, isOfType } from "./rewrites.ts";

/** A required value that failed or is missing: null stands in its place. The path has the names of fields. */
export type FailedRequirement = { path: string; failure: Failure };

/** Extracts the representation as JSON text and notes required values that failed; undefined if there is nothing to fetch for this entity. */
export type Represent = (entity: Data, failed: FailedRequirement[]) => string | undefined;

/** Compiles the extraction of what a fetch requires. */
export function compileRepresentation(
  schema: GraphQLSchema,
  requires: readonly PlannedSelection[],
  rewrites: readonly PlannedRewrite[] | undefined,
): Represent {
  const rewrite = compileRewrites(schema, rewrites);
  return (entity, failed) => {
    const extracted = extract({ schema, failed }, entity, requires, "");
    if (extracted.__typename === undefined) return undefined;
    rewrite?.(extracted);
    return JSON.stringify(extracted);
  };
}

const missing = newFailure({ fault: misfit, below: [] });

type Extraction = { schema: GraphQLSchema; failed: FailedRequirement[] };

/** The required part of an object. */
function extract(extraction: Extraction, source: Data, selections: readonly PlannedSelection[], above: string): Data {
  const result: Data = {};
  for (const selection of selections) {
    if (selection.kind === "InlineFragment") {
      const { typeCondition } = selection;
      if (typeCondition && !isOfType(extraction.schema, source.__typename, typeCondition)) continue;
      combine(result, extract(extraction, source, selection.selections, above));
    } else {
      const name = selection.alias ?? selection.name;
      result[name] = extractValue(extraction, source[name], selection.selections, above + selection.name);
    }
  }
  return result;
}

function extractValue(
  extraction: Extraction,
  value: unknown,
  selections: readonly PlannedSelection[] | undefined,
  path: string,
): unknown {
  if (value === undefined || isFailure(value)) {
    // Other types than the client selected a field for may lack what that field requires.
    extraction.failed.push({ path, failure: value ?? missing });
    return null;
  }
  if (Array.isArray(value)) return value.map((each) => extractValue(extraction, each, selections, path));
  return selections && isData(value) ? extract(extraction, value, selections, `${path}.`) : value;
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
