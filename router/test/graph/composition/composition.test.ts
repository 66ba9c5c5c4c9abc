/** The shop's own graph: it composes without hints and contains no addresses. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { serviceNames } from "@hansa/contracts/processes";
import { buildSchema, getOperationAST, isObjectType, Kind, parse, print, printSchema, validate } from "graphql";
import { describe, expect, test } from "vitest";
import { apiSchemaOf, composeGraph } from "../../../src/graph/composition/composition.ts";
import { undescribedIn } from "../../../src/graph/composition/descriptions.ts";
import { graphFiles, readSubgraphs, repository } from "../../../src/graph/composition/sources.ts";
import { buildGraph } from "../../../src/graph/graph.ts";
import { openNodes } from "../../../src/graph/nodes.ts";
import { plannedOperation } from "../../../src/graph/planned-operations.ts";
import { expectOwnersDescriptions } from "../../support/extending-subgraph.ts";
import { supergraphOf } from "../../support/router.ts";

const sources = readSubgraphs(repository);
const { supergraph = "", hints, faults } = composeGraph(sources);
const apiSchema = apiSchemaOf(supergraph);
const nodesSdl = readFileSync(graphFiles(repository).nodes, "utf8");
const graph = buildGraph(supergraph, true, () => openNodes(nodesSdl));

test("the subgraphs compose without errors and without hints", () => {
  expect(sources.map(({ name }) => name)).toEqual(["nodes", ...serviceNames.toSorted()]);
  expect([faults, hints]).toEqual([undefined, []]);
});

test("a subgraph that extends types of others composes with descriptions of its own, and clients see those of the owners", () =>
  expectOwnersDescriptions(apiSchema, '"A thing on a shelf."', "first"));

test("descriptions of a type without an owner, or with two, must still agree", () => {
  const part = (name: string, type: string) => ({
    name,
    url: `hansa:${name}`,
    sdl: `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@shareable"])
      type Query { ${name}: Int }
      ${type}`,
  });
  const node = `"n" interface Node { "i" id: ID! }`;
  const owned = (text: string) => `${node} "${text}" type A implements Node @key(fields: "id") { "i" id: ID! }`;
  const shared = (text: string) => `"${text}" type A @shareable { "i" id: ID! }`;
  for (const form of [owned, shared]) {
    const { hints: differences } = composeGraph([part("one", form("x")), part("two", form("y"))]);
    expect(differences).toEqual([expect.stringContaining("INCONSISTENT_DESCRIPTION")]);
  }
});

test("no address is written into the supergraph", () => {
  const addresses = [...supergraph.matchAll(/@join__graph\([^)]*url: "([^"]*)"/g)].map(([, address]) => address);
  expect(addresses.sort()).toEqual([...serviceNames.toSorted().map((name) => `hansa:${name}`), "local:nodes"]);
});

test("clients see neither directives nor types of federation", () => {
  expect(printSchema(apiSchema)).not.toMatch(/join__|link__|_Service|_entities|@authenticated|@requiresScopes|@public/);
});

test("clients see what Apollo's library gives them, without hidden elements and deferral", () => {
  const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@inaccessible", "@tag"])
    type Query { seen(x: Int = 1, hidden: In @inaccessible): Shelf @tag(name: "admin") open: Int secret: Secret @inaccessible }
    type Shelf @key(fields: "id") { id: ID! size: Size depth: Int @inaccessible }
    type Secret @inaccessible { id: ID }
    input In { x: Int y: Int @inaccessible }
    enum Size { SMALL LARGE HIDDEN @inaccessible }`;
  // Composition drops this directive; one who writes a supergraph by hand may not.
  const hiding = `${supergraphOf([{ name: "shelves", url: "hansa:shelves", sdl }])}directive @defer(label: String) on FIELD\n`;
  const seen = printSchema(apiSchemaOf(hiding));
  const hidingGraph = buildGraph(hiding, true, () => openNodes(nodesSdl));
  expect(printSchema(hidingGraph.clientSchema)).toBe(seen);
  expect(printSchema(graph.clientSchema)).toBe(printSchema(apiSchema));
  expect(seen).toContain("seen(x: Int = 1): Shelf");
  expect(seen).not.toMatch(/hidden|secret|depth|y: Int|@defer/i);
});

test("every element visible to clients has a description, and one without it would be named", () => {
  expect(undescribedIn(apiSchema)).toEqual([]);
  const bare = buildSchema(
    '"d" type Query { a(b: Int): E "d" c("d" f: I): U } enum E { G } "d" input I { h: Int } "d" union U = Query scalar S',
  );
  expect(undescribedIn(bare)).toEqual(["Query.a", "Query.a(b:)", "E", "E.G", "I.h", "S"]);
});

/** Every field of the subgraphs' files on which a rule stands, with the names in the rule. */
function protectedFields(): { coordinate: string; rule: string; names: string[] }[] {
  const kinds = new Set<string>([Kind.OBJECT_TYPE_DEFINITION, Kind.OBJECT_TYPE_EXTENSION]);
  return sources.flatMap(({ sdl }) =>
    parse(sdl).definitions.flatMap((definition) => {
      if (!kinds.has(definition.kind) || !("fields" in definition) || !("name" in definition)) return [];
      return (definition.fields ?? []).flatMap((field) =>
        (field.directives ?? [])
          .filter(({ name }) => ["requiresScopes", "policy", "authenticated"].includes(name.value))
          .map((directive) => ({
            coordinate: `${definition.name?.value}.${field.name.value}`,
            rule: directive.name.value,
            names: [...print(directive).matchAll(/"([^"]+)"/g)].map(([, name = ""]) => name),
          })),
      );
    }),
  );
}

