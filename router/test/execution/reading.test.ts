/** Reading of complete data: what other fetches need becomes objects, the rest stays as it came, and the response is the same. */
import { describe, expect, test } from "vitest";
import { type Data, isRawJson, mergeData, newRawJson } from "../../src/execution/data.ts";
import { type ObjectParts, readObject } from "../../src/execution/reading/read.ts";
import { openExecutor } from "./support.ts";

const key = (name: string) => Buffer.from(`"${name}":`);
const parts: ObjectParts = [
  { kind: "typename", name: "__typename", key: key("__typename") },
  { kind: "value", name: "id", key: key("id") },
  { kind: "fields", name: "a", keys: [key("a"), key("b")] },
  {
    kind: "object",
    name: "list",
    key: key("list"),
    parts: [{ kind: "parsed", name: "state", key: key("state") }],
  },
];
const text = String.raw`{"__typename":"Item","id":7,"a":"} \" ]\\","b":{"c":[1,"{"]},"list":[{"state":"ON"},null]}`;

/** The data with the text in place of raw JSON. */
function readText(given: string) {
  const data = readObject(parts, Buffer.from(given));
  const plain = (_: string, value: unknown) =>
    isRawJson(value) ? `${value.fields} ${value.source.toString("utf8", value.start, value.end)}` : value;
  return data && JSON.parse(JSON.stringify(data, plain));
}

describe("a text", () => {
  test("is read as far as its parts say", () => {
    expect(readText(text)).toEqual({
      __typename: "Item",
      id: "0 7",
      a: String.raw`2 "a":"} \" ]\\","b":{"c":[1,"{"]}`,
      list: [{ state: "ON" }, null],
    });
    expect(readText(text.replace('[{"state":"ON"},null]', "[]"))).toMatchObject({ list: [] });
    expect(readText(text.replace(":7", ":null"))).toMatchObject({ id: null });
  });

  const cases: [string, string][] = [
    ["with blanks", text.replace(",", ", ")],
    ["with another field", text.replace('"id"', '"key"')],
    ["with one field more", text.replace('"a":', '"x":1,"a":')],
    ["in another order", text.replace('"__typename":"Item","id":7', '"id":7,"__typename":"Item"')],
    ["that goes on", `${text} `],
    ["without a value", text.replace(":7", ":")],
    ["that is no JSON", text.replace('"ON"', "ON")],
    ["that nests too deep", text.replace("[1", `${"[".repeat(81)}1${"]".repeat(80)}`)],
    ["of lists without end", text.replace('[{"state":"ON"},null]', "[".repeat(100_000))],
    ["with a number in place of a type", text.replace('"Item"', "1")],
  ];
  test.each(cases)("%s is not read", (_, given) => {
    expect(given).not.toBe(text);
    expect(readText(given)).toBe(undefined);
  });

  test("that ends anywhere before its end is not read", () => {
    for (let length = 0; length < text.length; length += 1) expect(readText(text.slice(0, length))).toBe(undefined);
  });
});

const parent = { id: "2", name: 'Küche "2" ☕', state: "OFF", tags: ["a", "b"], hidden: "SHOWN" };
const cup = { ...parent, id: "1", name: "Cup", state: "ON", tags: null, parent };
const executor = openExecutor({
  goods: {
    sdl: `
      type Query { item: Item items: [Item!]! secret: Item things: [Thing!]! }
      type Mutation { save: Item }
      type Item @key(fields: "id") { id: ID! name: String state: State hidden: Hidden tags: [String!] parent: Item thing: Thing }
      type Lid { id: ID! size: Int }
      interface Thing { name: String size: Int }
      type Box implements Thing { name: String size: Int lid: Lid }
      enum State { ON OFF }
      enum Hidden { SHOWN SECRET @inaccessible }
    `,
    resolvers: {
      Query: {
        item: () => cup,
        items: () => [cup, parent, { id: "3" }],
        things: () => [{ name: "B", size: 6 }],
        secret: () => ({ ...cup, hidden: "SECRET" }),
      },
      Mutation: { save: () => cup },
      Item: { thing: () => ({ name: "Box" }) },
      Thing: { __resolveType: () => "Box" },
    },
  },
  stock: {
    sdl: `
      type Item @key(fields: "id") { id: ID! count(of: String): Int place: Place @shareable weight: Int fail: Int }
      type Place { hall: String row: Int }
    `,
    resolvers: {
      Item: {
        __resolveReference: ({ id }: { id: string }) => (id === "3" ? null : { id }),
        count: ({ id }: { id: string }) => Number(id) * 10,
        place: () => ({ hall: "A", row: 4 }),
        weight: ({ id }: { id: string }) => (id === "1" ? 5 : null),
        fail: () => {
          throw new Error("failed");
        },
      },
    },
  },
  post: {
    sdl: `type Item @key(fields: "id") {
      id: ID!
      weight: Int @external
      postage: Int @requires(fields: "weight")
      fail: Int @external
      customs: Int @requires(fields: "fail")
      duty: Int @requires(fields: "weight fail")
      stamp: String
    }`,
    resolvers: {
      Item: {
        postage: ({ weight }: { weight: number | null }) => weight && weight * 2,
        customs: () => 1,
        duty: () => 2,
        stamp: () => "red",
      },
    },
  },
});

