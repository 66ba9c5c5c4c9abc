/** Optional fetches: those whose failure nulls no essential field and no root field, except root fields that are optional beside an essential one. */
import {
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionNode,
} from "graphql";
import { nameOf } from "../documents/selections.ts";
import type { FetchStep, PlanDependencies } from "../plan.ts";
import { essentialFields, essentialRoots } from "./essential-fields.ts";

/** Marks the optional fetches of a plan. `selections` are the client's, with the names of the data, on the root type of the operation. */
export function markOptionalFetches(
  schema: GraphQLSchema,
  { root, selections }: { root: string; selections: readonly SelectionNode[] },
  dependencies: PlanDependencies,
): void {
  const essential = new Set<string>();
  const isQuery = root === schema.getQueryType()?.name;
  const optionalRoots = isQuery ? findOptionalRoots(schema, root, selections) : new Set<string>();
  findEssential(
    schema,
    { type: root, place: "", fields: [], isOptional: (name) => optionalRoots.has(name) },
    selections,
    essential,
  );
  for (const [step] of dependencies) {
    const failing = [...failingWith(step, dependencies)];
    const places = failing.flatMap((each) => dependencies.get(each)?.supplies ?? []).map(({ place }) => place);
    step.operation.isOptional = !places.some((place) => essential.has(place));
  }
}

/** The names of the root fields that a page can do without: those that may be null, beside an essential one. */
function findOptionalRoots(schema: GraphQLSchema, root: string, selections: readonly SelectionNode[]): Set<string> {
  const names = [...new Set(rootFieldsIn(selections))];
  const decisive = essentialRoots.find((roots) => names.some((name) => roots.has(name)));
  const isEssential = (name: string) =>
    decisive?.has(name) === true || isNonNullType(fieldOf(schema, root, name)?.type ?? null);
  return new Set(names.some(isEssential) ? names.filter((name) => !isEssential(name)) : []);
}

function rootFieldsIn(selections: readonly SelectionNode[]): string[] {
  return selections.flatMap((node) => {
    if (node.kind === Kind.FIELD) return [node.name.value];
    return node.kind === Kind.INLINE_FRAGMENT ? rootFieldsIn(node.selectionSet.selections) : [];
  });
}

/** Where selections are: the types of the fields from the root down. */
type Position = {
  type: string;
  place: string;
  fields: readonly GraphQLOutputType[];
  /** Whether a page can do without the root field of this name, or, below the root, without the one above. */
  isOptional: (name: string) => boolean;
};

/** Collects the places whose failure nulls a root field that the page needs, and those of essential fields. */
function findEssential(
  schema: GraphQLSchema,
  at: Position,
  selections: readonly SelectionNode[],
  essential: Set<string>,
): void {
  for (const node of selections) {
    if (node.kind === Kind.FRAGMENT_SPREAD) continue;
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const type = node.typeCondition?.name.value ?? at.type;
      findEssential(schema, { ...at, type }, node.selectionSet.selections, essential);
      continue;
    }
    const name = node.name.value;
    const field = fieldOf(schema, at.type, name);
    if (!field) continue;
    const fields = [...at.fields, field.type];
    const place = at.place + nameOf(node);
    const isOptional = at.isOptional(name);
    if (essentialFields.has(`${at.type}.${name}`) || (!isOptional && nullsRoot(fields))) essential.add(place);
    const type = getNamedType(field.type);
    if (!isCompositeType(type) || !node.selectionSet) continue;
    const below = { type: type.name, place: `${place}.`, fields, isOptional: () => isOptional };
    findEssential(schema, below, node.selectionSet.selections, essential);
  }
}

function fieldOf(schema: GraphQLSchema, typeName: string, name: string): GraphQLField<unknown, unknown> | undefined {
  const type = schema.getType(typeName);
  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[name] : undefined;
}

/** Whether a failure of the last of these fields, one below the other, nulls the first one or all data. */
function nullsRoot(fields: readonly GraphQLOutputType[]): boolean {
  const [root, ...below] = fields;
  if (!root) return true;
  for (let depth = below.length; depth > 0; depth -= 1) {
    const own = fields[depth];
    const parent = fields[depth - 1];
    // The null stays at this field, or in a list of the field above.
    if (!isNonNullType(own) || (parent && stopsInList(parent))) return false;
  }
  return true;
}

/** Whether a null of an item, at any level of a list, stays in the field's value. */
function stopsInList(type: GraphQLOutputType): boolean {
  const list = isNonNullType(type) ? type.ofType : type;
  if (!isListType(list)) return false;
  return !isNonNullType(list.ofType) || stopsInList(list.ofType);
}

/** A fetch and all that need what it brings. */
function failingWith(step: FetchStep, dependencies: PlanDependencies): ReadonlySet<FetchStep> {
  const failing = new Set([step]);
  // Steps that are added are visited in the same loop.
  for (const each of failing) {
    for (const [other] of dependencies) if (isNeeded(each, other, dependencies)) failing.add(other);
  }
  return failing;
}

/** Whether a fetch begins at an object that the other one brings, or sends values of it. */
function isNeeded(needed: FetchStep, by: FetchStep, dependencies: PlanDependencies): boolean {
  const { place = "", requires = [] } = dependencies.get(by) ?? {};
  const supplied = dependencies.get(needed)?.supplies ?? [];
  const sent = new Set(placesIn(requires, place));
  return supplied.some((each) => place.startsWith(`${each.place}.`) || sent.has(each.place));
}

type Sent = { kind: string; name?: string; alias?: string; selections?: readonly Sent[] | undefined };

/** The places of the values in the representations of a fetch. */
function placesIn(selections: readonly Sent[], place: string): string[] {
  return selections.flatMap((each) => {
    if (each.kind !== "Field") return placesIn(each.selections ?? [], place);
    const own = `${place}${each.alias ?? each.name}`;
    return [own, ...placesIn(each.selections ?? [], `${own}.`)];
  });
}
