/** The graphs of scenarios compose, and their queries are valid. */
import { parse, validate } from "graphql";
import { expect, test } from "vitest";
import { apiSchemaOf, composeGraph } from "../../../router/src/graph/composition/composition.ts";
import { fullSdl } from "../public/scenario.ts";
import { type ScenarioName, scenarios } from "../public/scenarios.ts";

/** Defines the test of each of these scenarios. */
export function testComposition(names: readonly ScenarioName[]): void {
  test.each(names)("%s composes, and its query is valid", (name) => {
    const { subgraphs, query } = scenarios[name];
    const parts = subgraphs.map((part) => ({
      name: part.name,
      url: `http://${part.name}.example/`,
      sdl: fullSdl(part),
    }));
    const { supergraph, faults } = composeGraph(parts);
    expect(faults).toBeUndefined();
    expect(validate(apiSchemaOf(supergraph ?? ""), parse(query))).toEqual([]);
  });
}
