/** The scenarios of the public plane: graphs that compose, with the shapes of the published ones; `long/` composes the dear one. */
import { buildSubgraphSchema } from "@apollo/subgraph";
import { graphql, parse, print } from "graphql";
import { expect, test } from "vitest";
import { fullSdl, type Scenario } from "../public/scenario.ts";
import { scenarios } from "../public/scenarios.ts";
import { testComposition } from "./composition.ts";

const fields = (scenario: Scenario, letter: string) =>
  scenario.subgraphs.flatMap(({ sdl }) =>
    [...sdl.matchAll(new RegExp(`\\b(${letter}\\d): `, "g"))].map(([, name]) => name),
  );

// The composition of "many plans" takes seven CPU seconds.
testComposition(["query", "big-response"]);

test("the big response has eight to nine megabytes", async () => {
  const { subgraphs, query } = scenarios["big-response"];
  const [only] = subgraphs;
  if (!only) throw new Error("no subgraph");
  const schema = buildSubgraphSchema({ typeDefs: parse(fullSdl(only)), resolvers: { ...only.resolvers } });
  const { length } = JSON.stringify(await graphql({ schema, source: query }));
  expect(length).toBeGreaterThan(8_000_000);
  expect(length).toBeLessThan(9_000_000);
});

test("of many plans each field stands in four of seven subgraphs, no two of which are alike, and the query has 1,700 lines", () => {
  const scenario = scenarios["many-plans"];
  for (const letter of ["n", "f"]) {
    const names = fields(scenario, letter);
    const counts = [...new Set(names)].map((name) => names.filter((each) => each === name).length);
    expect(counts).toEqual(Array(7).fill(4));
  }
  expect(new Set(scenario.subgraphs.map(({ sdl }) => sdl)).size).toBe(7);
  expect(Math.round(print(parse(scenario.query)).split("\n").length / 100)).toBe(17);
});
