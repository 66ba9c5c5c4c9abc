/** Malformed supergraphs: Apollo's library refuses them, and the schemas of the graph are built without being validated again. */
import { expect, test } from "vitest";
import { buildGraph } from "../../src/graph/graph.ts";
import { supergraphOf } from "../support/router.ts";

const url = "http://127.0.0.1:9/graphql";
const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { s(x: Int = 1): Shelf }
  interface Shelf { width: Int } type Board implements Shelf @key(fields: "id") { width: Int id: ID! }`;
const valid = supergraphOf([{ name: "a", url, sdl }]);
const build = (supergraph: string) =>
  buildGraph(supergraph, true, () => {
    throw new Error("this graph has no nodes of ours");
  });

const field = /(s\(x: Int[^)]*\): )(\w+)/;

test.each([
  ["a syntax error", /$/, "}", /Syntax Error/],
  ["an unknown type", field, "$1Unknown", /Unknown type Unknown/],
  ["a type twice", /$/, "type Board { width: Int }", /only one type named "Board"/],
  ["a field twice", field, "$1$2 $1$2", /already exists/],
  [
    "an object that breaks its interface",
    /(type Board[^{]*\{\s*)width: Int/,
    "$1height: Int",
    /Board does not provide/,
  ],
  ["an unknown directive", field, "$1$2 @unknown", /Unknown directive "@unknown"/],
  ["a directive at a wrong place", field, '$1$2 @specifiedBy(url: "/")', /"@specifiedBy" may not be used/],
  ["an unknown argument of a directive", field, '$1$2 @deprecated(why: "")', /Unknown argument "why"/],
  ["a directive's argument of another type", field, "$1$2 @deprecated(reason: 1)", /@deprecated\(reason:\)/],
  ["a default value of another type", "x: Int = 1", 'x: Int = "one"', /Invalid default value/],
  ["a key of an unknown field", 'key: "id"', 'key: "nope"', /Cannot query field "nope"/],
])("a supergraph with %s is refused", (_name, part, fault, reason) => {
  expect(build(valid).subgraphs).toEqual([{ name: "a", url }]);
  const invalid = valid.replace(part, fault);
  expect(invalid).not.toBe(valid);
  expect(() => build(invalid)).toThrow(reason);
});
