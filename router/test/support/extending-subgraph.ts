/** A subgraph that extends types of the shop's own subgraphs, with descriptions of its own. */
import { type GraphQLObjectType, type GraphQLSchema, isObjectType } from "graphql";
import { expect } from "vitest";
import { apiSchemaOf, composeGraph } from "../../src/graph/composition/composition.ts";
import { readSubgraphs, repository } from "../../src/graph/composition/sources.ts";

const sources = readSubgraphs(repository);

const extending = (product: string) => `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
    "A visitor of a shelf."
    type User @key(fields: "id") {
      "Another text."
      id: ID!
      "The shelf of this person."
      shelf: String
    }
    ${product} type Product @key(fields: "id") { id: ID! }`;

/** Composes the shop, whose own schema is `own`, with the subgraph as its first or last one, which says this of products: clients see the owners' words. */
export function expectOwnersDescriptions(own: GraphQLSchema, product: string, place: "first" | "last"): void {
  const shelves = { name: "shelves", url: "hansa:shelves", sdl: extending(product) };
  const composed = composeGraph(place === "first" ? [shelves, ...sources] : [...sources, shelves]);
  expect([composed.faults, composed.hints]).toEqual([undefined, []]);
  const [before, after] = [userIn(own), userIn(apiSchemaOf(composed.supergraph ?? ""))];
  expect(after.description).toBe(before.description);
  expect(after.getFields().id?.description).toBe(before.getFields().id?.description);
  expect(after.getFields().shelf?.description).toBe("The shelf of this person.");
}

function userIn(schema: GraphQLSchema): GraphQLObjectType {
  const user = schema.getType("User");
  if (!isObjectType(user)) throw new Error("User is no object type");
  return user;
}
