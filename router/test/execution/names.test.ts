/** Names of a response: those that the client gave, also where they are names of keys, of types or of every object. */
import { expect, test } from "vitest";
import { openExecutor } from "./support.ts";

const cup = { id: "1", name: "Cup", state: "ON", parent: { id: "2", name: "Kitchen", state: "ON" }, thing: {} };
const executor = openExecutor({
  goods: {
    sdl: `
      type Query { item(id: ID, other: ID): Item items: [Item!]! thing: Thing }
      type Mutation { save: Item }
      type Item @key(fields: "id") { id: ID! name: String fail: String state: State hidden: Hidden parent: Item thing: Thing }
      interface Thing { name: String }
      type Box implements Thing { name: String }
      enum State { ON OFF }
      enum Hidden { SHOWN SECRET @inaccessible }
    `,
    resolvers: {
      Query: { item: () => cup, items: () => [cup, cup], thing: () => ({ name: "Box" }) },
      Mutation: { save: () => cup },
      Item: {
        hidden: () => "SHOWN",
        fail: () => {
          throw new Error("failed");
        },
      },
      Thing: { __resolveType: () => "Box" },
    },
  },
  stock: { sdl: 'type Item @key(fields: "id") { id: ID! count: Int }', resolvers: { Item: { count: () => 3 } } },
});

const cases: [string, string, object, object?][] = [
  ["with aliases, also of keys", '{ a: item(id: "1") { id: name x: id } }', { a: { id: "Cup", x: "1" } }],
  ["with the names of types", "{ items { __typename kind: __typename } }", { items: [kind(), kind()] }],
  [
    "with enums and objects",
    "{ item { state parent { name } } }",
    { item: { state: "ON", parent: { name: "Kitchen" } } },
  ],
  ["with variables", "query Q($id: ID) { item(id: $id) { id } }", { item: { id: "1" } }, { id: "1" }],
  [
    "of fragments",
    "{ item { ...F } } fragment F on Item { id ... on Item { name } }",
    { item: { id: "1", name: "Cup" } },
  ],
  [
    "of fields selected twice",
    "{ item { parent { id } } item { parent { name } id } }",
    {
      item: { parent: { id: "2", name: "Kitchen" }, id: "1" },
    },
  ],
  [
    "of a field selected twice, with its arguments in another order",
    '{ item(id: "1", other: "2") { id } item(other: "2", id: "1") { name } }',
    { item: { id: "1", name: "Cup" } },
  ],
  [
    "without excluded fields",
    "query ($n: Boolean!) { item { id name @include(if: $n) } }",
    { item: { id: "1" } },
    { n: false },
  ],
  ["of several subgraphs", "{ item { id count } }", { item: { id: "1", count: 3 } }],
  ["of a mutation", "mutation { save { id } }", { save: { id: "1" } }],
  ["of an interface", "{ thing { name } }", { thing: { name: "Box" } }],
  ["with the root's type", "{ __typename item { id } }", { __typename: "Query", item: { id: "1" } }],
  [
    "with introspection",
    '{ __type(name: "Box") { name } item { id } }',
    { __type: { name: "Box" }, item: { id: "1" } },
  ],
  ["of an enum with values that clients may not see", "{ item { hidden } }", { item: { hidden: "SHOWN" } }],
  [
    "with names of every object",
    "{ item { constructor: id __proto__: name } }",
    JSON.parse('{"item":{"constructor":"1","__proto__":"Cup"}}'),
  ],
  ["under the name of types", "{ item { __typename: name } }", { item: { __typename: "Cup" } }],
  ["of an object without fields", "{ item { id @skip(if: true) } }", { item: {} }],
];

test.each(cases)("a response has the client's names %s", async (_, query, data, variables = {}) => {
  const response = await executor.ask(query, { ...variables });
  expect(JSON.stringify(response)).toBe(JSON.stringify({ data, errors: [] }));
});

function kind() {
  return { __typename: "Item", kind: "Item" };
}

test("an error has the client's names", async () => {
  const { data, errors } = await executor.ask("{ c_x: item { c_fail: fail ok: name } }");
  expect(data).toEqual({ c_x: { c_fail: null, ok: "Cup" } });
  expect(errors.map(({ path }) => path)).toEqual([["c_x", "c_fail"]]);
});

test("a client may give a field the name of one that is required with several arguments elsewhere", async () => {
  const contested = openExecutor({
    goods: {
      sdl: `
        type Query { item: Item }
        type Item @key(fields: "id") { id: ID! price(currency: String!): Int other(currency: String!): Int }
      `,
      resolvers: { Query: { item: () => cup }, Item: { price: () => 7, other: () => 8 } },
    },
    taxes: {
      sdl: `type Item @key(fields: "id") {
        id: ID!
        price(currency: String!): Int @external
        eur: Int @requires(fields: "price(currency: \\"EUR\\")")
        usd: Int @requires(fields: "price(currency: \\"USD\\")")
      }`,
      resolvers: {},
    },
  });
  const ask = (query: string) => contested.ask(query, { c: "EUR" });
  expect(await ask("query ($c: String!) { item { price(currency: $c) } }")).toEqual({
    data: { item: { price: 7 } },
    errors: [],
  });
  expect(await ask("query ($c: String!) { item { price: other(currency: $c) } }")).toEqual({
    data: { item: { price: 8 } },
    errors: [],
  });
});
