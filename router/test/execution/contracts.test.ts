/** Contracts: objects of an excluded type are null without an error wherever an interface has them, and all else is answered as on the whole graph. */
import { expect, test } from "vitest";
import { openExecutor } from "./support.ts";

const sdl = `
  interface Node { id: ID! }
  interface Entry { at: Int }
  type Query {
    node(id: ID!): Node
    nodes(ids: [ID!]!): [Node]!
    entries: [Entry]!
    public: Product
    books: [Book!]! @tag(name: "partner")
    staff: [Role!]! @tag(name: "admin")
  }
  type Product implements Node @key(fields: "id") { id: ID! title: String cost: Int @tag(name: "partner") }
  type Book implements Node @key(fields: "id") { id: ID! pages: Int }
  type Role implements Node @key(fields: "id") { id: ID! scope: String }
  type Sale implements Entry { at: Int }
  type Raise implements Entry @tag(name: "admin") { at: Int }`;

const objects = [
  { __typename: "Product", id: "prod_1", title: "Cup", cost: 7 },
  { __typename: "Book", id: "book_1", pages: 3 },
  { __typename: "Role", id: "role_1", scope: "all" },
];
const find = (id: string) => objects.find((each) => each.id === id) ?? null;
const resolvers = {
  Query: {
    node: (_: unknown, { id }: { id: string }) => find(id),
    nodes: (_: unknown, { ids }: { ids: readonly string[] }) => ids.map(find),
    entries: () => [
      { __typename: "Sale", at: 1 },
      { __typename: "Raise", at: 2 },
    ],
    public: () => objects[0],
    books: () => [objects[1]],
    staff: () => [objects[2]],
  },
};

const open = (contract: "ALL" | "PUBLIC" | "PARTNER") => openExecutor({ one: { sdl, resolvers } }, contract);
const ids = ["prod_1", "book_1", "role_1", "none_1"];
const [product, book, role] = ids.map((id) => ({ id }));

test.each([
  ["ALL", [product, book, role, null], [{ at: 1 }, { at: 2 }]],
  ["PARTNER", [product, book, null, null], [{ at: 1 }, null]],
  ["PUBLIC", [product, null, null, null], [{ at: 1 }, null]],
] as const)(
  "under %s an object of a type that the contract lacks is null without an error",
  async (contract, nodes, entries) => {
    const { ask } = open(contract);
    expect(await ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } entries { at } }", { ids })).toEqual({
      data: { nodes, entries },
      errors: [],
    });
    for (const [index, id] of ids.entries())
      expect(await ask("query ($id: ID!) { node(id: $id) { id } }", { id })).toEqual({
        data: { node: nodes[index] ?? null },
        errors: [],
      });
  },
);

test("the type of such an object is named to no client of the contract", async () => {
  const { ask } = open("PUBLIC");
  const query = 'query { node(id: "role_1") { __typename ... on Product { title } } }';
  expect(await ask(query)).toEqual({ data: { node: null }, errors: [] });
});

test("excluded fields are not of the contract, and those of another one are", async () => {
  const query = "{ public { cost } books { pages } }";
  const data = { public: { cost: 7 }, books: [{ pages: 3 }] };
  expect(await open("PARTNER").ask(query)).toEqual({ data, errors: [] });
  await expect(open("PUBLIC").ask(query)).rejects.toThrow('Cannot query field "cost" on type "Product".');
  await expect(open("PARTNER").ask("{ staff { id } }")).rejects.toThrow('Cannot query field "staff" on type "Query".');
});

test("an object of an excluded type costs nothing", async () => {
  const { ask, costs } = open("PUBLIC");
  await ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", { ids });
  expect(costs).toEqual([1]);
});
