/** Leaf values: each type keeps the values that it has, and no others. */
import {
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  GraphQLScalarType,
  GraphQLString,
} from "graphql";
import { expect, test } from "vitest";
import { newFailure } from "../../src/execution/data/data.ts";
import { leafCompleter } from "../../src/execution/leaf-values.ts";

const any = new GraphQLScalarType({ name: "Any" });
const state = new GraphQLEnumType({ name: "State", values: { ON: { value: 7 }, OFF: {} } });

test.each([
  [GraphQLString, ["", "a", "\ud800"]],
  [GraphQLID, ["a", ""]],
  [GraphQLBoolean, [true, false]],
  [GraphQLInt, [0, -0, 2 ** 31 - 1, -(2 ** 31)]],
  [GraphQLFloat, [0, -0, 1.5, -0.1, 1e21, 1e-7, 5e-324, Number.MAX_VALUE]],
  [state, ["ON", "OFF"]],
  [any, ["a", 0, 1.5, false, {}, [], [null], { a: [1] }]],
])("a %s keeps the values that it has", (type, values) => {
  for (const value of values) expect(leafCompleter(type)(value)).toBe(value);
});

test("an ID that is a number becomes a string", () => {
  expect(leafCompleter(GraphQLID)(12)).toBe("12");
});

test.each([
  [GraphQLString, [1, true, {}, []]],
  [GraphQLID, [1.5, 2 ** 53, true, {}]],
  [GraphQLBoolean, ["true", 1]],
  [GraphQLInt, ["1", 2 ** 31, -(2 ** 31) - 1, 0.5, Number.NaN]],
  [GraphQLFloat, ["1", Number.NaN, Number.POSITIVE_INFINITY]],
  [state, ["on", 7, "toString", "__proto__"]],
  [any, []],
])("a %s has no other values, no null and no failure", (type, values) => {
  for (const value of [...values, null, undefined, newFailure()]) expect(leafCompleter(type)(value)).toBe(undefined);
});
