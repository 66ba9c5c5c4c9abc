/** Estimates of a small graph, by hand: weights, sizes, conditions, denied fields and abstract types. */
import type { Viewer } from "@hansa/kit/identity";
import { guest, userWith } from "@hansa/kit/testing";
import { getOperationAST, getVariableValues, parse, validate } from "graphql";
import { expect, test } from "vitest";
import { composeGraph } from "../../../src/graph/composition/composition.ts";
import { buildGraph } from "../../../src/graph/graph.ts";
import { estimateCost } from "../../../src/operation/cost.ts";
import { supergraphOf } from "../../support/router.ts";

const link = `extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.9", import: ["@authenticated", "@cost", "@listSize"]
)`;
const slicing = 'slicingArguments: ["first", "last"], requireOneSlicingArgument: false';
const graph = buildGraph(
  supergraphOf([
    {
      name: "goods",
      url: "http://goods.example/",
      sdl: `${link}
        type Query {
          item: Item
          items(first: Int, last: Int): ItemPage @listSize(assumedSize: 24, ${slicing}, sizedFields: ["nodes", "edges"])
          found(first: Int = 8): [Item!] @cost(weight: 3)
            @listSize(assumedSize: 5, slicingArguments: ["first"], requireOneSlicingArgument: false)
          nodes(ids: [ID!]!): [Node]! @listSize(assumedSize: 20)
          thing: Thing
          own: Item @authenticated
        }
        type Mutation { save: Item pay: Item @cost(weight: 20) ring: Int login: Login }
        type ItemPage { nodes: [Item!]! edges: [Edge!]! totalCount: Int @cost(weight: 2) first: Item }
        type Edge { cursor: ID node: Item! }
        interface Node { id: ID! }
        type Item implements Node {
          id: ID! name: String tags: [String!] parts: [Item!] @listSize(assumedSize: 3) parent: Item
          note: Item @authenticated
        }
        type Box implements Node { id: ID! items: [Item!] @listSize(assumedSize: 10) }
        union Thing = Item | Box
        type Login { session: Session }
        type Session { user: Item }`,
    },
  ]),
  true,
  () => async () => ({ data: null, errors: [] }),
);

function estimate(query: string, variables: Record<string, unknown> = {}, viewer: Viewer = guest): number {
  const document = parse(query);
  expect(validate(graph.clientSchema, document)).toEqual([]);
  const operation = getOperationAST(document);
  if (!operation) throw new Error("the test's document has no operation");
  const { coerced = {} } = getVariableValues(graph.clientSchema, operation.variableDefinitions ?? [], variables);
  return estimateCost(graph, viewer, { document, operation, coerced }).estimated;
}

const twice = "query ($y: Boolean!) { item @include(if: $y) { parent { parent { id } } } item { parent { id } } }";

