/** Places of errors: each stands once, at the nearest place that the client selects. */
import { describe, expect, test } from "vitest";
import { openExecutor } from "./support.ts";

const fail = () => {
  throw new Error("failed");
};
const placesOf = ({ errors }: Awaited<ReturnType<ReturnType<typeof openExecutor>["ask"]>>) =>
  errors.map(({ path, extensions }) => [path, extensions.code]);

test("an error of a field that the planner asks for under two names is listed once", async () => {
  const executor = openExecutor({
    a: {
      sdl: `type Query { items: [Titled!]! }
        interface Titled { title: String }
        type Book implements Titled { title: String }
        type Note implements Titled { title: String! @shareable }`,
      resolvers: {
        Query: { items: () => [{}, {}] },
        Titled: { __resolveType: () => "Book" },
        Book: { title: fail },
      },
    },
    b: { sdl: `type Query { note: Note } type Note { title: String @shareable }`, resolvers: {} },
  });
  const response = await executor.ask("{ items { ... on Note { title } title ... on Book { title } } }");
  expect(executor.sent[0]).toContain("__alias_");
  expect(response.data).toEqual({ items: [{ title: null }, { title: null }] });
  expect(placesOf(response)).toEqual([
    [["items", 0, "title"], "INTERNAL_SERVER_ERROR"],
    [["items", 1, "title"], "INTERNAL_SERVER_ERROR"],
  ]);
});

test("an error of a required field that nulls its object stands at the object", async () => {
  const executor = openExecutor({
    orders: {
      sdl: `type Query { order: Order } type Order @key(fields: "id") { id: ID! currency: String! }`,
      resolvers: { Query: { order: () => ({ id: "1" }) }, Order: { currency: fail } },
    },
    taxes: {
      sdl: `type Order @key(fields: "id") { id: ID! currency: String! @external total: Int @requires(fields: "currency") }`,
      resolvers: {},
    },
  });
  const response = await executor.ask("{ mine: order { total } }");
  expect(response.data).toEqual({ mine: null });
  expect(placesOf(response)).toEqual([[["mine"], "INTERNAL_SERVER_ERROR"]]);
});

test("an error of an object of which another fetch has brought a part stands at the fields that it leaves out", async () => {
  const sizes = `type Size @shareable { width: Int height: Int }`;
  const executor = openExecutor({
    one: {
      sdl: `type Query { box: Box } type Box @key(fields: "id") { id: ID! sizes: [Size] @shareable }
        type Size @shareable { width: Int }`,
      resolvers: { Query: { box: () => ({ id: "1", sizes: [{ width: 3 }] }) } },
    },
    other: {
      sdl: `type Box @key(fields: "id") { id: ID! sizes: [Size] @shareable } ${sizes}`,
      resolvers: { Box: { __resolveReference: ({ id }: { id: string }) => ({ id }), sizes: fail } },
    },
  });
  const response = await executor.ask("{ box { sizes { width height } } }");
  expect(response.data).toEqual({ box: { sizes: [{ width: 3, height: null }] } });
  expect(placesOf(response)).toEqual([[["box", "sizes", 0, "height"], "INTERNAL_SERVER_ERROR"]]);
});

test("an error that makes the data null stands at its own root field, not at the first one of its fetch", async () => {
  const executor = openExecutor({
    a: {
      sdl: `type Query { first: Int! second: Item! third: Int } type Item @key(fields: "id") { id: ID! name: String! }`,
      resolvers: { Query: { first: () => 1, second: () => ({ id: "1" }), third: () => 3 }, Item: { name: fail } },
    },
  });
  const response = await executor.ask("{ one: first two: second { title: name } third }");
  expect(response.data).toBeNull();
  expect(placesOf(response)).toEqual([[["two", "title"], "INTERNAL_SERVER_ERROR"]]);
});

describe("an error of a fetch of entities that names none of them", () => {
  const list = Array.from({ length: 40 }, (_, index) => ({ id: String(index) }));
  const open = (value: (id: string) => unknown, beside: readonly { message: string; path?: (string | number)[] }[]) =>
    openExecutor({
      a: {
        sdl: `type Query { l: [T!]! } type T @key(fields: "id") { id: ID! }`,
        resolvers: { Query: { l: () => list } },
      },
      b: {
        sdl: `type T @key(fields: "id") { id: ID! v: String m: String }`,
        resolvers: { T: { v: ({ id }: { id: string }) => value(id), m: () => "m" } },
        beside,
      },
    });

  test.each([
    ["without a path", undefined],
    ["with the position of none", ["_entities", 99, "m"]],
    ["with a field that was not asked for", ["quota"]],
  ])("stands once beside complete entities, without a path: %s", async (_name, path) => {
    const executor = open((id) => `v${id}`, [{ message: "quota nearly used", ...(path ? { path } : {}) }]);
    const response = await executor.ask("{ l { v } }");
    expect(response.data).toEqual({ l: list.map(({ id }) => ({ v: `v${id}` })) });
    expect(placesOf(response)).toEqual([[[], "INTERNAL_SERVER_ERROR"]]);
  });

  test("stands at the fields that are null, and nowhere else", async () => {
    const executor = open((id) => (id === "7" || id === "8" ? null : "v"), [{ message: "quota used" }]);
    const response = await executor.ask("{ l { v m } }");
    expect(placesOf(response)).toEqual([
      [["l", 7, "v"], "INTERNAL_SERVER_ERROR"],
      [["l", 8, "v"], "INTERNAL_SERVER_ERROR"],
    ]);
  });

  test("stands once without a path as well where a null lies below a field", async () => {
    const executor = openExecutor({
      a: {
        sdl: `type Query { l: [T!]! } type T @key(fields: "id") { id: ID! }`,
        resolvers: { Query: { l: () => list.slice(0, 2) } },
      },
      b: {
        sdl: `type T @key(fields: "id") { id: ID! v: String parts: [Int] }`,
        resolvers: {
          T: { v: ({ id }: { id: string }) => (id === "0" ? null : "v"), parts: () => [1, null] },
        },
        beside: [{ message: "quota used" }],
      },
    });
    const response = await executor.ask("{ l { v parts } }");
    expect(placesOf(response)).toEqual([
      [["l", 0, "v"], "INTERNAL_SERVER_ERROR"],
      [[], "INTERNAL_SERVER_ERROR"],
    ]);
  });

  test("stands once for a request that joins fetches", async () => {
    const executor = openExecutor({
      a: {
        sdl: `type Query { one: T many: [T!]! } type T @key(fields: "id") { id: ID! }`,
        resolvers: { Query: { one: () => list[0], many: () => list.slice(1, 4) } },
      },
      b: {
        sdl: `type T @key(fields: "id") { id: ID! v: String }`,
        resolvers: { T: { v: () => "v" } },
        beside: [{ message: "quota nearly used" }],
      },
    });
    const response = await executor.ask("{ one { v } many { v } }");
    expect(executor.sent.length).toBe(2);
    expect(response.data).toEqual({ one: { v: "v" }, many: [{ v: "v" }, { v: "v" }, { v: "v" }] });
    expect(placesOf(response)).toEqual([[[], "INTERNAL_SERVER_ERROR"]]);
  });
});
