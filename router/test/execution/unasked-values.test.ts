/** Unasked values: a foreign subgraph that answers more than a fetch selects changes no value of another subgraph. */
import { expect, test } from "vitest";
import { openExecutor } from "./support.ts";

const cup = { id: "1", name: "Cup", count: 3 };
const goods = {
  sdl: `type Query { item: Item items: [Item!]! } type Mutation { rename: Item }
    type Item @key(fields: "id") { id: ID! name: String }`,
  resolvers: {
    Query: { item: () => cup, items: () => [cup, { id: "2", name: "Bowl" }] },
    Mutation: { rename: () => cup },
  },
};
const countOf = (count: () => unknown) => ({
  sdl: 'type Mutation { recount: Item } type Item @key(fields: "id") { id: ID! count: Int }',
  resolvers: {
    Item: { __resolveReference: ({ id }: { id: string }) => ({ id, count: count() }) },
    Mutation: { recount: () => null },
  },
});
const entities = (more: object) => (data: unknown) =>
  JSON.parse(JSON.stringify(data), (key, value) =>
    key === "_entities" ? value.map((entity: object) => ({ ...entity, ...more })) : value,
  );

test("an entity fetch that answers keys and fields of others overwrites none of them", async () => {
  const executor = openExecutor({
    goods,
    stock: { ...countOf(() => 7), change: entities({ id: "9", name: "Stolen", __typename: "Thief" }) },
  });
  expect(await executor.ask("{ items { id name count } }")).toEqual({
    data: {
      items: [
        { id: "1", name: "Cup", count: 7 },
        { id: "2", name: "Bowl", count: 7 },
      ],
    },
    errors: [],
  });
});

test.each([
  ["is null there", () => null, []],
  ["fails there", () => Promise.reject(new Error("failed")), [["item", "count"]]],
])("a field that another subgraph answers unasked stays null where it %s", async (_name, count, places) => {
  const change = () => ({ item: { ...cup, __typename: "Item" } });
  const executor = openExecutor({ goods: { ...goods, change }, stock: countOf(count) });
  const { data, errors } = await executor.ask("{ item { name count } }");
  expect(data).toEqual({ item: { name: "Cup", count: null } });
  expect(errors.map(({ path }) => path)).toEqual(places);
});

test("an object of a list that two subgraphs bring in parts keeps the key and the part of each", async () => {
  const executor = openExecutor({
    one: {
      sdl: `type Query { box: Box } type Box @key(fields: "id") { id: ID! sizes: [Size] @shareable }
        type Size @shareable { name: String width: Int }`,
      resolvers: {
        Query: {
          box: () => ({
            id: "1",
            sizes: [
              { name: "S", width: 3 },
              { name: "M", width: 4 },
            ],
          }),
        },
      },
    },
    other: {
      sdl: `type Box @key(fields: "id") { id: ID! sizes: [Size] @shareable }
        type Size @shareable { name: String width: Int height: Int }`,
      resolvers: {
        Box: { __resolveReference: ({ id }: { id: string }) => ({ id, sizes: [{ height: 5 }, { height: 6 }] }) },
      },
      change: (data) =>
        JSON.parse(JSON.stringify(data), (key, value) =>
          key === "sizes" ? value.map((size: object) => ({ ...size, name: "L", width: 99 })) : value,
        ),
    },
  });
  expect(await executor.ask("{ box { sizes { name width height } } }")).toEqual({
    data: {
      box: {
        sizes: [
          { name: "S", width: 3, height: 5 },
          { name: "M", width: 4, height: 6 },
        ],
      },
    },
    errors: [],
  });
});

test("a field that is selected of one type is unasked of another", async () => {
  const key = `@key(fields: "id")`;
  const executor = openExecutor({
    things: {
      sdl: `type Query { things: [Thing!]! } interface Thing { id: ID! }
        type Book implements Thing ${key} { id: ID! pages: Int } type Film implements Thing ${key} { id: ID! }`,
      resolvers: {
        Query: {
          things: () => [
            { __typename: "Book", id: "1", pages: 100 },
            { __typename: "Film", id: "2" },
          ],
        },
      },
      change: (data) =>
        JSON.parse(JSON.stringify(data), (name, value) =>
          name === "things" ? value.map((thing: object) => ({ ...thing, pages: 100 })) : value,
        ),
    },
    scripts: {
      sdl: `type Film ${key} { id: ID! pages: Int }`,
      resolvers: { Film: { __resolveReference: ({ id }: { id: string }) => ({ id, pages: null }) } },
    },
  });
  expect(await executor.ask("{ things { ... on Book { pages } ... on Film { pages } } }")).toEqual({
    data: { things: [{ pages: 100 }, { pages: null }] },
    errors: [],
  });
});

test("a mutation that answers the field of another subgraph does not answer for it", async () => {
  const change = (data: unknown) => ({ recount: { id: "9", count: 99, __typename: "Item" }, ...Object(data) });
  const executor = openExecutor({ goods: { ...goods, change }, stock: countOf(() => 3) });
  const { data } = await executor.ask("mutation { rename { id } recount { id count } }");
  expect(data).toEqual({ rename: { id: "1" }, recount: null });
});