describe("an answer of several subgraphs", () => {
  const name = parent.name;
  const both = ["goods", "stock"];
  const cases: [string, string, object, string[]][] = [
    [
      "keeps the client's order",
      "{ item { count name id state } }",
      { item: { count: 10, name: "Cup", id: "1", state: "ON" } },
      both,
    ],
    [
      "has the client's names",
      "{ x: item { id: name n: count key: id } }",
      { x: { id: "Cup", n: 10, key: "1" } },
      both,
    ],
    [
      "keeps whole objects and lists",
      "{ items { tags parent { name tags } count state } }",
      {
        items: [
          { tags: null, parent: { name, tags: ["a", "b"] }, count: 10, state: "ON" },
          { tags: ["a", "b"], parent: null, count: 20, state: "OFF" },
          { tags: null, parent: null, count: null, state: null },
        ],
      },
      both,
    ],
    [
      "has entities in entities",
      "{ item { parent { count name place { hall row } } place { row } } }",
      { item: { parent: { count: 20, name, place: { hall: "A", row: 4 } }, place: { row: 4 } } },
      both,
    ],
    [
      "has required values",
      "{ items { stamp postage name weight } }",
      {
        items: [
          { stamp: "red", postage: 10, name: "Cup", weight: 5 },
          { stamp: "red", postage: null, name, weight: null },
          { stamp: "red", postage: null, name: null, weight: null },
        ],
      },
      ["goods"],
    ],
    [
      "checks values that may be hidden, and objects of several types",
      "{ item { hidden thing { name ... on Box { lid { size } } } count } }",
      { item: { hidden: "SHOWN", thing: { name: "Box", lid: null }, count: 10 } },
      both,
    ],
    [
      "keeps the order of fields that fragments choose",
      "{ things { ... on Box { size } name size } item { count } }",
      { things: [{ size: 6, name: "B" }], item: { count: 10 } },
      both,
    ],
    [
      "has the names of types below a field",
      "{ item { parent { name __typename } count } }",
      { item: { parent: { name, __typename: "Item" }, count: 10 } },
      both,
    ],
    [
      "has the names of types",
      "{ item { __typename t: __typename count parent { __typename id } } }",
      { item: { __typename: "Item", t: "Item", count: 10, parent: { __typename: "Item", id: "2" } } },
      both,
    ],
    [
      "follows a mutation",
      "mutation { save { name count state } }",
      { save: { name: "Cup", count: 10, state: "ON" } },
      ["stock"],
    ],
  ];
  test.each(cases)("%s", async (_, query, data, readFrom) => {
    executor.readFrom.length = 0;
    const answer = await executor.ask(query);
    expect(answer.errors).toEqual([]);
    expect(JSON.stringify(answer.data)).toBe(JSON.stringify(data));
    expect([...new Set(executor.readFrom)].sort()).toEqual(expect.arrayContaining(readFrom));
  });

  test("has the errors of a fetch beside what others brought", async () => {
    const { data, errors } = await executor.ask("{ item { name fail state } }");
    expect(data).toEqual({ item: { name: "Cup", fail: null, state: "ON" } });
    expect(errors.map(({ path }) => path)).toEqual([["item", "fail"]]);
  });

  test("has the error of a required value, beside a field of the same fetch", async () => {
    const { data, errors } = await executor.ask("{ item { postage customs duty name } }");
    expect(data).toEqual({ item: { postage: 10, customs: null, duty: null, name: "Cup" } });
    expect(errors.map(({ path }) => path)).toEqual([
      ["item", "customs"],
      ["item", "duty"],
    ]);
  });

  test("has an error in place of a value that clients may not see", async () => {
    const { data, errors } = await executor.ask("{ secret { name hidden count } }");
    expect(data).toEqual({ secret: { name: "Cup", hidden: null, count: 10 } });
    expect(errors.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [["secret", "hidden"], "SUBGRAPH_INVALID"],
    ]);
  });
});

test("a later value takes the place of raw JSON, unless it is null", () => {
  const raw = newRawJson(Buffer.from("7"), 0, 1, 0);
  const target: Data = { a: raw, b: raw };
  mergeData(target, { a: 8, b: null }, new Set());
  expect(target).toEqual({ a: 8, b: raw });
});
