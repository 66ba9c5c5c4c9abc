/** Unasked values: a foreign subgraph may send fields that a fetch does not select, in the place of those that another fetch of the plan brings. */
import { type FieldNode, type GraphQLSchema, Kind, type SelectionNode } from "graphql";
import { nameOf } from "../documents/selections.ts";
import type { FetchStep, PlanDependencies } from "../plan.ts";
import { type Data, isData } from "./data.ts";
import { isOfType, type Rewrite } from "./rewrites.ts";

/** The fetches that bring a field, by the place of its object and the name of its data. */
type Bringing = ReadonlyMap<string, ReadonlyMap<string, ReadonlySet<FetchStep>>>;

type Source = { schema: GraphQLSchema; bringing: Bringing; step: FetchStep };

/**
 * Prepares each fetch of a plan for unasked values. Only names that another fetch brings to the same place matter: no other one is read. Most places
 * have none, and then nothing is done there for a request.
 */
export function prepareRemovals(schema: GraphQLSchema, dependencies: PlanDependencies): void {
  const bringing = findBringing(dependencies);
  for (const [step, { place, selections }] of dependencies)
    step.removeUnasked = removerAt({ schema, bringing, step }, place, selections);
}

function findBringing(dependencies: PlanDependencies): Bringing {
  const found = new Map<string, Map<string, Set<FetchStep>>>();
  for (const [step, { supplies }] of dependencies) {
    for (const { place } of supplies) {
      const end = place.lastIndexOf(".") + 1;
      const [object, name] = [place.slice(0, end), place.slice(end)];
      const names = found.get(object) ?? new Map<string, Set<FetchStep>>();
      found.set(object, names);
      names.set(name, (names.get(name) ?? new Set()).add(step));
    }
  }
  return found;
}

/** The remover for objects at a place, of which these are selected; undefined if other fetches bring nothing there and below. */
function removerAt(source: Source, place: string, selections: readonly SelectionNode[]): Rewrite | undefined {
  if (!mayRemove(source, place, selections)) return undefined;
  const byType = new Map<unknown, Rewrite>();
  return (data) => {
    const type = data.__typename;
    const known = byType.get(type);
    if (known) return known(data);
    const isName = typeof type === "string" && source.schema.getType(type) !== undefined;
    const remove = removerOf(source, place, fieldsOf(source.schema, isName ? type : undefined, selections));
    if (isName || type === undefined) byType.set(type, remove);
    return remove(data);
  };
}

/** The remover for objects of one type. */
function removerOf(source: Source, place: string, fields: readonly FieldNode[]): Rewrite {
  const selected = belowByName(source, fields);
  const names = foreignNames(source, place).filter((name) => !selected.has(name));
  const below = [...selected].flatMap(([name, nodes]) => {
    const remove = removerAt(source, `${place}${name}.`, nodes);
    return remove ? [{ name, remove }] : [];
  });
  return (data) => {
    for (const name of names) if (name in data) delete data[name];
    for (const { name, remove } of below) visitObjects(data[name], remove);
  };
}

function visitObjects(value: unknown, visit: (object: Data) => void): void {
  if (Array.isArray(value)) for (const each of value) visitObjects(each, visit);
  else if (isData(value)) visit(value);
}

/** Whether other fetches bring fields to this place, or below it, that an object of some type may have unasked. */
function mayRemove(source: Source, place: string, selections: readonly SelectionNode[]): boolean {
  const always = new Set(selections.filter(isField).map((field) => dataName(source, field)));
  if (foreignNames(source, place).some((name) => !always.has(name))) return true;
  const selected = belowByName(source, fieldsOf(source.schema, undefined, selections));
  return [...selected].some(([name, nodes]) => nodes.length > 0 && mayRemove(source, `${place}${name}.`, nodes));
}

/** The names that other fetches bring to objects at this place. */
function foreignNames({ bringing, step }: Source, place: string): string[] {
  const names = [...(bringing.get(place) ?? [])];
  return names.filter(([, steps]) => steps.size > 1 || !steps.has(step)).map(([name]) => name);
}

/** The fields that are selected of objects of this type; of any type if it is undefined. */
function fieldsOf(schema: GraphQLSchema, type: string | undefined, selections: readonly SelectionNode[]): FieldNode[] {
  return selections.flatMap((node): FieldNode[] => {
    if (node.kind === Kind.FIELD) return [node];
    if (node.kind === Kind.FRAGMENT_SPREAD) return [];
    const condition = node.typeCondition?.name.value;
    const applies = condition === undefined || isOfType(schema, type, condition) !== false;
    return applies ? fieldsOf(schema, type, node.selectionSet.selections) : [];
  });
}

/** The selections below fields, by the names of their data. */
function belowByName(source: Source, fields: readonly FieldNode[]): Map<string, SelectionNode[]> {
  const found = new Map<string, SelectionNode[]>();
  for (const field of fields) {
    const name = dataName(source, field);
    found.set(name, [...(found.get(name) ?? []), ...(field.selectionSet?.selections ?? [])]);
  }
  return found;
}

function dataName({ step }: Source, field: FieldNode): string {
  const sent = nameOf(field);
  return step.renamed.get(sent) ?? sent;
}

function isField(node: SelectionNode): node is FieldNode {
  return node.kind === Kind.FIELD;
}
