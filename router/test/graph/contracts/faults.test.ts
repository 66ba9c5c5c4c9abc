/** Faults of contracts: composition names the coordinate of each element that cannot be left out, or is still spoken of. */

import { parse } from "graphql";
import { expect, test } from "vitest";
import { contractFilesOf } from "../../../src/graph/client-files.ts";
import { withoutHidden } from "../../../src/graph/composition/client-schema.ts";
import { apiSchemaOf, composeGraph } from "../../../src/graph/composition/composition.ts";
import { findContractFaults } from "../../../src/graph/contracts/faults.ts";
import { readTags } from "../../../src/graph/contracts/tags.ts";
import { composeServices } from "../../../src/planning/elastic.ts";

const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@tag", "@inaccessible"])`;

/** The faults of a schema under the contract that lacks the tag `partner` too. */
function faultsOf(sdl: string): string[] {
  const { schema, errors } = composeServices([{ name: "one", url: "hansa:one", typeDefs: parse(`${link} ${sdl}`) }]);
  if (!schema) throw new Error(errors?.join("\n"));
  const faults = findContractFaults(withoutHidden(schema).toAST(), readTags(schema));
  return faults.filter((fault) => fault.startsWith("contract PUBLIC: ")).map((fault) => fault.slice(17));
}

test("a schema that loses whole branches has no fault", () => {
  const sdl = `
    interface Node { id: ID! }
    type Query { node(id: ID!): Node work(of: Work @tag(name: "admin")): Int orders: [Order!] @tag(name: "partner") }
    type Order implements Node { id: ID! notes: [Note!] state: State }
    type Note { text: String }
    enum State { OPEN CLOSED }
    input Work { of: ID! kind: State }`;
  expect(faultsOf(sdl)).toEqual([]);
});

test.each([
  ["a required argument", 'a(b: Int! @tag(name: "partner")): Int', "", "Query.a(b:) is excluded, and required"],
  [
    "a required input field",
    "a(b: In): Int",
    'input In { c: Int! @tag(name: "partner") d: Int }',
    "In.c is excluded, and required",
  ],
  ["a type without fields", "a: A", 'type A { b: Int @tag(name: "admin") }', "A is left without fields"],
  ["an excluded type", "a: A", 'type A @tag(name: "admin") { b: Int }', "Query.a returns the excluded type A"],
  [
    "an excluded type of an argument",
    "a(b: In): Int",
    'input In @tag(name: "admin") { c: Int }',
    "Query.a(b:) takes the excluded type In",
  ],
  [
    "a member of a union",
    "a: U",
    'union U = A | B type A { a: Int } type B @tag(name: "partner") { b: Int }',
    "Query.a returns U, whose type B is excluded",
  ],
  [
    "a value of an enum",
    "a: E",
    'enum E { ONE TWO @tag(name: "partner") }',
    "Query.a returns E, whose value E.TWO is excluded",
  ],
  [
    "a field of an interface",
    "a: I",
    'interface I { b: Int c: Int } type A implements I { b: Int c: Int @tag(name: "admin") }',
    "A.c is excluded, and I has it",
  ],
  [
    "a type of an interface where null may not stand",
    "a: [I!]",
    'interface I { b: Int } type A implements I { b: Int } type B implements I @tag(name: "admin") { b: Int }',
    "Query.a may not be null, and types of I are absent",
  ],
])("%s is a fault", (_name, field, types, fault) => {
  expect(faultsOf(`type Query { ${field} z: Int } ${types}`)).toEqual([fault]);
});

test("a tag that no contract knows, such as a misspelt one, does not compose, and its element is named", () => {
  const sdl = `${link} type Query { a(b: Int @tag(name: "partners")): A z: Int @tag(name: "admin") } type A @tag(name: "adminn") { b: Int }`;
  const of = (coordinate: string, tag: string) =>
    `${coordinate} has the tag "${tag}", which no contract knows: they know admin and partner`;
  const sources = [{ name: "one", url: "hansa:one", sdl }];
  const { faults } = composeGraph(sources);
  expect(faults?.toSorted()).toEqual([of("A", "adminn"), of("Query.a(b:)", "partners")]);
  // A foreign graph has tags of its own.
  expect(composeGraph(sources, { judgesContracts: false }).faults).toBeUndefined();
});

test("a contract of which clients would miss nothing, as its elements are inaccessible, is no copy of the whole graph", () => {
  const sdl = 'type Query { a: Int b: Int @inaccessible @tag(name: "partner") }';
  expect(faultsOf(sdl)).toEqual([
    "it would be the whole graph, as all of its tagged elements are inaccessible, such as Query.b",
  ]);
  const served = composeGraph([{ name: "one", url: "hansa:one", sdl: `${link} ${sdl}` }], { judgesContracts: false });
  expect(contractFilesOf(served.supergraph ?? "", apiSchemaOf(served.supergraph ?? ""))).toEqual([]);
});

test("required arguments and values of enums are no fault where nothing included needs them", () => {
  const sdl = `
    type Query { a(b: Int! = 1 @tag(name: "partner")): Int c(e: E): Int }
    enum E { ONE TWO @tag(name: "partner") }`;
  expect(faultsOf(sdl)).toEqual([]);
});

const hidden = `
  type Query {
    "%" a: Int
    orders(first: Int): [Order!] @tag(name: "partner")
    stockAdjust(reason: Kind): Int @tag(name: "partner")
  }
  type Order { total: Int a: Int }
  enum Kind { COUNTED LOST_GOODS }`;

test.each([
  ["Comes from `orders`.", "orders"],
  ["Comes from `orders(first: 2)`.", "orders"],
  ["See `Query.orders`.", "Query.orders"],
  ["See `Order`.", "Order"],
  ["As stockAdjust does.", "stockAdjust"],
  ["LOST_GOODS counts.", "LOST_GOODS"],
])("a description that says %j is a fault", (text, name) => {
  expect(faultsOf(hidden.replace("%", text))).toEqual([`the description of Query.a names ${name}, which is excluded`]);
});

test.each([
  "Beside `a` and the orders of a day.",
  "Requires the scope `orders:read`.",
  "An Order is no name in prose.",
])("a description that says %j is none", (text) => {
  expect(faultsOf(hidden.replace("%", text))).toEqual([]);
});
