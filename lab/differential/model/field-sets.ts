/** Field sets of `@key` and `@requires`: their values for a thing, and the same part of a representation. */
import { getArgumentValues, isObjectType, Kind, type SelectionSetNode } from "graphql";
import { canonical } from "./hash.ts";
import { entityOf, type Model, numbersOf, type Thing } from "./model.ts";

/** Answers one field of a thing. */
export type Read = (thing: Thing, field: string, args: Readonly<Record<string, unknown>>) => unknown;

export function isThing(value: unknown): value is Thing {
  return typeof value === "object" && value !== null && "type" in value && "key" in value;
}

/** Evaluates a field set for a thing, as data. */
export function evaluate(model: Model, read: Read, thing: Thing, { selections }: SelectionSetNode): object {
  const entries = selections.flatMap((selection): (readonly [string, unknown])[] => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition?.name.value;
      const matches = condition === undefined || condition === thing.type;
      return matches ? Object.entries(evaluate(model, read, thing, selection.selectionSet)) : [];
    }
    const { name, selectionSet } = selection;
    const type = model.schemas.full.getType(thing.type);
    const definition = isObjectType(type) ? type.getFields()[name.value] : undefined;
    const found = read(thing, name.value, definition ? getArgumentValues(definition, selection) : {});
    return [[name.value, expand(found, (each) => (selectionSet ? evaluate(model, read, each, selectionSet) : each))]];
  });
  return Object.fromEntries(entries);
}

function expand(value: unknown, below: (thing: Thing) => unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => expand(each, below));
  return isThing(value) ? below(value) : value;
}

/** The part of a representation that a field set names. Undefined if a field of it is missing. */
export function pick(representation: unknown, { selections }: SelectionSetNode): object | undefined {
  if (typeof representation !== "object" || representation === null) return undefined;
  const picked: Record<string, unknown> = {};
  const fields = new Map<string, unknown>(Object.entries(representation));
  for (const selection of selections) {
    if (selection.kind === Kind.FRAGMENT_SPREAD) continue;
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition?.name.value;
      if (condition !== undefined && fields.get("__typename") !== condition) continue;
      const below = pick(representation, selection.selectionSet);
      if (!below) return undefined;
      Object.assign(picked, below);
      continue;
    }
    const name = selection.name.value;
    if (!fields.has(name)) return undefined;
    const { selectionSet } = selection;
    const found = selectionSet ? pickBelow(fields.get(name), selectionSet) : fields.get(name);
    if (found === undefined) return undefined;
    picked[name] = found;
  }
  return picked;
}

function pickBelow(value: unknown, set: SelectionSetNode): unknown {
  if (value === null) return null;
  if (!Array.isArray(value)) return pick(value, set);
  const elements = value.map((each) => pickBelow(each, set));
  return elements.includes(undefined) ? undefined : elements;
}

const indexes = new WeakMap<SelectionSetNode, Map<string, Map<string, number>>>();

/**
 * Finds the entity that a representation identifies by one of these key sets; every other key set that it contains must identify the same one.
 */
export function findEntity(
  model: Model,
  read: Read,
  representation: Readonly<Record<string, unknown>>,
  keys: readonly SelectionSetNode[],
): Thing | undefined {
  const type = String(representation.__typename);
  let found: number | undefined;
  for (const set of keys) {
    const picked = pick(representation, set);
    if (!picked) continue;
    const number = indexOf(model, read, type, set).get(canonical(picked));
    if (number === undefined || (found !== undefined && found !== number)) return undefined;
    found = number;
  }
  return found === undefined ? undefined : entityOf(model, type, found);
}

function indexOf(model: Model, read: Read, type: string, set: SelectionSetNode): Map<string, number> {
  const byType = indexes.get(set) ?? new Map<string, Map<string, number>>();
  indexes.set(set, byType);
  const known = byType.get(type);
  if (known) return known;
  const numbers = numbersOf(model, type);
  const index = new Map(
    numbers.map((number) => [canonical(evaluate(model, read, entityOf(model, type, number), set)), number]),
  );
  byType.set(type, index);
  return index;
}
