/** `value(type, key, field, arguments)`: the pure function that the monolith and every test subgraph answer from. */
import type { Coordinate, Shape } from "./coordinates.ts";
import { canonical, derive, hash, select } from "./hash.ts";
import { entityOf, isKeyField, type Model, numbersOf, type Thing } from "./model.ts";

/** One request for a value. */
export type Request = {
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
export function value(model: Model, { thing, field, args, required, salt }: Request): unknown {
  const coordinate = model.coordinates.get(`${thing.type}.${field}`);
  if (!coordinate) throw new Error(`there is no field ${thing.type}.${field}`);
  const isKey = isKeyField(model, thing.type, field);
  if (isKey && coordinate.possible.length === 0 && !coordinate.shape.element) return keyOf(model, thing, coordinate);
  const looked = lookUp(model, coordinate, args);
  if (looked !== undefined) return looked;
  const identity = `${thing.type} ${thing.key} ${field} ${canonical(args)} ${canonical(required)} ${isKey ? "" : salt}`;
  return make(model, coordinate, isKey ? { ...coordinate.shape, nonNull: true } : coordinate.shape, hash(identity));
}

function make(model: Model, coordinate: Coordinate, shape: Shape, seed: number): unknown {
  if (!shape.nonNull && derive(seed, "null") % nullShare === 0) return null;
  const { element } = shape;
  if (element) {
    const length = select(lengths, derive(seed, "length"));
    return Array.from({ length }, (_, index) => make(model, coordinate, element, derive(seed, index)));
  }
  const { named, possible, enumValues } = coordinate;
  if (model.members.has(named)) {
    const numbers = numbersOf(model, named).filter((number) => possible.includes(entityOf(model, named, number).type));
    return entityOf(model, named, select(numbers, derive(seed, "entity")));
  }
  if (possible.length > 0) {
    const type = select(possible, derive(seed, "type"));
    const numbers = numbersOf(model, type);
    if (numbers.length > 0) return entityOf(model, type, select(numbers, derive(seed, "entity")));
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
function keyOf(model: Model, { type, key }: Thing, { name, named }: Coordinate): unknown {
  const domain = model.domains.get(type) ?? type;
  const prefix = model.prefixes.get(type);
  if (name === "id" && prefix !== undefined) return `${prefix}_${key}`;
  if (named === "Int") return Number(key) + 100 * (1 + (hash(`${domain}.${name}`) % 1_000));
  return `${domain}-${name}-${key}`;
}

/** In the shop, `node` and `nodes` find objects by the prefixes of their ids. The router may answer them itself. */
export function isLookUp({ prefixes }: Model, { type, name }: Coordinate): boolean {
  return prefixes.size > 0 && type === "Query" && (name === "node" || name === "nodes");
}

function lookUp(model: Model, coordinate: Coordinate, { id, ids }: Readonly<Record<string, unknown>>): unknown {
  if (!isLookUp(model, coordinate)) return undefined;
  return Array.isArray(ids) ? ids.map((each) => findNode(model, each)) : findNode(model, id);
}

function findNode(model: Model, id: unknown): Thing | null {
  for (const [type, prefix] of model.prefixes) {
    for (const number of numbersOf(model, type)) if (id === `${prefix}_${number}`) return { type, key: String(number) };
  }
  return null;
}
