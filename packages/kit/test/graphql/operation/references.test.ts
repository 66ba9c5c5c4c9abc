/** References of `_entities` as a client may send them: those without a key of text are refused before any is resolved. */
import { expect, test } from "vitest";
import { guest } from "../../../testing/subgraph-client.ts";
import { askAs, build, head } from "../../support/sdl.ts";

const sdl = `${head(`import: ["@key", "@authenticated"]`)}
  type Tin @key(fields: "id") @key(fields: "shelf place") { id: ID! shelf: ID! place: String! owner: String }
  type Lid { id: ID! }
  type Query { lid: Lid @public }`;

/** Asks for references in a variable; `resolved` are those that a resolver was given. */
async function ask(...references: unknown[]) {
  const resolved: unknown[] = [];
  const Tin = {
    __resolveReference: (reference: object) => {
      resolved.push(reference);
      return reference;
    },
  };
  const { schema } = build(sdl, { Query: { lid: () => null }, Tin });
  const query = "query ($r: [_Any!]!) { _entities(representations: $r) { ... on Tin { id } } }";
  const { data, refused } = await askAs(guest, schema, query, { variables: { r: references } });
  return { data, refused, resolved };
}

const tin = { __typename: "Tin", id: "1" };

test.each([
  ["no type", { id: "1" }],
  ["a type that is no text", { ...tin, __typename: ["Tin"] }],
  ["an unknown type", { ...tin, __typename: "Can" }],
  ["a type that is no entity", { ...tin, __typename: "Lid" }],
  ["a root type", { ...tin, __typename: "Query" }],
  ["a type of introspection", { ...tin, __typename: "__Schema" }],
  ["the name of a method", { ...tin, __typename: "toString" }],
  ["no key", { __typename: "Tin" }],
  ["a part of a key", { __typename: "Tin", shelf: "1" }],
  ["a key that is null", { __typename: "Tin", id: null }],
  ["a key that is a number", { __typename: "Tin", id: 1 }],
  ["a key that is a list", { __typename: "Tin", id: ["1"] }],
  ["a key that is an object", { __typename: "Tin", id: { $ne: "1" } }],
  ["a text", "Tin"],
  ["a list", [tin]],
  ["a long text", { ...tin, owner: "x".repeat(10_001) }],
])("a reference with %s is refused, and those beside it are not resolved", async (_name, reference) => {
  expect(await ask(tin, reference)).toEqual({
    data: null,
    refused: [["_entities", "BAD_USER_INPUT"]],
    resolved: [],
  });
});

test("any key of an entity serves", async () => {
  const { resolved, refused } = await ask(tin, { __typename: "Tin", shelf: "a", place: "b", id: "2" });
  expect(refused).toEqual([]);
  expect(resolved).toHaveLength(2);
  expect((await ask({ __typename: "Tin", shelf: "a", place: "b" })).resolved).toHaveLength(1);
});

const shelf = `${head(`import: ["@key", "@external", "@requires", "@authenticated"]`)}
  enum Size { S L }
  type Price { minor: Int! text: String }
  type Tin @key(fields: "id") {
    id: ID!
    number: String! @external
    size: Size! @external
    prices: [Price!]! @external
    grams: Int @external
    own: Int @requires(fields: "number size grams prices { minor text }")
  }
  type Query { tin: Tin @public }`;

/** The response to a reference, with the fields that a client selects. */
function askShelf(fields: string, reference: object) {
  const { schema } = build(shelf, { Query: { tin: () => ({ id: "2", number: "T2" }) } });
  const query = `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Tin { ${fields} } } }`;
  return askAs(guest, schema, query, { variables: { r: [{ ...tin, ...reference }] } });
}

test.each<[string, string, object]>([
  ["number", "number", {}],
  ["number", "number", { number: null }],
  ["number", "number", { number: ["T1"] }],
  ["size", "size", { size: "XXL" }],
  ["prices", "prices { text }", {}],
  ["prices", "prices { text }", { prices: "free" }],
  ["prices", "prices { text }", { prices: [null] }],
  ["prices", "prices { minor }", { prices: [{}] }],
  ["prices", "prices { minor }", { prices: [{ minor: "much" }] }],
  ["grams", "grams", { grams: "heavy" }],
])(
  "an external field %s that is selected, %s, needs a value of its type in the reference: %j",
  async (name, fields, reference) => {
    const { refused } = await askShelf(fields, reference);
    expect(refused).toEqual([[`_entities.0.${name}`, "BAD_USER_INPUT"]]);
  },
);

test("external fields have the values of the reference, and nobody misses those that are not selected", async () => {
  const reference = { number: "T1", size: "S", prices: [{ minor: 1, text: null }], grams: null };
  expect(await askShelf("number size prices { minor text } grams own", reference)).toEqual({
    data: { _entities: [{ ...reference, own: null }] },
    refused: [],
  });
  expect(await askShelf("id own grams", {})).toEqual({
    data: { _entities: [{ id: "1", own: null, grams: null }] },
    refused: [],
  });
  const { schema } = build(shelf, { Query: { tin: () => ({ id: "2", number: "T2" }) } });
  expect((await askAs(guest, schema, "{ tin { number } }")).data).toEqual({ tin: { number: "T2" } });
});
