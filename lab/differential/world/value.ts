/** `value(type, key, field, arguments)`: the pure function that the monolith and every test subgraph answer from. */
import type { Coordinate, Shape } from "./coordinates.ts";
import { canonical, derive, hash, select } from "./hash.ts";
import { entityOf, isKeyField, numbersOf, type Thing, type World } from "./world.ts";

/** One question for a value. */
export type Question = {
  thing: Thing;
  field: string;
  /** Coerced arguments; an absent one differs from null. */
  args: Readonly<Record<string, unknown>>;
  /** The values of the required fields, if the field has any. */
  required?: unknown;
  /** Varies everything but keys from operation to operation. */
  salt: number;
};

const nullShare = 9;
const lengths = [0, 1, 1, 2, 2, 3];

/** The value of a field: null, a leaf, a thing, or a list of them. Key fields are never null and identify their entity. */
export function value(world: World, { thing, field, args, required, salt }: Question): unknown {
  const coordinate = world.coordinates.get(`${thing.type}.${field}`);
  if (!coordinate) throw new Error(`there is no field ${thing.type}.${field}`);
  const isKey = isKeyField(world, thing.type, field);
  if (isKey && coordinate.possible.length === 0 && !coordinate.shape.element) return keyOf(world, thing, coordinate);
  const looked = lookUp(world, coordinate, args);
  if (looked !== undefined) return looked;
  const asked = `${thing.type} ${thing.key} ${field} ${canonical(args)} ${canonical(required)} ${isKey ? "" : salt}`;
  return make(world, coordinate, isKey ? { ...coordinate.shape, nonNull: true } : coordinate.shape, hash(asked));
}

function make(world: World, coordinate: Coordinate, shape: Shape, seed: number): unknown {
  if (!shape.nonNull && derive(seed, "null") % nullShare === 0) return null;
  const { element } = shape;
  if (element) {
    const length = select(lengths, derive(seed, "length"));
    return Array.from({ length }, (_, index) => make(world, coordinate, element, derive(seed, index)));
  }
  const { named, possible, enumValues } = coordinate;
  if (world.members.has(named)) {
    const numbers = numbersOf(world, named).filter((number) => possible.includes(entityOf(world, named, number).type));
    return entityOf(world, named, select(numbers, derive(seed, "entity")));
  }
  if (possible.length > 0) {
    const type = select(possible, derive(seed, "type"));
    const numbers = numbersOf(world, type);
    if (numbers.length > 0) return entityOf(world, type, select(numbers, derive(seed, "entity")));
    return { type, key: `${seed.toString(36)}${derive(seed, "key").toString(36)}` };
  }
  return enumValues.length > 0 ? select(enumValues, seed) : leaf(named, seed);
}

function leaf(scalar: string, seed: number): unknown {
  switch (scalar) {
    case "Int":
      return (seed % 2_000) - 500;
    case "Float":
      return (seed % 1_000) / 4;
    case "Boolean":
      return seed % 2 === 0;
    case "ID":
    case "String":
      return seed % 7 === 0 ? `${seed % 100}` : `${scalar.toLowerCase()} ${seed.toString(36)}`;
    default:
      return select([seed % 1_000, `scalar ${seed % 1_000}`, { b: seed % 10, a: [null, "x"] }, [1, { z: 1 }]], seed);
  }
}

/** Key fields of different names never have equal values, so that one in place of another is seen. */
function keyOf(world: World, { type, key }: Thing, { name, named }: Coordinate): unknown {
  const domain = world.domains.get(type) ?? type;
  const prefix = world.prefixes.get(type);
  if (name === "id" && prefix !== undefined) return `${prefix}_${key}`;
  if (named === "Int") return Number(key) + 100 * (1 + (hash(`${domain}.${name}`) % 1_000));
  return `${domain}-${name}-${key}`;
}

/** In the shop, `node` and `nodes` find objects by the prefixes of their ids. The router may answer them itself. */
export function isLookUp({ prefixes }: World, { type, name }: Coordinate): boolean {
  return prefixes.size > 0 && type === "Query" && (name === "node" || name === "nodes");
}

function lookUp(world: World, coordinate: Coordinate, { id, ids }: Readonly<Record<string, unknown>>): unknown {
  if (!isLookUp(world, coordinate)) return undefined;
  return Array.isArray(ids) ? ids.map((each) => findNode(world, each)) : findNode(world, id);
}

function findNode(world: World, id: unknown): Thing | null {
  for (const [type, prefix] of world.prefixes) {
    for (const number of numbersOf(world, type)) if (id === `${prefix}_${number}`) return { type, key: String(number) };
  }
  return null;
}
