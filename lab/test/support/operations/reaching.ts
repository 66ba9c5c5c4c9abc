/** Operations over the schema that together select given fields, each by the shortest way to its type. */
import { getNamedType, isLeafType } from "graphql";
import { drawArguments, type Sources } from "./arguments.ts";
import type { Atlas } from "./atlas.ts";
import type { Operation, Selection } from "./operation.ts";

/** Fields of one type that one operation is sent to reach. */
const reachedAtOnce = 12;

/** Operations that together select these fields, each by the shortest way to their type. */
export function generateReaching(sources: Sources, atlas: Atlas, coordinates: readonly string[]): Operation[] {
  const namesOf = new Map<string, string[]>();
  for (const coordinate of coordinates) {
    const [type = "", name = ""] = coordinate.split(".");
    namesOf.set(type, [...(namesOf.get(type) ?? []), name]);
  }
  return [...namesOf].flatMap(([type, names]) => {
    // Each field of Mutation changes something: they are not sent together.
    const size = type === "Mutation" ? 1 : reachedAtOnce;
    const parts = Array.from({ length: Math.ceil(names.length / size) }, (_, part) =>
      names.slice(part * size, (part + 1) * size),
    );
    return parts.map((part) => reach(sources, atlas, type, part));
  });
}

function reach(sources: Sources, atlas: Atlas, type: string, fields: readonly string[]): Operation {
  const path = atlas.pathTo(type);
  if (!path) throw new Error(`no field leads to ${type}`);
  const leaves = fields.map((name, index) => {
    const field = atlas.field(type, name);
    const named = getNamedType(field.type);
    const alias = `r${index}`;
    const selections = isLeafType(named) ? [] : [typename(named.name)];
    return { parent: type, field: name, alias, args: drawArguments(sources, field), type: named.name, selections };
  });
  let selections: Selection[] = leaves;
  for (const { parent, field: name } of [...path].reverse()) {
    const field = atlas.field(parent, name);
    const named = getNamedType(field.type).name;
    selections.unshift(typename(named));
    selections = [{ parent, field: name, alias: null, args: drawArguments(sources, field), type: named, selections }];
  }
  const isMutation = type === "Mutation" || path[0]?.parent === "Mutation";
  return { kind: isMutation ? "mutation" : "query", selections };
}

function typename(parent: string): Selection {
  return { parent, field: "__typename", alias: null, args: {}, type: "String", selections: [] };
}
