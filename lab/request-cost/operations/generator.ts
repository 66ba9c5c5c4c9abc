/** Random operations over the schema: broad ones, deep ones, and direct paths to fields that no operation has reached. */
import { getNamedType, isLeafType } from "graphql";
import { drawArguments, type Sources } from "./arguments.ts";
import type { Atlas, Step } from "./atlas.ts";
import type { Operation, Selection } from "./operation.ts";

/** Fields of one operation: most stay well within the router's limits, so that they are accepted. */
const defaultSize = 40;
const largeSize = 200;
const maxDepth = 11;
const mutationShare = 0.12;
/** Fields of one type that one operation is sent to reach. */
const reachedAtOnce = 12;

/** An operation from a random entry. */
export function generateOperation(sources: Sources, atlas: Atlas): Operation {
  const { chance } = sources;
  const kind = chance.happens(mutationShare) ? "mutation" : "query";
  const root = kind === "query" ? "Query" : "Mutation";
  const growing: Growing = { sources, atlas, budget: { left: chance.happens(0.15) ? largeSize : defaultSize } };
  const entries = kind === "query" ? chance.whole(1, 3) : 1;
  const selections = Array.from({ length: entries }, (_, index) =>
    growField(growing, { parent: root, field: chance.oneOf(atlas.fields(root)).name }, 1, index),
  );
  return { kind, role: atlas.role, selections };
}

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

/** An operation that is generated, with the number of fields that it may still select. */
type Growing = { sources: Sources; atlas: Atlas; budget: { left: number } };

/** Selections of a composite type: its key and name, some leaves, some composite fields, until the budget is spent. */
export function growSelections(growing: Growing, type: string, depth: number): Selection[] {
  const { sources, atlas } = growing;
  const { chance } = sources;
  const targets = atlas.possible(type);
  const chosen = targets.length > 3 ? [chance.oneOf(targets), chance.oneOf(targets)] : targets;
  return [typename(type), ...[...new Set(chosen)].flatMap((target) => growOn(growing, target, depth))];
}

function growOn(growing: Growing, parent: string, depth: number): Selection[] {
  const { sources, atlas, budget } = growing;
  const { chance } = sources;
  const fields = atlas.fields(parent);
  const wanted = fields.filter(({ name, type }) => {
    if (name === "id" || name === "nodes") return true;
    if (isLeafType(getNamedType(type))) return chance.happens(0.25);
    return depth < maxDepth && budget.left > 0 && chance.happens(Math.min(0.6, 2.5 / fields.length));
  });
  return wanted.flatMap((field, index) => {
    if (depth >= maxDepth && !isLeafType(getNamedType(field.type))) return [];
    return [growField(growing, { parent, field: field.name }, depth, index)];
  });
}

function growField(growing: Growing, { parent, field: name }: Step, depth: number, index: number): Selection {
  const { sources, atlas, budget } = growing;
  const field = atlas.field(parent, name);
  const type = getNamedType(field.type);
  budget.left -= 1;
  const selections = isLeafType(type) ? [] : growSelections(growing, type.name, depth + 1);
  // Fields of the same name with other arguments, or on other types, may not share a place in the answer.
  const args = drawArguments(sources, field);
  const alias =
    Object.keys(args).length > 0 || parent === "Query"
      ? `f${depth}_${index}_${sources.chance.whole(0, 999_999)}`
      : null;
  return { parent, field: name, alias, args, type: type.name, selections };
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
  return { kind: isMutation ? "mutation" : "query", role: atlas.role, selections };
}

function typename(parent: string): Selection {
  return { parent, field: "__typename", alias: null, args: {}, type: "String", selections: [] };
}
