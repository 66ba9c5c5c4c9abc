/** The shop's own graph: it composes without a hint, and nothing about where it runs is written into it. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { buildSchema, Kind, parse, printSchema, validate } from "graphql";
import { describe, expect, test } from "vitest";
import { apiSchemaOf, composeGraph } from "../src/compose/compose.ts";
import { undescribedIn } from "../src/compose/descriptions.ts";
import { graphFiles, readSubgraphs, repository } from "../src/compose/sources.ts";
import { buildGraph, planOf } from "../src/graph/graph.ts";
import { openNodes } from "../src/nodes.ts";

const sources = readSubgraphs(repository);
const { supergraph = "", hints, faults } = composeGraph(sources);

test("the subgraphs compose without errors and without hints", () => {
  expect(sources.map(({ name }) => name)).toEqual(["nodes", "orders", "payments", "products", "users"]);
  expect([faults, hints]).toEqual([undefined, []]);
});

test("no address is written into the supergraph", () => {
  const addresses = [...supergraph.matchAll(/@join__graph\([^)]*url: "([^"]*)"/g)].map(([, address]) => address);
  expect(addresses.sort()).toEqual(["hansa:orders", "hansa:payments", "hansa:products", "hansa:users", "local:nodes"]);
});

test("clients see neither federation's directives nor its types", () => {
  expect(printSchema(apiSchemaOf(supergraph))).not.toMatch(
    /join__|link__|_Service|_entities|@authenticated|@requiresScopes|@public/,
  );
});

test("every element that clients see has a description, and one without it would be named", () => {
  expect(undescribedIn(apiSchemaOf(supergraph))).toEqual([]);
  const bare = buildSchema(
    '"d" type Query { a(b: Int): E "d" c("d" f: I): U } enum E { G } "d" input I { h: Int } "d" union U = Query scalar S',
  );
  expect(undescribedIn(bare)).toEqual(["Query.a", "Query.a(b:)", "E", "E.G", "I.h", "S"]);
});

test.each([
  ["a field that two own", "extend type Query { product(id: ID, slug: String): Product @public }"],
  ["no GraphQL", "type Query {"],
])("%s does not compose, and says why", (_name, more) => {
  const changed = sources.map((source) => (source.name === "orders" ? { ...source, sdl: source.sdl + more } : source));
  expect(composeGraph(changed).faults?.join()).toMatch(/product|orders/);
});

describe("the operations of the playground", () => {
  const nodes = readFileSync(graphFiles(repository).nodes, "utf8");
  const graph = buildGraph(supergraph, true, () => openNodes(nodes));
  const document = parse(readFileSync(join(repository, "router/playground/operations.graphql"), "utf8"));
  const names = document.definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? [definition.name?.value ?? ""] : [],
  );

  test("are sixteen, and valid", () => {
    expect(names).toHaveLength(16);
    expect(validate(graph.clientSchema, document)).toEqual([]);
  });

  test.each(names)("%s has a plan", (name) => {
    expect(planOf(graph, document, name).node).toBeDefined();
  });
});
