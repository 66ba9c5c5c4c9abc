/** A model for tests of the execution: resolvers that wait, throw, reject and give nothing, each decided by its place. */
import fc from "fast-check";
import { buildSchema, GraphQLError, isObjectType } from "graphql";
import { generateOperation } from "../../testing/operations/operation.ts";

const sdl = `
  interface Node { id: ID! name: String }
  type Shop implements Node { id: ID! name: String! owner: Person items(first: Int = 2): [Item!]! best: Item! any: Thing strict: [Int!] }
  type Person implements Node { id: ID! name: String shops: [Shop] age: Int! mood: Mood }
  type Item implements Node { id: ID! name: String price(currency: String = "EUR", on: Mood, where: Where): Float! tags: [[String!]] owner: Person! any: [Thing]! }
  union Thing = Person | Item
  enum Mood { GOOD BAD }
  input Where { tags: [String] count: Int = 1 inner: Where }
  type Query { shop(id: ID): Shop shops: [Shop!] node: Node things: [Thing!]! item: Item! }
  type Mutation { first: Shop! second: Item third: Int! }
`;
/** The schema without resolvers. */
export const schema = buildSchema(sdl);
/** Valid operations over it. */
export const operations = fc.nat().map((seed) => generateOperation(schema, schema, ["1"], seed));

/** The behaviour of one resolver call, decided by its place. */
function behaviour(seed: number, place: string): number {
  let hash = seed;
  for (const letter of place) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0;
  return (hash >>> 7) % 1000;
}

/** The results that are promises. */
export type Waits = "none" | "some" | "all";

/** Changes every object and list in the arguments, where they can be changed. */
export function changeArguments(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  Object.values(value).forEach(changeArguments);
  Reflect.set(value, Array.isArray(value) ? value.length : "changed", "changed");
}

/** Creates a resolver for every field, with the same results whichever of them are promises. `onCall` gets the arguments once they are read. */
function resolverOf(seed: number, waits: Waits, calls: string[], onCall: (args: unknown) => void) {
  const types = { Node: ["Shop", "Person", "Item"], Thing: ["Person", "Item"] };
  const resultFor = (type: string, place: string): unknown => {
    const chance = behaviour(seed, `${place}:value`);
    const inner = type.replace(/!$/, "");
    if (chance < 30) return null;
    if (chance < 45) return new GraphQLError("given as an error");
    if (chance < 55) return { odd: true };
    if (inner.startsWith("[")) {
      const of = inner.slice(1, -1);
      const items = Array.from({ length: chance % 4 }, (_, at) => resultFor(of, `${place}.${at}`));
      const isAwaited = (at: number) =>
        waits === "all" || (waits === "some" && behaviour(seed, `${place}${at}`) % 3 === 0);
      return items.map((item, at) => (isAwaited(at) ? Promise.resolve(item) : item));
    }
    if (inner === "Int") return chance;
    if (inner === "Float") return chance / 4;
    if (inner === "Mood") return chance % 2 ? "GOOD" : "BAD";
    if (inner === "String" || inner === "ID") return `text ${chance}`;
    const names = inner === "Node" || inner === "Thing" ? types[inner] : [inner];
    return { __typename: names[chance % names.length], place };
  };
  return (source: unknown, args: unknown, _context: unknown, info: { fieldName: string; returnType: unknown }) => {
    const above = typeof source === "object" && source !== null && "place" in source ? String(source.place) : "";
    const place = `${above}/${info.fieldName}${JSON.stringify(args)}`;
    calls.push(place);
    onCall(args);
    const chance = behaviour(seed, place);
    const isAwaited = waits === "all" || (waits === "some" && chance % 3 === 0);
    if (chance < 70) {
      const error = new Error(`failed at ${place}`);
      if (isAwaited) return Promise.reject(error);
      throw error;
    }
    const value = resultFor(String(info.returnType), place);
    return isAwaited ? new Promise((resolve) => setImmediate(() => resolve(value))) : value;
  };
}

/** The schema with a resolver for every field. */
export function resolvedSchema(
  seed: number,
  waits: Waits,
  calls: string[],
  onCall: (args: unknown) => void = () => {},
) {
  const resolver = resolverOf(seed, waits, calls, onCall);
  const made = buildSchema(sdl);
  for (const type of Object.values(made.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    for (const field of Object.values(type.getFields())) field.resolve = resolver;
  }
  return made;
}
