/** A page that costs more or less than its budget is found; background work that relieves a mutation is not. */
import { parse } from "graphql";
import { expect, test } from "vitest";
import { isWithinBudget } from "../pages.ts";

const budget = { fetches: 3, depth: 2, statements: 50, units: 40 };
const query = parse("query Page { a }");
const mutation = parse("mutation Page { a }");

test.each([
  ["as it was", {}, true, true],
  ["a statement more", { statements: 51 }, false, false],
  ["a statement less", { statements: 49 }, false, true],
  ["no statement", { statements: 0 }, false, false],
  ["a fetch less", { fetches: 2 }, false, false],
  ["a fetch that waits for another", { depth: 3 }, false, false],
  ["as many objects more as an older shop has", { units: 160 }, true, true],
  ["more than these", { units: 161 }, false, false],
  ["objects that were not counted", { units: 0 }, false, false],
])("%s", (_what, more, ofQuery, ofMutation) => {
  const found = { ...budget, ...more };
  expect([isWithinBudget(query, budget, found), isWithinBudget(mutation, budget, found)]).toEqual([
    ofQuery,
    ofMutation,
  ]);
});

test("a page without a budget does not keep it", () => {
  expect(isWithinBudget(mutation, undefined, budget)).toBe(false);
});