const cases: [string, number, string, Record<string, unknown>?][] = [
  ["a leaf, its lists and __typename cost nothing", 1, "{ __typename item { id name tags __typename } }"],
  ["introspection costs nothing", 0, "{ __schema { types { name fields { name } } } }"],
  ["each object costs one", 3, "{ item { parent { parent { id } } } }"],
  ["an assumed size multiplies", 1 + 3 * (1 + 3), "{ item { parts { parts { id } } } }"],
  ["a size is that of the sized fields", 1 + 2 * 5, "{ items(first: 5) { nodes { id } edges { cursor } } }"],
  ["an edge and its node are two", 1 + 5 * 2, "{ items(first: 5) { edges { node { id } } } }"],
  ["other fields of a page are one", 1 + 2 + 1, "{ items(first: 5) { totalCount first { id } } }"],
  ["without an argument a list is as long as assumed", 1 + 24, "{ items { nodes { id } } }"],
  ["of two arguments the larger counts", 1 + 7, "{ items(first: 5, last: 7) { nodes { id } } }"],
  ["a negative size is none", 1, "{ items(first: -9) { nodes { id } } }"],
  ["null has no default", 5 * 3, "{ found(first: null) { id } }"],
  ["an absent argument has its default", 8 * 3, "{ found { id } }"],
  ["a variable without a value has it too", 8 * 3, "query ($n: Int) { found(first: $n) { id } }"],
  ["a variable has its value", 2 * 3, "query ($n: Int) { found(first: $n) { id } }", { n: 2 }],
  ["a variable has its default", 4 * 3, "query ($n: Int = 4) { found(first: $n) { id } }"],
  ["a list of ids is as long as it is", 3, '{ nodes(ids: ["a", "b", "c"]) { id } }'],
  ["a variable of ids too", 2, "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", { ids: ["a", "b"] }],
  ["and so is one with variables in it", 2, 'query ($a: ID!) { nodes(ids: [$a, "b"]) { id } }', { a: "a" }],
  ["one id stands for a list", 1, '{ nodes(ids: "a") { id } }'],
  ["aliases count each", 2, "{ a: item { id } b: item { id } }"],
  [
    "a field that stands twice counts once",
    3,
    "{ item { parent { id } } item { parent { name } parent { parent { id } } } }",
  ],
  [
    "and so does one of two fragments",
    2,
    "{ ...a ...b } fragment a on Query { item { parent { id } } } fragment b on Query { item { parent { name } } }",
  ],
  ["the dearest type counts", 1 + 10, "{ thing { ... on Item { parts { id } } ... on Box { items { id } } } }"],
  [
    "fields of an interface count for each type",
    2 * (1 + 10),
    '{ nodes(ids: ["a", "b"]) { id ... on Box { items { id } } } }',
  ],
  ["a skipped field costs nothing", 1, "query ($no: Boolean!) { item { parent @skip(if: $no) { id } } }", { no: true }],
  ["an included one costs", 2, "query ($no: Boolean!) { item { parent @skip(if: $no) { id } } }", { no: false }],
  ["constants decide too", 1, "{ item { parent @include(if: false) { id } } }"],
  [
    "conditions of fragments hold for their fields",
    1,
    "query ($y: Boolean!) { item { id ... @include(if: $y) { parent { id } } } }",
    { y: false },
  ],
  ["a field costs where one of its places is selected", 2, twice, { y: false }],
  ["with what is selected there", 3, twice, { y: true }],
  ["a field of a mutation costs ten", 10 + 10, "mutation { save { id } ring }"],
  ["or its own weight", 20, "mutation { pay { id } }"],
];

test.each(cases)("%s: %d", (_name, expected, query, variables) => {
  expect(estimate(query, variables)).toBe(expected);
});

test("a denied field costs nothing, with all below it, and a permitted one costs", () => {
  const query = "{ own { parts { id } } item { note { parts { id } } } }";
  expect([estimate(query), estimate(query, {}, userWith("user_1"))]).toEqual([1, 4 + 1 + 4]);
});

test("below a sign-in nothing is denied, so that all of it costs", () => {
  expect(estimate("mutation { login { session { user { note { parts { id } } } } } }")).toBe(10 + 1 + 1 + 1 + 3);
});

test("a list of objects without a size does not compose beside lists with one, and neither does a weight of a type", () => {
  const sdl = `${link}
    type Query { page(first: Int): Page @listSize(slicingArguments: ["first"], sizedFields: ["nodes"]) other: Page names: [String] }
    type Page @cost(weight: 3) { nodes: [Item!]! more: [Item!]! @listSize(assumedSize: 2) }
    type Item { id: ID parts: [[Item]] }`;
  expect(composeGraph([{ name: "one", url: "local:one", sdl }]).faults).toEqual([
    "Page has a @cost, which the router reads on fields alone",
    ...["Page.nodes", "Item.parts"].map(
      (coordinate) =>
        `${coordinate} is a list of objects without a size: give it @listSize, or the field above it sizedFields`,
    ),
  ]);
  expect(
    composeGraph([{ name: "one", url: "local:one", sdl: "type Query { all: [Item] } type Item { id: ID }" }]).faults,
  ).toBeUndefined();
});
