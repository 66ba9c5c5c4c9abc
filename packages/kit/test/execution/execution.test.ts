/** Compiled execution against graphql-js: generated operations on resolvers that wait, fail, reject and give nothing. */
import fc from "fast-check";
import {
  buildSchema,
  type ExecutionResult,
  execute,
  GraphQLError,
  getOperationAST,
  isObjectType,
  parse,
  validate,
} from "graphql";
import { describe, expect, test } from "vitest";
import { compileOperation } from "../../src/execution/compile.ts";
import { executeCompiled } from "../../src/execution/execute.ts";

const sdl = `
  interface Node { id: ID! name: String }
  type Shop implements Node { id: ID! name: String! owner: Person items(first: Int = 2): [Item!]! best: Item! any: Thing strict: [Int!] }
  type Person implements Node { id: ID! name: String shops: [Shop] age: Int! mood: Mood }
  type Item implements Node { id: ID! name: String price(currency: String = "EUR", on: Mood): Float! tags: [[String!]] owner: Person! any: [Thing]! }
  union Thing = Person | Item
  enum Mood { GOOD BAD }
  type Query { shop(id: ID): Shop shops: [Shop!] node: Node things: [Thing!]! item: Item! }
  type Mutation { first: Shop! second: Item third: Int! }
`;
const schema = buildSchema(sdl);

/** The behaviour of one resolver call, decided by its place. */
function behaviour(seed: number, place: string): number {
  let hash = seed;
  for (const letter of place) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0;
  return (hash >>> 7) % 1000;
}

/** The results that are promises. */
type Waits = "none" | "some" | "all";

