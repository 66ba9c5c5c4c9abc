/** Directives of clients on fields reach the subgraphs of the fields; elsewhere they are refused by name, and never dropped. */
import {
  buildSchema,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  Kind,
  parse,
  print,
  type SelectionNode,
} from "graphql";
import { expect, test } from "vitest";
import { refuseUnequalDirectives } from "../../src/execution/documents/directives.ts";
import { openExecutor } from "./support.ts";

const definitions = `directive @upper on FIELD | QUERY | FRAGMENT_SPREAD | INLINE_FRAGMENT | VARIABLE_DEFINITION
  directive @fmt(as: String, width: Int) repeatable on FIELD
  directive @traced on QUERY | MUTATION`;

/** The directives of a field as text, with the values of their arguments. */
function written(value: string) {
  return (
    _parent: unknown,
    _arguments: unknown,
    _context: unknown,
    { fieldNodes, variableValues }: GraphQLResolveInfo,
  ): string => {
    const directives = fieldNodes.flatMap((node) => node.directives ?? []);
    const texts = directives.map(({ name, arguments: nodes = [] }) => {
      const values = nodes.map(({ value: node }) =>
        node.kind === Kind.VARIABLE ? variableValues[node.name.value] : "value" in node ? node.value : "",
      );
      return `${name.value}(${values})`;
    });
    return [value, ...texts].join(" ");
  };
}

/** The value of an entity names the key by which it was asked for. */
const ofKey = ({ id }: { id: string }, ...rest: [unknown, unknown, GraphQLResolveInfo]) =>
  written(`v${id}`)(id, ...rest);

const cup = { id: "1", __typename: "Cup" };
const executor = openExecutor({
  a: {
    sdl: `${definitions} type Query { hi: String said(word: String): String t: T things: [Thing!]! }
      type Mutation { shout: String }
      type T @key(fields: "id") { id: ID! }
      interface Thing { id: ID! name: String }
      type Cup implements Thing { id: ID! name: String more: Cup }
      type Pot implements Thing { id: ID! name: String }`,
    resolvers: {
      Query: {
        hi: written("hi"),
        said: written("said"),
        t: () => ({ id: "1" }),
        things: () => [cup, { id: "2", __typename: "Pot" }],
      },
      Mutation: { shout: written("shout") },
      T: { id: written("1") },
      Cup: { name: written("cup"), more: () => cup },
      Pot: { name: written("pot") },
    },
  },
  b: {
    sdl: `${definitions} type T @key(fields: "id") { id: ID! v: String }`,
    resolvers: { T: { __resolveReference: ({ id }: { id: string }) => ({ id }), v: ofKey } },
  },
});

test.each([
  ["a field", "{ hi @upper }", { hi: "hi upper()" }],
  ["one of two aliases", "{ a: hi @upper b: hi }", { a: "hi upper()", b: "hi" }],
  ["a field with arguments", '{ said(word: "x") @upper }', { said: "said upper()" }],
  ["a mutation", "mutation { shout @upper }", { shout: "shout upper()" }],
  ["a field, twice", '{ hi @fmt(as: "a") @fmt(as: "b", width: 3) }', { hi: "hi fmt(a) fmt(b,3)" }],
  ["a field with a condition that holds", "{ hi @include(if: true) @upper @skip(if: false) }", { hi: "hi upper()" }],
  ["a field with one that does not", "{ hi @skip(if: true) @upper t { v } }", { t: { v: "v1" } }],
  ["a field in a fragment", "{ ...F } fragment F on Query { hi @upper }", { hi: "hi upper()" }],
  ["a key, which is sent without it", "{ t { id @upper v } }", { t: { id: "1 upper()", v: "v1" } }],
  [
    "fields of one type of object",
    "{ things { ... on Cup { name @upper } ... on Pot { name } } }",
    { things: [{ name: "cup upper()" }, { name: "pot" }] },
  ],
])("the directive of %s reaches its subgraph", async (_name, query, data) => {
  expect(await executor.ask(query)).toEqual({ data, errors: [] });
});

test("the variables of a directive go with a fetch of entities", async () => {
  const query = "query($as: String, $width: Int) { t { v @fmt(as: $as, width: $width) } }";
  const { data } = await executor.ask(query, { as: "a", width: 3 });
  expect(data).toEqual({ t: { v: "v1 fmt(a,3)" } });
  expect(executor.sent.at(-1)).toContain("@fmt(as:$as width:$width)");
});

test.each([
  ["with a directive and without", "{ hi @upper hi }", "hi"],
  ["with different ones", '{ x: hi @fmt(as: "a") x: hi @fmt(as: "b") }', "x"],
  ["in a fragment", "{ things { name ... on Cup { name @upper } } }", "name"],
  ["below a field that stands twice", "{ things { ... on Cup { more { name } more { name @upper } } } }", "name"],
])("a field that stands twice in an object %s is refused by name", async (_name, query, field) => {
  const { data, errors } = await executor.ask(query);
  expect([data, errors[0]?.extensions.code]).toEqual([undefined, "OPERATION_NOT_SUPPORTED"]);
  expect(errors[0]?.message).toBe(
    `The fields "${field}" of one object have different directives: give one of them an alias.`,
  );
});

test("selections that stand twice at each of twelve levels of an interface are read once for each pair of types", () => {
  const schema = buildSchema(`
    interface N { id: ID n: N }
    type A implements N { id: ID n: N }
    type B implements N { id: ID n: N }
    type C implements N { id: ID n: N }
    type Query { n: N }`);
  let readings = 0;
  const reading = {
    schema,
    nameOf: ({ name, directives = [] }: FieldNode) => [name, ...directives].map(print).join(" "),
    fieldsOf: (_type: GraphQLObjectType, selections: readonly SelectionNode[]) => {
      readings += 1;
      const fields = selections.filter((node) => node.kind === Kind.FIELD);
      return new Map([["n", fields]]);
    },
  };
  const nest = (levels: number): string => (levels === 0 ? "id @upper" : `n { ${nest(levels - 1)} }`);
  const [definition] = parse(`{ ${nest(12)} ${nest(12)} }`, { noLocation: true }).definitions;
  const query = schema.getQueryType();
  if (definition?.kind !== Kind.OPERATION_DEFINITION || !query) throw new Error("there is no operation");
  refuseUnequalDirectives(reading, query, definition.selectionSet.selections);
  expect(readings).toBe(1 + 3 + 11 * 3 * 3);
});

test("a directive on a field that the router answers is refused by name", async () => {
  const { errors } = await executor.ask("{ t { __typename @upper } }");
  expect(errors.map(({ message }) => message)).toEqual(['The directive "@upper" on "__typename" reaches no subgraph.']);
});

test.each([
  ["query @upper { hi }", "QUERY"],
  ["query @traced { hi }", undefined],
  ["query($a: String @upper) { said(word: $a) }", "VARIABLE_DEFINITION"],
  ["{ ... @upper { hi } }", "INLINE_FRAGMENT"],
  ["{ ...F @upper } fragment F on Query { hi }", "FRAGMENT_SPREAD"],
])("%s is refused by name, and the place is not in the introspection", async (query, place) => {
  const reason = place ? `Directive "@upper" may not be used on ${place}.` : 'Unknown directive "@traced".';
  await expect(executor.ask(query)).rejects.toThrow(reason);
  const { data } = await executor.ask("{ __schema { directives { name locations } } }");
  const listed = JSON.stringify(data);
  expect(listed).toContain('{"name":"upper","locations":["FIELD"]}');
  expect(listed).not.toContain("traced");
});
