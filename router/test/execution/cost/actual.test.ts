/** Actual cost: the arithmetic of the estimate with the objects that a response has. */
import { expect, test } from "vitest";
import { openExecutor } from "../support.ts";

const item = (id: number, parts = 0): object => ({
  __typename: "Item",
  id: String(id),
  name: `Item ${id}`,
  parts: Array.from({ length: parts }, (_, index) => item(index)),
});
const slicing = 'slicingArguments: ["first"], requireOneSlicingArgument: false';
const executor = openExecutor({
  goods: {
    sdl: `
      type Query {
        items(first: Int): ItemPage @listSize(assumedSize: 24, ${slicing}, sizedFields: ["nodes"])
        found(first: Int = 8): [Item!] @cost(weight: 3) @listSize(assumedSize: 5, ${slicing})
        thing(box: Boolean): Thing
        missing: Item
      }
      type Mutation { save: Item pay: Item @cost(weight: 20) ring: Int must: Item! }
      type ItemPage { nodes: [Item!]! totalCount: Int @cost(weight: 2) }
      type Item @key(fields: "id") { id: ID! name: String parts: [Item!] @listSize(assumedSize: 3) }
      type Box { items: [Item!] @listSize(assumedSize: 10) }
      union Thing = Item | Box
    `,
    resolvers: {
      Query: {
        items: (_: unknown, { first = 24 }) => ({
          nodes: Array.from({ length: first }, (_each, id) => item(id, 2)),
          totalCount: 100,
        }),
        found: (_: unknown, { first = 8 }) => Array.from({ length: first }, (_each, id) => item(id)),
        thing: (_: unknown, { box = false }) => (box ? { __typename: "Box", items: [item(1), item(2)] } : item(1, 3)),
        missing: () => null,
      },
      Mutation: { save: () => item(1), pay: () => item(1), ring: () => 1, must: () => item(1) },
    },
  },
  stock: {
    sdl: `
      type Mutation { restock: Int! }
      type Item @key(fields: "id") { id: ID! shelf: Shelf }
      type Shelf { code: String }
    `,
    resolvers: {
      Mutation: { restock: () => 1 },
      Item: { shelf: ({ id }: { id: string }) => (id === "0" ? null : { code: id }) },
    },
  },
});

test.each<[string, number, string]>([
  ["an object", 1, "{ thing { ... on Item { id } } }"],
  ["leaves and names", 1, "{ __typename thing { __typename ... on Item { name id } } }"],
  ["a page with its objects and its count", 1 + 2 + 5, "{ items(first: 5) { totalCount nodes { id } } }"],
  ["lists in lists, as long as they are", 1 + 5 * (1 + 2), "{ items(first: 5) { nodes { parts { id } } } }"],
  ["a weight, for each object", 4 * 3, "{ found(first: 4) { id } }"],
  ["the type that came", 1 + 2, "{ thing(box: true) { ... on Item { parts { id } } ... on Box { items { id } } } }"],
  ["the other type", 1 + 3, "{ thing { ... on Item { parts { id } } ... on Box { items { id } } } }"],
  ["an object of another service, where there is one", 1 + 3 + 2, "{ items(first: 3) { nodes { shelf { code } } } }"],
  ["nothing for null", 0, "{ missing { id } }"],
  ["an object under each alias", 2, "{ a: thing { ... on Item { id } } b: thing { ... on Item { id } } }"],
  ["an object once that is selected twice", 1, "{ thing { ... on Item { id } } thing { ... on Item { name } } }"],
  ["once what decides whether a mutation goes on", 10 + 10, "mutation { must { id } restock }"],
  ["ten for a field of a mutation, or its weight", 10 + 20 + 10, "mutation { save { id } pay { id } ring }"],
])("%s: %d", async (_name, expected, query) => {
  await executor.ask(query);
  expect(executor.costs.at(-1)).toBe(expected);
});
