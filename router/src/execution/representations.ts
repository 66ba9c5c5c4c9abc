/** Representations of entities: what a fetch requires of each, as JSON text from the data that earlier fetches brought. */
import type { GraphQLSchema } from "graphql";
import type { PlannedRewrite, PlannedSelection } from "../planning/elastic.ts";
import { type Data, type Failure, isData, isFailure, misfit, newFailure } from "./data/data.ts";
import { compileRewrites, isOfType } from "./data/rewrites.ts";

/** A required value that failed or is missing: null stands in its place. The path has the names of fields. */
export type FailedRequirement = { path: string; failure: Failure };

/** Writes the representation as JSON text and notes required values that failed; undefined if there is nothing to fetch for this entity. */
export type Represent = (entity: Data, failed: FailedRequirement[]) => string | undefined;

/** Compiles the representations of a fetch from what it requires. */
export function compileRepresentation(
  schema: GraphQLSchema,
  requires: readonly PlannedSelection[],
  rewrites: readonly PlannedRewrite[] | undefined,
): Represent {
  const fieldsOf = fieldsByType(schema, requires, "");
  const rewrite = compileRewrites(schema, rewrites);
  return (entity, failed) => {
    const fields = fieldsOf(entity.__typename);
    if (!fields.some(({ name }) => name === "__typename")) return undefined;
    const text = writeObject(fields, entity, failed);
    if (!rewrite) return text;
    const representation = JSON.parse(text);
    rewrite(representation);
    return JSON.stringify(representation);
  };
}

type WriteRequired = (value: unknown, failed: FailedRequirement[]) => string;

/** A required field of one type of object. */
type Field = { name: string; key: string; write: WriteRequired };
type FieldsByType = (typename: unknown) => readonly Field[];

/** The required fields for each type of object, compiled when the first such object comes. */
function fieldsByType(schema: GraphQLSchema, selections: readonly PlannedSelection[], above: string): FieldsByType {
  const known = new Map<unknown, readonly Field[]>();
  return (typename) => {
    const compiled = known.get(typename);
    if (compiled) return compiled;
    const fields = compileFields(schema, selections, above, typename);
    // Responses could name types without number that the schema does not have.
    if (typename === undefined || (typeof typename === "string" && schema.getType(typename)))
      known.set(typename, fields);
    return fields;
  };
}

/** The selections below a field, from all fragments; undefined for a leaf. */
type Below = { path: string; selections: PlannedSelection[] | undefined };

function compileFields(
  schema: GraphQLSchema,
  selections: readonly PlannedSelection[],
  above: string,
  typename: unknown,
): readonly Field[] {
  const fields = new Map<string, Below>();
  collect(selections);
  return [...fields].map(([name, { path, selections: inner }], index): Field => {
    const below = inner && fieldsByType(schema, inner, `${path}.`);
    return { name, key: `${index === 0 ? "" : ","}"${name}":`, write: valueWriter(path, below) };
  });

  function collect(from: readonly PlannedSelection[]): void {
    for (const selection of from) {
      if (selection.kind === "InlineFragment") {
        const { typeCondition } = selection;
        if (!typeCondition || isOfType(schema, typename, typeCondition)) collect(selection.selections);
      } else {
        const { alias, name, selections: inner } = selection;
        const known = fields.get(alias ?? name);
        if (known?.selections && inner) known.selections.push(...inner);
        else if (!known) fields.set(alias ?? name, { path: above + name, selections: inner && [...inner] });
      }
    }
  }
}

const missing = newFailure({ fault: misfit, below: [] });

function valueWriter(path: string, below: FieldsByType | undefined): WriteRequired {
  const write: WriteRequired = (value, failed) => {
    if (value === undefined || isFailure(value)) {
      // Other types than the client selected a field for may lack what that field requires.
      failed.push({ path, failure: value ?? missing });
      return "null";
    }
    if (Array.isArray(value)) return `[${value.map((each) => write(each, failed)).join(",")}]`;
    return below && isData(value) ? writeObject(below(value.__typename), value, failed) : JSON.stringify(value);
  };
  return write;
}

function writeObject(fields: readonly Field[], source: Data, failed: FailedRequirement[]): string {
  let text = "{";
  for (const { name, key, write } of fields) text += key + write(source[name], failed);
  return `${text}}`;
}