/** Creates a resolver for every field, with the same results whichever of them are promises. */
function worldOf(seed: number, waits: Waits, calls: string[]) {
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
  return (source: unknown, given: unknown, _context: unknown, info: { fieldName: string; returnType: unknown }) => {
    const above = typeof source === "object" && source !== null && "place" in source ? String(source.place) : "";
    const place = `${above}/${info.fieldName}${JSON.stringify(given)}`;
    calls.push(place);
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

function worldSchema(seed: number, waits: Waits, calls: string[]) {
  const resolver = worldOf(seed, waits, calls);
  const made = buildSchema(sdl);
  for (const type of Object.values(made.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith("__")) continue;
    for (const field of Object.values(type.getFields())) field.resolve = resolver;
  }
  return made;
}
const leaf = fc.constantFrom("id", "name", "a: id", "__typename", "b: name", "kind: __typename");
const condition = fc.constantFrom(
  "",
  "",
  "",
  " @skip(if: $yes)",
  " @include(if: $no)",
  " @include(if: true)",
  " @skip(if: $no)",
);
const shopLeaf = fc.oneof(leaf, fc.constantFrom("strict", "name"));
const personLeaf = fc.oneof(leaf, fc.constantFrom("age", "mood", "name"));
const itemLeaf = fc.oneof(
  leaf,
  fc.constantFrom("tags", "price", 'dear: price(currency: "USD")', "price(currency: $currency)", "p: price(on: $mood)"),
);
const { selections } = fc.letrec<{
  selections: string;
  shop: string;
  person: string;
  item: string;
  thing: string;
  node: string;
}>((tie) => {
  const set = (fields: fc.Arbitrary<string>) =>
    fc
      .array(fc.tuple(fields, condition), { minLength: 1, maxLength: 4 })
      .map((all) => all.map(([field, when]) => insert(field, when)).join(" "));
  const below = (name: string, target: "shop" | "person" | "item" | "thing" | "node") =>
    tie(target).map((inner) => `${name} { ${inner} }`);
  const deep = { depthIdentifier: "deep", depthSize: "small" } as const;
  return {
    shop: set(
      fc.oneof(
        deep,
        shopLeaf,
        below("owner", "person"),
        below("items", "item"),
        below("n: items(first: $first)", "item"),
        below("best", "item"),
        below("any", "thing"),
      ),
    ),
    person: set(fc.oneof(deep, personLeaf, below("shops", "shop"))),
    item: set(fc.oneof(deep, itemLeaf, below("owner", "person"), below("any", "thing"))),
    thing: set(
      fc.oneof(
        deep,
        fc.constant("__typename"),
        below("... on Person", "person"),
        below("... on Item", "item"),
        fc.constant("...Named"),
      ),
    ),
    node: set(
      fc.oneof(
        deep,
        leaf,
        below("... on Person", "person"),
        below("... on Item", "item"),
        below("... on Shop", "shop"),
        fc.constant("...Named"),
      ),
    ),
    selections: set(
      fc.oneof(
        below("shop", "shop"),
        below("s: shop(id: $id)", "shop"),
        below("shops", "shop"),
        below("node", "node"),
        below("things", "thing"),
        below("item", "item"),
        fc.constant("__typename"),
        fc.constant('__type(name: "Shop") { name fields { name } }'),
      ),
    ),
  };
});

/** Puts a directive behind the name and arguments of a field. */
function insert(field: string, when: string): string {
  const brace = field.indexOf(" {");
  return brace < 0 ? field + when : field.slice(0, brace) + when + field.slice(brace);
}

const head = "($yes: Boolean!, $no: Boolean = false, $id: ID, $currency: String, $mood: Mood, $first: Int)";
const named = "fragment Named on Node { name ... on Item { ...Price } } fragment Price on Item { price }";
const operations = selections
  .map((inner) => `query ${head} { ${inner} } ${named}`)
  .filter((text) => validate(schema, parse(text)).every(({ message }) => /never used/.test(message)));
const variables = fc.record(
  {
    yes: fc.boolean(),
    no: fc.boolean(),
    id: fc.constantFrom("1", null),
    currency: fc.constantFrom("USD", null),
    mood: fc.constantFrom("GOOD", null),
  },
  { requiredKeys: ["yes"] },
);

type Trial = { text: string; given: Record<string, unknown>; seed: number; waits: "none" | "some" };

/** Runs an operation in both executions, each in a world of its own. */
async function both({ text, given, seed, waits }: Trial) {
  const document = parse(text);
  const operation = getOperationAST(document);
  if (!operation) throw new Error("no operation");
  const [theirCalls, ourCalls]: [string[], string[]] = [[], []];
  // graphql-js leaves rejections unhandled beside a sibling that throws, so that either all or none of its resolvers wait.
  const theirSchema = worldSchema(seed, waits === "none" ? "none" : "all", theirCalls);
  const theirs = await execute({ schema: theirSchema, document, variableValues: given });
  const compiled = compileOperation(worldSchema(seed, waits, ourCalls), document, operation);
  const ours = await executeCompiled(compiled, { context: {}, variables: given });
  return { theirs, ours, theirCalls, ourCalls };
}

const plain = ({ data, errors }: ExecutionResult) => ({
  data: JSON.stringify(data),
  // The text about a type that is none is longer in graphql-js.
  errors: (errors ?? []).map((error) =>
    JSON.stringify(error).replace(/"Abstract type .*?"(?=,"locations)/, '"Abstract type"'),
  ),
});
/** Where a null of the data is explained by an error. */
const explained = ({ data, errors }: ExecutionResult) =>
  new Set(
    (errors ?? []).map(({ path = [] }) => {
      let value: unknown = data;
      const place: unknown[] = [];
      for (const step of path) {
        if (value === null || value === undefined) break;
        value = Reflect.get(Object(value), step);
        place.push(step);
      }
      return JSON.stringify(place);
    }),
  );

describe("compiled execution", () => {
  test("gives the data, errors and calls of graphql-js where nothing waits", async () => {
    const same = fc.asyncProperty(operations, variables, fc.nat(), async (text, given, seed) => {
      const { theirs, ours, theirCalls, ourCalls } = await both({ text, given, seed, waits: "none" });
      expect(plain(ours)).toEqual(plain(theirs));
      expect(ourCalls).toEqual(theirCalls);
    });
    await fc.assert(same, { numRuns: 400 });
  });

  test("gives its data, and an error for each null, where resolvers wait", async () => {
    const same = fc.asyncProperty(operations, variables, fc.nat(), async (text, given, seed) => {
      const { theirs, ours } = await both({ text, given, seed, waits: "some" });
      expect(JSON.stringify(ours.data)).toBe(JSON.stringify(theirs.data));
      expect(explained(ours)).toEqual(explained(theirs));
    });
    await fc.assert(same, { numRuns: 400 });
  });

  test("runs the fields of a mutation one after the other, up to a failure that nulls all", async () => {
    const text = "mutation { first { id owner { name } } second { id } again: second { price } }";
    const same = fc.asyncProperty(fc.nat(), fc.constantFrom("none", "some"), async (seed, waits) => {
      const { theirs, ours, theirCalls, ourCalls } = await both({ text, given: {}, seed, waits });
      expect(JSON.stringify(ours.data)).toBe(JSON.stringify(theirs.data));
      if (ours.data) expect(ourCalls).toEqual(theirCalls);
    });
    await fc.assert(same, { numRuns: 200 });
  });

  test("refuses variables that do not fit, as graphql-js does", async () => {
    const text = `query ${head} { shop { id } } ${named}`;
    const { theirs, ours } = await both({ text, given: { yes: 1, mood: "UGLY" }, seed: 1, waits: "none" });
    expect(ours).toEqual(theirs);
    expect(ours.errors).toHaveLength(2);
  });
});
