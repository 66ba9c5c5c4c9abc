/** Response names of one level of a response: which may be used again, and aliases that meet other fields' names. */
import { type GraphQLField, type GraphQLNamedType, getNamedType, isLeafType, isObjectType } from "graphql";
import type { Chance } from "../seeded-random.ts";

type Use = { parent: GraphQLNamedType; signature: string; type: string; isLeaf: boolean };
/** One level of the response, over all fragments that meet there. */
export type Level = { uses: Map<string, Use[]>; below: Map<string, Level> };

type SelectedField = { parent: GraphQLNamedType; field: GraphQLField<unknown, unknown>; args: string };

/** A level without fields. */
export function newLevel(): Level {
  return { uses: new Map(), below: new Map() };
}

const collidingShare = 0.3;
const short = ["a", "b", "id", "p", "__typename"];

/** Chooses the response name of a field: its own, another field's name, a short alias, or one that no field has. */
export function chooseName(chance: Chance, level: Level, selected: SelectedField, others: readonly string[]): string {
  const name = selected.field.name;
  const candidate = chance.happens(collidingShare) ? chance.oneOf([...others, ...others, ...short]) : name;
  const free = [candidate, name].find((each) => claim(level, each, selected));
  if (free !== undefined) return free;
  const unique = `x${[...level.uses.values()].flat().length}`;
  claim(level, unique, selected);
  return unique;
}

/** The level below a response name. */
export function levelBelow({ below }: Level, name: string): Level {
  const level = below.get(name) ?? newLevel();
  below.set(name, level);
  return level;
}

function claim({ uses }: Level, name: string, { parent, field, args }: SelectedField): boolean {
  const use = {
    parent,
    signature: `${field.name}(${args})`,
    type: String(field.type),
    isLeaf: isLeafType(getNamedType(field.type)),
  };
  const earlier = uses.get(name) ?? [];
  if (!earlier.every((each) => merges(each, use))) return false;
  uses.set(name, [...earlier, use]);
  return true;
}

function merges(one: Use, other: Use): boolean {
  if (one.type !== other.type) return false;
  const exclusive = isObjectType(one.parent) && isObjectType(other.parent) && one.parent !== other.parent;
  return one.signature === other.signature || (exclusive && one.isLeaf);
}
