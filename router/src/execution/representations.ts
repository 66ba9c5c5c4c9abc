/** Representations of entities: what a fetch requires of each, as JSON text from the data that earlier fetches brought. */
import type { GraphQLSchema } from "graphql";
import type { PlannedRewrite, PlannedSelection } from "../planning/elastic.ts";
import { type Data, type Failure, invalidValue, isData, isFailure, newFailure } from "./data/data.ts";
import { compileRewrites, isOfType } from "./data/rewrites.ts";

/** A required value that failed or is missing: null stands in its place. The path has the names of fields. */
export type FailedRequirement = { path: string; failure: Failure };

/** Writes the representation as JSON text and notes required values that failed; undefined if there is nothing to fetch for this entity. */
export type Represent = (entity: Data, failed: FailedRequirement[]) => string | undefined;

/** Prepares the representations of a fetch from what it requires. */
export function compileRepresentation(
  schema: GraphQLSchema,
  requires: readonly PlannedSelection[],
  rewrites: readonly PlannedRewrite[] | undefined,
): Represent {
  const rewrite = compileRewrites(schema, rewrites);
  return (entity, failed) => {
    const representation = copyFields({ schema, failed, above: "" }, requires, entity, {});
    if (!("__typename" in representation)) return undefined;
    rewrite?.(representation);
    return JSON.stringify(representation);
  };
}

/** `above` is the path of the object whose fields are copied, in the names of fields. */
type Copying = { schema: GraphQLSchema; failed: FailedRequirement[]; above: string };

/** Copies the selected fields of an object into `copy`, which may have some of them from another selection. */
function copyFields(copying: Copying, selections: readonly PlannedSelection[], object: Data, copy: Data): Data {
  for (const selection of selections) {
    if (selection.kind === "InlineFragment") {
      const { typeCondition } = selection;
      const applies = !typeCondition || isOfType(copying.schema, object.__typename, typeCondition);
      if (applies) copyFields(copying, selection.selections, object, copy);
    } else {
      const { name, alias = name } = selection;
      copy[alias] = copyValue(copying, selection, object[alias], copy[alias]);
    }
  }
  return copy;
}

const missing = newFailure({ fault: invalidValue, below: [] });

type PlannedField = Extract<PlannedSelection, { kind: "Field" }>;

function copyValue(copying: Copying, field: PlannedField, value: unknown, copy: unknown): unknown {
  const { name, selections } = field;
  if (value === undefined || isFailure(value)) {
    // Other types than the client selected a field for may lack what that field requires.
    copying.failed.push({ path: copying.above + name, failure: value ?? missing });
    return null;
  }
  if (Array.isArray(value)) {
    return value.map((each, index) => copyValue(copying, field, each, Array.isArray(copy) ? copy[index] : undefined));
  }
  if (!selections || !isData(value)) return value;
  const below = { ...copying, above: `${copying.above}${name}.` };
  return copyFields(below, selections, value, isData(copy) ? copy : {});
}
