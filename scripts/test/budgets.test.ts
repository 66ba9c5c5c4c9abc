/** A page that costs another thing than was committed for it is found, and what background work takes off a mutation is not. */
import { parse } from "graphql";
import { expect, test } from "vitest";
import { keepsBudget } from "../smoke/budgets.ts";

const budget = { fetches: 3, depth: 2, statements: 50 };
const query = parse("query Page { a }");
const mutation = parse("mutation Page { a }");

test.each([
  ["as it was", {}, true, true],
  ["a statement more", { statements: 51 }, false, false],
  ["a statement less", { statements: 49 }, false, true],
  ["no statement", { statements: 0 }, false, false],
  ["a fetch less", { fetches: 2 }, false, false],
  ["a fetch that waits for another", { depth: 3 }, false, false],
])("%s", (_what, more, ofQuery, ofMutation) => {
  const found = { ...budget, ...more };
  expect([keepsBudget(query, budget, found), keepsBudget(mutation, budget, found)]).toEqual([ofQuery, ofMutation]);
});

test("a page without a budget does not keep it", () => {
  expect(keepsBudget(mutation, undefined, budget)).toBe(false);
});
