/** A page that costs more or less than its budget is found, in its first answer; background work that relieves a mutation is not. */
import { parse } from "graphql";
import { expect, test } from "vitest";
import { countAgain, isWithinBudget } from "../pages.ts";

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
  ["as many objects more as an older shop has", { units: 240 }, true, true],
  ["more than these", { units: 241 }, false, false],
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

test.each([
  ["a query with other counts is counted again", query, [[], ["counts"]], [2, []]],
  ["a query that differs twice", query, [[], ["counts"]], [2, ["counts"]]],
  ["a query with another answer", query, [["answer"], []], [1, ["answer"]]],
  ["a mutation with other counts", mutation, [[], ["counts"]], [1, ["counts"]]],
  ["a mutation with another answer", mutation, [["answer"], ["counts"]], [1, ["answer", "counts"]]],
])("%s", async (what, document, [faults = [], countFaults = []], expected) => {
  let asks = 0;
  const page = { name: "Page", counts: "", labels: [] };
  const verdict = await countAgain(document, async () => {
    asks += 1;
    const isAsBefore = asks === 1 || what.includes("twice");
    return { ...page, faults: isAsBefore ? faults : [], countFaults: isAsBefore ? countFaults : [] };
  });
  expect([asks, verdict.faults]).toEqual(expected);
});
