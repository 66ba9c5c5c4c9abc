/** A subgraph that extends types of others, in each place and with or without a description: clients see those of the owners. */
import { test } from "vitest";
import { apiSchemaOf, composeGraph } from "../../src/graph/composition/composition.ts";
import { readSubgraphs, repository } from "../../src/graph/composition/sources.ts";
import { expectOwnersDescriptions } from "../support/extending-subgraph.ts";

const own = apiSchemaOf(composeGraph(readSubgraphs(repository)).supergraph ?? "");

test.each([
  ['"A thing on a shelf."', "first"],
  ['"A thing on a shelf."', "last"],
  ["", "first"],
  ["", "last"],
] as const)("with %j for a product, as the %s subgraph", (product, place) =>
  expectOwnersDescriptions(own, product, place),
);