test("the description of every protected field names the scopes, the policy or the session that it requires", () => {
  const fields = protectedFields();
  const named = fields.filter(({ rule }) => rule !== "authenticated");
  expect(named.length).toBeGreaterThanOrEqual(84);
  const words: Record<string, string> = {
    requiresScopes: "scope",
    policy: "policy",
    authenticated: "signed-in viewer",
  };
  const silent = fields.filter(({ coordinate, rule, names }) => {
    const [type = "", field = ""] = coordinate.split(".");
    const found = apiSchema.getType(type);
    const description = isObjectType(found) ? (found.getFields()[field]?.description ?? "") : "";
    const sentence = description.split("\n").find((line) => line.startsWith("Requires")) ?? "";
    return ![words[rule] ?? "?", ...names.map((name) => `\`${name}\``)].every((word) => sentence.includes(word));
  });
  expect(silent).toEqual([]);
});

test("a rule on a type or on fields of several subgraphs is named in full", () => {
  const head = (more: string) =>
    `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", ${more}])`;
  const { supergraph: composed = "" } = composeGraph([
    {
      name: "one",
      url: "local:one",
      sdl: `${head('{ name: "@requiresScopes", as: "@needs" }')}
        type Query { secret: Secret "Open." open: Int }
        type Secret @key(fields: "id") @needs(scopes: [["a:read", "b:read"], ["c:read"]]) { id: ID! "Text." text: String }`,
    },
  ]);
  const schema = apiSchemaOf(composed);
  const descriptionOf = (type: string, field: string) => {
    const found = schema.getType(type);
    return isObjectType(found) ? found.getFields()[field]?.description : undefined;
  };
  const sentence = "Requires the scope `a:read` with `b:read` or `c:read`.";
  expect(descriptionOf("Query", "secret")).toBe(sentence);
  expect(descriptionOf("Secret", "text")).toBe(`Text.\n${sentence}`);
  expect(descriptionOf("Query", "open")).toBe("Open.");
});

test("a rule on a field that an interface of its type has does not compose, and the field is named", () => {
  const sdl = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@requiresScopes"])
    type Query { items: [Item] }
    interface Item { id: ID! cost: Int }
    type Book implements Item { id: ID! cost: Int @requiresScopes(scopes: [["a:read"]]) }`;
  expect(composeGraph([{ name: "one", url: "local:one", sdl }]).faults).toEqual([
    "Book.cost has an access rule, and Item.cost is the same field without it",
  ]);
});

test.each([
  ["a field that two own", "extend type Query { product(id: ID, slug: String): Product @public }"],
  ["no GraphQL", "type Query {"],
])("%s does not compose, with the reason", (_name, more) => {
  const changed = sources.map((source) => (source.name === "orders" ? { ...source, sdl: source.sdl + more } : source));
  expect(composeGraph(changed).faults?.join()).toMatch(/product|orders/);
});

describe("the operations of the playground", () => {
  const texts = ["operations.graphql", "purchase.graphql"].map((name) =>
    readFileSync(join(repository, "router/playground", name), "utf8"),
  );
  const document = parse(texts.join("\n"));
  const names = document.definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? [definition.name?.value ?? ""] : [],
  );

  test("are sixteen and the five of the purchase, and valid", () => {
    expect(names).toHaveLength(21);
    expect(validate(graph.clientSchema, document)).toEqual([]);
  });

  test.each(names)("%s has a plan", async (name) => {
    const operation = getOperationAST(document, name);
    if (!operation) throw new Error(`no operation ${name}`);
    const { plan } = await plannedOperation(graph, { document, operation, coerced: {} });
    expect(plan?.node).toBeDefined();
  });
});
