/** Every query, mutation and field with arguments has a resolver, or the service does not open. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { subgraphSchema } from "../../src/graphql/schema.ts";
import { temporaryFolder } from "../../testing/subgraph-client.ts";
import { head } from "../support/sdl.ts";

const sdl = `${head()} type Query { a: Int @public b: Box @public } type Box { plain: Int sized(by: Int): Int } type Mutation { c: Int @public d: Int @public }`;

function build(resolvers: object) {
  const folder = temporaryFolder();
  onTestFinished(() => folder.remove());
  const file = join(folder.path, "schema.graphql");
  writeFileSync(file, sdl);
  return subgraphSchema(file, resolvers);
}

test("a schema whose queries and mutations all have resolvers builds", () => {
  const resolvers = {
    Query: { a: () => 1, b: () => null },
    Box: { sized: () => 2 },
    Mutation: { c: () => 3, d: () => 4 },
  };
  expect(() => build(resolvers)).not.toThrow();
});

test("queries, mutations and fields with arguments are named if they have no resolver", () => {
  const resolvers = { Query: { a: () => 1 }, Mutation: { c: () => 3 } };
  expect(() => build(resolvers)).toThrow("no resolver: Query.b, Box.sized, Mutation.d");
});
